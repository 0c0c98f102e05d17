import { expect, it } from 'vitest'
import type { Field } from '#whatsapp/templates/fields'
import { namesFor } from '../../../agent-widget/fill/name-suggestions.ts'

const aField = (rest: Partial<Field>): Field => ({
  key: 'body.1',
  component: 'body',
  kind: 'text',
  required: true,
  ...rest,
})

it.each([
  [{ variable: 'first_name' }, ['Ana', 'Ana Souza']],
  [{ variable: 'last_name' }, ['Souza']],
  [{ variable: 'nombre_del_cliente' }, ['Ana', 'Ana Souza']],
  [{ variable: '1', example: 'Ben' }, ['Ana', 'Ana Souza']],
  [{ variable: '1', example: 'Ben Okri' }, ['Ana Souza', 'Ana']],
] as const)('for %j, suggests the names %j', (field, names) => {
  expect(namesFor(aField(field), 'Ana Souza')).toEqual(names)
})

it.each([
  [{ variable: '2', example: 'Lisbon' }],
  [{ variable: '1', example: 'LH 1166' }],
  [{ variable: 'product_name' }],
  [{ variable: '1', example: 'Ana', component: 'header' }],
] as const)('suggests no name for %j', (field) => {
  expect(namesFor(aField(field), 'Ana Souza')).toEqual([])
})

it('does not suggest a phone number as a name', () => {
  expect(namesFor(aField({ variable: 'first_name' }), '+15550142')).toEqual([])
  expect(namesFor(aField({ variable: 'first_name' }), undefined)).toEqual([])
})
