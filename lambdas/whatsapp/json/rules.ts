// Small rules that larger rules are built from. Each rule checks one value in JSON data and returns
// the problems of the value.
import type { ProblemCode } from '#whatsapp/errors/problem-codes'
import { type Problem, problem, warning } from '#whatsapp/errors/problems'
import { countIn, subjectOf } from '#whatsapp/json/subject'
import { hasLoneSurrogate, isBlank, lengthOf } from '#whatsapp/messages/text'

/** `value` is undefined if the value is missing. */
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
      ? [
          problem(
            'required',
            path,
            `${subjectOf(path)} is missing. WhatsApp requires it. Fill it in.`,
          ),
        ]
      : rule(value, path)

export const allOf =
  (...rules: Rule[]): Rule =>
  (value, path) =>
    rules.flatMap((rule) => rule(value, path))

interface TextLimits {
  max?: number
  /**
   * The length above which it is doubtful whether WhatsApp accepts the text, because WhatsApp's
   * documents contradict each other.
   */
  doubtfulFrom?: number
  mayBeEmpty?: boolean
  pattern?: RegExp
  /** Describes in words which texts the pattern accepts. */
  form?: string
}

export function text({ max, doubtfulFrom, mayBeEmpty, pattern, form }: TextLimits = {}): Rule {
  return (value, path) => {
    if (value === undefined || value === null) return []
    if (typeof value !== 'string')
      return [
        problem(
          'wrong_type',
          path,
          `${subjectOf(path)} is ${typeName(value)}. WhatsApp accepts text here.`,
        ),
      ]
    if (value === '' && !mayBeEmpty)
      return [problem('empty', path, `${subjectOf(path)} is empty. Fill it in or leave it out.`)]
    const problems = characterProblems(value, path)
    if (max !== undefined) problems.push(...lengthProblems(value, path, max, doubtfulFrom))
    if (value !== '' && isBlank(value) && !mayBeEmpty) {
      problems.push(
        problem(
          'blank',
          path,
          `${subjectOf(path)} has no visible character, so WhatsApp treats it as empty. Write something.`,
        ),
      )
    }
    if (pattern && !pattern.test(value))
      problems.push(
        problem(
          'wrong_form',
          path,
          `${subjectOf(path)} is not in the form that WhatsApp accepts: ${form}.`,
        ),
      )
    return problems
  }
}

/** Finds characters that no message can contain. */
export function characterProblems(value: string, path: string): Problem[] {
  const problems: Problem[] = []
  if (value.includes('\0'))
    problems.push(
      problem(
        'nul_character',
        path,
        `${subjectOf(path)} contains a NUL character. WhatsApp does not accept it. Remove it.`,
      ),
    )
  if (hasLoneSurrogate(value))
    problems.push(
      problem(
        'lone_surrogate',
        path,
        `${subjectOf(path)} contains half a character (a lone surrogate), which cannot be sent. Write the emoji or letter again.`,
      ),
    )
  return problems
}

export function lengthProblems(
  value: string,
  path: string,
  max: number,
  doubtfulFrom?: number,
): Problem[] {
  const length = lengthOf(value)
  const subject = subjectOf(path)
  if (length > max)
    return [
      problem(
        'too_long',
        path,
        `${subject} has ${length} characters. WhatsApp allows ${max}. Shorten it.`,
        {
          length,
          limit: max,
        },
      ),
    ]
  if (doubtfulFrom !== undefined && length > doubtfulFrom) {
    return [
      warning(
        'may_be_too_long',
        path,
        `${subject} has ${length} characters. WhatsApp’s documents allow ${doubtfulFrom} in one place and ${max} in another. Shorten it to be safe.`,
        { length, limit: doubtfulFrom },
      ),
    ]
  }
  if (value.length > max) {
    const message = `${subject} has ${length} characters, or ${value.length} if WhatsApp counts 😀 as two. It allows ${max}. Shorten it to be safe.`
    return [warning('may_be_too_long', path, message, { length: value.length, limit: max })]
  }
  return []
}

export const bool: Rule = (value, path) =>
  value === undefined || typeof value === 'boolean'
    ? []
    : [
        problem(
          'wrong_type',
          path,
          `${subjectOf(path)} is ${typeName(value)}. WhatsApp accepts true or false.`,
        ),
      ]

export function integer(min: number, max: number): Rule {
  return (value, path) => {
    if (value === undefined) return []
    if (typeof value !== 'number' || !Number.isInteger(value))
      return [
        problem(
          'wrong_type',
          path,
          `${subjectOf(path)} is ${typeName(value)}. WhatsApp accepts a whole number.`,
        ),
      ]
    if (value >= min && value <= max) return []
    return [
      problem(
        'out_of_range',
        path,
        `${subjectOf(path)} is ${value}. WhatsApp allows ${min} to ${max}.`,
        { value, min, max },
      ),
    ]
  }
}

/**
 * Accepts a public web address. Meta's pages show only https addresses and do not say whether
 * WhatsApp accepts http.
 */
export const link = (form: string): Rule =>
  allOf(text({ pattern: /^https?:\/\/\S+$/i, form }), (value, path) =>
    typeof value === 'string' && /^http:/i.test(value)
      ? [
          warning(
            'not_https',
            path,
            `${subjectOf(path)} does not use TLS. WhatsApp may refuse it. Use https.`,
          ),
        ]
      : [],
  )

