// Checks the text that replaces a variable of a template.
import { type Problem, problem, warning } from '#whatsapp/errors/problems'
import { characterProblems } from '#whatsapp/json/rules'
import { isBlank } from '#whatsapp/messages/text'

// Meta refuses texts with line breaks, tabs or more than 4 consecutive spaces with the error "Param
// text cannot have new-line/tab characters or more than 4 consecutive spaces". The error code is
// 100, and 132018 since version v23.0 of the API.
// https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
export function paramTextProblems(value: string, path: string): Problem[] {
  if (value === '')
    return [
      problem(
        'empty',
        path,
        'The value is empty. WhatsApp does not accept an empty value in a template. Fill it in.',
      ),
    ]
  if (isBlank(value))
    return [
      problem(
        'blank',
        path,
        'The value has no visible character. WhatsApp does not accept that in a template. Fill it in.',
      ),
    ]
  const problems: Problem[] = characterProblems(value, path)
  if (value.includes('\n'))
    problems.push(
      problem(
        'line_break',
        path,
        'The value has a line break. WhatsApp does not accept that in a template. Write it on one line.',
      ),
    )
  else if (value.includes('\r'))
    problems.push(
      warning(
        'line_break',
        path,
        'The value has a carriage return. WhatsApp may refuse it. Write it on one line.',
      ),
    )
  if (value.includes('\t'))
    problems.push(
      problem(
        'tab',
        path,
        'The value has a tab. WhatsApp does not accept that in a template. Use a space.',
      ),
    )
  if (/ {5}/.test(value)) {
    problems.push(
      problem(
        'too_many_spaces',
        path,
        `The value has ${longestRun(value)} spaces in a row. WhatsApp allows 4 in a template. Remove some.`,
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
