// The {{1}} and {{name}} in a template's texts.

// Two braces, letters, digits and _, two braces; no blanks: an approved template exists whose header says, literally,
// `Olá, {{ $json.Nome }}`. U+200B stands in and around placeholders copied from Meta's documentation and means nothing.
const PLACEHOLDER =
  /\u200B*\{\u200B*\{\u200B*([A-Za-z0-9_](?:\u200B*[A-Za-z0-9_])*)\u200B*\}\u200B*\}\u200B*/g

const nameIn = (written: string) => written.replaceAll('\u200B', '')

const isNumber = (name: string) => /^\d+$/.test(name)

/** Every name once, in the order values are sent: numbers by number, whatever their order in the text; names as they first appear. */
export function placeholdersIn(text: string): string[] {
  const names = [...new Set([...text.matchAll(PLACEHOLDER)].map(([, written]) => nameIn(written!)))]
  return names.every(isNumber) ? names.sort((a, b) => Number(a) - Number(b)) : names
}

/** How often each placeholder stands in the text, and where: for the rules about beginnings, ends and neighbours. */
export function occurrencesIn(text: string): { name: string; start: number; end: number }[] {
  return [...text.matchAll(PLACEHOLDER)].map((match) => ({
    name: nameIn(match[1]!),
    start: match.index,
    end: match.index + match[0].length,
  }))
}

/** In one pass: a value that itself says {{2}} or $& comes out as it is. */
export function fill(text: string, replacement: (name: string) => string): string {
  return text.replace(PLACEHOLDER, (_, written: string) => replacement(nameIn(written)))
}

export const allNumbers = (names: readonly string[]): boolean => names.every(isNumber)
