// Finds and fills the placeholders {{1}} and {{name}} in a template's texts.

// A placeholder has two braces, then letters, digits and _, then two braces. Spaces are not
// allowed, so `{{ $json.Nome }}`, which occurs in an approved header, stays literal text.
// Placeholders copied from Meta's documentation contain U+200B, which is ignored.
const PLACEHOLDER =
  /\u200B*\{\u200B*\{\u200B*([A-Za-z0-9_](?:\u200B*[A-Za-z0-9_])*)\u200B*\}\u200B*\}\u200B*/g

const nameIn = (written: string) => written.replaceAll('\u200B', '')

const isNumber = (name: string) => /^\d+$/.test(name)

/**
 * Returns every name once, in the order in which values are sent: numbers in numeric order, names
 * in the order of the text.
 */
export function placeholdersIn(text: string): string[] {
  const names = [...new Set([...text.matchAll(PLACEHOLDER)].map(([, written]) => nameIn(written!)))]
  return names.every(isNumber) ? names.sort((a, b) => Number(a) - Number(b)) : names
}

/**
 * Returns every occurrence of a placeholder and its position, for the rules about beginnings, ends
 * and neighbors.
 */
export function occurrencesIn(text: string): { name: string; start: number; end: number }[] {
  return [...text.matchAll(PLACEHOLDER)].map((match) => ({
    name: nameIn(match[1]!),
    start: match.index,
    end: match.index + match[0].length,
  }))
}

/**
 * All placeholders are replaced in one pass, so that a value that contains {{2}} or $& is not
 * changed.
 */
export function fill(text: string, replacement: (name: string) => string): string {
  return text.replace(PLACEHOLDER, (_, written: string) => replacement(nameIn(written)))
}

export const allNumbers = (names: readonly string[]): boolean => names.every(isNumber)
