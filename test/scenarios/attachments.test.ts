// Files: from the chat and from the widget, on their way to WhatsApp.
import { DeleteObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { afterEach, expect, it, vi } from 'vitest'
import { bookingPdf } from '../files/sample-files.ts'
import { startTown } from './start-scenario.ts'

const town = await startTown()
afterEach(() => town.calm())

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
  town.calls(from).filter(({ operation }) => operation === 'PostWhatsAppMessageMedia')
const codes = ({ body }: { body: any }) => body.problems?.map(({ code }: { code: string }) => code)

it('a file of the chat is sent once its scan approved it, under its own name', async () => {
  const chat = await town.bridgedChat()

  await chat.attaches(pdf)
  await town.advance('1s')
  const scanning = chat.phone().length
  await town.advance('10s')

  expect(scanning).toBe(0)
  expect(chat.phone()).toMatchObject([
    { media: { fileName: 'booking.pdf', bytes: pdf.bytes.length } },
  ])
})

it('a file still being scanned holds later texts for half a minute at most, then follows and says it is late', async () => {
  town.settings.scanMs = 60_000
  const chat = await town.bridgedChat()

  await chat.attaches(pdf)
  chat.says('Here it is')
  await town.advance('20s')
  const held = chat.texts().length
  await town.advance('15s')
  const passed = chat.phone().length
  await town.advance('1m')
  town.settings.scanMs = 2_000

  expect(held).toBe(0)
  expect(passed).toBe(1)
  expect(chat.phone().map(({ text, media }) => text ?? media?.fileName)).toEqual([
    'Here it is',
    'booking.pdf',
  ])
  expect((await chat.outbox())[0]).toMatchObject({ late: true, state: 'accepted' })
})

it('a file that the scan rejects is never uploaded, and the agent is told', async () => {
  town.settings.approves = () => false
  const chat = await town.bridgedChat()
  const from = town.latestCall()

  await chat.attaches(pdf)
  await town.advance('1m')
  town.settings.approves = () => true

  expect(posts(from)).toEqual([])
  expect(chat.phone()).toEqual([])
  expect(chat.notices()).toEqual([expect.stringContaining('scan refused booking.pdf')])
})

it.each([
  ['HEIC', heic, 'JPEG'],
  ['WAV', wav, 'MP3'],
  ['MOV', mov, 'MP4'],
])('a %s file is refused before any upload, with what to do instead', async (_, file, remedy) => {
  const chat = await town.bridgedChat()
  const from = town.latestCall()

  const { status, body } = await chat.api('POST', '/uploads', {
    name: file.name,
    mimeType: file.mimeType,
    size: file.bytes.length,
    sha256: `${'A'.repeat(43)}=`,
  })
  await chat.attaches(file)
  await town.advance('10s')

  expect(status).toBe(422)
  expect(body.problems[0].message).toContain(remedy)
  expect(posts(from)).toEqual([])
  expect(chat.notices()).toEqual([expect.stringContaining(remedy)])
})

it('a file that is not what it is called is found out by its bytes', async () => {
  const chat = await town.bridgedChat()
  const from = town.latestCall()

  await chat.attaches({ ...heic, name: 'photo.jpg', mimeType: 'image/jpeg' })
  await town.advance('10s')

  expect(posts(from)).toEqual([])
  expect(chat.notices()).toEqual([expect.stringContaining('its bytes are image/heic')])
})

it('a picture that is too big is refused with the limit, in the chat and in the widget', async () => {
  const chat = await town.bridgedChat()
  const from = town.latestCall()
  const bytes = Buffer.concat([town.photo.bytes, Buffer.alloc(6 * 1024 * 1024)])

  await chat.attaches({ ...town.photo, bytes })
  const target = await chat.api('POST', '/uploads', {
    name: 'big.jpg',
    mimeType: 'image/jpeg',
    size: bytes.length,
    sha256: `${'A'.repeat(43)}=`,
  })
  await town.advance('10s')

  expect([target.status, codes(target)]).toEqual([422, ['media_too_big']])
  expect(posts(from)).toEqual([])
  expect(chat.notices()).toEqual([expect.stringContaining('WhatsApp accepts 5 MB')])
})

it('a kind that does not fit the file is refused at once', async () => {
  const chat = await town.bridgedChat()
  const uploadId = await chat.upload(pdf)

  const answer = await chat.reply({ type: 'media', kind: 'image', uploadId })

  expect([answer.status, codes(answer)]).toEqual([422, ['media_type_not_accepted']])
})

it('of two files the second is throttled: only the second is sent again', async () => {
  const chat = await town.bridgedChat()
  await chat.attaches(pdf)
  await town.advance('10s')
  const [one, two] = [
    await town.attachmentOf(chat.contactId, pdf),
    await town.attachmentOf(chat.contactId, town.photo),
  ]
  const from = town.latestCall()
  town.fault({ kind: 'throttle', operation: 'SendWhatsAppMessage', after: 1, times: 1 })

  await town.stream(chat.contactId, { Type: 'ATTACHMENT', Attachments: [one, two] })
  await town.advance('1m')

  expect(
    town.calls(from).filter(({ operation }) => operation === 'SendWhatsAppMessage'),
  ).toHaveLength(3)
  const [, ...shown] = chat.phone().map(({ media }) => media?.fileName ?? media?.mimeType)
  expect(shown).toEqual(['booking.pdf', 'image/jpeg'])
})

it('the files of a reply are uploaded at the same time, and sent in their order', async () => {
  const chat = await town.bridgedChat()
  const attachments = [
    await town.attachmentOf(chat.contactId, pdf),
    await town.attachmentOf(chat.contactId, town.photo),
  ]
  const from = town.latestCall()
  town.fault({ kind: 'slow', operation: 'PostWhatsAppMessageMedia', times: 1 })

  await town.stream(chat.contactId, { Type: 'ATTACHMENT', Attachments: attachments })
  await town.advance('2s')

  // One is held back; the other is answered meanwhile.
  await vi.waitFor(() => expect(posts(from)).toHaveLength(1), { timeout: 20_000 })
  expect(chat.phone()).toEqual([])
  town.calm()
  await town.advance('1m')
  expect(chat.phone().map(({ media }) => media?.fileName ?? media?.mimeType)).toEqual([
    'booking.pdf',
    'image/jpeg',
  ])
})

it('of two files the second cannot be sent: the first has its own fate, and the chat says why', async () => {
  const chat = await town.bridgedChat()
  const [one, two] = [
    await town.attachmentOf(chat.contactId, pdf),
    await town.attachmentOf(chat.contactId, town.photo),
  ]
  town.fault({
    kind: 'error',
    code: 'ValidationException',
    status: 400,
    operation: 'SendWhatsAppMessage',
    after: 1,
    times: 1,
  })

  await town.stream(chat.contactId, { Type: 'ATTACHMENT', Attachments: [one, two] })
  await town.advance('1m')

  expect(chat.phone().map(({ media }) => media?.fileName)).toEqual(['booking.pdf'])
  const { body } = await chat.api('GET', '/conversation')
  expect(body.replies[0]).toMatchObject({
    fate: 'partly_failed',
    parts: [{ fate: 'read' }, { fate: 'unsent' }],
  })
  expect(chat.notices()).toHaveLength(1)
})

it('a presigned URL that social messaging refuses is replaced by bucket and key', async () => {
  const chat = await town.bridgedChat()
  const from = town.latestCall()
  town.fault({
    kind: 'error',
    code: 'InvalidParametersException',
    status: 400,
    operation: 'PostWhatsAppMessageMedia',
    times: 1,
  })

  await chat.attaches(pdf)
  await town.advance('10s')

  expect(posts(from)).toHaveLength(2)
  expect(chat.phone()).toMatchObject([{ media: { fileName: 'booking.pdf' } }])
})

it('a presigned URL longer than social messaging takes is not tried: bucket and key go in its place', async () => {
  const chat = await town.bridgedChat()
  const from = town.latestCall()
  town.settings.longLinks = true

  await chat.attaches(pdf)
  await town.advance('10s')
  town.settings.longLinks = false

  expect(posts(from).map(({ status }) => status)).toEqual([200])
  expect(chat.phone()).toMatchObject([{ media: { fileName: 'booking.pdf' } }])
})

it('when the chat is over its file is found in the attachment storage, or the reply fails with the reason', async () => {
  const [kept, gone] = [await town.bridgedChat(), await town.bridgedChat()]
  const attachments = [
    await town.attachmentOf(kept.contactId, pdf),
    await town.attachmentOf(gone.contactId, pdf),
  ]
  town.desk.end(kept.contactId, 'maria')
  town.desk.end(gone.contactId, 'maria')
  await town.rest()
  await deleteStored(attachments[1]!.AttachmentId)

  await town.stream(kept.contactId, { Type: 'ATTACHMENT', Attachments: [attachments[0]!] })
  await town.stream(gone.contactId, { Type: 'ATTACHMENT', Attachments: [attachments[1]!] })
  await town.advance('10s')

  expect(kept.phone()).toMatchObject([{ media: { fileName: 'booking.pdf' } }])
  expect(await gone.outbox()).toMatchObject([
    { state: 'failed', problems: [{ code: 'attachment_unavailable' }] },
  ])
})

async function deleteStored(attachmentId: string) {
  const Bucket = town.world.instance.attachmentsBucket
  const { Contents = [] } = await town.s3.send(new ListObjectsV2Command({ Bucket }))
  const Key = Contents.find((each) => each.Key?.includes(attachmentId))!.Key!
  await town.s3.send(new DeleteObjectCommand({ Bucket, Key }))
}

it('a file is uploaded once for many customers, and once for each business number', async () => {
  const [ana, ben] = [await town.bridgedChat(), await town.bridgedChat()]
  const from = town.latestCall()
  const send = async (chat: typeof ana, caption: string) =>
    chat.reply({
      type: 'media',
      kind: 'document',
      uploadId: await chat.upload(pdf),
      caption,
      filename: 'booking.pdf',
    })

  await send(ana, 'First')
  await town.advance('10s')
  await send(ben, 'Second')
  await town.advance('10s')
  const remembered = posts(from).length
  const native = await town.nativeChat()
  await send(native, 'Other number')
  await town.advance('10s')

  expect([remembered, posts(from).length]).toEqual([1, 2])
  expect([ana, ben, native].map((chat) => chat.phone().at(-1)?.media?.caption)).toEqual([
    'First',
    'Second',
    'Other number',
  ])
})

it('a media id that WhatsApp may have forgotten, after 29 days, is not used any more', async () => {
  const chat = await town.bridgedChat()
  const send = async (caption: string) => {
    await chat.reply({ type: 'media', kind: 'document', uploadId: await chat.upload(pdf), caption })
    await town.advance('10s')
  }
  await send('First')
  await town.age(`media#${town.business.bridged.id}`)
  const from = town.latestCall()

  await send('Again')

  expect(posts(from)).toHaveLength(1)
  expect(chat.phone().at(-1)?.media?.caption).toBe('Again')
})

it('a caption goes with picture, video and document, and is refused where WhatsApp would not show it', async () => {
  const chat = await town.bridgedChat()
  const mp4 = { name: 'valve.mp4', mimeType: 'video/mp4', bytes: start([0, 0, 0, 20], 'ftypmp42') }
  for (const [kind, file] of [
    ['image', town.photo],
    ['video', mp4],
    ['document', pdf],
  ] as const) {
    await chat.reply({
      type: 'media',
      kind,
      uploadId: await chat.upload(file),
      caption: `The ${kind}`,
    })
    await town.advance('10s')
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

it('no message to WhatsApp has ever had an empty link or id of a file', () => {
  for (const { payload } of town.whatsapp.sent()) {
    const { id, link } = payload[payload.type] ?? {}
    if (['image', 'video', 'audio', 'document', 'sticker'].includes(payload.type))
      expect(id ?? link).toMatch(/^\d+$/)
  }
  expect(town.whatsapp.sent().length).toBeGreaterThan(5)
})
