// Lists an agent's own messages that customers have not answered, across all contacts. When the
// agent sends, resends or withdraws a message from this list, the contact of its entry determines
// whether the agent may do so.
import type { UnansweredView } from '#api'
import type { Agent, Channels, Clock, Conversations, Outbox, SentByAgents } from '#model/ports'
import { UNANSWERED_MS, unansweredOf } from '#model/unanswered'
import { replyView } from './view.ts'

interface Ports {
  sentByAgents: SentByAgents
  conversations: Pick<Conversations, 'several'>
  outbox: Pick<Outbox, 'several'>
  channels: Channels
  now: Clock
}

/**
 * The maximum number of customers who are checked for an answer: those to whom the agent wrote
 * last.
 */
const MOST_CHECKED = 300
/**
 * The maximum number of entries in the answer, which then stays far below Lambda's limit of 6 MB.
 */
const MOST_LISTED = 60

export function unansweredReplies({ sentByAgents, conversations, outbox, channels, now }: Ports) {
  return async ({ userId }: Agent): Promise<UnansweredView> => {
    const at = now()
    const sent = (await sentByAgents.of(userId))
      .filter((entry) => at.getTime() - Date.parse(entry.at) <= UNANSWERED_MS)
      .slice(0, MOST_CHECKED)
    const heads = await conversations.several(sent.map(({ conversation }) => conversation))
    const replies = await outbox.several(
      sent.flatMap(({ conversation, replyIds }) => replyIds.map((id) => ({ conversation, id }))),
    )
    const found = sent.flatMap((entry, i) => {
      const conversation = heads[i]
      const own = replies.filter(
        (reply) => reply.conversation === entry.conversation && entry.replyIds.includes(reply.id),
      )
      const unanswered = conversation && unansweredOf(own, conversation, at)
      return unanswered ? [{ entry, conversation, ...unanswered }] : []
    })
    const entries = await Promise.all(
      found.slice(0, MOST_LISTED).map(async ({ entry, conversation, sent, held }) => {
        const channel = await channels.byPhoneNumberId(conversation.phoneNumberId)
        return {
          contactId: entry.contactId,
          customer: conversation.customer,
          ...(channel ? { businessNumber: channel.number } : {}),
          ...(sent ? { sent: replyView(sent) } : {}),
          held: held.map(replyView),
        }
      }),
    )
    return { at: at.toISOString(), entries, more: found.length - entries.length }
  }
}
