// Measures text as WhatsApp does, and splits long text into several messages.

// https://developers.facebook.com/docs/whatsapp/cloud-api/messages/text-messages
export const MAX_TEXT_LENGTH = 4096

const encoder = new TextEncoder()

/** The size of a text in UTF-8. Letters such as é take 2 bytes, 漢 takes 3, and most emoji take 4. */
export const bytesOf = (text: string): number => encoder.encode(text).length

/**
 * Returns the length in Unicode code points: 😀 is 1, é written as e + ◌́ is 2, and a family joined
 * of four people is 7. WhatsApp does not say whether it counts code points or UTF-16 units, in which
 * 😀 would be 2. If a text exceeds a limit in only one of the two units,
 * checks warn. The texts of `splitText` stay within the limit in both.
 */
export function lengthOf(text: string): number {
  let length = 0
  for (const _ of text) length += 1
  return length
}

/** Characters that nobody can see: blanks, zero-width and directional marks, fillers. */
export const isBlank = (text: string): boolean =>
  /^[\s\p{Default_Ignorable_Code_Point}\p{Cc}\u2800]*$/u.test(text)

/**
 * Returns whether a text contains half of a surrogate pair, because it was cut inside a character.
 * UTF-8 cannot encode half a surrogate pair.
 */
export const hasLoneSurrogate = (text: string): boolean => text.search(LONE_SURROGATE) !== -1

/** Puts the replacement character in place of each half of a surrogate pair. */
export const wellFormed = (text: string): string => text.replace(LONE_SURROGATE, '\uFFFD')

const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g

/**
 * The maximum number of WhatsApp texts for one message of an agent. Connect's limit for a chat
 * message corresponds to this number.
 */
export const MOST_TEXTS = 4
export const LONGEST_TEXT = MOST_TEXTS * MAX_TEXT_LENGTH

/**
 * Splits a text into the texts that are sent. If cutting the text at paragraphs and sentences makes
 * too many texts, it is cut at words.
 */
export function textsOf(text: string): string[] {
  const texts = splitText(text)
  return texts.length <= MOST_TEXTS ? texts : splitText(text, MAX_TEXT_LENGTH, [])
}

/**
 * Splits a text into texts of at most `max` characters, to be sent in this order. Joined together,
 * the texts are the original text, because nothing is trimmed. The text is cut after a paragraph,
 * otherwise after a line, a sentence or a word. A word is cut only if it is longer than `max`, and
 * never inside a character.
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

// The text is not cut between a space and a combining mark that follows it, because they form one
// character.
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
    // A cut in the first half would make the text needlessly short. If there is such a choice, a
    // line or a sentence is preferred to a paragraph.
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
  // A single character with more than `max` units is cut between its code points.
  const splitsPair = /[\uD800-\uDBFF]/.test(text[max - 1]!)
  return splitsPair ? Math.max(max - 1, 2) : max
}
