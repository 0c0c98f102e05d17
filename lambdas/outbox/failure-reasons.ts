// Describes the reasons why a reply failed, for the widget and for the notice in a bridged chat.
import type { Reply } from '#model/reply'
import { sentenceFor } from '#whatsapp/errors/error-sentences'
import { errorFor, mayRetryLater } from '#whatsapp/errors/error-table'
import type { Problem } from '#whatsapp/errors/problems'

/**
 * Returns the reasons as sentences for agents: the problems from before sending, and the errors
 * that WhatsApp reported afterwards.
 */
export function problemsOf({
  problems = [],
  parts,
}: Pick<Reply, 'problems' | 'parts'>): Omit<Problem, 'severity'>[] {
  const reported = parts.flatMap(({ outcome }, i) =>
    outcome?.status === 'failed'
      ? (outcome.errors ?? []).map((error) => ({
          code: `whatsapp_${error.code}` as const,
          path: `parts.${i}`,
          message: messageFor(error),
        }))
      : [],
  )
  return [...problems.map(({ severity: _, ...each }) => each), ...reported]
}

/**
 * Returns the sentence about an error of WhatsApp. A temporary failure was already retried until no
 * time was left, so the sentence must not announce another attempt.
 */
const messageFor = (error: { code: number; title?: string; details?: string }): string =>
  mayRetryLater(error.code) && errorFor(error.code).who === 'none'
    ? 'WhatsApp was too busy to accept the message in time. Send it again in a few minutes.'
    : sentenceFor(error)
