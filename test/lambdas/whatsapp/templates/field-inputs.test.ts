// Supervisors choose the kind of input for a template's field. It determines which texts the field
// accepts, and how it formats a value.
import { expect, it } from 'vitest'
import { curationProblems } from '../../../../lambdas/whatsapp/templates/curation-check.ts'
import { parseDefinition } from '../../../../lambdas/whatsapp/templates/definition.ts'
import { fieldInput } from '../../../../lambdas/whatsapp/templates/field-input-schema.ts'
import {
  enteredIn,
  type FieldInput,
  inputProblems,
  preparedText,
  writtenAs,
} from '../../../../lambdas/whatsapp/templates/field-inputs.ts'
import { fieldsOf } from '../../../../lambdas/whatsapp/templates/fields.ts'

const LANGUAGES = ['en_US', 'es_MX', 'pt_BR', 'de', 'fr', 'ar', 'he', 'ja', 'zh_CN', 'hi', 'th']
const euros: FieldInput = { type: 'amount', currency: 'EUR' }

const definition = parseDefinition({
  ...{ name: 'trip', language: 'en_US', status: 'APPROVED', category: 'UTILITY' },
  components: [{ type: 'BODY', text: 'Your trip on {{1}} costs {{2}}. Thank you.' }],
})
const NOTHING = { values: {}, missing: {} }
const codesFor = (value: unknown, input: FieldInput, prepared = NOTHING, language = 'en_US') =>
  inputProblems(
    { 'body.1': value },
    fieldsOf(definition).fields,
    { 'body.1': input },
    prepared,
    language,
  ).map(({ code }) => code)

it.each<[string, FieldInput, string, string[]]>([
  ['a listed text', { type: 'choice', choices: ['Lisbon', 'Porto'] }, 'Porto', []],
  ['a text beside the list', { type: 'choice', choices: ['Lisbon'] }, 'lisbon', ['not_in_list']],
  ['a date that is written out', { type: 'date' }, 'March 12, 2027', []],
  ['a date as programs write it', { type: 'date' }, '2027-03-12', []],
  ['a day that does not exist', { type: 'date' }, 'February 30, 2027', ['not_a_date']],
  ['a word instead of a date', { type: 'date' }, 'tomorrow', ['not_a_date']],
  ['an amount', euros, '€1,234.50', []],
  ['a negative amount', euros, '-€3.00', ['not_an_amount']],
  ['a negative amount in parentheses', euros, '(€3.00)', ['not_an_amount']],
  ['an amount in another currency', euros, '$1,234.50', ['not_an_amount']],
  ['an amount without currency', euros, '1234.50', ['not_an_amount']],
  ['an amount with the marks of another language', euros, '€1.234,50', ['not_an_amount']],
  ['a number', { type: 'number', min: 1, max: 8 }, '7.5', []],
  ['a number with a word', { type: 'number' }, '7 guests', ['not_a_number']],
  ['a number below the smallest', { type: 'number', min: 1 }, '0.5', ['smaller_than_set']],
  ['a number above the largest', { type: 'number', max: 8 }, '9', ['larger_than_set']],
  ['a link', { type: 'link' }, 'https://example.com/a?b=c', []],
  ['a link without https', { type: 'link' }, 'http://example.com', ['not_a_link']],
  ['a link with a space', { type: 'link' }, 'https://example.com/a b', ['not_a_link']],
  ['a phone number', { type: 'phone' }, '+1 555 0100', []],
  ['a phone number without country', { type: 'phone' }, '555 0100', ['not_a_phone_number']],
  ['a text of the right length', { type: 'text', minLength: 3, maxLength: 5 }, 'four', []],
  ['a text that is too short', { type: 'text', minLength: 3 }, 'no', ['shorter_than_set']],
  ['a text that is too long', { type: 'text', maxLength: 5 }, 'longer', ['longer_than_set']],
  ['a value that is missing, which other rules report', { type: 'date' }, '', []],
])('decides whether the input accepts a value: %s', (_, input, value, codes) => {
  expect(codesFor(value, input)).toEqual(codes)
})

