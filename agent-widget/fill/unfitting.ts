// Finds the values that a template no longer has fields for, because it may have changed since the
// values were filled in.
import type { Field } from '#whatsapp/templates/fields'
import type { Draft } from '../drafts/draft-store.ts'

type Key = Pick<Field, 'key'>

/** The values of fields that the template has. */
export const valuesIn = (fields: readonly Key[], values: Draft['values']): Draft['values'] =>
  Object.fromEntries(
    Object.entries(values).filter(([key]) => fields.some((field) => field.key === key)),
  )

/** The texts that were filled in for fields that the template no longer has. */
export const unfittingIn = (fields: readonly Key[], values: Draft['values']): string[] =>
  Object.entries(values).flatMap(([key, value]) =>
    typeof value === 'string' && value !== '' && !fields.some((field) => field.key === key)
      ? [value]
      : [],
  )
