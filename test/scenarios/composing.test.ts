// What an agent composes in the widget, from the request to the phone: every kind of message, and what WhatsApp or the mode
// of the number does not allow of it.
import { afterEach, expect, it } from 'vitest'
import { startTown } from './start-town.ts'

const town = await startTown()
afterEach(() => town.calm())

const codes = ({ body }: { body: any }) => body.problems?.map(({ code }: { code: string }) => code)
const wrote = (chat: { customer: string }) => town.whatsapp.screen(chat.customer).messages.find(({ direction }) => direction === 'inbound')!

const location = { type: 'location', latitude: 38.7107, longitude: -9.1365, name: 'Praça do Comércio', address: 'Lisbon' }
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
      { type: 'location', location: { latitude: 38.7107, longitude: -9.1365, name: 'Praça do Comércio', address: 'Lisbon' } },
      { type: 'contacts' },
      { interactive: { body: { text: 'Shall we book it?' }, footer: { text: 'Free until Friday' }, action: { buttons: [{}, {}] } } },
      { interactive: { header: { text: 'Rooms' }, action: { button: 'Choose', sections: list.sections } } },
    ])
    const { body } = await chat.api('GET', '/conversation')
    const { type: _, ...shown } = list
    expect(body.replies[0]).toMatchObject({ type: 'list', fate: 'read', shows: shown })
  },
)

it('an answer quotes the customer’s message on the phone, and a text in several pieces does so once', async () => {
  const chat = await town.bridgedChat('maria', 'Is breakfast included?')
  const quotes = wrote(chat).id

  const answer = await chat.reply({ type: 'text', body: `${'a'.repeat(4000)} ${'b'.repeat(4000)}` }, { quotes })
  await town.advance('1m')

  expect(answer.body.quotes).toBe(quotes)
  expect(chat.phone().map(({ quoted }) => quoted?.text)).toEqual(['Is breakfast included?', undefined])
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
  ['a reaction', { type: 'reaction', messageId: 'wamid.HBgL', emoji: '👍' }, undefined, 'message.type'],
  ['a quote', location, 'wamid.HBgL', 'quotes'],
])('%s is refused on a native number, where Connect keeps the ids it needs', async (_, message, quotes, path) => {
  const chat = await town.nativeChat()

  const answer = await chat.reply(message, quotes ? { quotes } : {})

  expect(answer.status).toBe(422)
  expect(answer.body.problems).toEqual([{ code: 'not_in_this_mode', path, message: expect.stringContaining('keeps their WhatsApp ids') }])
})

it.each([
  ['four buttons', { ...buttons, buttons: ['a', 'b', 'c', 'd'].map((id) => ({ id, title: id })) }, 422, 'too_many', 'message.buttons'],
  [
    'a title that is too long',
    { ...list, sections: [{ rows: [{ id: 'a', title: 'x'.repeat(25) }] }] },
    422,
    'too_long',
    'message.sections.0.rows.0.title',
  ],
  ['a place that is not on earth', { ...location, latitude: 91 }, 422, 'out_of_range', 'message.latitude'],
  ['a field nobody knows', { ...location, zoom: 3 }, 400, 'unrecognized_keys', 'message'],
])('%s is refused at its field', async (_, message, status, code, path) => {
  const chat = await town.bridgedChat()

  const answer = await chat.reply(message)

  expect(answer.status).toBe(status)
  expect(answer.body.problems).toEqual([expect.objectContaining({ code, path })])
})

it('a voice message is Ogg with Opus, and says so to WhatsApp', async () => {
  const chat = await town.bridgedChat()
  const ogg = Buffer.concat([Buffer.from('OggS'), Buffer.alloc(24), Buffer.from('OpusHead\x01\x01'), Buffer.alloc(300)])
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
