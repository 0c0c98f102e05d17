// Determines the labels, initial values and inputs of a template's fields, from the supervisors'
// settings, and from contact attributes that have the same name as a variable.
import { type Offer, type Prefilled, prefilled } from '#whatsapp/templates/curation'
import type { TemplateDefinition } from '#whatsapp/templates/definition'
import { type FieldInputs, isLocked, preparedText } from '#whatsapp/templates/field-inputs'
import { fieldsOf } from '#whatsapp/templates/fields'
import type { MovedFrom } from './moved-values.ts'

export interface PreparedFields extends Prefilled {
  /** The labels that replace the fields' own labels, by field key. */
  readonly labels: Readonly<Record<string, string>>
  /** The inputs of fields that do not accept free text, by field key. */
  readonly inputs: FieldInputs
  /**
   * The contact's attributes. The widget may suggest their values for fields without an initial
   * value.
   */
  readonly attributes: Readonly<Record<string, string>>
  /** The values that were moved into this form from a template that can no longer be sent. */
  readonly moved?: MovedFrom | undefined
}

export function preparedFields(
  definition: TemplateDefinition,
  { defaults, labels = {}, inputs = {} }: Pick<Offer, 'defaults' | 'labels' | 'inputs'>,
  attributes: Readonly<Record<string, string>>,
): PreparedFields {
  const { language } = definition
  const { values, missing } = prefilled(
    { ...(defaults ? { defaults } : {}), inputs },
    attributes,
    language,
  )
  const named = fieldsOf(definition).fields.flatMap(({ key, kind, variable }) => {
    const value =
      definition.parameterFormat === 'NAMED' && kind === 'text' && variable
        ? attributes[variable]
        : undefined
    return value && !defaults?.[key]
      ? [[key, preparedText(value, inputs[key], language)] as const]
      : []
  })
  // Only a field with a default value from the supervisors can be locked.
  const own = Object.entries(inputs).map(([key, { locked, ...input }]) => [
    key,
    isLocked(key, { ...input, locked }, { values, missing }) ? { ...input, locked } : input,
  ])
  return {
    values: { ...Object.fromEntries(named), ...values },
    missing,
    labels,
    attributes,
    inputs: Object.fromEntries(own),
  }
}
