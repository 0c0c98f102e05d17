// A problem of a message or template, and three classes of errors that callers handle in different
// ways.
import type { ProblemCode } from '#whatsapp/errors/problem-codes'

export type ProblemValues = Readonly<Record<string, string | number>>

/** One problem of a message or template, with its path, the value, the limit and the remedy. */
export interface Problem {
  /** Codes are stable and in snake_case. Tests, the widget and scripts compare the codes. */
  readonly code: ProblemCode
  /**
   * The path of the value, such as `a.0.b`. If the whole message or template has the problem, the
   * path is empty.
   */
  readonly path: string
  readonly message: string
  /**
   * The variable parts of `message`, such as names and numbers, by their names. A program can
   * translate the message with the code and these values.
   */
  readonly values?: ProblemValues
  /**
   * Set for a warning, which does not prevent sending. A warning means that WhatsApp's rule is
   * uncertain, or that the message is valid but probably not intended.
   */
  readonly severity?: 'warning'
  /**
   * Set by rules about new templates: `documented` for a rule from Meta's or AWS's documentation,
   * `live` for a rule that is known only from real accounts. The source determines the severity.
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

/** Returns the problems that prevent sending, without the warnings. */
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

/** Thrown when a call to another service, such as AWS, failed. `cause` is the original error. */
export class UpstreamFailure extends Error {
  override readonly name = 'UpstreamFailure'
  readonly operation: string
  /** Whether the call certainly had no effect. A call without an effect can be repeated safely. */
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

/** Thrown for an input in an unexpected format, such as an event or a template's definition. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable'
  readonly problems: readonly Problem[]

  constructor(code: ProblemCode, message: string, cause?: unknown, path = '') {
    super(message, { cause })
    this.problems = [problem(code, path, message)]
  }
}
