// When customer and agent last wrote in a chat, kept from its transcript and from what arrives.

/** As ChatJS hands it on: from GetTranscript and from onMessage alike. */
export interface ChatItem {
  Type?: string
  AbsoluteTime?: string
  ParticipantRole?: string
  DisplayName?: string
}

export interface LastWords {
  lastCustomerMessageAt: Date | undefined
  lastAgentMessageAt: Date | undefined
  customerName: string | undefined
}

export const noWords: LastWords = {
  lastCustomerMessageAt: undefined,
  lastAgentMessageAt: undefined,
  customerName: undefined,
}

/** In any order, any number of times. Events (typing, joined, receipts) are no words; an attachment is. */
export function heard(before: LastWords, items: readonly ChatItem[]): LastWords {
  const after = { ...before }
  for (const { Type, AbsoluteTime, ParticipantRole, DisplayName } of items) {
    if (Type !== 'MESSAGE' && Type !== 'ATTACHMENT') continue
    const at = new Date(AbsoluteTime ?? Number.NaN)
    if (Number.isNaN(at.getTime())) continue
    if (ParticipantRole === 'CUSTOMER') {
      after.lastCustomerMessageAt = later(after.lastCustomerMessageAt, at)
      after.customerName = DisplayName || after.customerName
    }
    // Text only: what became of a file is told elsewhere.
    if (ParticipantRole === 'AGENT' && Type === 'MESSAGE')
      after.lastAgentMessageAt = later(after.lastAgentMessageAt, at)
  }
  return after
}

const later = (a: Date | undefined, b: Date) => (a && a > b ? a : b)
