/** Our assumptions about an agent's work in an hour, and about the length of a month. */
export const DAY = {
  textsAnHour: 80,
  inboundAnHour: 80,
  widgetRepliesAnHour: 6,
  newChatsAnHour: 6,
  hoursADay: 8,
  daysAMonth: 22,
}
