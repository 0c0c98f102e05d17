import { expect, it } from 'vitest'
import { aWhatsApp, jpeg, pdf, repairsNumberId, travelNumberId } from './fixtures.ts'

const words = (...values: string[]) => ({
  type: 'body',
  parameters: values.map((text) => ({ type: 'text', text })),
})
const named = (values: Record<string, string>) => ({
  type: 'body',
  parameters: Object.entries(values).map(([parameter_name, text]) => ({
    type: 'text',
    parameter_name,
    text,
  })),
})
const suffix = (text: string, index: string | number = '1') => ({
  type: 'button',
  sub_type: 'url',
  index,
  parameters: [{ type: 'text', text }],
})
const picture = {
  type: 'header',
  parameters: [{ type: 'image', image: { link: 'https://media.example.com/a.jpg' } }],
}
const values = { first_name: 'Ana', destination: 'Lisbon', deadline: 'Friday' }
const trip = [picture, named(values), suffix('LT-2041')]

const template = (name: string, components: object[] | undefined, code = 'en_US') => ({
  type: 'template',
  template: { name, language: { code }, ...(components && { components }) },
})

const travel: [string, string, object[] | undefined, number | undefined][] = [
  ['with all its values', 'trip_documents_ready', trip, undefined],
  [
    'with an index that is a number',
    'trip_documents_ready',
    [picture, named(values), suffix('LT-2041', 1)],
    undefined,
  ],
  [
    'with a payload for the quick reply',
    'trip_documents_ready',
    [
      ...trip,
      {
        type: 'button',
        sub_type: 'quick_reply',
        index: '0',
        parameters: [{ type: 'payload', payload: 'ASK' }],
      },
    ],
    undefined,
  ],
  ['without the image of its header', 'trip_documents_ready', trip.slice(1), 132012],
  [
    'with a text in its image header',
    'trip_documents_ready',
    [{ type: 'header', parameters: [{ type: 'text', text: 'x' }] }, ...trip.slice(1)],
    132012,
  ],
  [
    'with a document in its image header',
    'trip_documents_ready',
    [
      {
        type: 'header',
        parameters: [{ type: 'document', document: { link: 'https://a.example.com/a' } }],
      },
      ...trip.slice(1),
    ],
    132012,
  ],
  ['without its body', 'trip_documents_ready', [picture, suffix('x')], 132000],
  [
    'with a value too few',
    'trip_documents_ready',
    [picture, named({ first_name: 'Ana', destination: 'Lisbon' }), suffix('x')],
    132000,
  ],
  [
    'with a wrong name',
    'trip_documents_ready',
    [picture, named({ first_name: 'Ana', destination: 'Lisbon', date: 'Friday' }), suffix('x')],
    100,
  ],
  [
    'with values without names',
    'trip_documents_ready',
    [picture, words('Ana', 'Lisbon', 'Friday'), suffix('x')],
    100,
  ],
  ['without the suffix of its URL', 'trip_documents_ready', [picture, named(values)], 131008],
  [
    'with the suffix counted without the quick reply',
    'trip_documents_ready',
    [picture, named(values), suffix('x', '0')],
    131009,
  ],
  ['with a suffix twice', 'trip_documents_ready', [...trip, suffix('x')], 131009],
  [
    'with a suffix that is not encoded',
    'trip_documents_ready',
    [picture, named(values), suffix('a b')],
    131009,
  ],
  [
    'with an empty payload',
    'trip_documents_ready',
    [
      ...trip,
      {
        type: 'button',
        sub_type: 'quick_reply',
        index: '0',
        parameters: [{ type: 'payload', payload: '' }],
      },
    ],
    132018,
  ],
  [
    'with a line break in a value',
    'trip_documents_ready',
    [picture, named({ ...values, deadline: 'Friday\nnoon' }), suffix('x')],
    132018,
  ],
  [
    'with four spaces in a value',
    'trip_documents_ready',
    [picture, named({ ...values, deadline: 'Friday    noon' }), suffix('x')],
    undefined,
  ],
  [
    'with five spaces in a value',
    'trip_documents_ready',
    [picture, named({ ...values, deadline: 'Friday     noon' }), suffix('x')],
    132018,
  ],
  [
    'with an empty value',
    'trip_documents_ready',
    [picture, named({ ...values, deadline: '' }), suffix('x')],
    132018,
  ],
  [
    'with a body that gets too long',
    'trip_documents_ready',
    [picture, named({ ...values, deadline: 'x'.repeat(1000) }), suffix('x')],
    132005,
  ],
  ['with an unknown component', 'trip_documents_ready', [...trip, { type: 'footer' }], 100],
  ['with a second body', 'trip_documents_ready', [...trip, named(values)], 131009],
  [
    'by position, each placeholder once',
    'flight_changed',
    [
      { type: 'header', parameters: [{ type: 'text', text: 'LH 1166' }] },
      words('Ana', '18:40', 'LH 1166', 'B12'),
    ],
    undefined,
  ],
  [
    'by position, with a value for each occurrence',
    'flight_changed',
    [
      { type: 'header', parameters: [{ type: 'text', text: 'LH 1166' }] },
      words('Ana', '18:40', 'LH 1166', 'B12', '18:40'),
    ],
    132000,
  ],
  [
    'with a header that gets too long',
    'flight_changed',
    [
      { type: 'header', parameters: [{ type: 'text', text: 'x'.repeat(60) }] },
      words('Ana', '18:40', 'LH 1166', 'B12'),
    ],
    132005,
  ],
  [
    'with a place',
    'meeting_point',
    [
      {
        type: 'header',
        parameters: [{ type: 'location', location: { latitude: '38.7', longitude: '-9.1' } }],
      },
      words('9:30'),
    ],
    undefined,
  ],
  [
    'with a place that has no longitude',
    'meeting_point',
    [
      { type: 'header', parameters: [{ type: 'location', location: { latitude: '38.7' } }] },
      words('9:30'),
    ],
    131008,
  ],
  [
    'with a component for a button that calls',
    'meeting_point',
    [
      {
        type: 'header',
        parameters: [{ type: 'location', location: { latitude: 38.7, longitude: -9.1 } }],
      },
      words('9:30'),
      { type: 'button', sub_type: 'phone_number', index: '0' },
    ],
    100,
  ],
  ['that is paused', 'summer_survey', undefined, 132015],
  ['that does not exist', 'winter_survey', undefined, 132001],
]

