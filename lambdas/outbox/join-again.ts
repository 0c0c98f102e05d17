// Connects messages that AWS has accepted with their statuses once more. Between AWS's answer and
// the record that leads from a message's id to its reply, a function may have died or a write may
// have failed. A status that arrives in the meantime is stored under the message's id, and no other
// function looks for it there.
import type { SentMessages } from '#model/ports'
import type { MessagePart, Part, Reply } from '#model/reply'
import { outcomes } from './outcomes.ts'

type Ports = Parameters<typeof outcomes>[0] & { messages: Pick<SentMessages, 'sent'> }

/**
 * Returns a function that records the message ids of these replies again, and what WhatsApp has
 * reported about the messages. Repeating the call has no further effect.
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
 * Returns the parts of a reply that AWS accepted and that have no outcome, or a failure that was
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
