// Valid messages and templates that together have every possible part. Random generators rarely
// combine so many parts. neighbors.ts generates values that differ from these in one place.
import type { TemplateDefinition } from '../../sandbox/world.ts'

const interactive = (type: string, action: object) => ({
  type: 'interactive',
  interactive: { type, body: { text: 'See' }, action },
})
const url = { display_text: 'Go', url: 'https://example.com' }
const rows = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `row ${from + index}`, title: 'Row' }))
const products = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ product_retailer_id: `sku ${index}` }))

const mediaCard = (card_index: number, action: object) => ({
  card_index,
  type: 'cta_url',
  header: { type: 'image', image: { link: 'https://example.com/a.jpg' } },
  body: { text: 'Look' },
  action,
})
const replies = [1, 2].map((n) => ({
  type: 'quick_reply',
  quick_reply: { id: `card ${n}`, title: `Card ${n}` },
}))

export const wholeMessages: readonly object[] = [
  interactive('carousel', {
    cards: [0, 1].map((index) => mediaCard(index, { name: 'cta_url', parameters: url })),
  }),
  interactive('carousel', { cards: [0, 1].map((index) => mediaCard(index, { buttons: replies })) }),
  interactive('button', {
    buttons: [1, 2].map((n) => ({ type: 'reply', reply: { id: `${n}`, title: `Yes ${n}` } })),
  }),
  interactive('list', {
    button: 'Choose',
    sections: [
      { title: 'One', rows: rows(0, 4) },
      { title: 'Two', rows: rows(4, 5) },
    ],
  }),
  {
    type: 'interactive',
    interactive: {
      type: 'product_list',
      header: { type: 'text', text: 'Shop' },
      body: { text: 'See' },
      action: {
        catalog_id: '1',
        sections: [
          { title: 'One', product_items: products(14) },
          { title: 'Two', product_items: products(15) },
        ],
      },
    },
  },
  {
    type: 'location',
    location: { latitude: 38.7, longitude: -9.1, name: 'Shop', address: '1 Harbour Road' },
  },
]

type Part = Record<string, any>

const aTemplate = (components: Part[], parameter_format = 'POSITIONAL'): TemplateDefinition => ({
  id: '1387372356726668',
  name: 'order_ready',
  language: 'en_US',
  status: 'APPROVED',
  category: 'MARKETING',
  parameter_format,
  components,
})
const header = (format: string) => ({ type: 'HEADER', format })
/** A text that consists of one variable, so that the text is as long as the value. */
const body = { type: 'BODY', text: '{{1}}' }
const buttons = (...list: Part[]) => ({ type: 'BUTTONS', buttons: list })
const quickReply = { type: 'QUICK_REPLY', text: 'Yes' }
const link = { type: 'URL', text: 'Go', url: 'https://example.com/{{1}}' }
const code = { type: 'COPY_CODE', example: 'A1' }
const others = ['FLOW', 'CATALOG', 'MPM', 'ORDER_DETAILS', 'VOICE_CALL'].map((type) => ({
  type,
  text: 'See',
  flow_id: 1,
}))

export const wholeTemplates: readonly TemplateDefinition[] = [
  aTemplate([
    { type: 'HEADER', format: 'TEXT', text: '{{1}}' },
    body,
    buttons(quickReply, link, code, ...others),
  ]),
  aTemplate(
    [
      { type: 'HEADER', format: 'TEXT', text: '{{name}}' },
      { type: 'BODY', text: '{{name}} {{day}}' },
    ],
    'NAMED',
  ),
  aTemplate([
    body,
    { type: 'LIMITED_TIME_OFFER', limited_time_offer: { text: 'Hurry', has_expiration: true } },
    buttons(code),
  ]),
  aTemplate([header('PRODUCT'), body, buttons({ type: 'SPM', text: 'See' })]),
  ...['IMAGE', 'VIDEO', 'DOCUMENT', 'LOCATION'].map((format) =>
    aTemplate([header(format), { type: 'BODY', text: 'Ready' }]),
  ),
  aTemplate([
    body,
    {
      type: 'CAROUSEL',
      cards: [1, 2].map(() => ({ components: [header('IMAGE'), body, buttons(quickReply, link)] })),
    },
  ]),
  aTemplate([
    body,
    {
      type: 'CAROUSEL',
      cards: [1, 2].map(() => ({
        components: [header('PRODUCT'), buttons({ type: 'SPM', text: 'See' })],
      })),
    },
  ]),
  {
    ...aTemplate([
      { type: 'BODY', text: '*{{1}}* is your code.' },
      buttons({
        type: 'URL',
        text: 'Copy',
        url: 'https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}',
      }),
    ]),
    category: 'AUTHENTICATION',
  },
]

/** The definition of a new template with the maximum number of buttons. */
export const fullSubmission = {
  name: 'all_buttons',
  language: 'en_US',
  category: 'MARKETING',
  components: [
    { type: 'BODY', text: 'Ready' },
    buttons(
      { type: 'PHONE_NUMBER', text: 'Call', phone_number: '+15550100' },
      ...[1, 2].map(() => ({ ...link, example: ['https://example.com/a'] })),
      ...Array.from({ length: 7 }, () => quickReply),
    ),
  ],
}
