// Records that an unconfirmed part was sent. This code is a separate module because the command
// line, which has no logger, uses the code too.
import type { Outbox } from '#model/ports'
import type { Part, Reply } from '#model/reply'
import { transitions } from '#model/transitions'

/**
 * Returns the reply if a status from WhatsApp has proven that its unconfirmed part was sent.
 * Returns undefined if the state of the part is not `unconfirmed`.
 */
export function confirmed(
  outbox: Pick<Outbox, 'apply'>,
  reply: Reply,
  part: number,
  known: { now: Date; messageId?: string; late?: true | undefined },
): Promise<Reply | undefined> {
  const isOther = (state: Part['state']) =>
    reply.parts.some((other, i) => i !== part && other.state === state)
  const { confirm, confirmAndGoOn, confirmPart } = transitions
  const transition = isOther('unsent')
    ? confirmAndGoOn
    : isOther('unconfirmed')
      ? confirmPart
      : confirm
  return outbox.apply(transition, reply, { part, ...known })
}
