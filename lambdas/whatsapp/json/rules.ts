// Small rules that make up larger ones: each looks at one value of some JSON and says what is wrong with it.
import { type Problem, problem, warning } from '#whatsapp/errors/problems'
import { lengthOf } from '#whatsapp/messages/text'

/** `absent` values come as undefined. */
export type Rule = (value: unknown, path: string) => Problem[]

export type Json = { readonly [key: string]: unknown }

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const at = (path: string, key: string | number): string =>
  path === '' ? String(key) : `${path}.${key}`

export const required =
  (rule: Rule): Rule =>
  (value, path) =>
    value === undefined || value === null
      ? [problem('required', path, 'missing, and WhatsApp requires it. Fill it in')]
      : rule(value, path)

export const all =
  (...rules: Rule[]): Rule =>
  (value, path) =>
    rules.flatMap((rule) => rule(value, path))

interface TextLimits {
  max?: number
  /** Beyond this WhatsApp's own documents disagree whether it is accepted. */
  doubtfulFrom?: number
  mayBeEmpty?: boolean
  pattern?: RegExp
  /** What the pattern asks for. */
  form?: string
}

export function text({ max, doubtfulFrom, mayBeEmpty, pattern, form }: TextLimits = {}): Rule {
  return (value, path) => {
    if (value === undefined || value === null) return []
    if (typeof value !== 'string')
      return [problem('wrong_type', path, `${typeName(value)}; WhatsApp accepts text here`)]
    if (value === '' && !mayBeEmpty)
      return [
        problem(
          'empty',
          path,
          'empty; WhatsApp accepts no empty text here. Fill it in or leave it out',
        ),
      ]
    const problems = max === undefined ? [] : lengthProblems(value, path, max, doubtfulFrom)
    if (value !== '' && value.trim() === '' && !mayBeEmpty) {
      problems.push(warning('blank', path, 'only blanks; WhatsApp may refuse it. Write something'))
    }
    if (pattern && !pattern.test(value))
      problems.push(problem('wrong_form', path, `not of the form WhatsApp accepts: ${form}`))
    return problems
  }
}

export function lengthProblems(
  value: string,
  path: string,
  max: number,
  doubtfulFrom?: number,
): Problem[] {
  const length = lengthOf(value)
  if (length > max)
    return [
      problem('too_long', path, `${length} characters; WhatsApp accepts ${max}. Shorten it`, {
        length,
        limit: max,
      }),
    ]
  if (doubtfulFrom !== undefined && length > doubtfulFrom) {
    return [
      warning(
        'may_be_too_long',
        path,
        `${length} characters; WhatsApp’s documents differ between ${doubtfulFrom} and ${max}. Better shorten it`,
        { length, limit: doubtfulFrom },
      ),
    ]
  }
  if (value.length > max) {
    const message = `${length} characters, but ${value.length} if WhatsApp counts 😀 as two; it accepts ${max}. Better shorten it`
    return [warning('may_be_too_long', path, message, { length: value.length, limit: max })]
  }
  return []
}

export const bool: Rule = (value, path) =>
  value === undefined || typeof value === 'boolean'
    ? []
    : [problem('wrong_type', path, `${typeName(value)}; WhatsApp accepts true or false`)]

export function integer(min: number, max: number): Rule {
  return (value, path) => {
    if (value === undefined) return []
    if (typeof value !== 'number' || !Number.isInteger(value))
      return [problem('wrong_type', path, `${typeName(value)}; WhatsApp accepts a whole number`)]
    if (value >= min && value <= max) return []
    return [
      problem(
        'out_of_range',
        path,
        `${value}; WhatsApp accepts ${min} to ${max}. Choose one between`,
        { value, min, max },
      ),
    ]
  }
}

/** A public address. Meta's pages show https only; whether http passes they do not say. */
export const link = (form: string): Rule =>
  all(text({ pattern: /^https?:\/\/\S+$/i, form }), (value, path) =>
    typeof value === 'string' && /^http:/i.test(value)
      ? [warning('not_https', path, 'an address without TLS; WhatsApp may refuse it. Use https')]
      : [],
  )

