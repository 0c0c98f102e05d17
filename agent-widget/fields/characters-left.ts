import { lengthOf } from '#whatsapp/messages/text'
import { useMessages } from '../i18n/messages.tsx'

/** A field shows how many characters are left once the text has this share of the limit. */
const NEARLY_FULL = 0.8

/**
 * Returns the number of characters left, which is negative beyond the limit. Returns undefined
 * while plenty of characters are left, or if shortening this text would not be enough.
 */
export function charactersLeft(text: string, maxLength: number | undefined): number | undefined {
  const length = lengthOf(text)
  return maxLength === undefined || maxLength <= 0 || length < maxLength * NEARLY_FULL
    ? undefined
    : maxLength - length
}

export function useCharactersLeftText(
  text: string,
  maxLength: number | undefined,
): string | undefined {
  const words = useMessages().field
  const left = charactersLeft(text, maxLength)
  if (left === undefined) return undefined
  return left < 0 ? words.over({ n: -left }) : words.left({ n: left })
}
