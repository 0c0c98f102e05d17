import { expect, it } from 'vitest'
import type { Field } from '#whatsapp/templates/fields'
import { suggestionsFor } from '../../../agent-widget/fill/suggestions.ts'

const field = (rest: Partial<Field> = {}): Field => ({
  key: 'body.destination',
  component: 'body',
  kind: 'text',
  required: true,
  variable: 'destination',
  ...rest,
})
const sent = (template: string, values: object, status = 'read') =>
  ({ type: 'template', status, shows: { template, values } }) as never
const suggested = (of: Field, rest: object = {}) =>
  suggestionsFor(of, {
    template: 'trip',
    label: 'Destination',
    customerName: undefined,
    attributes: {},
    replies: [],
    ...rest,
  })

it('suggests the value that was last sent in the same field, and ignores failed messages', () => {
  const replies = [
    sent('trip', { 'body.destination': 'Rome' }, 'failed'),
    sent('other', { 'body.destination': 'Porto' }),
    sent('trip', { 'body.destination': 'Lisbon' }),
    sent('trip', { 'body.destination': 'Madrid' }),
  ]

  expect(suggested(field(), { replies })).toEqual(['Lisbon'])
})

it('suggests the value of a variable with the same name in another template, but ignores numbered variables', () => {
  const replies = [sent('other', { 'body.destination': 'Porto', 'body.1': 'Ana' })]

  expect(suggested(field(), { replies })).toEqual(['Porto'])
  expect(suggested(field({ key: 'body.1', variable: '1' }), { replies })).toEqual([])
})

it('suggests the values of contact attributes whose names resemble the field’s variable or label', () => {
  const attributes = {
    flightNumber: 'LH 1166',
    trip_destination: 'Lisbon',
    whatsapp_customer: '+15550142',
    destinationNotes: 'x'.repeat(61),
    emptyDestination: '',
  }

  expect(suggested(field(), { attributes })).toEqual(['Lisbon'])
  expect(
    suggested(field({ variable: '3' }), { attributes, label: 'flight ▢ leaves', template: 'a' }),
  ).toEqual(['LH 1166'])
})

it('suggests each value once: sent values first, then attributes, then the customer’s name', () => {
  const name = field({ key: 'body.first_name', variable: 'first_name', example: 'Ana' })
  const replies = [sent('trip', { 'body.first_name': 'Mr Chen' })]

  expect(
    suggested(name, { replies, customerName: 'Chen Wei', attributes: { firstGuest: 'Chen' } }),
  ).toEqual(['Mr Chen', 'Chen', 'Chen Wei'])
})

it('suggests nothing for a one-time code or the end of a link', () => {
  const attributes = { code: '4711' }

  expect(suggested(field({ kind: 'otp', variable: 'code' }), { attributes })).toEqual([])
  expect(suggested(field({ kind: 'url_suffix' }), { attributes, label: 'code' })).toEqual([])
})
