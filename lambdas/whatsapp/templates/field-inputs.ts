// The inputs that supervisors choose for the fields of a template, such as a choice from a list, a
// date or an amount. The widget and the API check values with the rules of this module. The value
// of a field is always the text that the customer reads, in the language of the template.
import type * as z from 'zod'
import { type Problem, problem } from '#whatsapp/errors/problems'
import { lengthOf } from '#whatsapp/messages/text'
import type { fieldInput } from '#whatsapp/templates/field-input-schema'
import type { Field, FieldKind } from '#whatsapp/templates/fields'
import { displayedText } from '#whatsapp/templates/values'

export type FieldInput = z.infer<typeof fieldInput>
export type InputType = FieldInput['type']

/** The inputs that supervisors chose for fields, by the keys of the fields. */
export type FieldInputs = Readonly<Record<string, FieldInput>>

const ALL_TYPES: readonly InputType[] = [
  'text',
  'choice',
  'date',
  'amount',
  'number',
  'link',
  'phone',
]

/**
 * Returns the types of input that supervisors can choose for a field of this kind. The list is
 * empty for files and one-time codes.
 */
export function inputTypesOf(kind: FieldKind): readonly InputType[] {
  if (kind === 'text') return ALL_TYPES
  return kind === 'url_suffix' || kind === 'payload' || kind === 'coupon_code'
    ? ['text', 'choice']
    : []
}

/**
 * Returns a problem for each value that does not match the input that supervisors chose for its
 * field.
 */
export const inputProblems = (
  values: Readonly<Record<string, unknown>>,
  fields: readonly Field[],
  inputs: FieldInputs,
  prepared: PreparedValues,
  language: string,
): Problem[] =>
  fields.flatMap((field) => {
    const { key } = field
    const [input, value] = [inputs[key], values[key]]
    if (!input) return []
    const text = displayedText(value, field)
    if (isLocked(key, input, prepared)) return lockedProblems(text, key, input, prepared, language)
    return value === undefined || value === '' ? [] : enteredProblems(text, key, input, language)
  })

/**
 * The default values of the fields for a contact, and the names of attributes that the contact
 * lacks.
 */
export interface PreparedValues {
  readonly values: Readonly<Record<string, unknown>>
  readonly missing: Readonly<Record<string, string>>
}

/**
 * Returns whether agents cannot change the field. A field that supervisors locked remains editable
 * if it has no default value, because otherwise nobody could fill it in.
 */
export const isLocked = (
  key: string,
  input: FieldInput | undefined,
  { values, missing }: PreparedValues,
): boolean => input?.locked === true && (values[key] !== undefined || missing[key] !== undefined)

function lockedProblems(
  text: string,
  key: string,
  input: FieldInput,
  { values, missing }: PreparedValues,
  language: string,
): Problem[] {
  const attribute = missing[key]
  if (attribute !== undefined)
    return [
      problem(
        'locked_value_missing',
        key,
        `Supervisors fill in this field from the contact attribute ${attribute}, which this chat does not have. Choose another template, or tell your administrator.`,
        { attribute },
      ),
    ]
  const fixed = values[key] as string
  if (isSame(text, fixed, input, language)) return enteredProblems(text, key, input, language)
  return [
    problem(
      'field_locked',
      key,
      `Supervisors set the value of this field to "${fixed}", and it cannot be changed. Open the template again.`,
      { value: fixed },
    ),
  ]
}

/**
 * Returns whether two texts have the same meaning. Dates and amounts are compared by their meaning,
 * because programs may write the same date or amount in different formats.
 */
function isSame(a: string, b: string, input: FieldInput, language: string): boolean {
  const entered = enteredIn(a, input, language)
  return a === b || (entered !== undefined && entered === enteredIn(b, input, language))
}

/**
 * Returns the problems of a text that does not match the input that supervisors chose for its
 * field.
 */
