import { describe, expect, it } from 'vitest'
import { EXECUTABLES, forbiddenFrom, forbiddenProblems, toSetting } from '#whatsapp/media/forbidden'
import {
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

describe('the rules for files', () => {
  it.each(
    Object.entries(MEDIA_RULES).flatMap(([kind, { types, maxBytes }]) =>
      types.filter((type) => type !== 'audio/ogg').map((type) => [type, kind, maxBytes] as const),
    ),
  )(
    'accept %s as %s up to the limit of its kind, and refuse one more byte',
    (mimeType, kind, maxBytes) => {
      const file = { kind: kind as MediaFile['kind'], mimeType, animated: true }

      expect(mediaKindOf(mimeType)).toBe(kind)
      expect(found({ ...file, size: maxBytes })).toEqual([])
      expect(found({ ...file, size: maxBytes + 1 })).toEqual(['size media_too_big'])
    },
  )

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
      'a WebP picture that is sent as an image',
      { kind: 'image', mimeType: 'image/webp' },
      ['mimeType media_type_not_accepted'],
    ],
    [
      'a CSV, which cannot be uploaded',
      { kind: 'document', mimeType: 'application/csv; charset=utf-8' },
      ['mimeType media_type_not_accepted'],
    ],
    [
      'a CSV file that its sender has chosen to send as plain text',
      { kind: 'document', mimeType: 'text/plain', name: 'prices.csv' },
      [],
    ],
    [
      'a text whose name and declared type are those of a PDF',
      { kind: 'document', mimeType: 'application/pdf', sniffedType: 'text/plain', name: 'a.pdf' },
      ['mimeType media_type_mismatch'],
    ],
    [
      'RTF',
      { kind: 'document', mimeType: 'text/rtf', name: 'letter.rtf' },
      ['mimeType media_type_not_accepted'],
    ],
    [
      'a program',
      { kind: 'document', mimeType: 'application/x-msdownload', name: 'setup.exe' },
      ['mimeType media_type_not_accepted'],
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
      'a sticker of which it is unknown whether it moves',
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
  ])('accept or refuse, as WhatsApp does, %s', (_, file, problems) => {
    expect(found(file)).toEqual(problems)
  })

  it.each([
    ['text/csv', /XLSX, or send it as plain text/],
    ['application/json', /plain text from the WhatsApp widget/],
    ['application/rtf', /DOCX or PDF/],
    ['application/x-dosexec', /does not accept programs/],
    ['application/vnd.oasis.opendocument.text', /DOCX or PDF/],
  ])('offer a remedy for %s', (mimeType, remedy) => {
    expect(mediaProblems({ kind: 'document', mimeType })[0]?.message).toMatch(remedy)
  })

  it('name the limit and the remedy if they refuse a file', () => {
    expect(mediaProblems({ kind: 'image', mimeType: 'image/heic' })[0]?.message).toContain(
      'Save the photo as JPEG',
    )
    expect(mediaProblems({ kind: 'image', mimeType: 'image/jpeg', size: 6 * MB })[0]?.message).toBe(
      'The file has 6 MB. WhatsApp accepts pictures of at most 5 MB. Make the picture smaller.',
    )
  })

  it('replace the type of a file with the one that WhatsApp requires', () => {
    expect(uploadTypeOf({ mimeType: 'audio/ogg', sniffedType: 'audio/ogg; codecs=opus' })).toBe(
      'audio/ogg; codecs=opus',
    )
    expect(uploadTypeOf({ mimeType: 'audio/x-m4a' })).toBe('audio/mp4')
  })
})

