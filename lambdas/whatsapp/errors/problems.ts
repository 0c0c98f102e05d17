// The three kinds of failures that callers treat differently.
import type { ProblemCode } from '#whatsapp/errors/problem-codes'

export type ProblemValues = Readonly<Record<string, string | number>>

/** One problem: what is wrong, where it is, the value and the limit, and the remedy. */
export interface Problem {
  /** Codes are stable and in snake_case. Tests, the widget and scripts compare the codes. */
  readonly code: ProblemCode
  /**
   * The path of the value, such as `a.0.b`. The path is empty if the problem concerns the whole.
   */
  readonly path: string
  readonly message: string
  /**
   * The values in the sentence by name. Together with the code, the values are enough to translate
   * the sentence.
   */
  readonly values?: ProblemValues
  /**
   * A warning refuses nothing. A warning means that WhatsApp's rule is uncertain, or that the
   * result is allowed but probably not intended.
   */
  readonly severity?: 'warning'
  /**
   * Set by rules about creating templates: whether Meta or AWS documents the rule, or it is known
   * from live accounts only. The severity of a problem derives from its source.
   */
  readonly source?: 'documented' | 'live'
}

export const problem = (
  code: ProblemCode,
  path: string,
  message: string,
  values?: ProblemValues,
): Problem => ({
  code,
  path,
  message,
  ...(values ? { values } : {}),
})
export const warning = (
  code: ProblemCode,
  path: string,
  message: string,
  values?: ProblemValues,
): Problem => ({
  ...problem(code, path, message, values),
  severity: 'warning',
})

/**
 * Returns the problems for which WhatsApp would, or might well, refuse the message. Warnings are
 * left out.
 */
export const refusals = (problems: readonly Problem[]): Problem[] =>
  problems.filter(({ severity }) => severity !== 'warning')

/**
 * Thrown for a message that WhatsApp would refuse. The error lists every problem, not only the
 * first.
 */
export class MessageRejected extends Error {
  override readonly name = 'MessageRejected'
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; '))
    this.problems = problems
  }
}

/** Thrown when a service that we depend on failed. `cause` is its error. */
export class UpstreamFailure extends Error {
  override readonly name = 'UpstreamFailure'
  readonly operation: string
  /** Whether it is certain that the call had no effect, so that it can be repeated safely. */
  readonly certain: boolean
  readonly retryable: boolean

  constructor(
    operation: string,
    { certain, retryable, cause }: { certain: boolean; retryable: boolean; cause: unknown },
  ) {
    super(`${operation} failed: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    })
    this.operation = operation
    this.certain = certain
    this.retryable = retryable
  }
}

/**
 * Thrown for an input (an event, a template's definition) that does not have the expected format at
 * all.
 */
export class Unreadable extends Error {
  override readonly name = 'Unreadable'
  readonly problems: readonly Problem[]

  constructor(code: ProblemCode, message: string, cause?: unknown, path = '') {
    super(message, { cause })
    this.problems = [problem(code, path, message)]
  }
}
