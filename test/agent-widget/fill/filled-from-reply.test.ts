import { expect, it } from 'vitest'
import { filledFromReply } from '../../../agent-widget/fill/filled-from-reply.ts'
import { unfittingIn, valuesIn } from '../../../agent-widget/fill/unfitting.ts'

it('copies the values and files of a sent template, but not the amounts of an order', () => {
  const order = { reference_id: 'A-1', currency: 'BRL', total_amount: { value: 9900, offset: 100 } }

  expect(
    filledFromReply({
      shows: {
        template: 'estimate',
        language: 'en_US',
        values: {
          header: { id: 'widget-1.0', filename: 'estimate.pdf' },
          'body.1': 'Ana',
          'button.0': JSON.stringify(order),
        },
        files: [{ id: 'widget-1.0', mimeType: 'application/pdf', size: 3 }],
      },
    }),
  ).toEqual({
    name: 'estimate',
    language: 'en_US',
    filled: {
      values: { header: { id: 'widget-1.0', filename: 'estimate.pdf' }, 'body.1': 'Ana' },
      uploads: {
        header: {
          uploadId: 'widget-1.0',
          name: 'estimate.pdf',
          mimeType: 'application/pdf',
          size: 3,
        },
      },
    },
  })
})

it('returns nothing for a reply that is not a template', () => {
  expect(filledFromReply({ shows: { text: 'Hello' } })).toBeUndefined()
})

it('returns the texts whose field no longer exists in the changed template, and does not send them', () => {
  const fields = [{ key: 'body.1' }]
  const values = { 'body.1': 'Ana', 'body.2': 'Lisbon', 'button.0': '' }

  expect(unfittingIn(fields, values)).toEqual(['Lisbon'])
  expect(valuesIn(fields, values)).toEqual({ 'body.1': 'Ana' })
})
