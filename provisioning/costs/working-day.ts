/** What an agent does in an hour, and how long a month is. */
export const DAY = {
  textsAnHour: 80,
  inboundAnHour: 80,
  widgetRepliesAnHour: 6,
  newChatsAnHour: 6,
  hoursADay: 8,
  daysAMonth: 22,
}
