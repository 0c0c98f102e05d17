// What may stand in a text that fills a template's variable.
import { type Problem, problem, warning } from '#whatsapp/errors/problems'

// Meta: "Param text cannot have new-line/tab characters or more than 4 consecutive spaces" (100, since v23.0 132018).
// https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
export function paramTextProblems(value: string, path: string): Problem[] {
  if (value === '')
    return [
      problem('empty', path, 'empty; WhatsApp accepts no empty value in a template. Fill it in'),
    ]
  if (value.trim() === '')
    return [
      problem(
        'blank',
        path,
        'only blanks; WhatsApp accepts no blank value in a template. Fill it in',
      ),
    ]
  const problems: Problem[] = []
  if (value.includes('\n'))
    problems.push(
      problem(
        'line_break',
        path,
        'a line break; WhatsApp accepts none in a template’s value. Write it on one line',
      ),
    )
  else if (value.includes('\r'))
    problems.push(
      warning(
        'line_break',
        path,
        'a carriage return; WhatsApp may refuse it. Write it on one line',
      ),
    )
  if (value.includes('\t'))
    problems.push(
      problem('tab', path, 'a tab; WhatsApp accepts none in a template’s value. Use a space'),
    )
  if (/ {5}/.test(value)) {
    problems.push(
      problem(
        'too_many_spaces',
        path,
        `${longestRun(value)} spaces in a row; WhatsApp accepts 4 in a template’s value. Take some out`,
        {
          count: longestRun(value),
          limit: 4,
        },
      ),
    )
  }
  return problems
}

const longestRun = (value: string) =>
  Math.max(...[...value.matchAll(/ +/g)].map(([run]) => run.length))
