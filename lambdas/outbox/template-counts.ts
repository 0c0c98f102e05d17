// Counts the sent and the failed messages of each template. Messages are counted when their
// statuses arrive, so that sending a message needs no additional call. If a count fails, the
// failure is only logged, because a single message hardly changes the failure rate of a template.
import type { Conversation } from '#model/conversation'
import type { Outbox } from '#model/ports'
import type { MessagePart, Outcome, Reply, ReplyContent } from '#model/reply'
import { type SendEvent, STOP_CREDITED_MS } from '#model/sends'
import type { TemplateSends } from '#model/template-ports'
import { obj, str } from '#whatsapp/json/loose'
import { log } from '../runtime/log.ts'

interface Ports {
  outbox: Pick<Outbox, 'recent'>
  sends: Pick<TemplateSends, 'count'>
}

type Template = Extract<ReplyContent, { type: 'template' }>

/**
 * How many of the latest replies are searched for the marketing template that the customer received
 * before stopping marketing messages.
 */
const SEARCHED_REPLIES = 25

export function templateCounts({ outbox, sends }: Ports) {
  async function count({ wabaId, name }: Template, event: Omit<SendEvent, 'name'>): Promise<void> {
    try {
      await sends.count(wabaId, { ...event, name })
    } catch (cause) {
      log.error('send_not_counted', cause, { template: name })
    }
  }

  return {
    /** Counts a message after its outcome was stored in the reply. */
    async outcomeStored(reply: Reply, of: MessagePart, outcome: Outcome): Promise<void> {
      const { content } = reply
      const part = reply.parts[of.part]
      if (content.type !== 'template' || !part) return
      const counts = [
        ...(part.firstStatus === outcome.status ? (['sent'] as const) : []),
        ...(outcome.status === 'failed' ? (['failed'] as const) : []),
      ]
      if (counts.length === 0) return
      const sentAt = new Date(part.sentAt ?? outcome.at)
      await count(content, { sentAt, counts, token: tokenOf(of, outcome.status) })
    },

    /** Counts a message that AWS refused, for which no status follows. */
    async refused({ content }: Reply, of: MessagePart, at: Date): Promise<void> {
      if (content.type !== 'template') return
      const counts = ['sent', 'failed'] as const
      await count(content, { sentAt: at, counts, token: tokenOf(of, 'refused') })
    },

    /**
     * Counts that a customer has stopped marketing messages. The count belongs to the last
     * marketing template that the customer received. `failed` is the reply whose failure showed
     * that the customer has stopped them.
     */
    async stopped(
      conversation: Pick<Conversation, 'id' | 'includes'>,
      at: Date,
      failed?: Pick<Reply, 'id'>,
    ): Promise<void> {
      try {
        const replies = await outbox.recent(conversation, SEARCHED_REPLIES)
        const found = replies
          .filter(({ id }) => id !== failed?.id)
          .flatMap(marketingIn)
          .filter(({ sentAt }) => isCredited(sentAt, at))
          .sort((a, b) => b.sentAt.getTime() - a.sentAt.getTime())[0]
        if (!found) return
        const token = `${conversation.id}/${at.toISOString()}/stopped`
        await count(found.content, { sentAt: found.sentAt, counts: ['stopped'], token })
      } catch (cause) {
        log.error('stop_not_counted', cause)
      }
    },
  }
}

const tokenOf = ({ id, attempt, part }: MessagePart, what: string) =>
  `${id}/${attempt}/${part}/${what}`

function marketingIn({ content, parts }: Reply): { content: Template; sentAt: Date }[] {
  if (content.type !== 'template') return []
  if (str(obj(content.definition)?.category) !== 'MARKETING') return []
  return parts.flatMap(({ state, sentAt }) =>
    state === 'accepted' && sentAt ? [{ content, sentAt: new Date(sentAt) }] : [],
  )
}

const isCredited = (sentAt: Date, at: Date): boolean =>
  sentAt <= at && at.getTime() - sentAt.getTime() <= STOP_CREDITED_MS