it('checks the displayed text of a value in Meta’s date format', () => {
  const value = (fallback_value: string) => ({ type: 'date_time', date_time: { fallback_value } })

  expect(codesFor(value('soon'), { type: 'date' })).toEqual(['not_a_date'])
  expect(codesFor(value('March 12, 2027'), { type: 'date' })).toEqual([])
})

it.each(LANGUAGES)(
  'reads dates, amounts and numbers in the format in which the language %s displays them',
  (language) => {
    for (const date of ['2027-01-31', '2026-12-01', '2028-02-29'])
      expect(
        enteredIn(writtenAs(date, { type: 'date' }, language), { type: 'date' }, language),
      ).toBe(date)
    for (const currency of ['EUR', 'USD', 'JPY', 'KWD', 'CHF', 'AED'])
      for (const amount of ['0', '7', '1234', '1234567']) {
        const input: FieldInput = { type: 'amount', currency }
        expect(enteredIn(writtenAs(amount, input, language), input, language)).toBe(amount)
      }
    expect(enteredIn(writtenAs('1234.5', euros, language), euros, language)).toBe('1234.5')
    expect(
      enteredIn(writtenAs('-12.5', { type: 'number' }, language), { type: 'number' }, language),
    ).toBe('-12.5')
  },
)

it('formats dates and amounts from a contact flow in the template’s language, but no other text', () => {
  expect(preparedText('2027-03-12', { type: 'date' }, 'es_MX')).toBe('12 de marzo de 2027')
  expect(preparedText('1234.5', euros, 'de')).toBe('1.234,50 €')
  expect(preparedText('tomorrow', { type: 'date' }, 'es_MX')).toBe('tomorrow')
  expect(preparedText('2027-03-12', undefined, 'es_MX')).toBe('2027-03-12')
})

it('refuses a changed value in a locked field, but accepts the same date in another format', () => {
  const locked: FieldInput = { type: 'date', locked: true }
  const prepared = { values: { 'body.1': 'March 12, 2027' }, missing: {} }
  const absent = { values: {}, missing: { 'body.1': 'travelDate' } }

  expect(codesFor('March 12, 2027', locked, prepared)).toEqual([])
  expect(codesFor('2027-03-12', locked, prepared)).toEqual([])
  expect(codesFor('March 13, 2027', locked, prepared)).toEqual(['field_locked'])
  expect(codesFor(undefined, locked, prepared)).toEqual(['field_locked'])
  expect(codesFor('March 12, 2027', locked, absent)).toEqual(['locked_value_missing'])
  expect(codesFor('March 13, 2027', locked)).toEqual([])
})

it('refuses an input with a minimum above its maximum, no choices, or an unknown currency code', () => {
  for (const wrong of [
    { type: 'number', min: 5, max: 4 },
    { type: 'text', minLength: 5, maxLength: 4 },
    { type: 'choice', choices: [] },
    { type: 'choice', choices: ['a', 'a'] },
    { type: 'amount', currency: 'euros' },
    { type: 'time' },
  ])
    expect(fieldInput.safeParse(wrong).success, JSON.stringify(wrong)).toBe(false)
  expect(fieldInput.safeParse({ type: 'number', min: 4, max: 4 }).success).toBe(true)
})

it.each([
  [{ 'body.3': { type: 'date' } }, {}, 'no_such_field'],
  [{ 'body.1': { type: 'date', locked: true } }, {}, 'locked_without_default'],
  [{ 'body.1': { type: 'date' } }, { 'body.1': 'Friday' }, 'default_does_not_fit'],
  [{ 'body.1': { type: 'date' } }, { 'body.1': '2027-03-12' }, undefined],
] as const)('checks the inputs in a curation file: %o', (inputs, defaults, code) => {
  const problems = curationProblems(
    { waba: 'waba-1', rules: [{ templates: [{ name: 'trip', inputs, defaults }] }] },
    {
      templates: [{ name: 'trip', language: 'en_US', status: 'APPROVED' }],
      definitions: [definition],
      forms: [],
      queues: [],
      routingProfiles: [],
    },
  )

  expect(problems.map((each) => each.code)).toEqual(code ? [code] : [])
})