export function enteredProblems(
  text: string,
  key: string,
  input: FieldInput,
  language: string,
): Problem[] {
  switch (input.type) {
    case 'text':
      return lengthProblems(text, key, input)
    case 'choice':
      return input.choices.includes(text)
        ? []
        : [
            problem(
              'not_in_list',
              key,
              `The value "${text}" is not in the list. Choose ${input.choices.join(', ')}.`,
              { choices: input.choices.join(', ') },
            ),
          ]
    case 'date':
      return enteredIn(text, input, language)
        ? []
        : [
            problem(
              'not_a_date',
              key,
              `"${text}" is not a date, such as ${writtenAs('2027-03-12', input, language)}. Enter a date.`,
              { example: writtenAs('2027-03-12', input, language) },
            ),
          ]
    case 'amount':
      return enteredIn(text, input, language)
        ? []
        : [
            problem(
              'not_an_amount',
              key,
              `"${text}" is not an amount, such as ${writtenAs('1234.5', input, language)}. Enter an amount in ${input.currency}.`,
              { currency: input.currency, example: writtenAs('1234.5', input, language) },
            ),
          ]
    case 'number':
      return numberProblems(text, key, input, language)
    case 'link':
      return isLink(text)
        ? []
        : [
            problem(
              'not_a_link',
              key,
              'This is not a link. Enter a whole link that begins with https://.',
            ),
          ]
    case 'phone':
      return isPhoneNumber(text)
        ? []
        : [
            problem(
              'not_a_phone_number',
              key,
              'This is not a phone number. Enter it with + and the country code, such as +1 555 0100.',
            ),
          ]
  }
}

function lengthProblems(
  text: string,
  key: string,
  { minLength = 0, maxLength = Number.POSITIVE_INFINITY }: Extract<FieldInput, { type: 'text' }>,
): Problem[] {
  const length = lengthOf(text)
  if (length < minLength)
    return [
      problem(
        'shorter_than_set',
        key,
        `The value has ${length} characters, but supervisors ask for at least ${minLength}. Write more.`,
        { length, min: minLength },
      ),
    ]
  if (length > maxLength)
    return [
      problem(
        'longer_than_set',
        key,
        `The value has ${length} characters, but supervisors allow at most ${maxLength}. Shorten it.`,
        { length, max: maxLength },
      ),
    ]
  return []
}

function numberProblems(
  text: string,
  key: string,
  input: Extract<FieldInput, { type: 'number' }>,
  language: string,
): Problem[] {
  const entered = enteredIn(text, input, language)
  if (entered === undefined)
    return [
      problem(
        'not_a_number',
        key,
        `"${text}" is not a number, such as ${writtenAs('12.5', input, language)}. Enter a number.`,
        { example: writtenAs('12.5', input, language) },
      ),
    ]
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = input
  if (Number(entered) < min)
    return [
      problem(
        'smaller_than_set',
        key,
        `The number ${entered} is too small. Supervisors ask for at least ${min}.`,
        { min },
      ),
    ]
  if (Number(entered) > max)
    return [
      problem(
        'larger_than_set',
        key,
        `The number ${entered} is too large. Supervisors allow at most ${max}.`,
        { max },
      ),
    ]
  return []
}

function isLink(text: string): boolean {
  if (!/^https:\/\/\S+$/i.test(text)) return false
  try {
    return new URL(text).hostname.includes('.')
  } catch {
    return false
  }
}

/**
 * Returns whether a text is a phone number: at most 15 digits, including the country code
 * (https://www.itu.int/rec/T-REC-E.164).
 */
const isPhoneNumber = (text: string): boolean =>
  /^\+[1-9][\d ().-]*$/.test(text) && /^\d{7,15}$/.test(text.replace(/\D/g, ''))

/**
 * Converts a default value into the text that the customer reads. A default value from a contact
 * attribute may contain a date such as 2027-03-12 or an amount such as 1234.5, as a contact flow
 * has set it.
 */
export function preparedText(
  text: string,
  input: FieldInput | undefined,
  language: string,
): string {
  const plain = input && plainIn(text, input)
  return plain === undefined ? text : writtenAs(plain, input!, language)
}

/**
 * Converts the agent's input into the text that the customer reads. `entered` is a date such as
 * 2027-03-12, an amount or a number such as 1234.5, or any other text.
 */
export function writtenAs(entered: string, input: FieldInput, language: string): string {
  switch (input.type) {
    case 'date':
      return withPlainSpaces(dateFormat(language).format(new Date(`${entered}T00:00:00Z`)))
    case 'amount':
      return withPlainSpaces(amountFormat(language, input.currency).format(Number(entered)))
    case 'number':
      return entered.replace('.', markOf(language))
    default:
      return entered
  }
}

/**
 * Converts the text that the customer reads into the agent's input, as the reverse of `writtenAs`.
 * Returns undefined if the text does not match the type of input.
 */
