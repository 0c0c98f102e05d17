// Templates of all kinds, empty and filled in.
import type { Offer } from '#whatsapp/templates/curation'
import { TemplatePage, type Props as TemplatePageProps } from '../fill/template-page.tsx'
import { anApi, aReply, aTemplate, aView, definition } from './fixtures.ts'
import type { State } from './states.tsx'

const body = {
  type: 'BODY',
  text: 'Two ideas for your next weekend, {{1}}.',
  example: { body_text: [['Ana']] },
}
const buttons = (...list: object[]) => ({ type: 'BUTTONS', buttons: list })
const card = (format: string, ...parts: object[]) => ({
  components: [{ type: 'HEADER', format }, ...parts],
})

const pictures = [body, carousel(card('IMAGE', ...onCard()), card('IMAGE', ...onCard()))]
const goods = [
  body,
  carousel(card('PRODUCT', buttons({ type: 'SPM' })), card('PRODUCT', buttons({ type: 'SPM' }))),
]
const offer = [
  {
    type: 'LIMITED_TIME_OFFER',
    limited_time_offer: { text: 'Only this week', has_expiration: true },
  },
  body,
  buttons(
    { type: 'COPY_CODE', example: 'SOL25' },
    { type: 'URL', text: 'Book', url: 'https://example.com/spring' },
  ),
]
const list = [
  { type: 'HEADER', format: 'TEXT', text: 'Nothing forgotten?' },
  body,
  buttons({ type: 'MPM' }),
]
const many = [
  body,
  buttons(...['Yes', 'No', 'Later', 'Never'].map((text) => ({ type: 'QUICK_REPLY', text }))),
]

const chosen = {
  type: 'BODY',
  text: 'Booking {{booking}}: {{city}} on {{day}} for {{guests}}, {{total}}. Details: {{link}}. Call {{phone}}. Please note: {{note}}.',
}
const inputs: NonNullable<Offer['inputs']> = {
  'body.booking': { type: 'text', locked: true },
  'body.city': { type: 'choice', choices: ['Lisbon', 'Porto'] },
  'body.day': { type: 'date' },
  'body.guests': { type: 'number', min: 1, max: 8 },
  'body.total': { type: 'amount', currency: 'EUR' },
  'body.link': { type: 'link' },
  'body.phone': { type: 'phone' },
  'body.note': { type: 'text', maxLength: 10 },
}

function carousel(...cards: object[]) {
  return { type: 'CAROUSEL', cards }
}

function onCard() {
  return [
    { type: 'BODY', text: 'Three days from {{1}} a person.' },
    buttons(
      { type: 'QUICK_REPLY', text: 'Tell me more' },
      { type: 'URL', text: 'Book now', url: 'https://example.com/{{1}}' },
    ),
  ]
}

const product = (id: string) => ({ product_retailer_id: id, catalog_id: '7001' })
const section = (title: string, ...ids: string[]) => ({
  title,
  product_items: ids.map((id) => ({ product_retailer_id: id })),
})
const DAY = 24 * 60 * 60_000

