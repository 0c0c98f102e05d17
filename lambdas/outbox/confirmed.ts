// Records that an unconfirmed part was sent. The command line uses this module too, so the module
// must not depend on the functions' logger.
import type { Outbox } from '#model/ports'
import type { Part, Reply } from '#model/reply'
import { transitions } from '#model/transitions'

/**
 * Records that the part was sent, and returns the reply. Returns undefined if the state of the part
 * has changed in the meantime.
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
