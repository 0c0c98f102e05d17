// Determines when the customer and the agent last wrote in a chat, from its transcript and from new
// messages.

/** An item as ChatJS returns it from GetTranscript and from onMessage. */
export interface TranscriptItem {
  Type?: string
  AbsoluteTime?: string
  ParticipantRole?: string
  DisplayName?: string
  Content?: string
}

/** A text that an agent wrote in the chat itself. */
export interface AgentText {
  at: Date
  text: string
}

export interface LastMessages {
  lastCustomerMessageAt: Date | undefined
  lastAgentMessageAt: Date | undefined
  /** The last texts of agents, the oldest first. */
  agentTexts: readonly AgentText[]
  customerName: string | undefined
}

export const NO_MESSAGES: LastMessages = {
  lastCustomerMessageAt: undefined,
  lastAgentMessageAt: undefined,
  agentTexts: [],
  customerName: undefined,
}

/**
 * Accepts items in any order, any number of times. Attachments count as messages, but events
 * (typing, joined, receipts) do not.
 */
export function withItems(before: LastMessages, items: readonly TranscriptItem[]): LastMessages {
  const after = { ...before }
  for (const { Type, AbsoluteTime, ParticipantRole, DisplayName, Content } of items) {
    if (Type !== 'MESSAGE' && Type !== 'ATTACHMENT') continue
    const at = new Date(AbsoluteTime ?? Number.NaN)
    if (Number.isNaN(at.getTime())) continue
    if (ParticipantRole === 'CUSTOMER') {
      after.lastCustomerMessageAt = later(after.lastCustomerMessageAt, at)
      after.customerName = DisplayName || after.customerName
    }
    // Only texts are stored, because the outcome of a file is reported elsewhere.
    if (ParticipantRole === 'AGENT' && Type === 'MESSAGE') {
      after.lastAgentMessageAt = later(after.lastAgentMessageAt, at)
      after.agentTexts = withText(after.agentTexts, { at, text: Content ?? '' })
    }
  }
  return after
}

/**
 * The number of texts that are stored. Before an agent writes more, the widget warns that none of
 * them will arrive.
 */
const MOST_TEXTS = 10

function withText(texts: readonly AgentText[], next: AgentText): readonly AgentText[] {
  const isKnown = texts.some(
    ({ at, text }) => at.getTime() === next.at.getTime() && text === next.text,
  )
  if (isKnown || next.text.trim() === '') return texts
  return [...texts, next].sort((a, b) => a.at.getTime() - b.at.getTime()).slice(-MOST_TEXTS)
}

const later = (a: Date | undefined, b: Date) => (a && a > b ? a : b)
