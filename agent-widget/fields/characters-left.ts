import { lengthOf } from '#whatsapp/messages/text'
import { useMessages } from '../i18n/messages.tsx'

/**
 * An input shows the number of remaining characters when its text has reached this share of the
 * limit.
 */
const NEARLY_FULL = 0.8

/**
 * Returns the number of remaining characters, which is negative beyond the limit. Returns undefined
 * while plenty of characters remain, or if shortening this text could not solve the problem.
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