export const templateStates: readonly State[] = [
  template('a template', definition.components),
  template('a template with a picture', [{ type: 'HEADER', format: 'IMAGE' }, body]),
  template('carousel of pictures', pictures),
  template('carousel of products', goods, {
    'body.1': 'Ana',
    ...Object.fromEntries(
      ['pillow', 'adapter', 'bottle', 'towel', ''].map((id, i) => [
        `card.${i}.header`,
        product(id),
      ]),
    ),
  }),
  template('offer', offer, {
    'body.1': 'Ana',
    limited_time_offer: Date.now() + 3 * DAY,
    'button.0': 'SOL25',
  }),
  template('offer that is over', offer, {
    limited_time_offer: Date.now() - DAY,
    'button.0': 'SOL-25',
  }),
  template('list of products', list, {
    'button.0': {
      thumbnail_product_retailer_id: 'pillow',
      sections: [
        section('For the journey, and then some', 'pillow', 'adapter'),
        section('', ...Array.from({ length: 30 }, (_, i) => `sku-${i}`)),
      ],
    },
  }),
  template('catalog', [body, buttons({ type: 'CATALOG' })], {
    'button.0': { thumbnail_product_retailer_id: 'pillow' },
  }),
  template('fields that need more than any text', [chosen], {}, ['text'], 'en_US', {
    inputs,
    defaults: { 'body.booking': 'LH-2041', 'body.total': '1234.5' },
  }),
  template(
    'fields whose values do not fit',
    [chosen],
    {
      'body.city': 'Lisboa',
      'body.day': 'tomorrow',
      'body.total': '1234,5',
      'body.guests': '12',
      'body.link': 'example.com',
      'body.phone': '555 0100',
      'body.note': 'Bring your passport',
    },
    ['text'],
    'es_MX',
    { inputs, defaults: { 'body.booking': { attribute: 'bookingNumber' } } },
  ),
  template('form and its data', [body, buttons({ type: 'FLOW', text: 'Choose a time' })], {
    'button.0': { flow_action_data: '{"city":' },
  }),
  template('call', [body, buttons({ type: 'VOICE_CALL', ttl_minutes: 1440 })], {
    'button.0': { ttl_minutes: 'a day' },
  }),
  template('more than three buttons', many),
  template('changed since it was sent', [body], { 'body.1': 'Ana', 'body.2': 'Lisbon' }),
  ...successorStates(),
  template(
    'from right to left, not in the customer’s language',
    [{ type: 'BODY', text: 'طلبك جاهز يا {{1}}' }, buttons({ type: 'QUICK_REPLY', text: 'شكرا' })],
    {},
    [],
    'ar',
  ),
  template(
    'order without amounts',
    [body, buttons({ type: 'ORDER_DETAILS', text: 'Pay now' })],
    {},
    ['order'],
  ),
  template(
    'order',
    [body, buttons({ type: 'ORDER_DETAILS', text: 'Pay now' })],
    {},
    ['order'],
    'en_US',
    {
      defaults: {
        'button.0':
          '{"reference_id":"R-2041","currency":"BRL","total_amount":{"value":9900,"offset":100}}',
      },
    },
  ),
]

/**
 * Returns two states: a template into which values were moved from another template, and a template
 * that Meta paused while it was being filled in.
 */
function successorStates(): State[] {
  const values = { 'body.1': 'Ana' }
  const moved = { title: 'Weekend getaways', values, left: ['Deadline: Friday'] }
  const paused = { code: 'template_not_approved', path: '', message: 'Meta paused it.' } as const
  return [
    template('values moved from another template', [body], values, [], 'en_US', {}, { moved }),
    template(
      'paused while it is filled in',
      [body],
      values,
      [],
      'en_US',
      {},
      {
        variant: {
          template: aTemplate({ name: 'weekend', status: 'PAUSED', why: [paused] }),
          instead: undefined,
        },
        offer: { offered: true, successor: 'weekend_offers' },
        onSuccessor: async () => {},
      },
    ),
  ]
}

function template(
  name: string,
  components: readonly object[],
  values: object = {},
  needs: string[] = [],
  language = 'en_US',
  offer: Partial<Offer> = {},
  props: Partial<TemplatePageProps> = {},
): State {
  const summary = aTemplate({ name: 'weekend', language, needs: needs as never })
  return {
    name,
    api: anApi(aView({ replies: [aReply({})] }), {
      definition: async () => ({ ...definition, name: 'weekend', language, components }),
    }),
    prepare({ drafts, lists }, contactId) {
      void lists.of(contactId)
      drafts.put(
        { contactId, name: 'weekend', language },
        { requestId: name, values: { ...values }, uploads: {}, begun: true },
      )
    },
    show: (contactId) => (
      <div className="aw-panel">
        <TemplatePage
          contactId={contactId}
          attributes={{}}
          group={{ name: 'weekend', variants: [summary], text: '' } as never}
          variant={{ template: summary, instead: language === 'ar' ? 'pt_BR' : undefined }}
          isGuess={false}
          offer={{ offered: true, ...offer }}
          customerName="Ana Souza"
          recipient={{ hasNumber: true, hasStoppedMarketing: false, isNotOnWhatsApp: false }}
          tryAgain={false}
          isAsLeft
          onLanguage={() => {}}
          onBack={() => {}}
          onSent={() => {}}
          {...props}
        />
      </div>
    ),
  }
}
