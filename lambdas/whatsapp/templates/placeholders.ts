// Finds the placeholders {{1}} and {{name}} in a template's texts and replaces them with values.

// A placeholder consists of letters, digits and underscores between double braces. Spaces are not
// allowed, so `{{ $json.Nome }}`, which an approved header contains, is not a placeholder.
// Placeholders that were copied from Meta's documentation contain the invisible character U+200B.
// U+200B is ignored.
const PLACEHOLDER =
  /\u200B*\{\u200B*\{\u200B*([A-Za-z0-9_](?:\u200B*[A-Za-z0-9_])*)\u200B*\}\u200B*\}\u200B*/g

const nameIn = (written: string) => written.replaceAll('\u200B', '')

const isNumber = (name: string) => /^\d+$/.test(name)

/**
 * Returns the names of the placeholders without repetitions, in the order in which a message
 * contains the values: numbers in numeric order, names in the order of the text.
 */
export function placeholdersIn(text: string): string[] {
  const names = [...new Set([...text.matchAll(PLACEHOLDER)].map(([, written]) => nameIn(written!)))]
  return names.every(isNumber) ? names.sort((a, b) => Number(a) - Number(b)) : names
}

/**
 * Returns every placeholder with its position. The rules about adjacent placeholders and about
 * placeholders at the beginning or the end of a text use the positions.
 */
export function occurrencesIn(text: string): { name: string; start: number; end: number }[] {
  return [...text.matchAll(PLACEHOLDER)].map((match) => ({
    name: nameIn(match[1]!),
    start: match.index,
    end: match.index + match[0].length,
  }))
}

/**
 * Replaces all placeholders in one pass, so that a value that contains {{2}} or $& is preserved.
 */
export function fill(text: string, replacement: (name: string) => string): string {
  return text.replace(PLACEHOLDER, (_, written: string) => replacement(nameIn(written)))
}

export const allNumbers = (names: readonly string[]): boolean => names.every(isNumber)
