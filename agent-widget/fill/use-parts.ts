// Supports fields whose value consists of several parts, such as a catalog product. Each part has
// its own input, and is set and checked separately.
import { useState } from 'react'
import type { Problem } from '#whatsapp/errors/problems'
import { isObject } from '#whatsapp/json/rules'
import type { Field } from '#whatsapp/templates/fields'
import { useMessages } from '../i18n/messages.tsx'
import { problemText, problemTexts } from './field-problem.ts'
import type { Filling } from './use-filling.ts'

export interface ValueParts {
  field: Field
  values: Readonly<Record<string, unknown>>
  text(part: string): string
  /** Sets a part. An empty part is removed, and the whole value is removed if no part remains. */
  put(part: string, value: unknown): void
  /**
   * Returns the text of a part's problems, or undefined if there are none. The problems of an empty
   * part are hidden until the agent has filled in and left the part, or has tried to send.
   */
  error(part: string, maxLength?: number): string | undefined
  warning(part: string): string | undefined
  left(part: string): void
}

/** Problems of the whole value appear at the part named `first`. */
export function useParts(field: Field, filling: Filling, first: string): ValueParts {
  const messages = useMessages()
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const { key } = field
  const value = filling.values[key]
  const values: ValueParts['values'] = isObject(value) ? value : {}

  function problemsOf(part: string): Problem[] {
    const isSilent = isEmpty(at(values, part)) && !left.has(part) && !filling.attempted
    if (isSilent) return []
    const isHere = (path: string) => path === `${key}.${part}` || path.startsWith(`${key}.${part}.`)
    return filling
      .everyProblemAt(field)
      .filter(({ path }) => isHere(path) || (part === first && path === key))
  }

  function problemsText(part: string, isWarning: boolean, maxLength?: number): string | undefined {
    const limits = { kind: field.kind, ...(maxLength ? { maxLength } : {}) }
    return problemTexts(problemsOf(part), isWarning, (found) =>
      problemText(found, limits, at(values, part), messages),
    )
  }

  return {
    field,
    values,
    text: (part) => inputText(at(values, part)),
    put(part, value) {
      const next = Object.fromEntries(
        Object.entries({ ...values, [part]: value }).filter(([, part]) => !isEmpty(part)),
      )
      // The value of a field on a card is not removed even if it is empty, because the values
      // determine how many cards there are.
      filling.set(
        field,
        Object.keys(next).length > 0 || field.card !== undefined ? next : undefined,
      )
    },
    error: (part, maxLength) => problemsText(part, false, maxLength),
    warning: (part) => problemsText(part, true),
    left(part) {
      if (isEmpty(at(values, part))) return
      setLeft((before) => (before.has(part) ? before : new Set([...before, part])))
    },
  }
}

const isEmpty = (value: unknown) =>
  value === undefined || value === '' || (Array.isArray(value) && value.length === 0)

const inputText = (value: unknown) =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''

/** Returns the part of a value at a path within the value, such as `sections.1.title`. */
const at = (value: unknown, part: string): unknown =>
  part
    .split('.')
    .reduce<unknown>(
      (inner, step) => (inner as Readonly<Record<string, unknown>> | undefined)?.[step],
      value,
    )
