// Repairs the link between sent messages and their replies. After AWS has accepted a message, a
// function records which reply the message's id belongs to. If the function crashes before the
// write, or the write fails, this record is missing. Statuses are then stored under the message's
// id without reaching the reply, until this module writes the record and reads them.
import type { SentMessages } from '#model/ports'
import type { MessagePart, Part, Reply } from '#model/reply'
import { outcomes } from './outcomes.ts'

type Ports = Parameters<typeof outcomes>[0] & { messages: Pick<SentMessages, 'sent'> }

/**
 * Returns a function that records again which message ids belong to the given replies, and stores
 * the statuses that WhatsApp has already reported for these messages in the replies. Calling the
 * function several times is harmless.
 */
export function joiningAgain(ports: Ports) {
  const { messages, now } = ports
  const settle = outcomes(ports)

  return async (replies: readonly Reply[]): Promise<void> => {
    for (const { of, part } of replies.flatMap(unjoined)) {
      const earlier = await messages.sent(part.messageId, of, now())
      const outcome = earlier ?? part.outcome
      if (outcome) await settle(of, outcome)
    }
  }
}

type Accepted = Part & { messageId: string }

/**
 * Returns the parts of a reply that AWS accepted and that have no outcome yet, or whose failure was
 * not reported to the agent.
 */
function unjoined(reply: Reply): { of: MessagePart; part: Accepted }[] {
  const { conversation, id, mode } = reply
  const isDone = ({ outcome, notice }: Part) =>
    outcome && (outcome.status !== 'failed' || mode === 'native' || notice)
  return reply.parts.flatMap((part, index) =>
    part.messageId && !isDone(part)
      ? [{ of: { conversation, id, attempt: part.attempt, part: index }, part: part as Accepted }]
      : [],
  )
}