it.each(travel)(
  'decides as Meta would about a template of the travel business %s',
  async (_, name, components, code) => {
    const { send } = aWhatsApp()

    const sent = await send(template(name, components))

    expect(sent.code).toBe(code)
  },
)

const code = (body: string, button = body) => [words(body), suffix(button, '0')]

const repairs: [string, string, object[] | undefined, number | undefined][] = [
  ['without any parameter', 'hello_again', undefined, undefined],
  ['without parameters, given one', 'hello_again', [words('x')], 132000],
  ['that waits for its review', 'parts_arrived', [words('bicycle')], 132001],
  ['with a code', 'login_code', code('123456'), undefined],
  ['with a code on the text only', 'login_code', [words('123456')], 131008],
  ['with two codes', 'login_code', code('123456', '654321'), 131009],
  ['with a code of 16 characters', 'login_code', code('1234567890123456'), 131009],
  ['whose form button is not named', 'book_an_appointment', [words('Ben')], 131009],
  [
    'whose form button is named',
    'book_an_appointment',
    [words('Ben'), { type: 'button', sub_type: 'flow', index: '0' }],
    undefined,
  ],
]

it.each(repairs)(
  'decides as Meta would about a template of the repairs business %s',
  async (_, name, components, expected) => {
    const { send } = aWhatsApp()

    const sent = await send(template(name, components), { from: repairsNumberId })

    expect(sent.code).toBe(expected)
  },
)

it('names the required format of a header and the format that was sent', async () => {
  const { send } = aWhatsApp()

  const sent = await send(template('trip_documents_ready', trip.slice(1)))

  // These results were observed with the real API in July 2026.
  expect(sent.details).toBe('header: Format mismatch, expected IMAGE, received UNKNOWN')
})

