import { expect, it } from 'vitest'
import {
  aWhatsApp,
  DAY_MS,
  jpeg,
  mp4,
  ogg,
  pdf,
  png,
  repairsNumberId,
  text,
  travelNumberId,
  webp,
} from './fixtures.ts'

const long = (length: number) => 'x'.repeat(length)
const link = 'https://media.example.com/file'
const interactive = (content: object) => ({
  type: 'interactive',
  interactive: { body: { text: 'Choose' }, ...content },
})
const buttons = (...titles: string[]) =>
  interactive({
    type: 'button',
    action: {
      buttons: titles.map((title, id) => ({ type: 'reply', reply: { id: `${id}`, title } })),
    },
  })
const rows = (count: number) =>
  Array.from({ length: count }, (_, id) => ({ id: `${id}`, title: 'Row' }))
const sections = (...all: object[]) =>
  interactive({ type: 'list', action: { button: 'Options', sections: all } })
const card = (card_index: number, type: string, url = link) => ({
  card_index,
  type: 'cta_url',
  header: { type, [type]: { link: url } },
  action: { name: 'cta_url', parameters: { display_text: 'See', url } },
})
const replyCard = (card_index: number) => ({
  card_index,
  header: { type: 'image', image: { link } },
  action: { buttons: [{ type: 'quick_reply', quick_reply: { id: 'more', title: 'More' } }] },
})
const name = { formatted_name: 'Ana', first_name: 'Ana' }

const taken: [string, object][] = [
  [
    'form with its data as JSON text',
    interactive({
      type: 'flow',
      action: {
        name: 'flow',
        parameters: {
          flow_message_version: '3',
          flow_id: '2045817360112233',
          flow_cta: 'Book',
          flow_action_payload: { screen: 'S', data: '{"a":1}' },
        },
      },
    }),
  ],
  ['text of 4096 characters', text(long(4096))],
  ['text of 4096 emoji', text('😀'.repeat(4096))],
  ['text without a type', { text: { body: 'Hi' } }],
  ['image by link with caption', { type: 'image', image: { link, caption: long(1024) } }],
  ['document with filename', { type: 'document', document: { link, filename: 'a.pdf' } }],
  [
    'location in words',
    { type: 'location', location: { latitude: '37.44', longitude: '-122.16', name: 'Office' } },
  ],
  [
    'contact card',
    {
      type: 'contacts',
      contacts: [
        {
          name,
          phones: [{ phone: '+15550142', type: 'Mobile', wa_id: '15550142' }],
          birthday: '1990-01-02',
        },
      ],
    },
  ],
  ['three buttons', buttons('Yes', 'No', 'Later')],
  [
    'list of ten rows',
    sections({ title: 'A', rows: rows(5) }, { title: 'B', rows: rows(10).slice(5) }),
  ],
  [
    'link button',
    interactive({
      type: 'cta_url',
      action: { name: 'cta_url', parameters: { display_text: 'See dates', url: link } },
    }),
  ],
  [
    'request for a location',
    interactive({ type: 'location_request_message', action: { name: 'send_location' } }),
  ],
  [
    'carousel of quick replies',
    interactive({ type: 'carousel', action: { cards: [replyCard(0), replyCard(1)] } }),
  ],
  [
    'carousel',
    interactive({ type: 'carousel', action: { cards: [card(0, 'image'), card(1, 'image')] } }),
  ],
]

it.each(taken)('accepts a message with this content: %s', async (_, message) => {
  const { writes, send } = aWhatsApp()
  writes()

  expect((await send(message)).statuses).toEqual(['sent', 'delivered', 'read'])
})

