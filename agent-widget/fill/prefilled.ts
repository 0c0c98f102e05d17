// Determines the initial values of a template's fields, from the supervisors' defaults and from the
// contact's attributes that have the name of a variable.
import { type CuratedTemplate, type Prefilled, prefilled } from '#whatsapp/templates/curation'
import type { TemplateDefinition } from '#whatsapp/templates/definition'
import { fieldsOf } from '#whatsapp/templates/fields'

export function prefilledFor(
  definition: TemplateDefinition,
  defaults: CuratedTemplate['defaults'],
  attributes: Readonly<Record<string, string>>,
): Prefilled {
  const { values, missing } = prefilled(defaults, attributes)
  const named = fieldsOf(definition).fields.flatMap(({ key, kind, variable }) => {
    const value =
      definition.parameterFormat === 'NAMED' && kind === 'text' && variable
        ? attributes[variable]
        : undefined
    return value && !defaults?.[key] ? [[key, value] as const] : []
  })
  return { values: { ...Object.fromEntries(named), ...values }, missing }
}
