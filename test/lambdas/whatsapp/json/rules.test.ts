import { expect, it } from 'vitest'
import { time } from '#whatsapp/json/loose'
import { text, unique } from '#whatsapp/json/rules'

const codes = (value: string, limits = {}) => text(limits)(value, 'x').map(({ code }) => code)

it.each<[string, string, string[]]>([
  ['an ordinary text', 'Olá 👋🏽', []],
  ['blanks alone', '  \n', ['blank']],
  ['a zero-width space alone', '\u200b', ['blank']],
  ['a NUL', 'a\0b', ['nul_character']],
  ['half an emoji', 'a\ud83d', ['lone_surrogate']],
  ['a NUL and half an emoji', '\0\udc4b', ['nul_character', 'lone_surrogate']],
])('returns the problems, if any, of a text that consists of %s', (_, value, problems) => {
  expect(codes(value)).toEqual(problems)
})

it('accepts a blank text if an empty text is allowed', () => {
  expect(codes('\u200b', { mayBeEmpty: true })).toEqual([])
})

it('reports two equal titles as duplicates, but not two missing titles', () => {
  const titles = unique(({ title }) => title, 'title')
  const found = (...list: string[]) =>
    titles(
      list.map((title) => ({ title })),
      'buttons',
    ).map(({ path }) => path)

  expect(found('', '', ' ', ' ')).toEqual([])
  expect(found('Yes', '', 'Yes')).toEqual(['buttons.2'])
})

it.each([
  ['1744344496', '2025-04-11T04:08:16.000Z'],
  [1744344496123, '2025-04-11T04:08:16.123Z'],
  ['2025-04-11T04:08:16Z', '2025-04-11T04:08:16.000Z'],
])('reads the time %s, whether in seconds, in milliseconds or as text', (value, at) => {
  expect(time(value)?.toISOString()).toBe(at)
})
