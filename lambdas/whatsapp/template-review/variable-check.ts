// The rules for variables in a new template.
import type { Problem } from '#whatsapp/errors/problems'
import { isObject, type Json } from '#whatsapp/json/rules'
import { isBlank } from '#whatsapp/messages/text'
import { documented, live } from '#whatsapp/template-review/source'
import type { TemplateDefinition } from '#whatsapp/templates/definition'
import { allNumbers, fill, occurrencesIn, placeholdersIn } from '#whatsapp/templates/placeholders'

export function variableProblems(
  text: string,
  path: string,
  definition: Pick<TemplateDefinition, 'parameterFormat'>,
  part: 'header' | 'body',
): Problem[] {
  const names = placeholdersIn(text)
  if (names.length === 0) return strayBraces(text, path)
  return [
    ...nameProblems(names, path, definition),
    ...(part === 'body' ? placeProblems(text, path) : []),
    ...strayBraces(text, path),
  ]
}

function nameProblems(
  names: readonly string[],
  path: string,
  { parameterFormat }: Pick<TemplateDefinition, 'parameterFormat'>,
): Problem[] {
  if (parameterFormat === 'NAMED') {
    const odd = names.filter((name) => !/^[a-z_]+$/.test(name))
    if (odd.some((name) => /^\d+$/.test(name)) && !allNumbers(names)) {
      return [
        documented(
          'mixed_variables',
          path,
          'The text has numbered and named variables. WhatsApp accepts only one kind in a template. Use one kind.',
        ),
      ]
    }
    // Approved templates with digits and capitals in variable names exist, so the problem is only a
    // warning.
    return odd.map((name) =>
      live(
        'wrong_form',
        path,
        `The name {{${name}}} has other characters than lower-case letters and _, which WhatsApp asks for. Rename it to be safe.`,
        'approved templates with digits and capitals exist',
      ),
    )
  }
  const expected = names.map((_, i) => String(i + 1))
  if (names.every((name, i) => name === expected[i])) return []
  const found = names.map((name) => `{{${name}}}`).join(', ')
  return [
    documented(
      'not_sequential',
      path,
      `The variables are ${found}. WhatsApp requires numbers from {{1}} without gaps. Renumber them.`,
    ),
  ]
}

/**
 * Reports misplaced variables. A text must not begin or end with a variable, two variables must not
 * be adjacent, and the text must contain enough words besides the variables. A header may begin or
 * end with a variable, as in Meta's own sample.
 */
function placeProblems(text: string, path: string): Problem[] {
  const found = occurrencesIn(text)
  const problems: Problem[] = []
  const before = text.slice(0, found[0]!.start)
  const behind = text.slice(found.at(-1)!.end)
  if (isBlank(before))
    problems.push(
      documented(
        'leading_variable',
        path,
        'The text begins with a variable. WhatsApp refuses that. Write words before it.',
      ),
    )
  else if (isOnlyPunctuation(before))
    problems.push(
      live(
        'leading_variable',
        path,
        'The text begins with a variable, because WhatsApp does not count punctuation as text. Write words before it.',
        PUNCTUATION_ORIGIN,
      ),
    )
  if (isBlank(behind))
    problems.push(
      documented(
        'trailing_variable',
        path,
        'The text ends with a variable. WhatsApp refuses that. Write words after it.',
      ),
    )
  else if (isOnlyPunctuation(behind))
    problems.push(
      live(
        'trailing_variable',
        path,
        'The text ends with a variable, because WhatsApp does not count punctuation as text. Write words after it.',
        PUNCTUATION_ORIGIN,
      ),
    )
  for (const [i, { start }] of found.entries()) {
    const between = i === 0 ? undefined : text.slice(found[i - 1]!.end, start)
    if (between === '')
      problems.push(
        documented(
          'adjacent_variables',
          path,
          'Two variables are adjacent. WhatsApp refuses that. Write words between them.',
        ),
      )
    else if (between !== undefined && isBlank(between))
      problems.push(
        live(
          'adjacent_variables',
          path,
          'Only a space separates two variables. WhatsApp may refuse that. Write words between them.',
          'approved templates with a space between two variables exist',
        ),
      )
  }
  const words = fill(text, () => ' ')
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word)).length
  const needed = 2 * found.length + 1
  if (words < needed)
    problems.push(
      live(
        'few_words',
        path,
        `The text has ${words} words for ${found.length} variables. WhatsApp may refuse fewer than ${needed}. Write more text.`,
        'error 2388293, whose ratio Meta does not publish, while this one was found to be accepted',
      ),
    )
  return problems
}

const PUNCTUATION_ORIGIN = 'error 2388299 on live accounts'

const isOnlyPunctuation = (text: string) => /^[\s\p{P}]*$/u.test(text)

/**
 * Finds braces that look like a variable but are not a valid variable: {{ name }}, {{first-name}},
 * {{1}.
 */
function strayBraces(text: string, path: string): Problem[] {
  const rest = fill(text, () => '')
  return /\{\{|\}\}/.test(rest)
    ? [
        live(
          'not_a_variable',
          path,
          'The text has braces that are not a variable. Customers would read them as they are. Write {{1}} or {{name}} without spaces.',
          'Meta treats them as text',
        ),
      ]
    : []
}

/** Reports variables without an example. Meta refuses a new template if an example is missing. */
export function exampleProblems(
  text: string,
  raw: Json,
  path: string,
  key: 'header_text' | 'body_text',
  { parameterFormat, category }: TemplateDefinition,
): Problem[] {
  const names = placeholdersIn(text)
  if (names.length === 0 || category === 'AUTHENTICATION') return []
  const examples = isObject(raw.example) ? raw.example : {}
  if (parameterFormat === 'NAMED') {
    const list = examples[`${key}_named_params`]
    const named = Array.isArray(list)
      ? list.filter(isObject).filter(({ example }) => isFilled(example))
      : []
    return names
      .filter((name) => !named.some(({ param_name }) => param_name === name))
      .map((name) =>
        documented(
          'example_missing',
          `${path}.example.${key}_named_params`,
          `There is no example for {{${name}}}. WhatsApp requires one. Add it.`,
        ),
      )
  }
  const list = examples[key]
  const where = `${path}.example.${key}`
  if (key === 'body_text' && Array.isArray(list) && list.length > 0 && !Array.isArray(list[0]))
    return [
      documented(
        'wrong_form',
        where,
        'The examples are a flat list. WhatsApp requires a list of lists here, such as [["Ana", "7"]]. Add brackets.',
      ),
    ]
  const values = Array.isArray(list) && Array.isArray(list[0]) ? list[0] : list
  const count = Array.isArray(values) ? values.filter(isFilled).length : isFilled(values) ? 1 : 0
  if (count === names.length) return []
  return [
    documented(
      'example_missing',
      where,
      `There are ${count} examples for ${names.length} variables. WhatsApp requires one for each. Add or remove some.`,
    ),
  ]
}

const isFilled = (example: unknown) => typeof example === 'string' && !isBlank(example)
