// What an agent composes in the widget, from the request to the phone: every kind of message, the conversation's own files among
// them, and what WhatsApp, the mode of the number or somebody else's privacy does not allow of it.
import { DeleteObjectCommand } from '@aws-sdk/client-s3'
import { afterEach, expect, it } from 'vitest'
import { mediaBucket } from '../../lambdas/deployment/resources.ts'
import { bookingPdf } from '../files/sample-files.ts'
import { repair, template } from '../sandbox/scene/opening-scene.ts'
import { startTown } from './start-scenario.ts'

const town = await startTown()
afterEach(() => town.calm())

const codes = ({ body }: { body: any }) => body.problems?.map(({ code }: { code: string }) => code)
const wrote = (chat: { customer: string }) =>
  town.whatsapp.screen(chat.customer).messages.find(({ direction }) => direction === 'inbound')!

const pdf = { name: 'booking.pdf', mimeType: 'application/pdf', bytes: await bookingPdf() }

const location = {
  type: 'location',
  latitude: 38.7107,
  longitude: -9.1365,
  name: 'Praça do Comércio',
  address: 'Lisbon',
}
const contacts = {
  type: 'contacts',
  contacts: [
    {
      name: { formattedName: 'Rosa Lima', firstName: 'Rosa' },
      phones: [{ phone: '+15550177', type: 'WORK' }],
      org: { company: 'Atlantic Travel' },
    },
  ],
}
const buttons = {
  type: 'buttons',
  body: 'Shall we book it?',
  footer: 'Free until Friday',
  buttons: [
    { id: 'yes', title: 'Yes' },
    { id: 'no', title: 'No' },
  ],
}
const list = {
  type: 'list',
  header: { type: 'text', text: 'Rooms' },
  body: 'Which room?',
  button: 'Choose',
  sections: [
    {
      rows: [
        { id: 'sea', title: 'Sea view', description: '2nd floor' },
        { id: 'yard', title: 'Yard' },
      ],
    },
  ],
}

it.each(['bridged', 'native'] as const)(
  'a location, a contact card, buttons and a list arrive as they were composed (%s)',
  async (mode) => {
    const chat = await town[`${mode}Chat`]()

    const answers = []
    for (const message of [location, contacts, buttons, list]) {
      answers.push(await chat.reply(message))
      await town.advance('5s')
    }
    await town.advance('1m')

    expect(answers.map(({ status, body }) => [status, body.type])).toEqual(
      ['location', 'contacts', 'buttons', 'list'].map((type) => [202, type]),
    )
    expect(chat.phone()).toMatchObject([
      {
        type: 'location',
        location: {
          latitude: 38.7107,
          longitude: -9.1365,
          name: 'Praça do Comércio',
          address: 'Lisbon',
        },
      },
      { type: 'contacts' },
      {
        interactive: {
          body: { text: 'Shall we book it?' },
          footer: { text: 'Free until Friday' },
          action: { buttons: [{}, {}] },
        },
      },
      {
        interactive: {
          header: { text: 'Rooms' },
          action: { button: 'Choose', sections: list.sections },
        },
      },
    ])
    const { body } = await chat.api('GET', '/conversation')
    const { type: _, ...shown } = list
    expect(body.replies[0]).toMatchObject({ type: 'list', fate: 'read', shows: shown })
  },
)

it('an answer quotes the customer’s message on the phone, and a text in several pieces does so once', async () => {
  const chat = await town.bridgedChat('maria', 'Is breakfast included?')
  const quotes = wrote(chat).id

  const answer = await chat.reply(
    { type: 'text', body: `${'a'.repeat(4000)} ${'b'.repeat(4000)}` },
    { quotes },
  )
  await town.advance('1m')

  expect(answer.body.quotes).toBe(quotes)
  expect(chat.phone().map(({ quoted }) => quoted?.text)).toEqual([
    'Is breakfast included?',
    undefined,
  ])
})

it('a reaction stands on the customer’s message until it is taken back', async () => {
  const chat = await town.bridgedChat()
  const messageId = wrote(chat).id

  await chat.reply({ type: 'reaction', messageId, emoji: '👍' })
  await town.advance('30s')
  const reacted = wrote(chat).reactions
  await chat.reply({ type: 'reaction', messageId, emoji: '' })
  await town.advance('30s')

  expect(reacted).toEqual([{ from: 'business', emoji: '👍' }])
  expect(wrote(chat).reactions).toBeUndefined()
  expect(chat.phone()).toEqual([])
})

it.each([
  [
    'a reaction',
    { type: 'reaction', messageId: 'wamid.HBgL', emoji: '👍' },
    undefined,
    'message.type',
  ],
  ['a quote', location, 'wamid.HBgL', 'quotes'],
])(
  '%s is refused on a native number, where Connect keeps the ids it needs',
  async (_, message, quotes, path) => {
    const chat = await town.nativeChat()

    const answer = await chat.reply(message, quotes ? { quotes } : {})

    expect(answer.status).toBe(422)
    expect(answer.body.problems).toEqual([
      {
        code: 'not_in_this_mode',
        path,
        message: expect.stringContaining('keeps their WhatsApp ids'),
      },
    ])
  },
)

