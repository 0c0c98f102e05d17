// Reading JSON somebody else wrote: what is not there, or not of the expected kind, is undefined, never an exception.
import { isObject, type Json } from '#whatsapp/json/rules'

export const obj = (value: unknown): Json | undefined => (isObject(value) ? value : undefined)

export const arr = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** Ids come as text from one side and as numbers from the other. */
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

/** Unix seconds, as WhatsApp writes times, or an ISO time, as AWS does. */
export function time(value: unknown): Date | undefined {
  const seconds = num(value)
  const date =
    seconds !== undefined
      ? new Date(seconds * 1000)
      : typeof value === 'string'
        ? new Date(value)
        : undefined
  return date && Number.isFinite(date.getTime()) ? date : undefined
}

type Known<T> = { [K in keyof T]: Exclude<T[K], undefined> }

/** Without the fields that are undefined, so that "not told" and "told as nothing" cannot be mixed up. */
export const told = <T extends object>(fields: T): Partial<Known<T>> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<
    Known<T>
  >
