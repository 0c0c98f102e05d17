// The source of a rule about creating templates determines its severity. A fault against what Meta
// or AWS documents is refused. A fault against a rule that is known from live accounts or a single
// report is a warning, which names that source.
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

/** `origin` is where the rule was found, such as an error code or a report. */
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

/** Problems that were found by rules shared with other checks. Only documented ones are refused. */
export const sourced = (
  problems: readonly Problem[],
  origin = 'reports, not Meta’s documentation',
): Problem[] =>
  problems.map((each) =>
    each.severity === 'warning'
      ? { ...each, message: `${each.message} Source: ${origin}.`, source: 'live' }
      : { ...each, source: 'documented' },
  )
