// Reads the answers that a customer gave in a form (WhatsApp Flow). The form's author chooses the
// names of the answers. WhatsApp does not report the labels that the customer sees.
import { isObject, type Json } from '#whatsapp/json/rules'

/**
 * The name of the token that this project sends with the form. WhatsApp returns the token together
 * with the answers.
 */
const TOKEN = 'flow_token'

export const formTokenIn = (answers: unknown): string | undefined => {
  const token = isObject(answers) ? answers[TOKEN] : undefined
  return typeof token === 'string' ? token : undefined
}

/** Returns the answers without the token. */
export const withoutToken = (answers: unknown): unknown =>
  isObject(answers)
    ? Object.fromEntries(Object.entries(answers).filter(([name]) => name !== TOKEN))
    : answers

/**
 * Returns the label of an answer. If supervisors have not set a label, the function returns the
 * question that the answer's name contains. The form editor in WhatsApp Manager composes each name
 * from the screen, the question and the position, such as screen_0_Arrival_date_1. Any other name
 * is returned unchanged.
 */
export function answerLabel(name: string, labels: Readonly<Record<string, string>> = {}): string {
  if (Object.hasOwn(labels, name)) return labels[name]!
  const question = /^screen_\d+_(.+)_\d+$/.exec(name)?.[1]
  return question === undefined ? name : question.replaceAll('_', ' ')
}

/**
 * The maximum length of an answer in a contact attribute, in UTF-16 units. Connect stores at most
 * 32 KB of attributes for a contact.
 * https://docs.aws.amazon.com/connect/latest/APIReference/API_UpdateContactAttributes.html
 */
const LONGEST_ATTRIBUTE = 1000

/** The prefix of contact attributes that contain an answer. */
export const FORM_ATTRIBUTE_PREFIX = 'whatsapp_form_'

/**
 * Returns the contact attributes for the answers with these names. An answer is omitted if it is
 * not a text, a number or a choice, or if it is too long for an attribute.
 */
export function attributesOfAnswers(
  answers: unknown,
  names: readonly string[],
): Record<string, string> {
  if (!isObject(answers)) return {}
  return Object.fromEntries(
    names.flatMap((name) => {
      const text = Object.hasOwn(answers, name) ? textOf(answers[name as keyof Json]) : undefined
      return text && text.length <= LONGEST_ATTRIBUTE
        ? [[`${FORM_ATTRIBUTE_PREFIX}${name}`, text] as const]
        : []
    }),
  )
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return String(value)
  if (!Array.isArray(value)) return undefined
  const texts = value.map((entry) => (Array.isArray(entry) ? undefined : textOf(entry)))
  return texts.includes(undefined) ? undefined : texts.join(', ')
}