it('reports a text that breaks a rule with an error code of its own, from version 23 of the Graph API on', async () => {
  const { send } = aWhatsApp()
  const broken = template('trip_documents_ready', [
    picture,
    named({ ...values, deadline: 'Friday\tnoon' }),
    suffix('x'),
  ])

  expect((await send(broken, { version: 'v22.0' })).code).toBe(100)
  expect((await send(broken, { version: 'v23.0' })).code).toBe(132018)
})

it('accepts a template only in one of its languages', async () => {
  const { send } = aWhatsApp()

  expect((await send(template('trip_documents_ready', trip, 'es_MX'))).code).toBeUndefined()
  expect((await send(template('trip_documents_ready', trip, 'es'))).code).toBe(132001)
})

it('applies the rules for media messages to the file in a template’s header', async () => {
  const { send, upload } = aWhatsApp()
  const header = (id: string) => ({
    type: 'header',
    parameters: [{ type: 'document', document: { id, filename: 'pass.pdf' } }],
  })
  const pass = (id: string) =>
    template('boarding_pass', [header(id), words('Ana', 'LH 1166')], 'pt_BR')

  expect((await send(pass(upload(pdf, 'application/pdf')))).code).toBeUndefined()
  expect((await send(pass(upload(pdf, 'application/pdf', repairsNumberId)))).code).toBe(100)
  expect((await send(pass(upload(jpeg, 'image/jpeg')))).code).toBe(131053)
})

const cardOf = (card_index: number, price = '$199') => ({
  card_index,
  components: [picture, words(price), suffix('o-1')],
})
const carousel = (...cards: object[]) =>
  template('weekend_getaways', [words('Ana'), { type: 'carousel', cards }])

it.each([
  ['both cards', [cardOf(0), cardOf(1)], undefined],
  ['one card of two', [cardOf(0)], 132000],
  ['cards counted from 1', [cardOf(1), cardOf(2)], 131009],
  [
    'a card without its picture',
    [cardOf(0), { card_index: 1, components: [words('$1'), suffix('x')] }],
    132012,
  ],
] as const)('decides as Meta would about a carousel with %s', async (_, cards, code) => {
  const { send } = aWhatsApp()

  expect((await send(carousel(...cards))).code).toBe(code)
})

it('requires the end of a limited-time offer to be a time in the future, in milliseconds', async () => {
  const { send, clock } = aWhatsApp()
  const video = {
    type: 'header',
    parameters: [{ type: 'video', video: { link: 'https://media.example.com/a.mp4' } }],
  }
  const coupon = {
    type: 'button',
    sub_type: 'copy_code',
    index: '0',
    parameters: [{ type: 'coupon_code', coupon_code: 'SOL25' }],
  }
  const offer = (expiration_time_ms: number) => ({
    type: 'limited_time_offer',
    parameters: [{ type: 'limited_time_offer', limited_time_offer: { expiration_time_ms } }],
  })
  const spring = (...more: object[]) =>
    template('spring_offer', [video, words('Ana'), coupon, ...more], 'es_MX')

  expect((await send(spring(offer(clock.now() + 3_600_000)))).code).toBeUndefined()
  expect((await send(spring(offer(Math.floor(clock.now() / 1000) + 3600)))).code).toBe(131009)
  expect((await send(spring())).code).toBe(132000)
})

it('refuses a template as soon as Meta pauses it', async () => {
  const { whatsapp, send, webhooks } = aWhatsApp()
  const key = { name: 'trip_documents_ready', language: 'en_US' }

  whatsapp.templates.setStatus('102290129340398', key, 'PAUSED', 'LOW_QUALITY')
  const sent = await send(template('trip_documents_ready', trip), { from: travelNumberId })

  expect(sent.code).toBe(132015)
  expect(webhooks[0]).toMatchObject({
    field: 'message_template_status_update',
    value: {
      event: 'PAUSED',
      message_template_id: 1387372356726668,
      message_template_name: 'trip_documents_ready',
      message_template_language: 'en-US',
    },
  })
})