const refused: [string, object, number][] = [
  ['text of 4097 characters', text(long(4097)), 131009],
  ['empty text', text(''), 131009],
  ['text without body', { type: 'text', text: {} }, 131008],
  ['an unknown field', { ...text('Hi'), priority: 1 }, 100],
  ['two contents', { ...text('Hi'), image: { link } }, 100],
  ['an unknown type', { type: 'fax', fax: {} }, 131051],
  ['another product', { ...text('Hi'), messaging_product: 'messenger' }, 131009],
  ['a caption of 1025 characters', { type: 'image', image: { link, caption: long(1025) } }, 131009],
  ['a caption on audio', { type: 'audio', audio: { link, caption: 'Listen' } }, 100],
  ['an image from nowhere', { type: 'image', image: {} }, 131008],
  ['an image from two places', { type: 'image', image: { id: '1', link } }, 131009],
  [
    'a link that is not https',
    { type: 'image', image: { link: 'http://media.example.com/a' } },
    131009,
  ],
  ['media that were not uploaded', { type: 'image', image: { id: '123' } }, 100],
  ['a latitude of 91', { type: 'location', location: { latitude: 91, longitude: 0 } }, 131009],
  [
    'a contact with a formatted name only',
    { type: 'contacts', contacts: [{ name: { formatted_name: 'Ana' } }] },
    131009,
  ],
  ['no contact', { type: 'contacts', contacts: [] }, 131009],
  ['four buttons', buttons('1', '2', '3', '4'), 131009],
  ['two buttons alike', buttons('Yes', 'Yes'), 131009],
  ['a button of 21 characters', buttons(long(21)), 131009],
  [
    'eleven rows',
    sections({ title: 'A', rows: rows(6) }, { title: 'B', rows: rows(11).slice(6) }),
    131009,
  ],
  ['sections without titles', sections({ rows: rows(1) }, { rows: rows(2).slice(1) }), 131009],
  [
    'the same row twice',
    sections({ title: 'A', rows: rows(1) }, { title: 'B', rows: rows(1) }),
    131009,
  ],
  [
    'a footer on a request for a location',
    interactive({
      type: 'location_request_message',
      action: { name: 'send_location' },
      footer: { text: 'x' },
    }),
    100,
  ],
  [
    'a carousel of one card',
    interactive({ type: 'carousel', action: { cards: [card(0, 'image')] } }),
    131009,
  ],
  [
    'a carousel of different cards',
    interactive({ type: 'carousel', action: { cards: [card(0, 'image'), card(1, 'video')] } }),
    131009,
  ],
  [
    'a reaction to nothing',
    { type: 'reaction', reaction: { message_id: 'wamid.none', emoji: '👍' } },
    131009,
  ],
  [
    'callback data of 513 characters',
    { ...text('Hi'), biz_opaque_callback_data: long(513) },
    131009,
  ],
]

it.each(refused)('refuses a message with this content: %s', async (_, message, code) => {
  const { writes, send } = aWhatsApp()
  writes()

  expect(await send(message)).toMatchObject({ code, statuses: ['failed'] })
})

it.each([
  ['an image', 'image', jpeg, 'image/jpeg', undefined],
  ['a document', 'document', pdf, 'application/pdf', undefined],
  ['a video', 'video', mp4, 'video/mp4', undefined],
  ['mono speech', 'audio', ogg(1), 'audio/ogg; codecs=opus', undefined],
  ['a sticker', 'sticker', webp(512), 'image/webp', undefined],
  ['a picture as document', 'document', jpeg, 'image/jpeg', 131053],
  ['a webp as image', 'image', webp(512), 'image/webp', 131053],
  ['a PDF that says it is a JPEG', 'image', pdf, 'image/jpeg', 131053],
  ['stereo speech', 'audio', ogg(2), 'audio/ogg', 131053],
  ['a 16-bit PNG', 'image', png(16), 'image/png', 131053],
  ['a sticker of 256 pixels', 'sticker', webp(256), 'image/webp', 131053],
  ['a static sticker of 101 KB', 'sticker', webp(512, 101 * 1024), 'image/webp', 131053],
  [
    'an image of more than 5 MB',
    'image',
    Buffer.concat([jpeg, Buffer.alloc(5 * 1024 * 1024)]),
    'image/jpeg',
    131053,
  ],
] as const)('checks %s that is sent by id', async (_, kind, body, type, code) => {
  const { writes, send, upload } = aWhatsApp()
  writes()

  const sent = await send({ type: kind, [kind]: { id: upload(body, type) } })

  expect(sent.code).toBe(code)
})

it('stores an upload for 30 days, for the number that made it', async () => {
  const { writes, send, upload, clock } = aWhatsApp()
  const image = { type: 'image', image: { id: upload(jpeg, 'image/jpeg') } }
  writes('Hi', '+15550101')

  const byAnother = await send(image, { from: repairsNumberId })
  await clock.advance(30 * DAY_MS)
  writes()
  const expired = await send(image)

  expect(byAnother).toMatchObject({
    code: 100,
    details: expect.stringContaining(
      'is not a valid whatsapp business account media attachment ID',
    ),
  })
  expect(expired.code).toBe(100)
})

it('stores customers’ files for 7 days', async () => {
  const { whatsapp, webhooks, clock } = aWhatsApp()
  whatsapp.customerSends('+15550142', '+15550100', {
    type: 'image',
    image: { caption: 'Here' },
    data: jpeg.toString('base64'),
  })
  const { id, sha256, mime_type, caption } = webhooks[0]!.value.messages[0].image

  const now = whatsapp.media.get(travelNumberId, id)
  await clock.advance(7 * DAY_MS)

  expect(now).toMatchObject({ body: jpeg, sha256 })
  expect({ mime_type, caption }).toEqual({ mime_type: 'image/jpeg', caption: 'Here' })
  expect(whatsapp.media.get(travelNumberId, id)).toBeUndefined()
})
