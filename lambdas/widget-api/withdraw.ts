// A held reply is taken back, by whoever has the contact then: once, and only before it is released.
import type { HeldReplies, Outbox } from '../model/ports.ts'
import { fateOf } from '../model/reply.ts'
import { log, masked } from '../runtime/log.ts'
import { refuse } from '../runtime/refused.ts'
import type { ReplyView } from './api.ts'
import type { Authorised } from './authorise.ts'
import { replyView } from './view.ts'

interface Ports {
  outbox: Pick<Outbox, 'get'>
  held: Pick<HeldReplies, 'withdraw'>
}

export function withdrawing({ outbox, held }: Ports) {
  return async (userId: string, { conversation }: Authorised, id: string): Promise<ReplyView> => {
    const reply = await outbox.get(conversation.id, id)
    if (!reply) return refuse(404, 'reply_unknown', 'There is no such reply in this chat.')
    const withdrawn = reply.state === 'held' && (await held.withdraw(reply))
    if (withdrawn)
      log.info('reply_withdrawn', { conversation: masked(conversation.id), reply: id, by: userId })
    const now = withdrawn || (await outbox.get(conversation.id, id)) || reply
    if (now.state === 'withdrawn') return replyView(now)
    if (now.state === 'failed') {
      return refuse(
        409,
        'nothing_to_withdraw',
        'This message was not sent: there is nothing to take back.',
      )
    }
    return refuse(
      409,
      'already_released',
      `This message is on its way already (${fateOf(now)}): it can no longer be taken back.`,
    )
  }
}
