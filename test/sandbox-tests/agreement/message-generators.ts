// Generates messages of every kind except templates.
import fc from 'fast-check'
import { fine, mostly, optional, record, seldom, text } from './generators.ts'
import { KNOWN_MESSAGE } from './verdicts.ts'

const link = mostly(
  fc.constant('https://example.com/file.jpg'),
  fc.constantFrom('http://example.com/f', 'ftp://example.com', 'https://', 'nowhere'),
)

const media = (kind: string, more: Record<string, fc.Arbitrary<unknown>> = {}) =>
  fc.oneof(record({ id: fc.constant(kind), ...more }), record({ link, ...more }))

const id = text(256)
const caption = optional(text(1024))
const header = fc.oneof(
  record({ type: fc.constant('text'), text: text(60) }),
  ...['image', 'video', 'document'].map((kind) =>
    record({ type: fc.constant(kind), [kind]: media(kind) }),
  ),
)
const body = record({ text: text(1024) })
const footer = record({ text: text(60) })

const interactive = (type: string, fields: Record<string, fc.Arbitrary<unknown>>) =>
  record({
    type: fc.constant('interactive'),
    interactive: record({ type: fc.constant(type), ...fields }),
  })

const replyButton = record({
  type: fc.constant('reply'),
  reply: record({ id: fc.oneof(fine, id), title: text(20) }),
})
const row = record({
  id: fc.oneof(fc.uuid(), text(200)),
  title: text(24),
  description: optional(text(72)),
})
const section = record({
  title: optional(text(24)),
  rows: fc.array(row, { minLength: 0, maxLength: 6 }),
})
const product = record({ product_retailer_id: text(100) })
const url = record({ display_text: text(20), url: link })

const mediaCard = (index: number, kind: 'image' | 'video', withBody: boolean, replies: boolean) =>
  record({
    card_index: fc.constant(index),
    type: replies ? optional(fc.constant('cta_url')) : fc.constant('cta_url'),
    header: record({ type: fc.constant(kind), [kind]: media(kind) }),
    body: withBody
      ? record({ text: mostly(text(160), fc.constantFrom('a\nb\nc', 'a\nb\nc\nd')) })
      : fc.constant(undefined),
    action: replies
      ? record({
          buttons: fc.array(
            record({
              type: fc.constant('quick_reply'),
              quick_reply: record({ id, title: text(20) }),
            }),
            {
              minLength: 1,
              maxLength: 1,
            },
          ),
        })
      : record({ name: fc.constant('cta_url'), parameters: url }),
  })

const cards = fc
  .tuple(
    fc.integer({ min: 1, max: 11 }),
    fc.constantFrom('image' as const, 'video' as const),
    fc.boolean(),
    fc.boolean(),
  )
  .chain(([count, kind, withBody, replies]) =>
    fc.tuple(
      ...Array.from({ length: count }, (_, index) => mediaCard(index, kind, withBody, replies)),
    ),
  )

const productCards = fc.integer({ min: 2, max: 10 }).chain((count) =>
  fc.tuple(
    ...Array.from({ length: count }, (_, index) =>
      record({
        card_index: fc.constant(index),
        type: fc.constant('product'),
        action: record({ catalog_id: text(20), product_retailer_id: text(20) }),
      }),
    ),
  ),
)

const person = record({
  name: record({
    formatted_name: text(100),
    first_name: optional(text(100)),
    last_name: optional(text(100)),
  }),
  phones: optional(
    fc.array(
      record({ phone: optional(text(20)), type: optional(text(20)), wa_id: optional(text(20)) }),
      { maxLength: 2 },
    ),
  ),
  emails: optional(
    fc.array(record({ email: optional(text(20)), type: optional(text(20)) }), { maxLength: 2 }),
  ),
  urls: optional(fc.array(record({ url: optional(text(20)) }), { maxLength: 2 })),
  addresses: optional(
    fc.array(record({ street: optional(text(20)), city: optional(text(20)) }), { maxLength: 2 }),
  ),
  org: optional(record({ company: optional(text(20)), title: optional(text(20)) })),
  birthday: optional(mostly(fc.constant('1990-12-31'), fc.constantFrom('31.12.1990', ''))),
})

const crowd = fc
  .constantFrom(257, 258)
  .map((count) =>
    Array.from({ length: count }, () => ({ name: { formatted_name: 'Ana', first_name: 'Ana' } })),
  )

const degrees = (most: number) =>
  mostly(
    fc.constantFrom<unknown>(12.5, '-12.5', 0),
    fc.constantFrom<unknown>(most, most + 1, '', 'north', '1e1'),
  )