/** Accepts a number, or text that contains a number. WhatsApp accepts coordinates in both forms. */
export function coordinate(limit: number): Rule {
  return (value, path) => {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
    if (typeof number !== 'number' || !Number.isFinite(number)) {
      return [
        problem(
          'wrong_type',
          path,
          `${subjectOf(path)} is ${typeName(value)}. WhatsApp accepts degrees as a number.`,
        ),
      ]
    }
    if (Math.abs(number) <= limit) return []
    return [
      problem(
        'out_of_range',
        path,
        `${subjectOf(path)} is ${number}. WhatsApp allows -${limit} to ${limit}. Check the coordinates.`,
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
      problem(
        'not_one_of',
        path,
        `${subjectOf(path)} is ${keywordOrType(value)}. WhatsApp accepts ${values.join(', ')}.`,
        {
          accepted: values.join(', '),
        },
      ),
    ]
  }
}

export function list(item: Rule, { min = 1, max = Number.POSITIVE_INFINITY } = {}): Rule {
  return (value, path) => {
    if (value === undefined || value === null) return []
    if (!Array.isArray(value))
      return [
        problem(
          'wrong_type',
          path,
          `${subjectOf(path)} is ${typeName(value)}. WhatsApp accepts a list.`,
        ),
      ]
    const problems = value.flatMap((entry, i) => required(item)(entry, at(path, i)))
    if (value.length < min)
      problems.unshift(
        problem(
          'too_few',
          path,
          `${countIn(path, value.length)}. WhatsApp requires ${min} or more. Add some.`,
          {
            count: value.length,
            limit: min,
          },
        ),
      )
    if (value.length > max)
      problems.unshift(
        problem(
          'too_many',
          path,
          `${countIn(path, value.length)}. WhatsApp allows ${max}. Remove some.`,
          {
            count: value.length,
            limit: max,
          },
        ),
      )
    return problems
  }
}

/** Requires that no two entries of a list have the same `key`. */
export function unique(key: (entry: Json) => unknown, name: string, where = ''): Rule {
  return (value, path) => {
    if (!Array.isArray(value)) return []
    const seen = new Set<unknown>()
    return value.flatMap((entry, i) => {
      const k = isObject(entry) ? key(entry) : undefined
      // A missing text is skipped, because another rule reports it.
      if (typeof k !== 'string' || isBlank(k)) return []
      if (seen.has(k))
        return [
          problem(
            'duplicate',
            at(path, where ? `${i}.${where}` : i),
            `Two entries have the same ${name}. WhatsApp accepts each only once. Change one.`,
          ),
        ]
      seen.add(k)
      return []
    })
  }
}

/**
 * Accepts an object with these fields. If an object inside a message has any other field, WhatsApp
 * returns error 100 ("Unexpected key"). On the top level, beside `type` and `to`, WhatsApp accepts
 * some fields that no guide mentions.
 */
export function object(fields: Readonly<Record<string, Rule>>, ...further: Rule[]): Rule {
  return (value, path) => {
    if (value === undefined || value === null) return []
    if (!isObject(value))
      return [
        problem(
          'wrong_type',
          path,
          `${subjectOf(path)} is ${typeName(value)}. WhatsApp accepts an object.`,
        ),
      ]
    const problems = Object.entries(fields).flatMap(([key, rule]) => {
      const member = Object.hasOwn(value, key) ? value[key] : undefined
      const found = rule(member, at(path, key))
      return member === null && found.length === 0 ? [nothing(at(path, key))] : found
    })
    for (const key of Object.keys(value)) {
      if (!Object.hasOwn(fields, key) && value[key] !== undefined) {
        problems.push(
          (path === '' ? warning : problem)(
            'unknown_field',
            at(path, key),
            `“${key}” is not a field that is known here. WhatsApp refuses fields it does not know. Check its spelling.`,
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
    `${subjectOf(path)} is null. WhatsApp does not document whether it accepts that. Leave the field out.`,
  )

/** Accepts any value without checking it. */
export const anything: Rule = () => []

export const anyObject: Rule = (value, path) =>
  value === undefined || isObject(value)
    ? []
    : [
        problem(
          'wrong_type',
          path,
          `${subjectOf(path)} is ${typeName(value)}. WhatsApp accepts an object.`,
        ),
      ]

export const absent =
  (code: ProblemCode, message: string): Rule =>
  (value, path) =>
    value === undefined ? [] : [problem(code, path, message)]

/**
 * Returns a keyword in lower case, so that keywords can be compared. Returns an empty text if the
 * value is not a text.
 */
export const word = (value: unknown): string =>
  typeof value === 'string' ? value.trim().toLowerCase() : ''

export function typeName(value: unknown): string {
  if (value === null) return 'null'
  if (value === undefined) return 'missing'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

/**
 * Returns what the message of a problem quotes about a wrong value: the value itself if it is a
 * short keyword, and otherwise only its type. The message of a problem never quotes a text that a
 * person wrote.
 */
const keywordOrType = (value: unknown) =>
  typeof value === 'string' && /^[\w.-]{1,40}$/.test(value) ? value : typeName(value)
