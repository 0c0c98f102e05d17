// How much room is left in a text whose size is limited in bytes, as a form field displays it.
import { bytesOf } from '#whatsapp/messages/text'
import type { Texts } from './i18n/texts.tsx'

/** A field shows how much room is left when it is less than this many bytes. */
const LITTLE_ROOM = 40

/** In bytes. The number is negative if the text is too long. */
export const spaceLeft = (text: string, limit: number): number => limit - bytesOf(text.trim())

/** Returns what a form field says about the size of its text. */
export function roomIn(
  text: string,
  limit: number,
  texts: Texts,
): { errorText?: string; constraintText?: string } {
  const n = spaceLeft(text, limit)
  if (n < 0) return { errorText: texts.bytesOver({ n: -n }) }
  return n < LITTLE_ROOM ? { constraintText: texts.bytesLeft({ n }) } : {}
}

/** Returns what is wrong with the size of a text, for inputs that never show the room left. */
export const sizeError = (text: string, limit: number, texts: Texts): string | undefined =>
  roomIn(text, limit, texts).errorText
