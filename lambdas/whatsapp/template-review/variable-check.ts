// The rules about variables in a template that is to be created.
import { type Problem, problem, warning } from '#whatsapp/errors/problems'
import { isObject, type Json } from '#whatsapp/json/rules'
import type { TemplateDefinition } from '#whatsapp/templates/definition'
import { allNumbers, fill, occurrencesIn, placeholdersIn } from '#whatsapp/templates/placeholders'

export function variableProblems(
  text: string,
  path: string,
  definition: TemplateDefinition,
  part: 'header' | 'body',
): Problem[] {
  const names = placeholdersIn(text)
  if (names.length === 0) return strayBraces(text, path)
  return [
    ...nameProblems(names, path, definition),
    ...placeProblems(text, path, part),
    ...strayBraces(text, path),
  ]
}

function nameProblems(
  names: readonly string[],
  path: string,
  { parameterFormat }: TemplateDefinition,
): Problem[] {
  if (parameterFormat === 'NAMED') {
    const odd = names.filter((name) => !/^[a-z_]+$/.test(name))
    if (odd.some((name) => /^\d+$/.test(name)) && !allNumbers(names)) {
      return [
        problem(
          'mixed_variables',
          path,
          'numbers and names; WhatsApp accepts variables of one kind in a template. Use one kind',
        ),
      ]
    }
    // Digits and capitals do occur in approved templates.
    return odd.map((name) =>
      warning(
        'wrong_form',
        path,
        `{{${name}}}; WhatsApp asks for lower-case letters and _ in names. Better rename it`,
      ),
    )
  }
  const expected = names.map((_, i) => String(i + 1))
  if (names.every((name, i) => name === expected[i])) return []
  const found = names.map((name) => `{{${name}}}`).join(', ')
  return [
    problem(
      'not_sequential',
      path,
      `${found}; WhatsApp numbers variables from {{1}} without gaps. Renumber them`,
    ),
  ]
}

/** None first, last or adjacent; enough words around them. Refused in bodies; in headers not known. */
function placeProblems(text: string, path: string, part: 'header' | 'body'): Problem[] {
  const found = occurrencesIn(text)
  const say = part === 'body' ? problem : warning
  const problems: Problem[] = []
  if (text.slice(0, found[0]!.start).trim() === '')
    problems.push(
      say(
        'leading_variable',
        path,
        'begins with a variable; WhatsApp refuses that. Put words before it',
      ),
    )
  if (text.slice(found.at(-1)!.end).trim() === '')
    problems.push(
      say(
        'trailing_variable',
        path,
        'ends with a variable; WhatsApp refuses that. Put words behind it',
      ),
    )
  for (const [i, { start }] of found.entries()) {
    const between = i === 0 ? undefined : text.slice(found[i - 1]!.end, start)
    if (between === '')
      problems.push(
        say(
          'adjacent_variables',
          path,
          'two variables side by side; WhatsApp refuses that. Put words between them',
        ),
      )
    // Approved templates with a mere blank between two exist.
    else if (between?.trim() === '')
      problems.push(
        warning(
          'adjacent_variables',
          path,
          'two variables with only a blank between; WhatsApp may refuse that. Put words between them',
        ),
      )
  }
  if (part === 'header') return problems
  const words = fill(text, () => ' ')
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word)).length
  const needed = 2 * found.length + 1
  // The ratio is Meta's secret (2388293); this one is what people found to pass.
  if (words < needed)
    problems.push(
      warning(
        'few_words',
        path,
        `${words} words for ${found.length} variables; WhatsApp may refuse fewer than ${needed}. Write more text`,
      ),
    )
  return problems
}

/** Braces that look like a variable and are none: {{ name }}, {{first-name}}, {{1}. */
function strayBraces(text: string, path: string): Problem[] {
  const rest = fill(text, () => '')
  return /\{\{|\}\}/.test(rest)
    ? [
        warning(
          'not_a_variable',
          path,
          'braces that are no variable, which customers would read as they are; write {{1}} or {{name}} without blanks',
        ),
      ]
    : []
}

/** WhatsApp's reviewers ask for an example of every variable. */
export function exampleProblems(
  text: string,
  raw: Json,
  path: string,
  key: 'header_text' | 'body_text',
  { parameterFormat, category }: TemplateDefinition,
): Problem[] {
  const names = placeholdersIn(text)
  if (names.length === 0 || category === 'AUTHENTICATION') return []
  const given = isObject(raw.example) ? raw.example : {}
  if (parameterFormat === 'NAMED') {
    const list = given[`${key}_named_params`]
    const told = Array.isArray(list)
      ? list.filter(isObject).map(({ param_name }) => param_name)
      : []
    return names
      .filter((name) => !told.includes(name))
      .map((name) =>
        warning(
          'example_missing',
          `${path}.example.${key}_named_params`,
          `no example for {{${name}}}; WhatsApp’s review asks for one. Add it`,
        ),
      )
  }
  const list = given[key]
  const values = Array.isArray(list) && Array.isArray(list[0]) ? list[0] : list
  const count = Array.isArray(values)
    ? values.length
    : typeof values === 'string' && values !== ''
      ? 1
      : 0
  if (count === names.length) return []
  return [
    warning(
      'example_missing',
      `${path}.example.${key}`,
      `${count} examples for ${names.length} variables; WhatsApp’s review asks for one each. Add or remove some`,
    ),
  ]
}
