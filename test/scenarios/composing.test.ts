// Follows messages that agents compose in the widget from the request to the phone: every kind of
// message, also with files from the conversation. Some messages must be refused, because of
// WhatsApp's rules, the number's mode, or another customer's privacy.
import { DeleteObjectCommand } from '@aws-sdk/client-s3'
import { afterEach, expect, it } from 'vitest'
import { mediaBucket } from '#deployment/resources'
import { bookingPdf } from '../files/sample-files.ts'
import { repair, template } from '../sandbox/scene/opening-scene.ts'
import { startScenario } from './start-scenario.ts'

const scenario = await startScenario()
afterEach(() => scenario.calm())

const codes = ({ body }: { body: any }) => body.problems?.map(({ code }: { code: string }) => code)
const wrote = (chat: { customer: string }) =>
  scenario.whatsapp.screen(chat.customer).messages.find(({ direction }) => direction === 'inbound')!

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
  'delivers a location, a contact card, buttons and a list as they were composed (%s)',
  async (mode) => {
    const chat = await scenario[`${mode}Chat`]()

    const answers = []
    for (const message of [location, contacts, buttons, list]) {
      answers.push(await chat.reply(message))
      await scenario.advance('5s')
    }
    await scenario.advance('1m')

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
    expect(body.replies[0]).toMatchObject({ type: 'list', status: 'read', shows: shown })
  },
)

it('delivers a link button and a request for a location as they were composed', async () => {
  const chat = await scenario.nativeChat()
  const answers = [
    await chat.reply({
      type: 'cta_url',
      body: 'Your seats are here.',
      displayText: 'See seats',
      url: 'https://travel.example.com/seats',
    }),
    await chat.reply({ type: 'location_request', body: 'Where shall we pick you up?' }),
    await chat.reply({ type: 'cta_url', body: 'x', displayText: 'See seats', url: 'seats' }),
  ]
  await scenario.advance('1m')

  expect(answers.map(({ status }) => status)).toEqual([202, 202, 422])
  expect(chat.phone()).toMatchObject([
    {
      interactive: {
        type: 'cta_url',
        action: { parameters: { display_text: 'See seats' } },
      },
    },
    { interactive: { type: 'location_request_message' } },
  ])
})

it('sends a text with a card or account number only after the agent has confirmed it', async () => {
  const [chat, native] = [await scenario.bridgedChat(), await scenario.nativeChat()]
  const post = async (to: Chat, message: object, confirmed: object = {}) => {
    const request = { requestId: crypto.randomUUID(), message, ...confirmed }
    const { status, body } = await to.api('POST', '/replies', request)
    return [status, body.problems?.map(({ code, path }: any) => `${code} ${path}`)]
  }
  const text = { type: 'text', body: '4111 1111 1111 1111' }
  const offer = {
    type: 'template',
    name: 'nossa_loja',
    language: 'pt_BR',
    values: { 'body.1': 'DE89370400440532013000' },
  }

  const buttons = {
    type: 'buttons',
    body: 'Which card?',
    buttons: [
      { id: '1', title: '5555-5555-5555-4444' },
      { id: '2', title: 'Another' },
    ],
  }

  const unconfirmed = [await post(chat, text), await post(native, offer), await post(chat, buttons)]
  const confirmed = await post(chat, text, { sensitiveConfirmed: true })
  await scenario.advance('1m')

  expect(unconfirmed).toEqual([
    [422, ['confirm_sensitive message.body']],
    [422, ['confirm_sensitive message.values.body.1']],
    [422, ['confirm_sensitive message.buttons.0.title']],
  ])
  expect(confirmed).toEqual([202, []])
  expect(chat.texts()).toEqual([text.body])
  expect(native.phone()).toEqual([])
})

it('quotes the customer’s message only in the first of the messages into which a long text is split', async () => {
  const chat = await scenario.bridgedChat('maria', 'Is breakfast included?')
  const quotes = wrote(chat).id

  const answer = await chat.reply(
    { type: 'text', body: `${'a'.repeat(4000)} ${'b'.repeat(4000)}` },
    { quotes },
  )
  await scenario.advance('1m')

  expect(answer.body.quotes).toBe(quotes)
  expect(chat.phone().map(({ quoted }) => quoted?.text)).toEqual([
    'Is breakfast included?',
    undefined,
  ])
})

