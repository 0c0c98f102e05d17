import { lengthOf } from '#whatsapp/messages/text'
import { useMessages } from '../i18n/messages.tsx'

/** The room left is said when it matters. */
const NEARLY_FULL = 0.8

/** Characters left, below zero beyond the limit; undefined while there is plenty, or where nothing that is taken out would be enough. */
export function roomIn(text: string, maxLength: number | undefined): number | undefined {
  const length = lengthOf(text)
  return maxLength === undefined || maxLength <= 0 || length < maxLength * NEARLY_FULL
    ? undefined
    : maxLength - length
}

export function useRoom(text: string, maxLength: number | undefined): string | undefined {
  const words = useMessages().field
  const left = roomIn(text, maxLength)
  if (left === undefined) return undefined
  return left < 0 ? words.over(-left) : words.left(left)
}
