import { expect, it } from 'vitest'
import { contentOf } from '#whatsapp/events/inbound-content'
import { wordsOf } from '../../../lambdas/inbound/words.ts'

const words = (type: string, part: unknown) => wordsOf(contentOf(type, { [type]: part }))

it.each<[string, string, unknown, string]>([
  [
    'the answers in a form, not its token',
    'interactive',
    {
      type: 'nfm_reply',
      nfm_reply: {
        name: 'flow',
        body: 'Sent',
        response_json: '{"flow_token":"t","day":"Monday","guests":4}',
      },
    },
    '[an answer to a form]\nday: Monday\nguests: 4',
  ],
  [
    'that a form was answered, in whatever way',
    'interactive',
    { type: 'nfm_reply', nfm_reply: { body: 'Sent', response_json: '"oops' } },
    '[an answer to a form]',
  ],
  [
    'a choice',
    'interactive',
    { type: 'list_reply', list_reply: { id: 'a', title: 'Express' } },
    'Express',
  ],
  [
    'whether a call is welcome',
    'interactive',
    { type: 'call_permission_reply', call_permission_reply: { response: 'reject' } },
    '[permission to call: reject]',
  ],
  [
    'every contact card',
    'contacts',
    [
      {
        name: { formatted_name: 'Ana' },
        phones: [{ phone: '+1 555-0142' }],
        emails: [{ email: 'ana@example.com' }],
      },
      {},
    ],
    '[contact card] Ana, +1 555-0142, ana@example.com\n[contact card]',
  ],
  [
    'what was ordered',
    'order',
    {
      catalog_id: '1',
      text: 'Please wrap',
      product_items: [{ product_retailer_id: 'sku', quantity: 2, item_price: 30, currency: 'USD' }],
    },
    '[an order] Please wrap\n2 × sku, 30 USD each',
  ],
  [
    'what an edited message says since',
    'edit',
    { original_message_id: 'wamid.A', message: { type: 'text', text: { body: 'At six' } } },
    '[changed an earlier message] At six',
  ],
])('the agent reads %s', (_, type, part, expected) => {
  expect(words(type, part)).toBe(expected)
})
