import { expect, it } from 'vitest'
import { refusals } from '#whatsapp/errors/problems'
import { mediaProblems } from '#whatsapp/media/media'
import { fileProblemText } from '../../../agent-widget/files/file-problem-text.ts'
import { bestKind, canBeVoice, inspect, otherKind } from '../../../agent-widget/files/inspect.ts'
import { en } from '../i18n/languages.ts'

const MB = 1024 * 1024
const box = (brand: string) =>
  new Uint8Array([0, 0, 0, 24, ...new TextEncoder().encode(`ftyp${brand}`), 0, 0, 0, 0])
const text = (start: string) => new TextEncoder().encode(start)
const riff = (start: string, flags = 0) =>
  new Uint8Array([...text('RIFF'), 0, 0, 0, 0, ...text(start), 0, 0, 0, 0, flags])
const ofSize = (start: Uint8Array<ArrayBuffer>, size: number) => [
  start,
  new Uint8Array(size - start.length),
]
const jpeg = new Uint8Array([0xff, 0xd8, 0xff, 0xe0])

/**
 * Returns what the widget finds out about a chosen file: the kind of message that fits it best, its
 * problems, and the other possible kinds of message.
 */
async function inspected(name: string, type: string, ...parts: Uint8Array<ArrayBuffer>[]) {
  const file = await inspect(new File(parts, name, { type }))
  const kind = bestKind(file)
  const problems = mediaProblems({ ...file, kind }).map((problem) =>
    fileProblemText(problem, file, kind, en, 'en'),
  )
  const isTaken = refusals(mediaProblems({ ...file, kind })).length === 0
  return {
    kind,
    isTaken,
    problems: problems.join(' '),
    other: isTaken ? undefined : otherKind(file, kind),
  }
}

it.each([
  ['photo.jpg', 'image/jpeg', [jpeg], 'image'],
  ['clip.mp4', 'video/mp4', [box('isom')], 'video'],
  ['sound.m4a', 'audio/x-m4a', [box('M4A ')], 'audio'],
  ['memo.ogg', '', [text('OggS........OpusHead')], 'audio'],
  ['plan.pdf', 'application/pdf', [text('%PDF-1.7')], 'document'],
  ['list.xlsx', '', [text('PK\x03\x04')], 'document'],
  ['smile.webp', 'image/webp', [riff('WEBPVP8X', 2)], 'sticker'],
] as const)('%s is accepted unchanged', async (name, type, parts, kind) => {
  expect(await inspected(name, type, ...(parts as unknown as Uint8Array<ArrayBuffer>[]))).toEqual({
    kind,
    isTaken: true,
    problems: '',
    other: undefined,
  })
})

it.each([
  [
    'IMG_2041.HEIC',
    '',
    [box('heic')],
    'image',
    /accept HEIC files here, only JPG, PNG\. Save the photo as JPEG/,
    undefined,
  ],
  [
    'clip.mov',
    'video/quicktime',
    [box('qt  ')],
    'video',
    /MOV files here, only .*Save it as MP4 with H\.264/,
    undefined,
  ],
  [
    'dance.gif',
    'image/gif',
    [text('GIF89a')],
    'image',
    /GIF files here.*Save it as an MP4 video/,
    undefined,
  ],
  [
    'memo.wav',
    'audio/wav',
    [riff('WAVE')],
    'audio',
    /WAV files here.*Save it as MP3, M4A or Ogg with Opus/,
    undefined,
  ],
  [
    'recording.weba',
    'audio/webm',
    [new Uint8Array([0x1a, 0x45, 0xdf, 0xa3])],
    'audio',
    /Ogg with Opus, or as MP3/,
    undefined,
  ],
  [
    'vorbis.ogg',
    'audio/ogg',
    [text('OggS........vorbis')],
    'audio',
    /only with the Opus codec/,
    'document',
  ],
  [
    'long.mp4',
    'video/mp4',
    ofSize(box('isom'), 17 * MB),
    'video',
    /17 MB, but WhatsApp accepts at most 16 MB here\. Make it smaller/,
    undefined,
  ],
  [
    'wide.webp',
    'image/webp',
    ofSize(riff('WEBPVP8 '), 200 * 1024),
    'sticker',
    /doesn’t move can be at most 100 kB/,
    'document',
  ],
  ['empty.pdf', 'application/pdf', [], 'document', /empty/, undefined],
  [
    'huge.pdf',
    'application/pdf',
    ofSize(text('%PDF-1.7'), 101 * MB),
    'document',
    /101 MB, but WhatsApp accepts at most 100 MB/,
    undefined,
  ],
] as const)(
  '%s is refused before the upload, with a remedy',
  async (name, type, parts, kind, problems, other) => {
    const found = await inspected(name, type, ...(parts as unknown as Uint8Array<ArrayBuffer>[]))

    expect(found).toMatchObject({ kind, isTaken: false })
    expect(found.problems).toMatch(problems)
    expect(found.other).toBe(other)
  },
)

it('offers to send a photo of up to 5 MB as a document, with a warning that WhatsApp may refuse it', async () => {
  const [photo, large] = await Promise.all(
    [5 * MB, 6 * MB].map((size) =>
      inspect(new File(ofSize(jpeg, size), 'photo.jpg', { type: 'image/jpeg' })),
    ),
  )

  expect(
    mediaProblems({ ...photo!, kind: 'document' }).map(({ code, severity }) => [code, severity]),
  ).toEqual([['media_type_not_accepted', 'warning']])
  expect(mediaProblems({ ...large!, kind: 'image' }).map(({ code }) => code)).toEqual([
    'media_too_big',
  ])
  expect(otherKind(large!, 'image')).toBeUndefined()
})

it('accepts only an Ogg file with Opus as a voice message', async () => {
  expect(canBeVoice(await inspect(new File([text('OggS........OpusHead')], 'memo.ogg')))).toBe(true)
  expect(
    canBeVoice(await inspect(new File([text('ID3')], 'memo.mp3', { type: 'audio/mpeg' }))),
  ).toBe(false)
})
