// A value with several inputs, such as a product of a catalog: each part set and judged by itself.
import { useState } from 'react'
import type { Problem } from '#whatsapp/errors/problems'
import { isObject } from '#whatsapp/json/rules'
import type { Field } from '#whatsapp/templates/fields'
import { useMessages } from '../i18n/messages.tsx'
import { problemText, problemTexts } from './field-problem.ts'
import type { Filling } from './use-filling.ts'

export interface Parts {
  field: Field
  values: Readonly<Record<string, unknown>>
  text(part: string): string
  /** A part that was emptied again is not there; nor is the value, when none is left. */
  put(part: string, value: unknown): void
  /** Nothing is said about a part nobody has come to yet. */
  error(part: string, maxLength?: number): string | undefined
  warning(part: string): string | undefined
  left(part: string): void
}

/** What is wrong with the whole is said at the part that comes `first`. */
export function useParts(field: Field, filling: Filling, first: string): Parts {
  const messages = useMessages()
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const { key } = field
  const given = filling.values[key]
  const values: Parts['values'] = isObject(given) ? given : {}

  function problemsOf(part: string): Problem[] {
    const isSilent = isEmpty(at(values, part)) && !left.has(part) && !filling.attempted
    if (isSilent) return []
    const isHere = (path: string) => path === `${key}.${part}` || path.startsWith(`${key}.${part}.`)
    return filling
      .everyProblemAt(field)
      .filter(({ path }) => isHere(path) || (part === first && path === key))
  }

  function said(part: string, isWarning: boolean, maxLength?: number): string | undefined {
    const limits = { kind: field.kind, ...(maxLength ? { maxLength } : {}) }
    return problemTexts(problemsOf(part), isWarning, (found) =>
      problemText(found, limits, at(values, part), messages),
    )
  }

  return {
    field,
    values,
    text: (part) => shownText(at(values, part)),
    put(part, value) {
      const next = Object.fromEntries(
        Object.entries({ ...values, [part]: value }).filter(([, given]) => !isEmpty(given)),
      )
      // A card is there even when nothing stands on it.
      filling.set(
        field,
        Object.keys(next).length > 0 || field.card !== undefined ? next : undefined,
      )
    },
    error: (part, maxLength) => said(part, false, maxLength),
    warning: (part) => said(part, true),
    left: (part) => setLeft((before) => (before.has(part) ? before : new Set([...before, part]))),
  }
}

const isEmpty = (value: unknown) =>
  value === undefined || value === '' || (Array.isArray(value) && value.length === 0)

const shownText = (value: unknown) =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''

/** `sections.1.title` */
const at = (value: unknown, part: string): unknown =>
  part
    .split('.')
    .reduce<unknown>(
      (inner, step) => (inner as Readonly<Record<string, unknown>> | undefined)?.[step],
      value,
    )
