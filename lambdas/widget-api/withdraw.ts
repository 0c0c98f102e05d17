// Withdraws a held reply at the request of the contact's agent. This is possible only before the
// reply is released.
import type { ReplyView } from '#api'
import type { Outbox } from '#model/ports'
import { statusOf } from '#model/reply'
import { may, transitions } from '#model/transitions'
import { log, masked } from '../runtime/log.ts'
import { refuse } from '../runtime/refused.ts'
import type { Authorized } from './authorize.ts'
import { replyView } from './view.ts'

interface Ports {
  outbox: Pick<Outbox, 'find' | 'apply'>
}

export function withdrawing({ outbox }: Ports) {
  return async (userId: string, { conversation }: Authorized, id: string): Promise<ReplyView> => {
    const reply = await outbox.find(conversation, id)
    if (!reply) return refuse(404, 'reply_unknown', 'There is no such message in this chat.')
    const withdrawn =
      may(transitions.withdraw, reply) && (await outbox.apply(transitions.withdraw, reply, {}))
    if (withdrawn)
      log.info('reply_withdrawn', { conversation: masked(conversation.id), reply: id, by: userId })
    const now = withdrawn || (await outbox.find(conversation, id)) || reply
    if (now.state === 'withdrawn') return replyView(now)
    if (now.state === 'failed') {
      return refuse(
        409,
        'nothing_to_withdraw',
        'This message was not sent, so there is nothing to withdraw.',
      )
    }
    return refuse(
      409,
      'already_released',
      `This message can no longer be withdrawn. It is ${statusOf(now)} already.`,
    )
  }
}
