// Finds values for which the template no longer has a field. A template can change after the agent
// has filled in values.
import type { Field } from '#whatsapp/templates/fields'
import type { Draft } from '../drafts/draft-store.ts'

type Key = Pick<Field, 'key'>

/** Returns the values of the fields that the template has. */
export const valuesIn = (fields: readonly Key[], values: Draft['values']): Draft['values'] =>
  Object.fromEntries(
    Object.entries(values).filter(([key]) => fields.some((field) => field.key === key)),
  )

/** Returns the texts for which the template has no field. */
export const unfittingIn = (fields: readonly Key[], values: Draft['values']): string[] =>
  Object.entries(values).flatMap(([key, value]) =>
    typeof value === 'string' && value !== '' && !fields.some((field) => field.key === key)
      ? [value]
      : [],
  )
