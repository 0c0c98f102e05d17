// Counts the messages of each template, and those that failed. The functions that receive statuses
// also count, so that sending needs no further call. If a count fails, the failure is only logged,
// because a template is judged by many messages.
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

/** How many of the last replies are searched for the marketing template before the stop. */
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
    /** Call this after an outcome has been stored for the first time. */
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

    /** Call this after AWS has refused to send the message, because no status follows. */
    async refused({ content }: Reply, of: MessagePart, at: Date): Promise<void> {
      if (content.type !== 'template') return
      const counts = ['sent', 'failed'] as const
      await count(content, { sentAt: at, counts, token: tokenOf(of, 'refused') })
    },

    /**
     * Call this after the customer has stopped marketing. The stop is counted for the last
     * marketing template that the customer received. `failed` is the reply whose failure shows the
     * stop.
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
