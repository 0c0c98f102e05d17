// Determines the labels and initial values of a template's fields, from the supervisors' settings and
// from the contact's attributes that have the name of a variable.
import { type Offer, type Prefilled, prefilled } from '#whatsapp/templates/curation'
import type { TemplateDefinition } from '#whatsapp/templates/definition'
import { fieldsOf } from '#whatsapp/templates/fields'
import type { MovedFrom } from './moved-values.ts'

export interface PreparedFields extends Prefilled {
  /** The labels that agents read instead of the fields' own labels, by the keys of the fields. */
  readonly labels: Readonly<Record<string, string>>
  /** The values that were moved here from a template that can no longer be sent. */
  readonly moved?: MovedFrom | undefined
}

export function preparedFields(
  definition: TemplateDefinition,
  { defaults, labels = {} }: Pick<Offer, 'defaults' | 'labels'>,
  attributes: Readonly<Record<string, string>>,
): PreparedFields {
  const { values, missing } = prefilled(defaults, attributes)
  const named = fieldsOf(definition).fields.flatMap(({ key, kind, variable }) => {
    const value =
      definition.parameterFormat === 'NAMED' && kind === 'text' && variable
        ? attributes[variable]
        : undefined
    return value && !defaults?.[key] ? [[key, value] as const] : []
  })
  return { values: { ...Object.fromEntries(named), ...values }, missing, labels }
}
