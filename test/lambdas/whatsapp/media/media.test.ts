import { describe, expect, it } from 'vitest'
import {
  connectProblems,
  MEDIA_RULES,
  type MediaFile,
  mediaKindOf,
  mediaProblems,
  uploadTypeOf,
} from '#whatsapp/media/media'
import { typeOfBytes, webpOf } from '#whatsapp/media/signature'
import { typeOfName } from '#whatsapp/media/types'

const MB = 1024 * 1024
const found = (file: MediaFile) =>
  mediaProblems(file).map(({ code, path, severity }) => `${path} ${severity ? `(${code})` : code}`)

describe('what WhatsApp takes', () => {
  it.each(
    Object.entries(MEDIA_RULES).flatMap(([kind, { types, maxBytes }]) =>
      types.filter((type) => type !== 'audio/ogg').map((type) => [type, kind, maxBytes] as const),
    ),
  )('%s goes as %s up to its limit and not a byte more', (mimeType, kind, maxBytes) => {
    const file = { kind: kind as MediaFile['kind'], mimeType, animated: true }

    expect(mediaKindOf(mimeType)).toBe(kind)
    expect(found({ ...file, size: maxBytes })).toEqual([])
    expect(found({ ...file, size: maxBytes + 1 })).toEqual(['size media_too_big'])
  })

  it.each<[string, MediaFile, string[]]>([
    [
      'a photo of an iPhone',
      { kind: 'image', mimeType: 'image/heic' },
      ['mimeType media_type_not_accepted'],
    ],
    [
      'a recording as WAV',
      { kind: 'audio', mimeType: 'audio/x-wav' },
      ['mimeType media_type_not_accepted'],
    ],
    [
      'a film as MOV',
      { kind: 'video', mimeType: 'video/quicktime' },
      ['mimeType media_type_not_accepted'],
    ],
    [
      'a WebP picture as image',
      { kind: 'image', mimeType: 'image/webp' },
      ['mimeType media_type_not_accepted'],
    ],
    [
      'a CSV, which sometimes arrives',
      { kind: 'document', mimeType: 'text/csv' },
      ['mimeType (media_type_not_accepted)'],
    ],
    [
      'Ogg that does not say Opus, unseen',
      { kind: 'audio', mimeType: 'audio/ogg' },
      ['mimeType (ogg_not_opus)'],
    ],
    [
      'Ogg that is seen not to be Opus',
      { kind: 'audio', mimeType: 'audio/ogg', sniffedType: 'audio/ogg' },
      ['mimeType ogg_not_opus'],
    ],
    [
      'Ogg that says Opus and is seen not to be',
      { kind: 'audio', mimeType: 'audio/ogg; codecs=opus', sniffedType: 'audio/ogg' },
      ['mimeType ogg_not_opus'],
    ],
    ['Ogg that says Opus', { kind: 'audio', mimeType: 'audio/ogg; codecs=opus' }, []],
    [
      'Ogg seen to be Opus',
      { kind: 'audio', mimeType: 'audio/ogg', sniffedType: 'audio/ogg; codecs=opus' },
      [],
    ],
    ['nothing in it', { kind: 'image', mimeType: 'image/png', size: 0 }, ['size media_empty']],
    [
      'a sticker that does not move, over 100 KB',
      { kind: 'sticker', mimeType: 'image/webp', size: 100 * 1024 + 1, animated: false },
      ['size media_too_big'],
    ],
    [
      'a sticker of 640 × 512 pixels',
      { kind: 'sticker', mimeType: 'image/webp', pixels: { width: 640, height: 512 } },
      ['pixels sticker_pixels'],
    ],
    [
      'a sticker of 512 × 512 pixels',
      { kind: 'sticker', mimeType: 'image/webp', pixels: { width: 512, height: 512 } },
      [],
    ],
    [
      'a JPEG as a document',
      { kind: 'document', mimeType: 'image/jpeg', size: MB },
      ['mimeType (media_type_not_accepted)'],
    ],
    [
      'a JPEG of 6 MB as a document: its upload is too large whatever it is sent as',
      { kind: 'document', mimeType: 'image/jpeg', size: 6 * MB },
      ['mimeType (media_type_not_accepted)', 'size media_too_big'],
    ],
    [
      'a HEIC as a document: it cannot be uploaded at all',
      { kind: 'document', mimeType: 'image/heic' },
      ['mimeType media_type_not_accepted'],
    ],
    [
      'a CSV as a document',
      { kind: 'document', mimeType: 'text/csv' },
      ['mimeType (media_type_not_accepted)'],
    ],
    [
      'a sticker of which nobody knows whether it moves',
      { kind: 'sticker', mimeType: 'image/webp', size: 200 * 1024 },
      ['size (media_too_big)'],
    ],
    [
      'a HEIC that is called JPEG',
      { kind: 'image', mimeType: 'image/jpeg', sniffedType: 'image/heic', name: 'a.jpg' },
      ['mimeType media_type_mismatch'],
    ],
    [
      'a PNG declared as JPEG',
      { kind: 'image', mimeType: 'image/jpeg', sniffedType: 'image/png' },
      ['mimeType media_type_mismatch'],
    ],
    [
      'a Word file seen as ZIP',
      {
        kind: 'document',
        mimeType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
        sniffedType: 'application/zip',
        name: 'a.docx',
      },
      [],
    ],
    [
      'an m4a seen as MP4',
      { kind: 'audio', mimeType: 'audio/x-m4a', sniffedType: 'video/mp4' },
      [],
    ],
    [
      'a name that promises another type',
      { kind: 'document', mimeType: 'application/pdf', name: 'a.docx' },
      ['name (media_name_mismatch)'],
    ],
    [
      'other spellings of the same type',
      { kind: 'image', mimeType: 'IMAGE/JPG', sniffedType: 'image/jpeg', name: 'a.JPEG' },
      [],
    ],
  ])('%s', (_, file, problems) => {
    expect(found(file)).toEqual(problems)
  })

  it('says what to do', () => {
    expect(mediaProblems({ kind: 'image', mimeType: 'image/heic' })[0]?.message).toContain(
      'Save the photo as JPEG',
    )
    expect(mediaProblems({ kind: 'image', mimeType: 'image/jpeg', size: 6 * MB })[0]?.message).toBe(
      '6 MB; WhatsApp accepts 5 MB as image. Make the picture smaller',
    )
  })

  it('is uploaded under the name WhatsApp wants', () => {
    expect(uploadTypeOf({ mimeType: 'audio/ogg', sniffedType: 'audio/ogg; codecs=opus' })).toBe(
      'audio/ogg; codecs=opus',
    )
    expect(uploadTypeOf({ mimeType: 'audio/x-m4a' })).toBe('audio/mp4')
  })
})

