// Measures text as WhatsApp does, and splits a long text into several messages.

// https://developers.facebook.com/docs/whatsapp/cloud-api/messages/text-messages
export const MAX_TEXT_LENGTH = 4096

/** The maximum number of UTF-8 bytes for a UTF-16 unit. */
export const BYTES_PER_UNIT = 3

const encoder = new TextEncoder()

/**
 * Returns the size of a text in UTF-8 bytes. A letter such as é takes 2 bytes, 漢 takes 3 bytes, and
 * most emoji take 4 bytes.
 */
export const bytesOf = (text: string): number => encoder.encode(text).length

/**
 * Returns the length of a text in Unicode code points. The length of 😀 is 1, of é (written as e and
 * ◌́) is 2, and of an emoji family of four people is 7. WhatsApp does not say whether it counts
 * code points or UTF-16 units, in which 😀 has the length 2. If a text exceeds a limit only in
 * UTF-16 units, the checks warn. The texts that `splitText` returns are within the limit in both
 * units.
 */
export function lengthOf(text: string): number {
  let length = 0
  for (const _ of text) length += 1
  return length
}

/**
 * Returns whether a text contains only invisible characters, such as spaces, zero-width characters,
 * directional marks and fillers.
 */
export const isBlank = (text: string): boolean =>
  /^[\s\p{Default_Ignorable_Code_Point}\p{Cc}\u2800]*$/u.test(text)

/**
 * Returns whether a text contains one half of a surrogate pair without the other half. UTF-8 cannot
 * encode half a surrogate pair.
 */
export const hasLoneSurrogate = (text: string): boolean => text.search(LONE_SURROGATE) !== -1

/** Replaces each incomplete surrogate pair with the Unicode replacement character. */
export const wellFormed = (text: string): string => text.replace(LONE_SURROGATE, '\uFFFD')

const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g

/** The maximum number of WhatsApp messages into which one text of an agent is split. */
export const MOST_TEXTS = 4
export const LONGEST_TEXT = MOST_TEXTS * MAX_TEXT_LENGTH

/**
 * Splits a text into the texts that are sent. The text is split at paragraphs and sentences. If
 * splitting at sentences results in too many texts, the text is split at words.
 */
export function textsOf(text: string): string[] {
  const texts = splitText(text)
  return texts.length <= MOST_TEXTS ? texts : splitText(text, MAX_TEXT_LENGTH, [])
}

/**
 * Splits a text into texts of at most `max` characters, in the order in which they are sent.
 * Nothing is trimmed, so the joined texts equal the original text. The text is split after a
 * paragraph if possible, otherwise after a line, a sentence or a word. A word is split only if the
 * word is longer than `max`. A character is never split.
 */
export function splitText(
  text: string,
  max: number = MAX_TEXT_LENGTH,
  boundaries = BOUNDARIES,
): string[] {
  const parts: string[] = []
  let rest = text
  while (rest.length > max) {
    const cut = cutIn(rest, max, boundaries)
    parts.push(rest.slice(0, cut))
    rest = rest.slice(cut)
  }
  return rest === '' && parts.length > 0 ? parts : [...parts, rest]
}

// A space and a combining mark after the space form one character, so the text is not split between
// them.
const BOUNDARIES = [
  /\n\s*\n(?!\p{M})/gu,
  /\n(?!\p{M})/gu,
  /[.!?…。！？]["'”’)\]]*\s(?!\p{M})/gu,
  /\s(?!\p{M})/gu,
]

function cutIn(text: string, max: number, boundaries: readonly RegExp[]): number {
  const head = text.slice(0, max)
  for (const boundary of boundaries) {
    const last = [...head.matchAll(boundary)].at(-1)
    // A split in the first half would make the first text needlessly short. The end of a line or a
    // sentence in the second half therefore takes precedence over the end of a paragraph in the
    // first half.
    if (last && last.index + last[0].length > max / 2 && hasText(head.slice(0, last.index)))
      return last.index + last[0].length
  }
  const word = [...head.matchAll(/\s(?!\p{M})/gu)].at(-1)
  if (word && hasText(head.slice(0, word.index))) return word.index + 1
  return characterBoundary(text, max)
}

const hasText = (text: string) => /\S/.test(text)

const characters = new Intl.Segmenter('en', { granularity: 'grapheme' })

function characterBoundary(text: string, max: number): number {
  const start = characters.segment(text.slice(0, max + 64)).containing(max)?.index ?? max
  if (start > 0) return start
  // A single character can be longer than `max` units. A character with more than `max` units is
  // split between its code points.
  const splitsPair = /[\uD800-\uDBFF]/.test(text[max - 1]!)
  return splitsPair ? Math.max(max - 1, 2) : max
}
