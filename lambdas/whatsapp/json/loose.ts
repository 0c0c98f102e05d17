// Reads JSON from other systems. A value that is missing or has another type is undefined and never
// causes an exception.
import { isObject, type Json } from '#whatsapp/json/rules'
import { wellFormed } from '#whatsapp/messages/text'

/**
 * Webhooks contain 64-bit ids as numbers, which would lose their last digits as JavaScript numbers,
 * so they are read as text. Texts that were cut inside a character get a replacement character,
 * because no UTF-8 has half a character.
 */
export const parsedJsonWithBigIds = (json: string): unknown =>
  JSON.parse(json, (_key: string, value: unknown, ...[context]: [{ source?: string }?]) => {
    if (typeof value === 'string') return wellFormed(value)
    return typeof value === 'number' &&
      Number.isInteger(value) &&
      !Number.isSafeInteger(value) &&
      /^-?\d+$/.test(context?.source ?? '')
      ? context!.source
      : value
  })

export const obj = (value: unknown): Json | undefined => (isObject(value) ? value : undefined)

export const arr = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** Ids are strings in some sources and numbers in others. */
export const str = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined
}

export const num = (value: unknown): number | undefined => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

export const flag = (value: unknown): boolean | undefined =>
  typeof value === 'boolean' ? value : undefined

/**
 * A number above this counts milliseconds and not seconds, because it would be a time after the
 * year 5138 in seconds.
 */
const LATEST_SECONDS = 1e11

/**
 * Accepts Unix seconds, as WhatsApp writes times, milliseconds, or an ISO time, as AWS writes it.
 */
export function time(value: unknown): Date | undefined {
  const seconds = num(value)
  const date =
    seconds !== undefined
      ? new Date(seconds > LATEST_SECONDS ? seconds : seconds * 1000)
      : typeof value === 'string'
        ? new Date(value)
        : undefined
  return date && Number.isFinite(date.getTime()) ? date : undefined
}

type Known<T> = { [K in keyof T]: Exclude<T[K], undefined> }

/**
 * Leaves out undefined fields, so that a field that is missing in a report differs from a field
 * that is reported as empty.
 */
export const defined = <T extends object>(fields: T): Partial<Known<T>> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<
    Known<T>
  >
