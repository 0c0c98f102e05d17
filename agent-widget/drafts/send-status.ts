// How the sending of a draft stands, and what an error says of it.
import type { Problem } from '#whatsapp/errors/problems'
import { RequestRefused, SignedOut } from '../api.ts'

export type SendStatus =
  | { is: 'writing' }
  | { is: 'sending' }
  /** No answer: sending again is the same request. */
  | { is: 'unanswered' }
  | { is: 'signed_out' }
  /** What was sent before under this id was something else. */
  | { is: 'already_sent' }
  | { is: 'refused'; problems: readonly Problem[] }

/** `within`: where in the request the draft stands; problems are told by its own paths. */
export function statusOf(error: unknown, within: string): SendStatus {
  if (error instanceof SignedOut) return { is: 'signed_out' }
  if (!(error instanceof RequestRefused)) return { is: 'unanswered' }
  if (error.status === 409) return { is: 'already_sent' }
  const problems = error.problems.map((problem) => ({
    ...problem,
    path: ownPath(problem.path, within),
  }))
  return { is: 'refused', problems }
}

const ownPath = (path: string, within: string) =>
  path.startsWith(`${within}.`) ? path.slice(within.length + 1) : path
