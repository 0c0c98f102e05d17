import type { AgentProblemCode, SupervisorProblemCode } from '#whatsapp/errors/problem-codes'
import { type Problem, type ProblemValues, problem } from '#whatsapp/errors/problems'

/**
 * Thrown to refuse a request. The error contains a status code and all problems, in sentences for
 * the user who made the request.
 */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused'
  readonly status: 400 | 401 | 403 | 404 | 409 | 422 | 503
  readonly problems: readonly Problem[]
  /** Additional fields of the answer. */
  readonly also: object

  constructor(status: RequestRefused['status'], problems: readonly Problem[], also: object = {}) {
    super(problems.map(({ code }) => code).join(', '))
    this.status = status
    this.problems = problems
    this.also = also
  }
}

export const refuse = (
  status: RequestRefused['status'],
  code: AgentProblemCode | SupervisorProblemCode,
  message: string,
  path = '',
  values?: ProblemValues,
): never => {
  throw new RequestRefused(status, [problem(code, path, message, values)])
}
