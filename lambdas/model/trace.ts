// A trace is a short description of the replies that the widget sent from a contact, in the
// attributes of the contact. Connect's transcript does not contain replies that the widget sent, so
// the trace shows them to the next agent, to quality assurance and in reports. Connect stores
// attributes for 24 months, so a trace contains neither the customer's words nor the customer's
// number.
import { isInTrouble, type Reply, SEND_WITHIN_MS, statusOf } from '#model/reply'

type Traced = Pick<
  Reply,
  'contactId' | 'requestId' | 'state' | 'parts' | 'former' | 'content' | 'order' | 'discardedAt'
>

/** The minimum time between two updates of a contact's trace attributes. */
export const TRACE_EVERY_MS = 30_000
/**
 * If Connect refuses an update of a trace, the update is repeated until this much time has passed
 * since it was due.
 */
export const TRACE_RETRIED_MS = 60_000

/** The states of a reply that is not sent yet or will never be sent. */
const UNSENT: readonly string[] = ['held', 'queued', 'preparing', 'sending', 'withdrawn']

/** Returns whether a change of this reply may change the trace of the reply's contact. */
export const isTraced = (reply: Pick<Reply, 'requestId' | 'state' | 'parts'>): boolean =>
  reply.requestId !== undefined && !UNSENT.includes(statusOf(reply))

/**
 * Returns the time from which the replies of a contact must be read to compose its trace.
 * `acceptedAt` is that of the first of these replies that was sent or failed. Every reply is sent
 * or fails within `SEND_WITHIN_MS` after it was accepted, so the others cannot have been accepted
 * before the returned time.
 */
export const tracedSince = ({ acceptedAt }: Pick<Reply, 'acceptedAt'>): Date =>
  new Date(new Date(acceptedAt).getTime() - SEND_WITHIN_MS)

/**
 * Returns the trace as attributes of the contact. Replies of other contacts in `replies` are
 * ignored.
 */
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

/** Returns the time at which a part of the reply was last accepted, in any attempt. */
const sentAt = ({ parts, former }: Traced): string | undefined =>
  [...Object.values(former ?? {}), ...parts]
    .flatMap(({ state, sentAt }) => (state === 'accepted' && sentAt ? [sentAt] : []))
    .sort()
    .at(-1)