it.each([
  [
    'four buttons',
    { ...buttons, buttons: ['a', 'b', 'c', 'd'].map((id) => ({ id, title: id })) },
    422,
    'too_many',
    'message.buttons',
  ],
  [
    'a title that is too long',
    { ...list, sections: [{ rows: [{ id: 'a', title: 'x'.repeat(25) }] }] },
    422,
    'too_long',
    'message.sections.0.rows.0.title',
  ],
  [
    'a place that is not on earth',
    { ...location, latitude: 91 },
    422,
    'out_of_range',
    'message.latitude',
  ],
  ['a field nobody knows', { ...location, zoom: 3 }, 400, 'malformed_request', 'message'],
])('%s is refused at its field', async (_, message, status, code, path) => {
  const chat = await town.bridgedChat()

  const answer = await chat.reply(message)

  expect(answer.status).toBe(status)
  expect(answer.body.problems).toEqual([expect.objectContaining({ code, path })])
})

it('a voice message is Ogg with Opus, and says so to WhatsApp', async () => {
  const chat = await town.bridgedChat()
  const ogg = Buffer.concat([
    Buffer.from('OggS'),
    Buffer.alloc(24),
    Buffer.from('OpusHead\x01\x01'),
    Buffer.alloc(300),
  ])
  const spoken = await chat.upload({ name: 'note.ogg', mimeType: 'audio/ogg', bytes: ogg })
  const song = await chat.upload({
    name: 'song.mp3',
    mimeType: 'audio/mpeg',
    bytes: Buffer.concat([Buffer.from('ID3'), Buffer.alloc(300)]),
  })

  const refused = await chat.reply({ type: 'media', kind: 'audio', uploadId: song, voice: true })
  await chat.reply({ type: 'media', kind: 'audio', uploadId: spoken, voice: true })
  await town.advance('30s')

  expect([refused.status, codes(refused)]).toEqual([422, ['voice_not_opus']])
  expect(chat.phone()).toMatchObject([{ media: { voice: true } }])
})

it('a quote or reaction about a message of somebody else’s chat is refused', async () => {
  const [chat, other] = [await town.bridgedChat(), await town.bridgedChat()]
  const { id } = wrote(other)

  const answers = [
    await chat.reply(location, { quotes: id }),
    await chat.reply({ type: 'reaction', messageId: id, emoji: '👍' }),
  ]

  expect(
    answers.map(({ status, body }) => [status, body.problems[0].code, body.problems[0].path]),
  ).toEqual([
    [422, 'message_unknown', 'quotes'],
    [422, 'message_unknown', 'message.messageId'],
  ])
})

type Chat = Awaited<ReturnType<typeof town.bridgedChat>>
const filesOf = async (chat: Chat) => (await chat.api('GET', '/files')).body.files
const posts = (from: number) =>
  town.calls(from).filter(({ operation }) => operation === 'PostWhatsAppMessageMedia')
/** The customer sends a file. */
const sends = (chat: Chat, type: string, bytes: Buffer, mimeType: string, content: object = {}) =>
  town.whatsapp.customerSends(chat.customer, town.business.bridged.number, {
    type,
    [type]: content,
    mime_type: mimeType,
    data: bytes.toString('base64'),
  })

it('what the customer wrote last is there to be quoted, newest first, with its files, and their reactions are not', async () => {
  const chat = await town.bridgedChat('maria', 'Is breakfast included?')
  sends(chat, 'image', town.photo.bytes, 'image/jpeg', { caption: 'This valve' })
  await town.advance('10s')
  town.whatsapp.customerSends(chat.customer, town.business.bridged.number, {
    type: 'reaction',
    reaction: { message_id: wrote(chat).id, emoji: '👍' },
  })
  chat.writes('x'.repeat(500))
  await town.advance('10s')

  const { body } = await chat.api('GET', '/conversation')

  const [long, photo, opening] = body.messages
  expect(body.messages).toHaveLength(3)
  expect(long.text).toBe(`${'x'.repeat(199)}…`)
  expect(photo).toMatchObject({ type: 'image', text: 'This valve', fileId: photo.id })
  expect(opening).toMatchObject({
    id: wrote(chat).id,
    type: 'text',
    text: 'Is breakfast included?',
  })
})

