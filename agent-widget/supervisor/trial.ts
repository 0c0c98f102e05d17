// Tries a template with an earlier contact: determines the message with the values that the widget
// would prefill for this contact, and the problems of these values.
import type { TemplateSummary } from '#model/template-list'
import type { RecentContacts } from '#supervisor-api'
import type { Problem } from '#whatsapp/errors/problems'
import { refusals } from '#whatsapp/errors/problems'
import type { DefaultValue, Offer, offersOf } from '#whatsapp/templates/curation'
import type { TemplateDefinition } from '#whatsapp/templates/definition'
import { inputProblems } from '#whatsapp/templates/field-inputs'
import { type Field, fieldsOf } from '#whatsapp/templates/fields'
import { type Preview, render } from '#whatsapp/templates/render'
import { preparedFields } from '../fill/prepared-fields.ts'
import { fieldKeyOf } from '../fill/problem-field.ts'
import { LANGUAGE_ATTRIBUTE, type Variant, variantFor } from '../templates/variant.ts'

type Contact = RecentContacts['contacts'][number]
type OfferFor = ReturnType<typeof offersOf>

export type Finding =
  /** The template has no variant in the contact's language. */
  | { is: 'other_language'; wanted: string }
  /** The contact lacks the attribute with which the field should be prefilled. */
  | { is: 'empty'; field: Field; attribute: string }
  | { is: 'unfit'; field: Field; value: string; problem: Problem }
  /**
   * Several languages of the template have the same default text for the field, although the text
   * can be right in only one of them.
   */
  | { is: 'same_words'; field: Field; value: string }

export interface Trial {
  contact: Contact
  template: TemplateSummary
  findings: readonly Finding[]
  preview: Preview
  definition: TemplateDefinition
}

/**
 * Returns the variant of the template, in the language that the widget would choose for the
 * contact.
 */
export const triedVariant = (
  variants: readonly TemplateSummary[],
  { attributes }: Contact,
  language: string,
): Variant =>
  variantFor(variants, { contact: attributes[LANGUAGE_ATTRIBUTE], otherwise: [language] })

export function trialOf(
  contact: Contact,
  { template, instead }: Variant,
  variants: readonly TemplateSummary[],
  offers: OfferFor,
  definition: TemplateDefinition,
  now: Date,
): Trial {
  const { fields } = fieldsOf(definition)
  const offer = offers(template)
  const prepared = preparedFields(definition, offer, contact.attributes)
  const { values, missing } = prepared
  const { problems, preview } = render(definition, withVariables(fields, values), { now })
  const found = [
    ...refusals(problems),
    ...inputProblems(values, fields, prepared.inputs, prepared, definition.language),
  ]
  const ofFields = fields.flatMap((field): Finding[] => {
    const attribute = missing[field.key]
    if (attribute !== undefined) return [{ is: 'empty', field, attribute }]
    const value = values[field.key]
    // Without a default value, the agent fills in the field, so there is no value to check here.
    if (typeof value !== 'string') return []
    const problem = found.find(({ path }) => fieldKeyOf(path, fields, values) === field.key)
    if (problem) return [{ is: 'unfit', field, value, problem }]
    return isSameInAll(field.key, variants, offers, offer)
      ? [{ is: 'same_words', field, value }]
      : []
  })
  return {
    ...{ contact, template, preview, definition },
    findings: [
      ...(instead ? [{ is: 'other_language' as const, wanted: instead }] : []),
      ...ofFields,
    ],
  }
}

/**
 * Returns whether several languages of the template have the same default text for the field.
 * Links, dates and texts without words do not count, because they can be right in several
 * languages.
 */
function isSameInAll(
  key: string,
  variants: readonly TemplateSummary[],
  offers: OfferFor,
  { defaults, inputs }: Offer,
): boolean {
  const words = wordsIn(defaults?.[key])
  const type = inputs?.[key]?.type
  if (!words || type === 'link' || type === 'date') return false
  return variants.filter((each) => offers(each).defaults?.[key] === words).length > 1
}

const wordsIn = (value: DefaultValue | undefined): string | undefined =>
  typeof value === 'string' && /\p{L}{2}/u.test(value) ? value : undefined

/**
 * Sets each empty text field to its variable, which the widget's preview shows for empty fields,
 * too.
 */
const withVariables = (
  fields: readonly Field[],
  values: Readonly<Record<string, string>>,
): Record<string, unknown> => ({
  ...Object.fromEntries(
    fields.flatMap(({ key, kind, variable }) =>
      kind === 'text' && variable ? [[key, `{{${variable}}}`]] : [],
    ),
  ),
  ...values,
})

/** Returns the names of the contact attributes whose values a trial needs. */
export function attributesFor(
  definitions: readonly TemplateDefinition[],
  offers: OfferFor,
): string[] {
  const names = definitions.flatMap((definition) => {
    const { defaults = {} } = offers({ name: definition.name, language: definition.language })
    return [
      ...Object.values(defaults).flatMap((value) =>
        typeof value === 'string' ? [] : [value.attribute],
      ),
      ...(definition.parameterFormat === 'NAMED'
        ? fieldsOf(definition).fields.flatMap(({ variable }) => (variable ? [variable] : []))
        : []),
    ]
  })
  return [...new Set([LANGUAGE_ATTRIBUTE, ...names])]
}
