// Records the words of texts that did not reach a customer, because the service window was closed,
// or because the customer did not answer before a held reply expired. Supervisors see these words
// as suggestions for new templates.
import type { Conversation } from '#model/conversation'
import type { MissedKind } from '#model/missed'
import type { Clock } from '#model/ports'
import type { Reply, ReplyContent } from '#model/reply'
import type { MissedByAgents } from '#model/template-ports'
import type { Problem } from '#whatsapp/errors/problems'
import { missedWords } from '#whatsapp/templates/missed-words'
import { log } from '../runtime/log.ts'

interface Ports {
  /** Undefined if the configuration has switched off the list of missed words. */
  missed: Pick<MissedByAgents, 'note'> | undefined
  now: Clock
}

type Ended = Pick<Reply, 'conversation' | 'content' | 'by'>

const KINDS: Readonly<Partial<Record<Problem['code'], MissedKind>>> = {
  hold_expired: 'never_answered',
  service_window_closed: 'after_window',
}

export function notingMissed({ missed, now }: Ports) {
  return async (
    reply: Ended,
    problems: readonly Problem[],
    { phoneNumberId, customer }: Pick<Conversation, 'phoneNumberId' | 'customer'>,
  ): Promise<void> => {
    const kind = problems.map(({ code }) => KINDS[code]).find(Boolean)
    const agent = reply.by.userId ?? reply.by.name
    if (!missed || !kind || !agent || reply.by.role !== 'AGENT') return
    try {
      const words = missedWords(textOf(reply.content), [customer.name, reply.by.name])
      await Promise.all(
        words.map((word) => missed.note(phoneNumberId, { kind, word }, agent, now())),
      )
    } catch (cause) {
      // The failure of the reply is already recorded, so an error in recording the words is only
      // logged.
      log.error('missed_not_noted', cause)
    }
  }
}

/** Returns the text that the agent wrote. */
function textOf(content: ReplyContent): string {
  if (content.type === 'text') return content.body
  if (content.type === 'media') return content.caption ?? ''
  return content.type === 'message' && 'body' in content.message ? content.message.body : ''
}