it('shows a reaction on the customer’s message until the agent removes the reaction', async () => {
  const chat = await scenario.bridgedChat()
  const messageId = wrote(chat).id

  await chat.reply({ type: 'reaction', messageId, emoji: '👍' })
  await scenario.advance('30s')
  const reacted = wrote(chat).reactions
  await chat.reply({ type: 'reaction', messageId, emoji: '' })
  await scenario.advance('30s')

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
  'refuses %s on a native number, because only Connect has the ids of the messages',
  async (_, message, quotes, path) => {
    const chat = await scenario.nativeChat()

    const answer = await chat.reply(message, quotes ? { quotes } : {})

    expect(answer.status).toBe(422)
    expect(answer.body.problems).toEqual([
      {
        code: 'not_in_this_mode',
        path,
        message: expect.stringContaining('does not pass the ids on'),
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
  ['an unknown field', { ...location, zoom: 3 }, 400, 'malformed_request', 'message'],
])('reports a problem at the field that causes it: %s', async (_, message, status, code, path) => {
  const chat = await scenario.bridgedChat()

  const answer = await chat.reply(message)

  expect(answer.status).toBe(status)
  expect(answer.body.problems).toEqual([expect.objectContaining({ code, path })])
})

it('sends a voice message with the type Ogg with Opus', async () => {
  const chat = await scenario.bridgedChat()
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
  await scenario.advance('30s')

  expect([refused.status, codes(refused)]).toEqual([422, ['voice_not_opus']])
  expect(chat.phone()).toMatchObject([{ media: { voice: true } }])
})

it('refuses to quote, or react to, a message in another chat', async () => {
  const [chat, other] = [await scenario.bridgedChat(), await scenario.bridgedChat()]
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

type Chat = Awaited<ReturnType<typeof scenario.bridgedChat>>
const filesOf = async (chat: Chat) => (await chat.api('GET', '/files')).body.files
const posts = (from: number) =>
  scenario.calls(from).filter(({ operation }) => operation === 'PostWhatsAppMessageMedia')
/** Sends a file from the customer's phone. */
const sends = (chat: Chat, type: string, bytes: Buffer, mimeType: string, content: object = {}) =>
  scenario.whatsapp.customerSends(chat.customer, scenario.business.bridged.number, {
    type,
    [type]: content,
    mime_type: mimeType,
    data: bytes.toString('base64'),
  })

it('lists the customer’s last messages that can be quoted, from newest to oldest and without reactions', async () => {
  const chat = await scenario.bridgedChat('maria', 'Is breakfast included?')
  sends(chat, 'image', scenario.photo.bytes, 'image/jpeg', { caption: 'This valve' })
  await scenario.advance('10s')
  scenario.whatsapp.customerSends(chat.customer, scenario.business.bridged.number, {
    type: 'reaction',
    reaction: { message_id: wrote(chat).id, emoji: '👍' },
  })
  chat.writes('x'.repeat(500))
  await scenario.advance('10s')

  const { body } = await chat.api('GET', '/conversation')

  const [long, photo, opening] = body.messages
  expect(body.messages).toHaveLength(3)
  expect(long.text).toBe('x'.repeat(500))
  expect(photo).toMatchObject({ type: 'image', text: 'This valve', fileId: photo.id })
  expect(opening).toMatchObject({
    id: wrote(chat).id,
    type: 'text',
    text: 'Is breakfast included?',
  })
})

it('lets an agent view a customer’s file that the chat cannot display, and send the file back without an upload', async () => {
  const chat = await scenario.bridgedChat()
  const ogg = Buffer.concat([
    Buffer.from('OggS'),
    Buffer.alloc(24),
    Buffer.from('OpusHead\x01\x01'),
    Buffer.alloc(300),
  ])
  sends(chat, 'audio', ogg, 'audio/ogg; codecs=opus')
  await scenario.advance('10s')

  const [file] = await filesOf(chat)
  const looked = await fetch(file.url)
  const { status } = await chat.reply({
    type: 'media',
    kind: 'audio',
    uploadId: file.id,
    voice: true,
  })
  await scenario.advance('30s')

  expect(JSON.stringify(chat.transcript())).toContain('Open it in the WhatsApp widget')
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

it('only offers a file for download if a browser might run it', async () => {
  const chat = await scenario.bridgedChat()
  sends(chat, 'document', Buffer.from('<script>alert(1)</script>'), 'text/html', {
    filename: 'offer".html',
  })
  await scenario.advance('10s')

  const [file] = await filesOf(chat)
  const { headers } = await fetch(file.url)

  expect(headers.get('content-disposition')).toBe(`attachment; filename*=UTF-8''offer%22.html`)
  expect(headers.get('content-type')).toBe('application/octet-stream')
})

it('sends an agent’s file again, also in a template’s header, without uploading it twice', async () => {
  const chat = await scenario.bridgedChat()
  await chat.reply({
    type: 'media',
    kind: 'document',
    uploadId: await chat.upload(pdf),
    filename: 'booking.pdf',
  })
  await chat.reply({ type: 'media', kind: 'image', uploadId: await chat.upload(scenario.photo) })
  await scenario.advance('30s')
  const [photo, booking] = await filesOf(chat)
  const from = scenario.latestCall()

  await chat.reply({
    type: 'media',
    kind: 'document',
    uploadId: booking.id,
    filename: 'again.pdf',
    caption: 'Once more',
  })
  const { status, body } = await chat.reply(template(repair, photo.id))
  const asAudio = await chat.reply({ type: 'media', kind: 'audio', uploadId: booking.id })
  await scenario.advance('30s')

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
  // The list of files contains each file once, even if it was sent in several messages or uploaded
  // again.
  await chat.reply({
    type: 'media',
    kind: 'image',
    uploadId: await chat.upload(scenario.photo),
    filename: 'view.jpg',
  })
  await scenario.advance('30s')
  expect((await filesOf(chat)).map(({ kind }: { kind: string }) => kind).sort()).toEqual([
    'document',
    'image',
  ])
  expect((await filesOf(chat))[0]).toMatchObject({ kind: 'image', name: 'view.jpg' })
})

it('on a native number, lists only files from agents, and only in the conversation in which they were sent', async () => {
  const [chat, other] = [await scenario.nativeChat(), await scenario.nativeChat()]
  await chat.reply({
    type: 'media',
    kind: 'document',
    uploadId: await chat.upload(pdf),
    filename: 'booking.pdf',
  })
  await scenario.advance('30s')
  const [file] = await filesOf(chat)
  const known = new Set(scenario.agentConsole.contacts().map(({ contactId }) => contactId))
  scenario.agentConsole.transfer(chat.contactId, 'maria', 'jonas')
  const { contactId } = await scenario.contactOf(chat.customer, known)
  scenario.agentConsole.accept(contactId, 'jonas')
  await scenario.rest()
  const send = {
    requestId: crypto.randomUUID(),
    message: { type: 'media', kind: 'document', uploadId: file.id },
  }

  const next = await scenario.api('jonas', 'POST', `/contacts/${contactId}/replies`, send)
  const elsewhere = await other.reply(send.message)

  expect(next.status).toBe(202)
  expect([elsewhere.status, codes(elsewhere)]).toEqual([422, ['file_unknown']])
  expect((await chat.api('GET', '/files')).status).toBe(403)
  expect(await filesOf(other)).toEqual([])
})

it('does not offer a file that was deleted from the bucket, and refuses to send it', async () => {
  const chat = await scenario.bridgedChat()
  await chat.reply({ type: 'media', kind: 'document', uploadId: await chat.upload(pdf) })
  await scenario.advance('30s')
  const [file] = await filesOf(chat)
  const [reply] = await chat.outbox()
  const Key = reply?.content.type === 'media' ? reply.content.upload.key : ''
  await scenario.s3.send(
    new DeleteObjectCommand({ Bucket: mediaBucket(scenario.sandbox.place), Key }),
  )

  const answer = await chat.reply({ type: 'media', kind: 'document', uploadId: file.id })

  expect(await filesOf(chat)).toEqual([])
  expect([answer.status, codes(answer)]).toEqual([422, ['file_gone']])
})

it('returns the values and files of a sent template so that it can be sent again, but returns no one-time code', async () => {
  const chat = await scenario.bridgedChat()
  const first = await chat.reply(template(repair, await chat.upload(scenario.photo)))
  const code = { type: 'template', name: 'login_code', language: 'en_US' }
  await chat.reply({ ...code, values: { 'body.1': '402913' } })

  const { replies } = (await chat.api('GET', '/conversation')).body
  const { shows } = replies.find(({ id }: { id: string }) => id === first.body.id)
  const again = await chat.reply({
    type: 'template',
    name: shows.template,
    language: shows.language,
    values: { ...shows.values, 'body.deadline': 'Sunday' },
  })

  expect(shows).toMatchObject({
    values: { header: { id: `${first.body.id}.0` }, ...repair.values },
    files: [{ id: `${first.body.id}.0`, mimeType: 'image/jpeg' }],
  })
  expect(again.status).toBe(202)
  expect(replies[0].shows).toMatchObject({ template: 'login_code' })
  expect(replies[0].shows.values).toBeUndefined()
})