export const kinds = [
  record({
    text: record({ body: text(4096), preview_url: optional(fc.boolean()) }),
    type: optional(fc.constant('text')),
  }),
  ...['image', 'video'].map((kind) =>
    record({ type: fc.constant(kind), [kind]: media(kind, { caption }) }),
  ),
  record({
    type: fc.constant('document'),
    document: media('document', { caption, filename: optional(text(240)) }),
  }),
  record({ type: fc.constant('audio'), audio: media('audio', { voice: optional(fc.boolean()) }) }),
  record({ type: fc.constant('sticker'), sticker: media('sticker') }),
  record({
    type: fc.constant('location'),
    location: record({
      latitude: degrees(90),
      longitude: degrees(180),
      name: optional(text(50)),
      address: optional(text(50)),
    }),
  }),
  record({
    type: fc.constant('contacts'),
    contacts: mostly(fc.array(person, { minLength: 1, maxLength: 2 }), crowd),
  }),
  record({
    type: fc.constant('reaction'),
    reaction: record({
      message_id: fc.constant(KNOWN_MESSAGE),
      emoji: fc.constantFrom('😀', '', '👍🏽', '❤️', '🇧🇷', '👨‍👩‍👧', 'a', '😀😀', '1️⃣', '❤', '12'),
    }),
  }),
  interactive('button', {
    header: optional(header),
    body,
    footer: optional(footer),
    action: record({ buttons: fc.array(replyButton, { maxLength: 4 }) }),
  }),
  interactive('list', {
    header: optional(record({ type: fc.constant('text'), text: text(60) })),
    body,
    footer: optional(footer),
    action: record({ button: text(20), sections: fc.array(section, { maxLength: 3 }) }),
  }),
  interactive('cta_url', {
    header: optional(header),
    body,
    footer: optional(footer),
    action: record({ name: fc.constant('cta_url'), parameters: url }),
  }),
  interactive('location_request_message', {
    body,
    action: record({ name: fc.constant('send_location') }),
  }),
  interactive('flow', {
    header: optional(header),
    body,
    footer: optional(footer),
    action: record({
      name: fc.constant('flow'),
      parameters: record({
        flow_message_version: fc.constantFrom('3', '2'),
        flow_id: optional(mostly(fc.constant('1079254650791678'), fc.constant('x'))),
        flow_name: optional(text(50)),
        flow_cta: text(30),
        flow_token: optional(text(50)),
        mode: optional(fc.constantFrom('published', 'draft', 'other')),
        flow_action: optional(fc.constantFrom('navigate', 'data_exchange', 'other')),
        flow_action_payload: optional(
          record({
            screen: optional(text(20)),
            data: optional(fc.constantFrom<unknown>({}, { a: 1 }, '{"a":1}', '{}', '[]', 'a')),
          }),
        ),
      }),
    }),
  }),
  interactive('product', {
    body: optional(body),
    footer: optional(footer),
    action: record({ catalog_id: text(20), product_retailer_id: text(20) }),
  }),
  interactive('product_list', {
    header: record({ type: fc.constant('text'), text: text(60) }),
    body,
    footer: optional(footer),
    action: record({
      catalog_id: text(20),
      sections: fc.array(
        record({
          title: optional(text(24)),
          product_items: fc.array(product, { minLength: 1, maxLength: 16 }),
        }),
        {
          minLength: 1,
          maxLength: 3,
        },
      ),
    }),
  }),
  interactive('catalog_message', {
    body,
    footer: optional(footer),
    action: record({
      name: fc.constant('catalog_message'),
      parameters: optional(record({ thumbnail_product_retailer_id: optional(text(20)) })),
    }),
  }),
  interactive('carousel', { body, action: record({ cards: fc.oneof(cards, productCards) }) }),
  interactive('voice_call', {
    header: seldom(header),
    body,
    footer: seldom(footer),
    action: record({
      name: fc.constant('voice_call'),
      parameters: optional(
        record({
          display_text: optional(text(20)),
          ttl_minutes: optional(fc.constantFrom(1, 43_200, 0, 43_201, 60)),
          payload: optional(text(100)),
        }),
      ),
    }),
  }),
  ...['address_message', 'order_details', 'order_status'].map((type) =>
    interactive(type, {
      body,
      action: record({ name: fc.constant(type), parameters: fc.constant({ any: 1 }) }),
    }),
  ),
  interactive('request_contact_info', {
    body,
    action: record({ name: fc.constant('request_contact_info') }),
  }),
  interactive('call_permission_request', {
    body: optional(body),
    action: record({ name: fc.constant('call_permission_request') }),
  }),
]

const recipient = fc.oneof(
  { weight: 18, arbitrary: fc.constant({ to: '+15550142' }) },
  { weight: 4, arbitrary: fc.constant({ recipient: 'US.13491208655302741918' }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<object>(
      {},
      { to: '+15550142', recipient: 'US.13491208655302741918' },
      { to: '120363@g.us', recipient_type: 'group' },
      { to: '+15550142', recipient_type: 'individual' },
      { to: '+0155' },
      { recipient: 'nobody' },
    ),
  },
)

export const sentAs = (content: object): object => ({
  messaging_product: 'whatsapp',
  to: '+15550142',
  ...content,
})

export const aMessage = fc
  .tuple(
    fc.oneof(...kinds),
    recipient,
    record({
      context: optional(fc.constant({ message_id: KNOWN_MESSAGE })),
      biz_opaque_callback_data: optional(text(512)),
    }),
    fc.boolean(),
  )
  .map(([content, to, further, plain]) => ({
    messaging_product: 'whatsapp',
    ...to,
    ...(!plain && further),
    ...content,
  }))

export const aReceipt = record({
  messaging_product: fc.constant('whatsapp'),
  status: fc.constant('read'),
  message_id: fc.constant(KNOWN_MESSAGE),
  typing_indicator: optional(fc.constant({ type: 'text' })),
})
