// Determines, from the transcript and from new messages, when the customer and the agent last wrote
// in a chat.

/** An item that ChatJS returns from GetTranscript or passes to onMessage. */
export interface TranscriptItem {
  Type?: string
  AbsoluteTime?: string
  ParticipantRole?: string
  ParticipantId?: string
  DisplayName?: string
  Id?: string
  Content?: string
  /**
   * The receipts of a message: which participants have received or read it. They are part of the
   * message itself, or of a later event about the message.
   */
  MessageMetadata?: {
    MessageId?: string
    Receipts?: readonly { RecipientParticipantId?: string }[]
  }
}

/** A text that an agent wrote in Connect's own chat. */
export interface AgentText {
  id?: string
  at: Date
  text: string
  /** Set if Connect has reported that the customer received the text. */
  isDelivered?: true
}

export interface LastMessages {
  lastCustomerMessageAt: Date | undefined
  lastAgentMessageAt: Date | undefined
  /** The last texts of agents, oldest first. */
  agentTexts: readonly AgentText[]
  customerName: string | undefined
  /** The customer's participant ids. */
  customerIds: readonly string[]
  /** Which participant (`recipient`) has received or read which message. */
  receipts: readonly { messageId: string; recipient: string }[]
}

export const NO_MESSAGES: LastMessages = {
  lastCustomerMessageAt: undefined,
  lastAgentMessageAt: undefined,
  agentTexts: [],
  customerName: undefined,
  customerIds: [],
  receipts: [],
}

/**
 * Returns `before`, updated with these items. Items can come in any order and more than once.
 * Attachments count as messages. Of events, only receipts are used, and others such as typing and
 * joining are ignored.
 */
export function withItems(before: LastMessages, items: readonly TranscriptItem[]): LastMessages {
  const after = { ...before }
  for (const item of items) {
    const { Id, Type, AbsoluteTime, ParticipantRole, ParticipantId, DisplayName, Content } = item
    after.receipts = withReceipts(after.receipts, item)
    if (Type !== 'MESSAGE' && Type !== 'ATTACHMENT') continue
    const at = new Date(AbsoluteTime ?? Number.NaN)
    if (Number.isNaN(at.getTime())) continue
    if (ParticipantRole === 'CUSTOMER') {
      after.lastCustomerMessageAt = later(after.lastCustomerMessageAt, at)
      after.customerName = DisplayName || after.customerName
      if (ParticipantId && !after.customerIds.includes(ParticipantId))
        after.customerIds = [...after.customerIds, ParticipantId]
    }
    // Of agents' messages, only texts are stored, because the widget learns of the delivery of
    // files in another way.
    if (ParticipantRole === 'AGENT' && Type === 'MESSAGE') {
      after.lastAgentMessageAt = later(after.lastAgentMessageAt, at)
      after.agentTexts = withText(after.agentTexts, {
        ...(Id && { id: Id }),
        at,
        text: Content ?? '',
      })
    }
  }
  const isDelivered = ({ id }: AgentText) =>
    after.receipts.some(
      ({ messageId, recipient }) => messageId === id && after.customerIds.includes(recipient),
    )
  after.agentTexts = after.agentTexts.map((text) =>
    !text.isDelivered && isDelivered(text) ? { ...text, isDelivered: true } : text,
  )
  return after
}

/** The maximum number of stored receipts. */
const MOST_RECEIPTS = 50

function withReceipts(
  before: LastMessages['receipts'],
  { Id, MessageMetadata }: TranscriptItem,
): LastMessages['receipts'] {
  const messageId = MessageMetadata?.MessageId ?? Id
  const added = (MessageMetadata?.Receipts ?? []).flatMap(
    ({ RecipientParticipantId: recipient }) =>
      messageId &&
      recipient &&
      !before.some((known) => known.messageId === messageId && known.recipient === recipient)
        ? [{ messageId, recipient }]
        : [],
  )
  return added.length > 0 ? [...before, ...added].slice(-MOST_RECEIPTS) : before
}

/**
 * The maximum number of stored texts. Agents rarely write more texts before the receipts of the
 * first ones arrive.
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
