// Text as WhatsApp takes it: how long it is, how a long one is sent in parts, and how emphasis is marked.

// https://developers.facebook.com/docs/whatsapp/cloud-api/messages/text-messages
export const MAX_TEXT_LENGTH = 4096

/**
 * How WhatsApp counts: Unicode code points. 😀 is 1, é written as e + ◌́ is 2, a family joined of four people is 7.
 * WhatsApp does not say whether it means these or UTF-16 units, by which 😀 would be 2; where the two
 * disagree about a limit, checks warn, and `splitText` makes parts that fit by both.
 */
export function lengthOf(text: string): number {
  let length = 0
  for (const _ of text) length += 1
  return length
}

/**
 * The text in parts of at most `max`, to be sent in this order. Joined they are the text: nothing is trimmed.
 * Cut after a paragraph, else a line, a sentence, a word; inside a word only where it has no end, never inside a character.
 */
export function splitText(text: string, max: number = MAX_TEXT_LENGTH): string[] {
  const parts: string[] = []
  let rest = text
  while (rest.length > max) {
    const cut = cutIn(rest, max)
    parts.push(rest.slice(0, cut))
    rest = rest.slice(cut)
  }
  return rest === '' && parts.length > 0 ? parts : [...parts, rest]
}

// A mark that combines with the blank before it belongs to it.
const BOUNDARIES = [
  /\n\s*\n(?!\p{M})/gu,
  /\n(?!\p{M})/gu,
  /[.!?…。！？]["'”’)\]]*\s(?!\p{M})/gu,
  /\s(?!\p{M})/gu,
]

function cutIn(text: string, max: number): number {
  const head = text.slice(0, max)
  for (const boundary of BOUNDARIES) {
    const last = [...head.matchAll(boundary)].at(-1)
    // A paragraph that ends early would leave a needlessly short part: then rather a line or a sentence.
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
  // One "character" of more than `max` units: between its code points, then.
  const splitsPair = /[\uD800-\uDBFF]/.test(text[max - 1]!)
  return splitsPair ? Math.max(max - 1, 2) : max
}
