import { expect, it } from 'vitest'
import { attachmentName } from '../../../lambdas/inbound/attachment.ts'

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
const named = (name: string, mimeType: string, size = 9) => attachmentName({ name, mimeType, size })

it.each([
  [
    'a file name whose extension matches the file’s type',
    'Offer.PDF',
    'application/pdf',
    'Offer.PDF',
  ],
  ['a type’s other ending', 'beach.jpeg', 'image/jpeg', 'beach.jpeg'],
])('does not change %s', (_, name, type, expected) => {
  expect(named(name, type)?.name).toBe(expected)
})

it.each([
  ['has no extension', 'Contract signed', DOCX, 'Contract signed.docx'],
  ['has another type’s', 'valve.webp', 'image/png', 'valve.webp.png'],
  ['ends in a number', 'Invoice 3.5', 'application/pdf', 'Invoice 3.5.pdf'],
  ['was generated without one', 'document-1a2b3c.bin', DOCX, 'document-1a2b3c.bin.docx'],
  ['is hidden', '.pdf', 'application/pdf', 'file.pdf'],
  ['ends in dots and blanks', 'Plan . .', 'text/csv', 'Plan.csv'],
])('adds the extension of the type if the file name %s', (_, name, type, expected) => {
  expect(named(name, type)?.name).toBe(expected)
})

it('replaces characters that are not allowed in file names or headers', () => {
  expect(named('../up\n"a":b\u202e.pdf', 'application/pdf')?.name).toBe('.._up_a_b_.pdf')
})

it('shortens a long name to 256 UTF-16 code units, keeps its extension, and does not split a character', () => {
  const name = named(`a${'😀'.repeat(200)}.xlsx`, ALIAS)!.name

  expect(name.length).toBeLessThanOrEqual(256)
  expect(name).toMatch(/^a(😀)+\.csv$/u)
})
const ALIAS = 'text/comma-separated-values; charset=utf-8'

it('adds a second, ASCII name for uploads, whose headers cannot contain other characters', () => {
  expect(named('契約書.pdf', 'application/pdf')).toMatchObject({
    name: '契約書.pdf',
    asciiName: 'file.pdf',
  })
  expect(named('Año nuevo.png', 'image/png')?.asciiName).toBe('Ano nuevo.png')
})

it('replaces an alias of a MIME type with its usual name', () => {
  expect(named('a.jpg', 'image/pjpeg')?.mimeType).toBe('image/jpeg')
})

it.each([
  ['type', 'note.ogg', 'audio/ogg; codecs=opus', 9],
  ['type that is named like a property', 'x', 'constructor', 9],
  ['size', 'film.mp4', 'video/mp4', 20 * 1024 * 1024 + 1],
  ['emptiness', 'empty.txt', 'text/plain', 0],
])('returns undefined if the chat does not accept the file’s %s', (_, name, type, size) => {
  expect(named(name, type, size)).toBeUndefined()
})
