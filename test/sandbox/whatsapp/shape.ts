// Defines check functions that can be combined to describe the JSON that Meta accepts. A check
// throws the Refusal with which Meta would answer: 100 for an unknown field, 131008 for a missing
// field, and 131009 for a wrong value.
import { refuse } from './refusal.ts'

export type Check = (value: unknown, path: string) => void
export type Fields = Record<string, Check>

const at = (path: string, key: string | number) => `${path}['${key}']`

export const object =
  (required: Fields, optional: Fields = {}): Check =>
  (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      refuse(131009, `Param ${path} must be an object`)
    const found = value as Record<string, unknown>
    for (const key of Object.keys(found)) {
      if (!Object.hasOwn(required, key) && !Object.hasOwn(optional, key))
        refuse(100, `Unexpected key "${key}" on param "${path}".`)
    }
    for (const [key, check] of Object.entries(required)) {
      if (found[key] === undefined)
        refuse(131008, `Required parameter is missing: ${at(path, key)}`)
      check(found[key], at(path, key))
    }
    for (const [key, check] of Object.entries(optional)) {
      if (found[key] !== undefined) check(found[key], at(path, key))
    }
  }

/** Returns whether the text consists only of characters that are not visible. */
export const isUnseen = (text: string) =>
  [...text].every((sign) => /^[\s\p{DI}\p{Cc}\u2800]$/u.test(sign))

/**
 * Returns the length in code points. The choice is a guess: Meta does not document how WhatsApp
 * counts characters.
 */
export const lengthOf = (text: string) => [...text].length

export const text =
  (max: number, min = 1): Check =>
  (value, path) => {
    if (typeof value !== 'string') refuse(131009, `Param ${path} must be a string`)
    const length = lengthOf(value as string)
    if (isUnseen(value as string) && min > 0) refuse(131009, `Param ${path} must not be empty`)
    if (/\0/.test(value as string) || !(value as string).isWellFormed())
      refuse(100, `Param ${path} has characters that are no text`)
    if (length < min || length > max)
      refuse(131009, `Param ${path} length invalid. Min length: ${min}, Max length: ${max}`)
  }

export const anyText: Check = (value, path) => {
  if (typeof value !== 'string') refuse(131009, `Param ${path} must be a string`)
}

/** Accepts a text that is not empty. Meta documents no maximum. */
export const filled = text(Number.MAX_SAFE_INTEGER)

export const literal =
  (...allowed: readonly unknown[]): Check =>
  (value, path) => {
    if (!allowed.includes(value))
      refuse(131009, `Param ${path} must be one of {${allowed.join(', ')}}`)
  }

export const matching =
  (pattern: RegExp, what: string): Check =>
  (value, path) => {
    if (typeof value !== 'string' || !pattern.test(value))
      refuse(131009, `Param ${path} must be ${what}`)
  }

export const flag: Check = literal(true, false)

export const integer =
  (min: number, max: number): Check =>
  (value, path) => {
    if (!Number.isInteger(value) || (value as number) < min || (value as number) > max) {
      refuse(131009, `Param ${path} must be an integer from ${min} to ${max}`)
    }
  }

export const list =
  (item: Check, min: number, max: number): Check =>
  (value, path) => {
    if (!Array.isArray(value)) return refuse(131009, `Param ${path} must be an array`)
    if (value.length < min || value.length > max)
      refuse(131009, `Param ${path} must have ${min} to ${max} elements`)
    value.forEach((element, index) => void item(element, `${path}[${index}]`))
  }

export const anything: Check = () => {}

export const anyObject: Check = (value, path) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    refuse(131009, `Param ${path} must be an object`)
}

export const filledObject: Check = (value, path) => {
  anyObject(value, path)
  if (Object.keys(value as object).length === 0) refuse(131009, `Param ${path} must not be empty`)
}

/** Accepts a URL that WhatsApp fetches: it must use https, and must not contain credentials. */
export const link: Check = (value, path) => {
  if (typeof value !== 'string' || !/^https:\/\//.test(value) || !URL.canParse(value))
    refuse(131009, `Param ${path} is not a valid URI.`)
}

/** Accepts a number, or a string that is a number. */
export const degrees =
  (most: number): Check =>
  (value, path) => {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
    if (typeof number !== 'number' || !(Math.abs(number) <= most))
      refuse(131009, `Param ${path} must be from -${most} to ${most}`)
  }

/** Throws a Refusal for `path` unless all `values` differ. */
export function unique(values: readonly unknown[], what: string, path: string) {
  if (new Set(values).size < values.length) refuse(131009, `${what} in ${path} must be unique`)
}
