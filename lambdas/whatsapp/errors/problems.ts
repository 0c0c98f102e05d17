// What can be wrong, in the three ways a caller treats differently.

export type Values = Readonly<Record<string, string | number>>

/** One thing that is wrong: what, where, which value and limit, and what to do about it. */
export interface Problem {
  /** snake_case, stable: tests, the widget and scripts match on it. */
  readonly code: string
  /** Where, as `a.0.b`; empty for the whole. */
  readonly path: string
  readonly message: string
  /** What the sentence speaks of, by name: with the code, enough to say it in another language. */
  readonly values?: Values
  /** A warning refuses nothing: WhatsApp's rule is not certain, or what happens is legal but probably not meant. */
  readonly severity?: 'warning'
}

export const problem = (code: string, path: string, message: string, values?: Values): Problem => ({
  code,
  path,
  message,
  ...(values ? { values } : {}),
})
export const warning = (code: string, path: string, message: string, values?: Values): Problem => ({
  ...problem(code, path, message, values),
  severity: 'warning',
})

/** The problems for which WhatsApp would (or might well) refuse; without the warnings. */
export const refusals = (problems: readonly Problem[]): Problem[] =>
  problems.filter(({ severity }) => severity !== 'warning')

/** WhatsApp would refuse this message. Carries every problem, not only the first. */
export class MessageRejected extends Error {
  override readonly name = 'MessageRejected'
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; '))
    this.problems = problems
  }
}

/** A service we depend on failed. `cause` holds what it said. */
export class UpstreamFailure extends Error {
  override readonly name = 'UpstreamFailure'
  readonly operation: string
  /** It is certain that nothing happened: the call may be made again without doing anything twice. */
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

/** What was to be read (an event, a template definition) is not what it should be at all. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable'
  readonly problems: readonly Problem[]

  constructor(code: string, message: string, cause?: unknown) {
    super(message, { cause })
    this.problems = [problem(code, '', message)]
  }
}