/** A number, or text that is one: WhatsApp takes both for coordinates. */
export function coordinate(limit: number): Rule {
  return (value, path) => {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
    if (typeof number !== 'number' || !Number.isFinite(number)) {
      return [
        problem('wrong_type', path, `${typeName(value)}; WhatsApp accepts degrees as a number`),
      ]
    }
    if (Math.abs(number) <= limit) return []
    return [
      problem(
        'out_of_range',
        path,
        `${number}; WhatsApp accepts -${limit} to ${limit}. Check the coordinates`,
        {
          value: number,
          min: -limit,
          max: limit,
        },
      ),
    ]
  }
}

export function oneOf(...values: string[]): Rule {
  return (value, path) => {
    if (value === undefined || (typeof value === 'string' && values.includes(value.toLowerCase())))
      return []
    return [
      problem('not_one_of', path, `${shown(value)}; WhatsApp accepts ${values.join(', ')}`, {
        accepted: values.join(', '),
      }),
    ]
  }
}

export function list(item: Rule, { min = 1, max = Number.POSITIVE_INFINITY } = {}): Rule {
  return (value, path) => {
    if (value === undefined || value === null) return []
    if (!Array.isArray(value))
      return [problem('wrong_type', path, `${typeName(value)}; WhatsApp accepts a list`)]
    const problems = value.flatMap((entry, i) => required(item)(entry, at(path, i)))
    if (value.length < min)
      problems.unshift(
        problem('too_few', path, `${value.length}; WhatsApp requires ${min} or more. Add some`, {
          count: value.length,
          limit: min,
        }),
      )
    if (value.length > max)
      problems.unshift(
        problem('too_many', path, `${value.length}; WhatsApp accepts ${max}. Take some out`, {
          count: value.length,
          limit: max,
        }),
      )
    return problems
  }
}

/** No two entries of a list may have the same `key`. */
export function unique(key: (entry: Json) => unknown, name: string, where = ''): Rule {
  return (value, path) => {
    if (!Array.isArray(value)) return []
    const seen = new Set<unknown>()
    return value.flatMap((entry, i) => {
      const k = isObject(entry) ? key(entry) : undefined
      if (typeof k !== 'string') return []
      if (seen.has(k))
        return [
          problem(
            'duplicate',
            at(path, where ? `${i}.${where}` : i),
            `the same ${name} twice; WhatsApp accepts each once. Change one`,
          ),
        ]
      seen.add(k)
      return []
    })
  }
}

/**
 * An object with these fields. WhatsApp answers 100 ("Unexpected key") to others inside a message; beside `type` and `to`,
 * where new features come in, it knows some that are in no guide.
 */
export function object(fields: Readonly<Record<string, Rule>>, ...further: Rule[]): Rule {
  return (value, path) => {
    if (value === undefined || value === null) return []
    if (!isObject(value))
      return [problem('wrong_type', path, `${typeName(value)}; WhatsApp accepts an object`)]
    const problems = Object.entries(fields).flatMap(([key, rule]) => {
      const given = Object.hasOwn(value, key) ? value[key] : undefined
      const found = rule(given, at(path, key))
      return given === null && found.length === 0 ? [nothing(at(path, key))] : found
    })
    for (const key of Object.keys(value)) {
      if (!Object.hasOwn(fields, key) && value[key] !== undefined) {
        problems.push(
          (path === '' ? warning : problem)(
            'unknown_field',
            at(path, key),
            'not a field this program knows here; WhatsApp refuses those it does not know. Check its spelling',
          ),
        )
      }
    }
    return [...problems, ...further.flatMap((rule) => rule(value, path))]
  }
}

const nothing = (path: string) =>
  warning(
    'null_value',
    path,
    'null; WhatsApp does not say whether it takes that for a field left out. Leave the field out',
  )

/** Anything: not looked into. */
export const anything: Rule = () => []

export const anyObject: Rule = (value, path) =>
  value === undefined || isObject(value)
    ? []
    : [problem('wrong_type', path, `${typeName(value)}; WhatsApp accepts an object`)]

export const absent =
  (code: string, message: string): Rule =>
  (value, path) =>
    value === undefined ? [] : [problem(code, path, message)]

/** A word of some vocabulary, for comparing; empty for what is no text. */
export const word = (value: unknown): string =>
  typeof value === 'string' ? value.trim().toLowerCase() : ''

export function typeName(value: unknown): string {
  if (value === null) return 'null'
  if (value === undefined) return 'missing'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

/** Only short words of a vocabulary are shown, never what a person wrote. */
const shown = (value: unknown) =>
  typeof value === 'string' && /^[\w.-]{1,40}$/.test(value) ? value : typeName(value)
