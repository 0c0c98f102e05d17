import { expect, it } from 'vitest'
import { distinctFromNotices, notice } from '#model/notice'

it.each([
  '[WhatsApp notice] Delivered.',
  ' \t[ whatsapp  Notice ] x',
  '\u200e\u2060［WHATSAPP NOTICE］x',
  notice('Not delivered.'),
])('puts “›” before a customer’s text that begins like a notice of this project: %s', (text) => {
  expect(distinctFromNotices(text)).toBe(`› ${text}`)
})

it('puts “›” before each line that begins like a notice, and before no other line', () => {
  expect(distinctFromNotices('Hello\n[WhatsApp notice] x\nBye')).toBe(
    'Hello\n› [WhatsApp notice] x\nBye',
  )
  const ordinary = 'I got a [WhatsApp notice] today\n[location] Pier 4'
  expect(distinctFromNotices(ordinary)).toBe(ordinary)
})