it('a customer’s file can be looked at and sent back without an upload, even one that the chat cannot show', async () => {
  const chat = await town.bridgedChat()
  const ogg = Buffer.concat([
    Buffer.from('OggS'),
    Buffer.alloc(24),
    Buffer.from('OpusHead\x01\x01'),
    Buffer.alloc(300),
  ])
  sends(chat, 'audio', ogg, 'audio/ogg; codecs=opus')
  await town.advance('10s')

  const [file] = await filesOf(chat)
  const looked = await fetch(file.url)
  const { status } = await chat.reply({
    type: 'media',
    kind: 'audio',
    uploadId: file.id,
    voice: true,
  })
  await town.advance('30s')

  expect(JSON.stringify(chat.transcript())).toContain('Look at it in the WhatsApp widget')
  expect(file).toMatchObject({
    kind: 'audio',
    mimeType: 'audio/ogg; codecs=opus',
    from: 'customer',
    size: ogg.length,
  })
  expect(Buffer.from(await looked.arrayBuffer())).toEqual(ogg)
  expect(looked.headers.get('content-disposition')).toMatch(
    /^inline; filename\*=UTF-8''audio-\w+\.ogg$/,
  )
  expect(status).toBe(202)
  expect(chat.phone()).toMatchObject([{ media: { voice: true, bytes: ogg.length } }])
})

it('a file that a browser might run is only ever saved', async () => {
  const chat = await town.bridgedChat()
  sends(chat, 'document', Buffer.from('<script>alert(1)</script>'), 'text/html', {
    filename: 'offer".html',
  })
  await town.advance('10s')

  const [file] = await filesOf(chat)
  const { headers } = await fetch(file.url)

  expect(headers.get('content-disposition')).toBe(`attachment; filename*=UTF-8''offer%22.html`)
  expect(headers.get('content-type')).toBe('application/octet-stream')
})

it('an agent’s file is sent again, and as a template’s header, without a second upload or a second media id', async () => {
  const chat = await town.bridgedChat()
  await chat.reply({
    type: 'media',
    kind: 'document',
    uploadId: await chat.upload(pdf),
    filename: 'booking.pdf',
  })
  await chat.reply({ type: 'media', kind: 'image', uploadId: await chat.upload(town.photo) })
  await town.advance('30s')
  const [photo, booking] = await filesOf(chat)
  const from = town.latestCall()

  await chat.reply({
    type: 'media',
    kind: 'document',
    uploadId: booking.id,
    filename: 'again.pdf',
    caption: 'Once more',
  })
  const { status, body } = await chat.reply(template(repair, photo.id))
  const asAudio = await chat.reply({ type: 'media', kind: 'audio', uploadId: booking.id })
  await town.advance('30s')

  expect([booking, photo]).toMatchObject([
    { kind: 'document', name: 'booking.pdf', from: 'agent' },
    { kind: 'image', from: 'agent' },
  ])
  expect([status, body.problems ?? []]).toEqual([202, []])
  expect([asAudio.status, codes(asAudio)]).toEqual([422, ['media_type_not_accepted']])
  expect(posts(from)).toEqual([])
  expect(chat.phone().slice(2)).toMatchObject([
    { media: { fileName: 'again.pdf', caption: 'Once more' } },
    { type: 'template' },
  ])
  // Listed once each, wherever they were sent.
  expect((await filesOf(chat)).map(({ kind }: { kind: string }) => kind).sort()).toEqual([
    'document',
    'image',
  ])
})

it('on a native number the files are the agents’ own; the next agent may send them, another conversation may not', async () => {
  const [chat, other] = [await town.nativeChat(), await town.nativeChat()]
  await chat.reply({
    type: 'media',
    kind: 'document',
    uploadId: await chat.upload(pdf),
    filename: 'booking.pdf',
  })
  await town.advance('30s')
  const [file] = await filesOf(chat)
  const known = new Set(town.desk.contacts().map(({ contactId }) => contactId))
  town.desk.transfer(chat.contactId, 'maria', 'jonas')
  const { contactId } = await town.contactOf(chat.customer, known)
  town.desk.accept(contactId, 'jonas')
  await town.rest()
  const send = {
    requestId: crypto.randomUUID(),
    message: { type: 'media', kind: 'document', uploadId: file.id },
  }

  const next = await town.api('jonas', 'POST', `/contacts/${contactId}/replies`, send)
  const elsewhere = await other.reply(send.message)

  expect(next.status).toBe(202)
  expect([elsewhere.status, codes(elsewhere)]).toEqual([422, ['file_unknown']])
  expect((await chat.api('GET', '/files')).status).toBe(403)
  expect(await filesOf(other)).toEqual([])
})

it('a file that the bucket has forgotten is not offered, and not sent', async () => {
  const chat = await town.bridgedChat()
  await chat.reply({ type: 'media', kind: 'document', uploadId: await chat.upload(pdf) })
  await town.advance('30s')
  const [file] = await filesOf(chat)
  const [reply] = await chat.outbox()
  const Key = reply?.content.type === 'media' ? reply.content.upload.key : ''
  await town.s3.send(new DeleteObjectCommand({ Bucket: mediaBucket(town.sandbox.place), Key }))

  const answer = await chat.reply({ type: 'media', kind: 'document', uploadId: file.id })

  expect(await filesOf(chat)).toEqual([])
  expect([answer.status, codes(answer)]).toEqual([422, ['file_gone']])
})
