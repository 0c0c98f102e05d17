// Calculates how much space remains in a text whose size is limited in bytes, for display at a form
// field.
import { bytesOf } from '#whatsapp/messages/text'
import type { Texts } from './i18n/texts.tsx'

/** A field shows the remaining space if it is less than this many bytes. */
const LITTLE_ROOM = 40

/** Returns the number of remaining bytes, which is negative if the text is too long. */
export const spaceLeft = (text: string, limit: number): number => limit - bytesOf(text.trim())

/** Returns the texts that a form field shows about the size of its text. */
export function roomIn(
  text: string,
  limit: number,
  texts: Texts,
): { errorText?: string; constraintText?: string } {
  const n = spaceLeft(text, limit)
  if (n < 0) return { errorText: texts.bytesOver({ n: -n }) }
  return n < LITTLE_ROOM ? { constraintText: texts.bytesLeft({ n }) } : {}
}

/** Returns the error if the text is too long, for inputs that never show the remaining space. */
export const sizeError = (text: string, limit: number, texts: Texts): string | undefined =>
  roomIn(text, limit, texts).errorText
