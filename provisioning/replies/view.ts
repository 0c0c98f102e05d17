// Returns a reply for an administrator: without its text, and with masked phone numbers.
import { type Reply, statusOf } from '#model/reply'
import { maskedNumbers } from '../cli/failure.ts'

export const printedReply = (reply: Reply & { discardedAt?: string }) => ({
  id: reply.id,
  conversation: maskedNumbers(reply.conversation),
  contactId: reply.contactId,
  mode: reply.mode,
  type: typeOf(reply.content),
  ...(reply.content.type === 'template'
    ? { template: `${reply.content.name} (${reply.content.language})` }
    : {}),
  status: statusOf(reply),
  attempt: reply.attempt,
  late: reply.late ?? false,
  acceptedAt: reply.acceptedAt,
  ...(reply.heldUntil ? { heldUntil: reply.heldUntil } : { sendBy: reply.sendBy }),
  ...(reply.leaseUntil ? { leaseUntil: reply.leaseUntil } : {}),
  ...(reply.nextAttemptAt ? { nextAttemptAt: reply.nextAttemptAt } : {}),
  ...(reply.discardedAt ? { discardedAt: reply.discardedAt } : {}),
  by: reply.by.userId ?? reply.by.role,
  parts: reply.parts.map(({ state, messageId, sentAt, outcome }) => ({
    state,
    messageId,
    sentAt,
    outcome: outcome && {
      status: outcome.status,
      at: outcome.at,
      errors: outcome.errors?.map(({ code, title }) => ({ code, title })),
    },
  })),
  problems: (reply.problems ?? []).map(({ code, message }) => ({
    code,
    message: maskedNumbers(message),
  })),
})

const typeOf = (content: Reply['content']) =>
  content.type === 'media'
    ? content.kind
    : content.type === 'message'
      ? content.message.type
      : content.type

export function replyLine(reply: Reply, now: Date): string {
  const { id, conversation, type, status, attempt, problems, parts } = printedReply(reply)
  const errors = parts.flatMap(({ outcome }) =>
    (outcome?.errors ?? []).map(({ code, title }) => `${code} ${title ?? ''}`.trim()),
  )
  const why = [...problems.map(({ code }) => code), ...errors].join(', ')
  return `${id}  ${status}${why ? ` (${why})` : ''}, ${type}, attempt ${attempt}, ${ago(reply.acceptedAt, now)} ago, ${conversation}`
}

function ago(at: string, now: Date): string {
  const minutes = Math.max(0, Math.round((now.getTime() - new Date(at).getTime()) / 60_000))
  if (minutes < 120) return `${minutes} min`
  return minutes < 2 * 24 * 60
    ? `${Math.round(minutes / 60)} h`
    : `${Math.round(minutes / 1440)} days`
}
