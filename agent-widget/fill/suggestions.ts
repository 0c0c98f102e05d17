// Suggests values for an empty text field: the value that was last sent to this customer in the
// same field, the customer's name, and contact attributes with a similar name.
import type { ReplyView } from '#api'
import type { Field } from '#whatsapp/templates/fields'
import { namesFor } from './name-suggestions.ts'

interface Known {
  template: string
  label: string
  customerName: string | undefined
  attributes: Readonly<Record<string, string>>
  /** The replies of the conversation, newest first. */
  replies: readonly Pick<ReplyView, 'type' | 'status' | 'shows'>[]
}

const MOST = 4
/**
 * The length of the longest suggestion, in characters. Agents could not read longer values at a
 * glance.
 */
const LONGEST = 60

export function suggestionsFor(field: Field, known: Known): string[] {
  if (field.kind !== 'text') return []
  const found = [
    ...lastUsed(field, known),
    ...namesFor(field, known.customerName),
    ...attributesFor(field, known),
  ]
  return [...new Set(found)].filter((text) => text.length <= LONGEST).slice(0, MOST)
}

/**
 * Returns the newest value that was sent in the same field of the same template. If there is none,
 * returns the newest value of a variable with the same name in any template.
 */
function lastUsed({ key, variable = '' }: Field, { template, replies }: Known): string[] {
  const sent = replies.flatMap(({ type, status, shows }) =>
    type === 'template' && status !== 'failed' ? [shows as Sent] : [],
  )
  const isNamed = !/^\d*$/.test(variable)
  const values = [
    ...sent.flatMap((each) => (each.template === template ? [each.values?.[key]] : [])),
    ...(isNamed ? sent.map(({ values }) => values?.[key]) : []),
  ]
  const newest = values.find((value) => typeof value === 'string' && value !== '')
  return typeof newest === 'string' ? [newest] : []
}

interface Sent {
  template: string
  values?: Readonly<Record<string, unknown>>
}

/**
 * Returns the values of contact attributes whose names have a word in common with the field's name
 * or label.
 */
function attributesFor({ variable = '' }: Field, { label, attributes }: Known): string[] {
  const words = [...wordsIn(variable), ...wordsIn(label)]
  return Object.entries(attributes).flatMap(([name, value]) =>
    value !== '' && wordsIn(name).some((word) => words.includes(word)) ? [value] : [],
  )
}

/**
 * Words that occur in the names of many attributes. Such a word does not show that an attribute
 * suits a field.
 */
const COMMON = ['whatsapp', 'customer', 'contact', 'the', 'your', 'for', 'and', 'last', 'name']

/** Returns the words of a text, or of a name such as `flightNumber` or `flight_number`. */
const wordsIn = (text: string): string[] =>
  text
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length >= 3 && !COMMON.includes(word))
