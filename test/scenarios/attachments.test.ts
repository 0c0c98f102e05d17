// Files that agents send from the chat or from the widget to WhatsApp.
import { DeleteObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { afterEach, expect, it, vi } from 'vitest'
import { bookingPdf } from '../files/sample-files.ts'
import { startScenario } from './start-scenario.ts'

const scenario = await startScenario()
afterEach(() => scenario.calm())

const pdf = { name: 'booking.pdf', mimeType: 'application/pdf', bytes: await bookingPdf() }
const start = (bytes: number[], text: string) =>
  Buffer.concat([Buffer.from(bytes), Buffer.from(text, 'latin1'), Buffer.alloc(500)])
const heic = { name: 'photo.heic', mimeType: 'image/heic', bytes: start([0, 0, 0, 24], 'ftypheic') }
const wav = {
  name: 'call.wav',
  mimeType: 'audio/wav',
  bytes: start([], 'RIFF\x00\x00\x00\x00WAVEfmt '),
}
const mov = {
  name: 'clip.mov',
  mimeType: 'video/quicktime',
  bytes: start([0, 0, 0, 20], 'ftypqt  '),
}
const posts = (from: number) =>
  scenario.calls(from).filter(({ operation }) => operation === 'PostWhatsAppMessageMedia')
const sends = (from: number) =>
  scenario.calls(from).filter(({ operation }) => operation === 'SendWhatsAppMessage')
const codes = ({ body }: { body: any }) => body.problems?.map(({ code }: { code: string }) => code)

it('sends a file from the chat under its own name after the scan has approved the file', async () => {
  const chat = await scenario.bridgedChat()

  await chat.attaches(pdf)
  await scenario.advance('1s')
  const scanning = chat.phone().length
  await scenario.advance('10s')

  expect(scanning).toBe(0)
  expect(chat.phone()).toMatchObject([
    { media: { fileName: 'booking.pdf', bytes: pdf.bytes.length } },
  ])
})

it('uploads a file while the file waits for earlier messages, and sends the file after them', async () => {
  const chat = await scenario.bridgedChat()
  const uploadId = await chat.upload({ ...pdf, bytes: start([], '%PDF-1.7 of this test') })
  const before = scenario.latestCall()

  // A slow machine must not use up the time in which the file waits.
  const release = scenario.clock.hold()
  await chat.reply({ type: 'media', kind: 'document', uploadId, filename: 'booking.pdf' })
  await scenario.advance('200ms')
  const early = [posts(before).length, sends(before).length]
  release()
  await scenario.advance('10s')

  expect(early).toEqual([1, 0])
  expect(chat.phone()).toMatchObject([{ media: { fileName: 'booking.pdf' } }])
})

it('sends a reply on a native number at once, without waiting for other messages', async () => {
  const native = await scenario.nativeChat()
  const before = scenario.latestCall()

  await native.reply({ type: 'location', latitude: 41.15, longitude: -8.61 })
  await scenario.advance('200ms')

  expect(sends(before)).toHaveLength(1)
})

it('sends later texts about a minute after a file whose scan is not over, and marks the file as late', async () => {
  scenario.settings.scanMs = 90_000
  const chat = await scenario.bridgedChat()

  await chat.attaches(pdf)
  chat.says('Here it is')
  await scenario.advance('50s')
  const held = chat.texts().length
  await scenario.advance('20s')
  const passed = chat.phone().length
  await scenario.advance('1m')
  scenario.settings.scanMs = 2_000

  expect(held).toBe(0)
  expect(passed).toBe(1)
  expect(chat.phone().map(({ text, media }) => text ?? media?.fileName)).toEqual([
    'Here it is',
    'booking.pdf',
  ])
  expect((await chat.outbox())[0]).toMatchObject({ late: true, state: 'accepted' })
})

it('notifies the agent instead of uploading a file whose scan had an unknown result', async () => {
  const chat = await scenario.bridgedChat()
  const from = scenario.latestCall()
  const attachment = await scenario.attachmentOf(chat.contactId, pdf)

  await scenario.stream(chat.contactId, {
    Type: 'ATTACHMENT',
    Attachments: [{ ...attachment, Status: 'FAILED' }],
  })
  await scenario.advance('1s')
  chat.says('Here it is')
  await scenario.advance('2m')
  const passed = chat.texts()
  await scenario.advance('10m')

  expect(posts(from)).toEqual([])
  expect(passed).toEqual(['Here it is'])
  expect(chat.phone()).toHaveLength(1)
  expect(chat.notices()).toEqual([expect.stringContaining('booking.pdf')])
})

it('notifies the agent instead of uploading a file that the scan rejects', async () => {
  scenario.settings.approves = () => false
  const chat = await scenario.bridgedChat()
  const from = scenario.latestCall()

  await chat.attaches(pdf)
  await scenario.advance('1m')
  scenario.settings.approves = () => true

  expect(posts(from)).toEqual([])
  expect(chat.phone()).toEqual([])
  expect(chat.notices()).toEqual([expect.stringContaining('scan refused booking.pdf')])
})

it.each([
  ['HEIC', heic, 'JPEG'],
  ['WAV', wav, 'MP3'],
  ['MOV', mov, 'MP4'],
])('refuses a %s file before any upload, and names an alternative', async (_, file, remedy) => {
  const chat = await scenario.bridgedChat()
  const from = scenario.latestCall()

  const { status, body } = await chat.api('POST', '/uploads', {
    name: file.name,
    mimeType: file.mimeType,
    size: file.bytes.length,
    sha256: `${'A'.repeat(43)}=`,
  })
  await chat.attaches(file)
  await scenario.advance('10s')

  expect(status).toBe(422)
  expect(body.problems[0].message).toContain(remedy)
  expect(posts(from)).toEqual([])
  expect(chat.notices()).toEqual([expect.stringContaining(remedy)])
})

it('detects the real type of a file with a wrong name from its bytes', async () => {
  const chat = await scenario.bridgedChat()
  const from = scenario.latestCall()

  await chat.attaches({ ...heic, name: 'photo.jpg', mimeType: 'image/jpeg' })
  await scenario.advance('10s')

  expect(posts(from)).toEqual([])
  expect(chat.notices()).toEqual([expect.stringContaining('its bytes are image/heic')])
})

it('immediately refuses a file that WhatsApp does not accept, with a remedy in the chat and the widget', async () => {
  const chat = await scenario.bridgedChat()
  const from = scenario.latestCall()
  const bytes = Buffer.from('tyre;price\nA;10\n')
  const asked = (mimeType: string, name: string) =>
    chat.api('POST', '/uploads', {
      name,
      mimeType,
      size: bytes.length,
      sha256: `${'A'.repeat(43)}=`,
    })

  await chat.attaches({ name: 'prices.csv', mimeType: 'text/csv', bytes })
  await scenario.advance('10s')
  const answers = [
    await asked('text/csv', 'prices.csv'),
    await asked('text/plain; charset=utf-8', 'prices.csv'),
    await asked('text/plain', 'prices.bat'),
  ]

  expect(answers.map((answer) => [answer.status, codes(answer)])).toEqual([
    [422, ['media_type_not_accepted']],
    [201, undefined],
    [422, ['media_forbidden']],
  ])
  expect(posts(from)).toEqual([])
  expect(chat.notices()).toEqual([expect.stringContaining('Save it as XLSX')])
})

it('refuses a picture that is too big, and names the limit in the chat and in the widget', async () => {
  const chat = await scenario.bridgedChat()
  const from = scenario.latestCall()
  const bytes = Buffer.concat([scenario.photo.bytes, Buffer.alloc(6 * 1024 * 1024)])

  await chat.attaches({ ...scenario.photo, bytes })
  const target = await chat.api('POST', '/uploads', {
    name: 'big.jpg',
    mimeType: 'image/jpeg',
    size: bytes.length,
    sha256: `${'A'.repeat(43)}=`,
  })
  await scenario.advance('10s')

  expect([target.status, codes(target)]).toEqual([422, ['media_too_big']])
  expect(posts(from)).toEqual([])
  expect(chat.notices()).toEqual([
    expect.stringContaining('WhatsApp accepts pictures of at most 5 MB'),
  ])
})

it('immediately refuses a message whose kind, such as image, does not match the file', async () => {
  const chat = await scenario.bridgedChat()
  const uploadId = await chat.upload(pdf)

  const answer = await chat.reply({ type: 'media', kind: 'image', uploadId })

  expect([answer.status, codes(answer)]).toEqual([422, ['media_type_not_accepted']])
})

it('sends only the second of two files again if WhatsApp throttled the second', async () => {
  const chat = await scenario.bridgedChat()
  await chat.attaches(pdf)
  await scenario.advance('10s')
  const [one, two] = [
    await scenario.attachmentOf(chat.contactId, pdf),
    await scenario.attachmentOf(chat.contactId, scenario.photo),
  ]
  const from = scenario.latestCall()
  scenario.fault({ kind: 'throttle', operation: 'SendWhatsAppMessage', after: 1, times: 1 })

  await scenario.stream(chat.contactId, { Type: 'ATTACHMENT', Attachments: [one, two] })
  await scenario.advance('1m')

  expect(
    scenario.calls(from).filter(({ operation }) => operation === 'SendWhatsAppMessage'),
  ).toHaveLength(3)
  const [, ...shown] = chat.phone().map(({ media }) => media?.fileName ?? media?.mimeType)
  expect(shown).toEqual(['booking.pdf', 'image/jpeg'])
  expect(posts(from)).toHaveLength(2)
})

it('uploads each of two files once even if the upload of one was throttled', async () => {
  const chat = await scenario.bridgedChat()
  const attachments = [
    await scenario.attachmentOf(chat.contactId, pdf),
    await scenario.attachmentOf(chat.contactId, scenario.photo),
  ]
  const from = scenario.latestCall()
  // The fault affects all three attempts of the SDK.
  scenario.fault({
    kind: 'throttle',
    operation: 'PostWhatsAppMessageMedia',
    after: 1,
    times: 3,
  })

  await scenario.stream(chat.contactId, { Type: 'ATTACHMENT', Attachments: attachments })
  await scenario.advance('1m')

  expect(posts(from).filter(({ status }) => status === 200)).toHaveLength(2)
  expect(chat.phone()).toHaveLength(2)
})

it('uploads the files of a reply concurrently, and sends the files in their order', async () => {
  const chat = await scenario.bridgedChat()
  const attachments = [
    await scenario.attachmentOf(chat.contactId, pdf),
    await scenario.attachmentOf(chat.contactId, scenario.photo),
  ]
  const from = scenario.latestCall()
  scenario.fault({ kind: 'slow', operation: 'PostWhatsAppMessageMedia', times: 1 })

  await scenario.stream(chat.contactId, { Type: 'ATTACHMENT', Attachments: attachments })
  await scenario.advance('2s')

  // One upload has ended although the other is delayed, so the uploads are concurrent.
  await vi.waitFor(() => expect(posts(from)).toHaveLength(1), { timeout: 20_000 })
  expect(chat.phone()).toEqual([])
  scenario.calm()
  await scenario.advance('1m')
  expect(chat.phone().map(({ media }) => media?.fileName ?? media?.mimeType)).toEqual([
    'booking.pdf',
    'image/jpeg',
  ])
})

it('reports the status of each of two files if only the second fails, with the reason in the chat', async () => {
  const chat = await scenario.bridgedChat()
  const [one, two] = [
    await scenario.attachmentOf(chat.contactId, pdf),
    await scenario.attachmentOf(chat.contactId, scenario.photo),
  ]
  scenario.fault({
    kind: 'error',
    code: 'ValidationException',
    status: 400,
    operation: 'SendWhatsAppMessage',
    after: 1,
    times: 1,
  })

  await scenario.stream(chat.contactId, { Type: 'ATTACHMENT', Attachments: [one, two] })
  await scenario.advance('1m')

  expect(chat.phone().map(({ media }) => media?.fileName)).toEqual(['booking.pdf'])
  const { body } = await chat.api('GET', '/conversation')
  expect(body.replies[0]).toMatchObject({
    status: 'partly_failed',
    parts: [{ status: 'read' }, { status: 'unsent' }],
  })
  expect(chat.notices()).toHaveLength(1)
})

it('passes bucket and key instead if social messaging refuses the presigned URL of a file', async () => {
  const chat = await scenario.bridgedChat()
  const from = scenario.latestCall()
  scenario.fault({
    kind: 'error',
    code: 'InvalidParametersException',
    status: 400,
    operation: 'PostWhatsAppMessageMedia',
    times: 1,
  })

  await chat.attaches(pdf)
  await scenario.advance('10s')

  expect(posts(from)).toHaveLength(2)
  expect(chat.phone()).toMatchObject([{ media: { fileName: 'booking.pdf' } }])
})

it('passes bucket and key if the presigned URL of a file is longer than social messaging accepts', async () => {
  const chat = await scenario.bridgedChat()
  const from = scenario.latestCall()
  scenario.guesses.attachmentLink = 'too-long'

  await chat.attaches(pdf)
  await scenario.advance('10s')
  scenario.guesses.attachmentLink = 'short'

  expect(posts(from).map(({ status }) => status)).toEqual([200])
  expect(chat.phone()).toMatchObject([{ media: { fileName: 'booking.pdf' } }])
})

it.each(['attachment', 'contact-and-attachment'] as const)(
  'finds a file in the attachment storage after its chat has ended, or fails the reply with the reason (key begins with: %s)',
  async (attachmentKey) => {
    scenario.guesses.attachmentKey = attachmentKey
    const [stored, gone] = [await scenario.bridgedChat(), await scenario.bridgedChat()]
    const attachments = [
      await scenario.attachmentOf(stored.contactId, pdf),
      await scenario.attachmentOf(gone.contactId, pdf),
    ]
    scenario.agentConsole.end(stored.contactId, 'maria')
    scenario.agentConsole.end(gone.contactId, 'maria')
    await scenario.rest()
    await deleteStored(attachments[1]!.AttachmentId)

    await scenario.stream(stored.contactId, { Type: 'ATTACHMENT', Attachments: [attachments[0]!] })
    await scenario.stream(gone.contactId, { Type: 'ATTACHMENT', Attachments: [attachments[1]!] })
    await scenario.advance('10s')

    expect(stored.phone()).toMatchObject([{ media: { fileName: 'booking.pdf' } }])
    expect(await gone.outbox()).toMatchObject([
      { state: 'failed', problems: [{ code: 'attachment_unavailable' }] },
    ])
  },
)

it.each(['first-contact-and-attachment', 'contact-and-attachment'] as const)(
  'finds a file of a transferred chat in the attachment storage after the chat has ended (key begins with: %s)',
  async (attachmentKey) => {
    scenario.guesses.attachmentKey = attachmentKey
    const chat = await scenario.bridgedChat()
    const { contactId } = scenario.agentConsole.transfer(chat.contactId, 'maria', 'jonas')
    scenario.agentConsole.accept(contactId, 'jonas')
    const attachment = await scenario.attachmentOf(contactId, pdf, 'jonas')
    scenario.agentConsole.end(contactId, 'jonas')
    await scenario.rest()

    await scenario.stream(chat.contactId, {
      ...{ Type: 'ATTACHMENT', ContactId: contactId },
      Attachments: [attachment],
    })
    await scenario.advance('10s')

    expect(chat.phone()).toMatchObject([{ media: { fileName: 'booking.pdf' } }])
  },
)

async function deleteStored(attachmentId: string) {
  const Bucket = scenario.world.instance.attachmentsBucket
  const { Contents = [] } = await scenario.s3.send(new ListObjectsV2Command({ Bucket }))
  const Key = Contents.find((each) => each.Key?.includes(attachmentId))!.Key!
  await scenario.s3.send(new DeleteObjectCommand({ Bucket, Key }))
}

it('uploads a file once for many customers, and once for each business number', async () => {
  const [ana, ben] = [await scenario.bridgedChat(), await scenario.bridgedChat()]
  const from = scenario.latestCall()
  const send = async (chat: typeof ana, caption: string) =>
    chat.reply({
      type: 'media',
      kind: 'document',
      uploadId: await chat.upload(pdf),
      caption,
      filename: 'booking.pdf',
    })

  await send(ana, 'First')
  await scenario.advance('10s')
  await send(ben, 'Second')
  await scenario.advance('10s')
  const remembered = posts(from).length
  const native = await scenario.nativeChat()
  await send(native, 'Other number')
  await scenario.advance('10s')

  expect([remembered, posts(from).length]).toEqual([1, 2])
  expect([ana, ben, native].map((chat) => chat.phone().at(-1)?.media?.caption)).toEqual([
    'First',
    'Second',
    'Other number',
  ])
})

it('uploads a file again after 29 days, because WhatsApp may have deleted it', async () => {
  const chat = await scenario.bridgedChat()
  const send = async (caption: string) => {
    await chat.reply({ type: 'media', kind: 'document', uploadId: await chat.upload(pdf), caption })
    await scenario.advance('10s')
  }
  await send('First')
  await scenario.age(`media#${scenario.business.bridged.id}`)
  const from = scenario.latestCall()

  await send('Again')

  expect(posts(from)).toHaveLength(1)
  expect(chat.phone().at(-1)?.media?.caption).toBe('Again')
})

it('sends captions only with pictures, videos and documents, because WhatsApp displays no other', async () => {
  const chat = await scenario.bridgedChat()
  const mp4 = { name: 'valve.mp4', mimeType: 'video/mp4', bytes: start([0, 0, 0, 20], 'ftypmp42') }
  for (const [kind, file] of [
    ['image', scenario.photo],
    ['video', mp4],
    ['document', pdf],
  ] as const) {
    await chat.reply({
      type: 'media',
      kind,
      uploadId: await chat.upload(file),
      caption: `The ${kind}`,
    })
    await scenario.advance('10s')
  }
  const mp3 = {
    name: 'hold.mp3',
    mimeType: 'audio/mpeg',
    bytes: start([], 'ID3\x04\x00\x00\x00\x00\x00\x00'),
  }
  const uploadId = await chat.upload(mp3)

  const answer = await chat.reply({ type: 'media', kind: 'audio', uploadId, caption: 'Listen' })

  expect(chat.phone().map(({ media }) => media?.caption)).toEqual([
    'The image',
    'The video',
    'The document',
  ])
  expect([answer.status, codes(answer)]).toEqual([422, ['caption_not_possible']])
})

it('never sends WhatsApp an empty link or an empty id in place of a file', () => {
  for (const { payload } of scenario.whatsapp.sent()) {
    const { id, link } = payload[payload.type] ?? {}
    if (['image', 'video', 'audio', 'document', 'sticker'].includes(payload.type))
      expect(id ?? link).toMatch(/^\d+$/)
  }
  expect(scenario.whatsapp.sent().length).toBeGreaterThan(5)
})