export function enteredIn(text: string, input: FieldInput, language: string): string | undefined {
  switch (input.type) {
    case 'date':
      return plainIn(text, input) ?? writtenDate(text, language)
    case 'amount':
      return writtenAmount(text, input.currency, language)
    case 'number': {
      const mark = markOf(language)
      const entered = mark === '.' ? text : text.replace('.', '!').replace(mark, '.')
      return PLAIN_NUMBER.test(entered) ? entered : undefined
    }
    default:
      return text
  }
}

const PLAIN_NUMBER = /^-?\d{1,15}(\.\d{1,10})?$/
const PLAIN_AMOUNT = /^\d{1,12}(\.\d{1,3})?$/
/** The signs of a negative amount. Accountants write negative amounts in parentheses. */
const NEGATIVE = /[\p{Pd}\u2212(]/u

/**
 * Returns the text if it is a date or number in a machine-readable format, such as 2027-03-12 or
 * 1234.5, and undefined otherwise.
 */
function plainIn(text: string, input: FieldInput): string | undefined {
  switch (input.type) {
    case 'date':
      return isDate(text) ? text : undefined
    case 'amount':
      return PLAIN_AMOUNT.test(text) ? text : undefined
    case 'number':
      return PLAIN_NUMBER.test(text) ? text : undefined
    default:
      return undefined
  }
}

function isDate(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined
  return at !== undefined && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}

/**
 * Reads a date that is written in words for a customer. JavaScript cannot parse such a date. The
 * function therefore writes every date with the year and day from the text in words, and returns
 * the date whose words equal the text. Only letters and digits are compared, because browsers and
 * Node may use different spaces and punctuation.
 */
function writtenDate(text: string, language: string): string | undefined {
  const numbers = text.match(/\d+/g) ?? []
  const two = (n: string) => n.padStart(2, '0')
  const candidates = numbers
    .filter((year) => year.length === 4)
    .flatMap((year) =>
      numbers
        .filter((day) => day.length <= 2)
        .flatMap((day) => MONTHS.map((month) => `${year}-${month}-${two(day)}`)),
    )
    .filter(isDate)
  const wanted = comparable(text)
  return candidates.find(
    (date) => comparable(writtenAs(date, { type: 'date' }, language)) === wanted,
  )
}

const MONTHS = Array.from({ length: 12 }, (_, i) => String(i + 1).padStart(2, '0'))

function writtenAmount(text: string, currency: string, language: string): string | undefined {
  const format = amountFormat(language, currency)
  // A currency without decimals has no decimal mark in its format. The mark of the language is used
  // instead, so that a thousands separator is not taken for it.
  const mark = decimalMark(format) ?? markOf(language)
  const entered = [...text]
    .filter((each) => /\d/.test(each) || each === mark)
    .map((each) => (each === mark ? '.' : each))
    .join('')
    // The symbol of a currency can contain a full stop.
    .replace(/^\.+|\.+$/g, '')
  if (!PLAIN_AMOUNT.test(entered) || NEGATIVE.test(text)) return undefined
  const written = format.format(Number(entered))
  return comparable(written) === comparable(text) ? String(Number(entered)) : undefined
}

const comparable = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{Sc}]/gu, '')

/**
 * Replaces non-breaking spaces in formatted values with ordinary spaces, which every font contains
 * and at which a phone can break a line.
 */
const withPlainSpaces = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ')

/**
 * Returns the locale for a language such as `pt_BR`, or English if the runtime does not support the
 * language.
 */
function localeOf(language: string): string {
  try {
    const [known] = Intl.DateTimeFormat.supportedLocalesOf(language.replace('_', '-'))
    return known ?? 'en'
  } catch {
    return 'en'
  }
}

const dateFormat = (language: string) =>
  new Intl.DateTimeFormat(`${localeOf(language)}-u-ca-gregory-nu-latn`, {
    dateStyle: 'long',
    timeZone: 'UTC',
  })

const amountFormat = (language: string, currency: string) =>
  new Intl.NumberFormat(`${localeOf(language)}-u-nu-latn`, { style: 'currency', currency })

const numberFormat = (language: string) => new Intl.NumberFormat(`${localeOf(language)}-u-nu-latn`)

const markOf = (language: string): string => decimalMark(numberFormat(language)) ?? '.'

const decimalMark = (format: Intl.NumberFormat): string | undefined =>
  format.formatToParts(1.5).find(({ type }) => type === 'decimal')?.value
