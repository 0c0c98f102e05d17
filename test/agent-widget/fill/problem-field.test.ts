import { expect, it } from 'vitest'
import { placeOf } from '../../../agent-widget/fill/problem-field.ts'
import { parseDefinition } from '../../../lambdas/whatsapp/templates/definition.ts'
import { fieldsOf } from '../../../lambdas/whatsapp/templates/fields.ts'

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
])('what is wrong at %s is said at %s', (path, place) => {
  expect(placeOf(path, fields, values)).toBe(place)
})
