// Converts messages of this project into WhatsApp's JSON, which has names in snake case and no
// undefined members.
import { isObject, type Json } from '#whatsapp/json/rules'

/**
 * Converts each entry of a list. A value that is not a list of objects is returned unchanged, so
 * that the rules refuse the value.
 */
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

export const snakeCase = (name: string) =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

export function snakeCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snakeCased)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, v]) => [snakeCase(key), snakeCased(v)]),
  )
}
