// The placeholders of a template, and the values for them.
// https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates/components

const PLACEHOLDER = /\{\{([A-Za-z0-9_]+)\}\}/g

export interface Parameter {
  type: string
  parameter_name?: string
  text?: string
  currency?: { fallback_value: string }
  date_time?: { fallback_value: string }
}

// Meta's documentation, and templates copied from it, have zero-width spaces inside placeholders.
export const withoutInvisibles = (text: string) => text.replaceAll('\u200b', '')

/**
 * The names in a text, each once. Positions are in the order of their numbers, and names in the
 * order of the text.
 */
export function placeholders(text: string): string[] {
  const names = [
    ...new Set([...withoutInvisibles(text).matchAll(PLACEHOLDER)].map((match) => match[1]!)),
  ]
  return names.every((name) => /^\d+$/.test(name))
    ? names.sort((a, b) => Number(a) - Number(b))
    : names
}

export const isNamed = (format: unknown, names: readonly string[]) =>
  typeof format === 'string'
    ? format.toUpperCase() === 'NAMED'
    : names.some((name) => !/^\d+$/.test(name))

/** The text that a parameter is displayed as. */
const wordsOf = (parameter: Parameter) =>
  parameter.text ?? parameter.currency?.fallback_value ?? parameter.date_time?.fallback_value ?? ''

/** The value of each placeholder, by name or by position. */
export function valuesOf(
  parameters: readonly Parameter[],
  names: readonly string[],
  named: boolean,
): ReadonlyMap<string, string> {
  return new Map(
    parameters.map((parameter, index) => [
      named ? parameter.parameter_name! : names[index]!,
      wordsOf(parameter),
    ]),
  )
}

/** All placeholders are replaced in one pass, so a placeholder inside a value stays as it is. */
export const fill = (text: string, values: ReadonlyMap<string, string>) =>
  withoutInvisibles(text).replace(PLACEHOLDER, (whole, name: string) => values.get(name) ?? whole)