describe('files that must not be sent to customers', () => {
  it.each<[string, Parameters<typeof forbiddenProblems>[0], readonly string[], string[]]>([
    ['a program by its name', { name: 'Setup.EXE' }, EXECUTABLES, ['media_forbidden']],
    ['a script that is plain text', { name: 'run.bat' }, EXECUTABLES, ['media_forbidden']],
    ['a name that hides its ending', { name: 'offer.pdf.scr ' }, EXECUTABLES, ['media_forbidden']],
    [
      'a program by its bytes',
      { name: 'offer.pdf', sniffedType: 'application/x-msdownload' },
      EXECUTABLES,
      ['media_forbidden'],
    ],
    ['a document', { name: 'offer.pdf' }, EXECUTABLES, []],
    ['a document an administrator forbids', { name: 'offer.pdf' }, ['pdf'], ['media_forbidden']],
    ['a script where nothing is forbidden', { name: 'run.bat' }, [], []],
    ['a file without a name', {}, EXECUTABLES, []],
  ])('are recognized by name or content: %s', (_, file, forbidden, codes) => {
    expect(forbiddenProblems(file, forbidden).map(({ code }) => code)).toEqual(codes)
  })

  it('are listed in the environment of a function', () => {
    expect(forbiddenFrom(toSetting(EXECUTABLES))).toEqual(EXECUTABLES)
    expect(forbiddenFrom(toSetting([]))).toEqual([])
  })
})

describe('the type of a file', () => {
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
    ['an Ogg file without Opus', `OggS${'\0'.repeat(24)}\x01vorbis`, 'audio/ogg'],
    ['a PDF', '%PDF-1.7', 'application/pdf'],
    ['a sticker', 'RIFF\0\0\0\0WEBPVP8 ', 'image/webp'],
    ['text', 'Hello', undefined],
    ['nothing', '', undefined],
    ['a program', 'MZ\x90\0\x03', 'application/x-msdownload'],
    ['MP3 without a tag', '\xff\xfb\x90\x64', 'audio/mpeg'],
    ['AAC', '\xff\xf1\x50\x80', 'audio/aac'],
    ['UTF-16, which looks like MPEG for a byte', '\xff\xfeH\0i\0', undefined],
  ])('is detected from the first bytes of %s', (_, start, type) => {
    expect(typeOfBytes(bytes(start))).toBe(type)
  })

  it.each<[string, string, string, string | undefined]>([
    ['a text about cars', 'BMW 320d, 2019', 'text/plain', undefined],
    ['a price list', 'ID3;Golf;21000', 'text/csv', undefined],
    ['a text that begins like MP4', 'Abcdftyp', 'text/plain; charset=utf-8', undefined],
    ['a text that begins like a PDF', '%PDF- is what PDFs begin with', 'text/plain', undefined],
    ['a picture called text', '\xff\xd8\xff\xe0\0\x10JFIF', 'text/plain', 'image/jpeg'],
    ['a program called PDF', 'MZ\x90\0\x03', 'application/pdf', 'application/x-msdownload'],
    ['a web page called PDF', '<!DOCTYPE html><html>', 'application/pdf', 'text/plain'],
    ['noise called JPEG', '\0\x01\x02\x03', 'image/jpg', 'application/octet-stream'],
    [
      'a PDF after a printer’s line',
      '\x1b%-12345X\0\n%PDF-1.4',
      'application/pdf',
      'application/pdf',
    ],
    ['noise called MP3, which may begin so', '\0\x01\x02\x03', 'audio/mpeg', undefined],
    ['an empty file', '', 'image/png', undefined],
  ])('is detected from the first bytes and the declared type of %s', (_, start, declared, type) => {
    expect(typeOfBytes(bytes(start), declared)).toBe(type)
  })

  it('includes, for a sticker, whether it is animated and its size in pixels', () => {
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
    // A lossless file stores width − 1 in the lower 14 bits (511), and height − 1 in the next 14
    // bits (479).
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

  it('is derived from the extension of its name', () => {
    expect(typeOfName('Fatura.março.PDF')).toBe('application/pdf')
    expect(typeOfName('notes.text')).toBe('text/plain')
    expect(typeOfName('no ending')).toBeUndefined()
    expect(typeOfName('a.constructor')).toBeUndefined()
  })
})
