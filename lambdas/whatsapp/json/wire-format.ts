// From our way of writing a message to that of WhatsApp's JSON: snake_case, and nothing that is undefined.
import { isObject, type Json } from '#whatsapp/json/rules'

/** Lists are passed on one by one; what is no list of objects is passed on as it is, for the rules to refuse. */
export const each = <T>(
  values: readonly T[],
  convert: (value: T, i: number) => unknown,
): unknown =>
  Array.isArray(values)
    ? values.map((value, i) => (isObject(value) ? convert(value as T, i) : value))
    : values

export const fields = <T extends object>(message: T, ...keys: (keyof T & string)[]): Json =>
  snakeCased(
    Object.fromEntries(
      keys.filter((key) => message[key] !== undefined).map((key) => [key, message[key]]),
    ),
  ) as Json

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

export function snakeCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snakeCased)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, v]) => [snakeCase(key), snakeCased(v)]),
  )
}

export const defined = (object: Json): Json =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined))
