// Describes in a few words, for Connect's contact attributes, what the widget sent from a contact.
// The next agent, quality assurance and reports read this description in the attributes, because
// Connect's transcript does not contain what the widget sends. Connect stores attributes for 24
// months, so the trace has neither words nor numbers of the customer.
import { isInTrouble, type Reply, SEND_WITHIN_MS, statusOf } from '#model/reply'

type Traced = Pick<
  Reply,
  'contactId' | 'requestId' | 'state' | 'parts' | 'former' | 'content' | 'order' | 'discardedAt'
>

/** The trace of a contact is written at most once in this time. */
export const TRACE_EVERY_MS = 30_000
/** A trace that Connect did not accept is written again only until this long after it was due. */
export const TRACE_RETRIED_MS = 60_000

/** The states of a reply that has not been sent yet, or that will never be sent. */
const UNSENT: readonly string[] = ['held', 'queued', 'preparing', 'sending', 'withdrawn']

/** Whether a change of the reply may have changed the trace of its contact. */
export const isTraced = (reply: Pick<Reply, 'requestId' | 'state' | 'parts'>): boolean =>
  reply.requestId !== undefined && !UNSENT.includes(statusOf(reply))

/**
 * No reply of the contact that is sent before this one can be older than this time: every reply is
 * sent, or has failed, at the latest `SEND_WITHIN_MS` after it was accepted.
 */
export const tracedSince = ({ acceptedAt }: Pick<Reply, 'acceptedAt'>): Date =>
  new Date(new Date(acceptedAt).getTime() - SEND_WITHIN_MS)

/** Returns the attributes of the contact. `replies` may contain those of other contacts. */
export function traceOf(replies: readonly Traced[], contactId: string): Record<string, string> {
  const tried = replies
    .filter((reply) => reply.contactId === contactId && isTraced(reply))
    .sort((a, b) => (a.order < b.order ? -1 : 1))
  const sent = tried.filter((reply) => sentAt(reply) !== undefined)
  const last = sent.map(sentAt).sort().at(-1)
  const template = sent.findLast(({ content }) => content.type === 'template')?.content
  const newest = tried.at(-1)
  return {
    ...(template?.type === 'template' ? { whatsapp_last_template: template.name } : {}),
    ...(last === undefined ? {} : { whatsapp_last_sent_at: last }),
    ...(newest ? { whatsapp_last_outcome: statusOf(newest) } : {}),
    whatsapp_sent_count: String(sent.length),
    whatsapp_open_failures: String(
      tried.filter((reply) => isInTrouble(reply) && reply.discardedAt === undefined).length,
    ),
  }
}

/** When WhatsApp last accepted a part of the reply, in any attempt. */
const sentAt = ({ parts, former }: Traced): string | undefined =>
  [...Object.values(former ?? {}), ...parts]
    .flatMap(({ state, sentAt }) => (state === 'accepted' && sentAt ? [sentAt] : []))
    .sort()
    .at(-1)
