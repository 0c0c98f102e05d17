// Calculates how many bytes remain of a text's maximum size, for display below the text's input.
import { bytesOf } from '#whatsapp/messages/text'
import type { Texts } from './i18n/texts.tsx'

/** The remaining bytes are displayed if there are fewer than this. */
const LITTLE_ROOM = 40

/** Returns the number of remaining bytes, which is negative if the text is too long. */
export const spaceLeft = (text: string, limit: number): number => limit - bytesOf(text.trim())

/**
 * Returns the properties of a FormField: an error if the text is too long, or a hint if few bytes
 * remain.
 */
export function roomIn(
  text: string,
  limit: number,
  texts: Texts,
): { errorText?: string; constraintText?: string } {
  const n = spaceLeft(text, limit)
  if (n < 0) return { errorText: texts.bytesOver({ n: -n }) }
  return n < LITTLE_ROOM ? { constraintText: texts.bytesLeft({ n }) } : {}
}

/** Returns an error if the text is too long. For inputs that do not display the remaining bytes. */
export const sizeError = (text: string, limit: number, texts: Texts): string | undefined =>
  roomIn(text, limit, texts).errorText
