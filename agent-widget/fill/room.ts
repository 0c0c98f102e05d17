import { lengthOf } from '#whatsapp/text'
import { useMessages } from '../i18n/messages.tsx'

/** The room left is said when it matters. */
const NEARLY_FULL = 0.8

export function useRoom(text: string, maxLength: number | undefined): string | undefined {
  const words = useMessages().field
  const length = lengthOf(text)
  if (maxLength === undefined || length < maxLength * NEARLY_FULL) return undefined
  return length > maxLength ? words.over(length - maxLength) : words.left(maxLength - length)
}
