// What WhatsApp says of a message meets the reply it belongs to: from the topic's webhooks and from EventBridge,
// in any order, any number of times, each step safe to run again after a crash.
import { mayRetryLater } from '#whatsapp/errors/error-table'
import { RE_ENGAGEMENT_MESSAGE } from '#whatsapp/service-window'
import type { Clock, Conversations, Outbox, Wakes } from '../model/ports.ts'
import { backOffSeconds, type CallbackData, type Outcome, type Reply } from '../model/reply.ts'
import { log, masked } from '../runtime/log.ts'

interface Ports {
  outbox: Outbox
  conversations: Conversations
  wakes: Wakes
  now: Clock
}

export function outcomes({ outbox, conversations, wakes, now }: Ports) {
  return async (of: CallbackData, said: Outcome): Promise<void> => {
    let reply = await outbox.outcome(of, said)
    const part = reply?.parts[of.part]
    if (!reply || !part)
      return log.info('status_of_another_attempt', {
        reply: of.id,
        attempt: of.attempt,
        status: said.status,
      })

    if (reply.state === 'unconfirmed' && part.state === 'unconfirmed') {
      // What stood behind it was held up by the doubt.
      const confirmed = await outbox.confirm(reply, of.part)
      if (confirmed === 'goes_on') await wakes.wake(reply, { is: 'again', at: now() })
      if (confirmed) reply = { ...reply, state: confirmed === 'goes_on' ? 'queued' : 'accepted' }
    }

    // What counts is what is known by now, not what has just been said: `delivered` may have overtaken `failed`.
    if (part.outcome?.status !== 'failed') return
    const codes = (part.outcome.errors ?? []).map(({ code }) => code)
    log.warn('reply_failed', {
      conversation: masked(reply.conversation),
      reply: reply.id,
      attempt: reply.attempt,
      codes: codes.join(','),
    })
    if (codes.includes(RE_ENGAGEMENT_MESSAGE))
      await conversations.refused(reply.conversation, new Date(part.sentAt ?? part.outcome.at))
    if (await sentAgain(reply, of.part, codes)) return
    if (reply.mode === 'native') return
    await outbox.oweNotice(reply)
    await wakes.wake(reply, { is: 'notice', at: now() })
  }

  /** A failure that passes (a rate, a short maintenance) is repeated while there is time, and marked late. */
  async function sentAgain(reply: Reply, index: number, codes: number[]): Promise<boolean> {
    const at = new Date(now().getTime() + backOffSeconds(reply.setbacks) * 1000)
    if (codes.length === 0 || !codes.every(mayRetryLater) || at > new Date(reply.sendBy))
      return false
    // Its other parts are under way: this status comes back when they are through.
    if (reply.state === 'preparing' || reply.state === 'sending')
      throw new Error('the reply is still being sent')
    if (!(await outbox.again(reply, index, at)))
      log.info('attempt_begun_elsewhere', { reply: reply.id, attempt: reply.attempt })
    await wakes.wake({ ...reply, attempt: reply.attempt + 1 }, { is: 'again', at: now() })
    return true
  }
}
