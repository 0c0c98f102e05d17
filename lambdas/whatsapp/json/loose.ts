// Reads values from the JSON of other systems. A value that is missing or has an unexpected type is
// returned as undefined. No function of this module throws for a missing or unexpected value.
import { isObject, type Json } from '#whatsapp/json/rules'
import { wellFormed } from '#whatsapp/messages/text'

/**
 * Parses JSON and reads 64-bit ids as text. Webhooks contain 64-bit ids as numbers. A JavaScript
 * number would lose the last digits of a 64-bit id. A text that was cut inside a character ends
 * with half a surrogate pair, which UTF-8 cannot encode. Each such half is replaced with the
 * Unicode replacement character.
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

/**
 * Returns a text, or a number as text. Some sources contain ids as strings, and others contain ids
 * as numbers.
 */
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
 * A number above this limit is read as a time in milliseconds, because as a number of seconds it
 * would be a time after the year 5138.
 */
const LATEST_SECONDS = 1e11

/**
 * Parses a time in Unix seconds (the format of WhatsApp), in milliseconds, or in ISO format (the
 * format of AWS). Returns undefined for any other value.
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
 * Removes the undefined properties of an object, so that a property that a webhook does not contain
 * is absent from the parsed event.
 */
export const defined = <T extends object>(fields: T): Partial<Known<T>> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<
    Known<T>
  >
