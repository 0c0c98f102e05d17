// Finds the placeholders of a template, and replaces them with the values of a message.
// https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates/components

const PLACEHOLDER = /\{\{([A-Za-z0-9_]+)\}\}/g

export interface Parameter {
  type: string
  parameter_name?: string
  text?: string
  currency?: { fallback_value: string }
  date_time?: { fallback_value: string }
}

// Removes zero-width spaces, which the placeholders in Meta's documentation contain, and therefore
// also the templates that were copied from it.
export const withoutInvisibles = (text: string) => text.replaceAll('\u200b', '')

/**
 * Returns the names of a text's placeholders, each once. Numbers are in ascending order, and names
 * in the order in which they occur in the text.
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

/** Returns the text that replaces the placeholder. */
const wordsOf = (parameter: Parameter) =>
  parameter.text ?? parameter.currency?.fallback_value ?? parameter.date_time?.fallback_value ?? ''

/** Returns the value of each placeholder, by the placeholder's name or number. */
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

/**
 * Replaces all placeholders in one pass. Text in a value that looks like a placeholder is therefore
 * not replaced.
 */
export const fill = (text: string, values: ReadonlyMap<string, string>) =>
  withoutInvisibles(text).replace(PLACEHOLDER, (whole, name: string) => values.get(name) ?? whole)
