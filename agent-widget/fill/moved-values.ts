// Moves an agent's values from a template that can no longer be sent into its successor, which is
// the replacement template that supervisors have named.
import type { Offer } from '#whatsapp/templates/curation'
import type { TemplateDefinition } from '#whatsapp/templates/definition'
import { type Field, fieldsOf } from '#whatsapp/templates/fields'
import { withCards } from '#whatsapp/templates/product-carousel'
import type { Filled } from '../drafts/draft-store.ts'
import { BLANK } from '../fields/sentence-around.ts'
import type { Messages } from '../i18n/catalogue.ts'
import { labelOf } from './field-label.ts'
import type { PreparedFields } from './prepared-fields.ts'

/**
 * A template, with the supervisors' settings for the template and the initial values of its form.
 */
export interface PreparedTemplate {
  definition: TemplateDefinition
  offer: Pick<Offer, 'defaults' | 'labels' | 'title'>
  prepared: Pick<PreparedFields, 'values'>
}

export interface Moved {
  /** The moved values, by the keys of the fields in the successor. */
  values: Readonly<Record<string, unknown>>
  /** The texts for which the successor has no field, each with the label of its former field. */
  left: readonly string[]
}

/** The values that were moved into a template, and the title of their former template. */
export interface MovedFrom extends Moved {
  title: string
}

/**
 * A function that returns a property by which fields are recognized. If a field of each template
 * has the same value for the property, the value of the former field is moved into the new one.
 */
type Property = (field: LabeledField) => string | undefined

interface LabeledField extends Field {
  label: string
  /** The contact attribute with which supervisors prefill the field. */
  attribute: string | undefined
}

/**
 * Values of these kinds are not moved: one-time codes are never stored, and the amounts of an order
 * come from the contact's attributes.
 */
const NOT_MOVED: readonly Field['kind'][] = ['otp', 'order']

/**
 * Returns the name of the field's variable. Returns undefined for numbered variables, which have no
 * name, and for fields of buttons, which are recognized by their label.
 */
const nameOf: Property = ({ kind, variable = '', button, card = '' }) => {
  if (button !== undefined) return undefined
  if (kind !== 'text') return `${kind} ${card}`
  return /^\d*$/.test(variable) ? undefined : variable.toLowerCase()
}

/**
 * Returns the label in lower case. Returns undefined for a label such as `Text {{1}}`, because the
 * same number has another meaning in another template.
 */
const wordsOf: Property = ({ label }) =>
  label.includes('{{') ? undefined : label.trim().toLowerCase()

const PROPERTIES: readonly Property[] = [nameOf, ({ attribute }) => attribute, wordsOf]

export function movedValues(
  former: PreparedTemplate,
  { values, uploads }: Filled,
  successor: PreparedTemplate,
  messages: Messages,
): Moved & Filled {
  const filledIn = labeled(former, values, messages).filter(
    ({ key, kind }) => !isEmpty(values[key]) && !NOT_MOVED.includes(kind),
  )
  const fields = labeled(successor, values, messages)
  const origins = new Map<LabeledField, LabeledField>()
  for (const property of PROPERTIES)
    for (const field of fields) {
      if (origins.has(field) || property(field) === undefined) continue
      const origin = filledIn.find(
        (each) => each.kind === field.kind && property(each) === property(field),
      )
      if (origin && ![...origins.values()].includes(origin)) origins.set(field, origin)
    }
  // A value that the agent has not changed does not replace a default value of the successor's
  // field.
  const isOwn = ({ key }: Field) => values[key] !== former.prepared.values[key]
  const pairs = [...origins].filter(
    ([field, origin]) => isOwn(origin) || successor.prepared.values[field.key] === undefined,
  )
  const moved = [...origins.values()]
  return {
    values: Object.fromEntries(pairs.map(([{ key }, origin]) => [key, values[origin.key]])),
    uploads: Object.fromEntries(
      pairs.flatMap(([{ key }, origin]) => {
        const upload = uploads[origin.key]
        return upload ? [[key, upload]] : []
      }),
    ),
    left: filledIn
      .filter((field) => isOwn(field) && !moved.includes(field))
      .map(({ key, label }) => labeledText(label, values[key])),
  }
}

function labeled(
  { definition, offer: { labels = {}, defaults = {} } }: PreparedTemplate,
  values: Filled['values'],
  messages: Messages,
): LabeledField[] {
  const whole = withCards(definition, values)
  return fieldsOf(whole).fields.map((field) => {
    const value = defaults[field.key]
    return {
      ...field,
      label: labels[field.key] ?? labelOf(field, whole, messages),
      attribute: typeof value === 'object' ? value.attribute : undefined,
    }
  })
}

function labeledText(label: string, value: unknown): string {
  if (typeof value !== 'string') return label
  return label.includes(BLANK) ? label.replace(BLANK, value) : `${label}: ${value}`
}

const isEmpty = (value: unknown) => value === undefined || value === ''
