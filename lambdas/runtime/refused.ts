import { type Problem, problem, type Values } from '#whatsapp/errors/problems'

/** A request of the widget that is not carried out: a status and every reason, in words an agent understands. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused'
  readonly status: 400 | 401 | 403 | 404 | 409 | 422 | 503
  readonly problems: readonly Problem[]

  constructor(status: RequestRefused['status'], problems: readonly Problem[]) {
    super(problems.map(({ code }) => code).join(', '))
    this.status = status
    this.problems = problems
  }
}

export const refuse = (
  status: RequestRefused['status'],
  code: string,
  message: string,
  path = '',
  values?: Values,
): never => {
  throw new RequestRefused(status, [problem(code, path, message, values)])
}
