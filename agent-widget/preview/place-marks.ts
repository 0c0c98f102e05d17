// Marks where the values of fields are in the text of a preview. Each value is enclosed in
// invisible characters, which WhatsApp's formatting does not change. A private-use character after
// the first invisible character contains the index of the field.
const START = '\u2063'
const FOCUSED = '\u2062'
const END = '\u2064'
const PLACE = /([\u2062\u2063])([\ue000-\uf8ff])([^\u2062-\u2064]*)\u2064/
const INVISIBLE = /[\u2062\u2063][\ue000-\uf8ff]?|\u2064/g
const FIRST = 0xe000

/**
 * Matches a value that turns a line into a quote or a list item if the value is at the start of the
 * line.
 */
const LINE_MARK = /^(> |[*-] |\d{1,3}\. )/

interface Piece {
  text: string
  /** The index of the field, if this piece is the field's value. */
  field?: number
  /** True if the field has the focus. */
  isFocused?: boolean
}

/** Returns the value, marked as the value of the field at index `field`. */
export function asPlace(value: string, field: number, isFocused: boolean): string {
  if (!isFocused && LINE_MARK.test(value)) return value
  const start = (isFocused ? FOCUSED : START) + String.fromCharCode(FIRST + field)
  return start + value.replaceAll(INVISIBLE, '') + END
}

/**
 * Returns the text in pieces. The values of fields are separate pieces, and a field can have
 * several values in the text.
 */
export function piecesWithPlaces(text: string): Piece[] {
  const found = text.split(PLACE)
  const pieces: Piece[] = []
  for (let i = 0; i < found.length; i += 4) {
    const plain = found[i]!.replaceAll(INVISIBLE, '')
    if (plain) pieces.push({ text: plain })
    const [start, field, value] = found.slice(i + 1, i + 4)
    if (field !== undefined && value !== undefined)
      pieces.push({
        text: value,
        field: field.charCodeAt(0) - FIRST,
        ...(start === FOCUSED && { isFocused: true }),
      })
  }
  return pieces
}

/** Return the characters before and after a position, without invisible characters. */
export const charBefore = (text: string, at: number): string | undefined =>
  text.slice(0, at).replaceAll(INVISIBLE, '').at(-1)
export const charAfter = (text: string, at: number): string | undefined =>
  text.slice(at + 1).replaceAll(INVISIBLE, '')[0]
