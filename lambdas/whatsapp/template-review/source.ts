// The severity of a problem in a new template depends on the source of the violated rule. A
// template that violates a rule documented by Meta or AWS is refused. If a rule is known only from
// real accounts or from a single report, a violation causes a warning that names this source.
import type { ProblemCode } from '#whatsapp/errors/problem-codes'
import { type Problem, type ProblemValues, problem, warning } from '#whatsapp/errors/problems'

export const documented = (
  code: ProblemCode,
  path: string,
  message: string,
  values?: ProblemValues,
): Problem => ({
  ...problem(code, path, message, values),
  source: 'documented',
})

/**
 * Creates a warning about a violation of a rule that is known only from real accounts. `origin` is
 * the place where the rule was found, such as an error code or a report.
 */
export const live = (
  code: ProblemCode,
  path: string,
  message: string,
  origin: string,
  values?: ProblemValues,
): Problem => ({
  ...warning(code, path, `${message} Source: ${origin}.`, values),
  source: 'live',
})

/**
 * Adds the source to problems that shared rules have found. Only problems from documented rules
 * prevent the creation of a template.
 */
export const sourced = (
  problems: readonly Problem[],
  origin = 'reports, not Meta’s documentation',
): Problem[] =>
  problems.map((each) =>
    each.severity === 'warning'
      ? { ...each, message: `${each.message} Source: ${origin}.`, source: 'live' }
      : { ...each, source: 'documented' },
  )