describe('what Connect carries by itself', () => {
  it.each<[string, Parameters<typeof connectProblems>[0], string[]]>([
    ['a PDF of 20 MB', { kind: 'document', mimeType: 'application/pdf', size: 20 * MB }, []],
    [
      'a PDF of more, which only the bridge can send',
      { kind: 'document', mimeType: 'application/pdf', size: 20 * MB + 1 },
      ['too_big_for_connect'],
    ],
    ['a sticker', { kind: 'sticker', mimeType: 'image/webp' }, ['not_carried_by_connect']],
    ['a photo', { kind: 'image', mimeType: 'image/jpeg', size: 5 * MB }, []],
    [
      'a type it does not have',
      { kind: 'document', mimeType: 'text/csv' },
      ['not_carried_by_connect'],
    ],
  ])('%s', (_, file, codes) => {
    expect(connectProblems(file).map(({ code }) => code)).toEqual(codes)
  })
})

describe('the type', () => {
  const bytes = (start: string) => Uint8Array.from(start, (char) => char.charCodeAt(0))

  it.each<[string, string, string | undefined]>([
    ['a JPEG', '\xff\xd8\xff\xe0', 'image/jpeg'],
    ['a PNG', '\x89PNG\r\n\x1a\n', 'image/png'],
    ['a HEIC', '\0\0\0\x18ftypheic', 'image/heic'],
    ['a MOV', '\0\0\0\x14ftypqt  ', 'video/quicktime'],
    ['an MP4', '\0\0\0\x18ftypisom', 'video/mp4'],
    ['an M4A', '\0\0\0\x18ftypM4A ', 'audio/mp4'],
    ['a 3GP', '\0\0\0\x18ftyp3gp4', 'video/3gpp'],
    ['a WAV', 'RIFF\0\0\0\0WAVE', 'audio/wav'],
    ['Ogg with Opus', `OggS${'\0'.repeat(24)}OpusHead`, 'audio/ogg; codecs=opus'],
    ['Ogg without', `OggS${'\0'.repeat(24)}\x01vorbis`, 'audio/ogg'],
    ['a PDF', '%PDF-1.7', 'application/pdf'],
    ['a sticker', 'RIFF\0\0\0\0WEBPVP8 ', 'image/webp'],
    ['text', 'Hello', undefined],
    ['nothing', '', undefined],
  ])('of %s is in its first bytes', (_, start, type) => {
    expect(typeOfBytes(bytes(start))).toBe(type)
  })

  it('tells whether a sticker moves, and how many pixels it has', () => {
    const riff = 'RIFF\0\0\0\0WEBP'
    const rest = '\0'.repeat(8)
    const whole = { pixels: { width: 512, height: 480 } }
    expect(webpOf(bytes(`${riff}VP8X\x0a\0\0\0\x02\0\0\0\xff\x01\0\xdf\x01\0`))).toEqual({
      animated: true,
      ...whole,
    })
    expect(webpOf(bytes(`${riff}VP8X\x0a\0\0\0\x10\0\0\0\xff\x01\0\xdf\x01\0`))).toEqual({
      animated: false,
      ...whole,
    })
    // 511 in the lower 14 bits, 479 in the next.
    expect(webpOf(bytes(`${riff}VP8L\0\0\0\0\x2f\xff\xc1\x77\0${rest}`))).toEqual({
      animated: false,
      ...whole,
    })
    expect(webpOf(bytes(`${riff}VP8 \0\0\0\0\0\0\0\x9d\x01\x2a\0\x02\xe0\x01${rest}`))).toEqual({
      animated: false,
      ...whole,
    })
    expect(webpOf(bytes(`${riff}VP8 `))).toEqual({ animated: false })
    expect(webpOf(bytes('%PDF-'))).toBeUndefined()
  })

  it('of a name is in its ending', () => {
    expect(typeOfName('Fatura.março.PDF')).toBe('application/pdf')
    expect(typeOfName('no ending')).toBeUndefined()
    expect(typeOfName('a.constructor')).toBeUndefined()
  })
})
