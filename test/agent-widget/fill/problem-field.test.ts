import { expect, it } from 'vitest'
import { parseDefinition } from '#whatsapp/templates/definition'
import { fieldsOf } from '#whatsapp/templates/fields'
import { fieldKeyOf } from '../../../agent-widget/fill/problem-field.ts'

const cards = ['{{1}} and {{2}}', '{{1}}'].map((text) => ({
  components: [
    { type: 'HEADER', format: 'IMAGE' },
    { type: 'BODY', text },
  ],
}))
const { fields } = fieldsOf(
  parseDefinition({
    name: 'weekend',
    language: 'en_US',
    status: 'APPROVED',
    components: [
      { type: 'BODY', text: '{{1}} {{2}}' },
      { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Yes' }, { type: 'MPM' }] },
      { type: 'CAROUSEL', cards },
    ],
  }),
)
const values = {
  'body.1': 'short',
  'body.2': 'rather longer',
  'card.0.body.1': 'the longest',
  'card.0.body.2': 'short',
}

it.each([
  ['body.1', 'body.1'],
  ['button.1.sections.0.product_items.2.product_retailer_id', 'button.1'],
  ['card.1.header.id', 'card.1.header'],
  ['body', 'body.2'],
  ['card.0.body', 'card.0.body.1'],
  ['status', undefined],
  ['components.3', undefined],
])('shows a problem with the path %s at the field %s', (path, place) => {
  expect(fieldKeyOf(path, fields, values)).toBe(place)
})
