import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  hasLoneSurrogate,
  isBlank,
  lengthOf,
  MAX_TEXT_LENGTH,
  MOST_TEXTS,
  splitText,
  textsOf,
} from '#whatsapp/messages/text'

const FAMILY = '👨‍👩‍👧‍👦'

describe('length', () => {
  it.each([
    ['plain letters', 'Hola', 4],
    ['an emoji', '😀', 1],
    ['a letter with a combining accent', 'e\u0301', 2],
    ['a family, which is four people and three joiners', FAMILY, 7],
    ['a flag', '🇧🇷', 2],
    ['nothing', '', 0],
  ])('of %s is counted in code points', (_, text, length) => {
    expect(lengthOf(text)).toBe(length)
  })
})

describe('visible characters', () => {
  it.each([
    ['an empty text', ''],
    ['blanks and line ends', ' \t\n\u00a0\u3000'],
    ['a zero-width space', '\u200b'],
    ['directional marks', '\u200e\u202a\u2066'],
    ['a word joiner and a byte order mark', '\u2060\ufeff'],
    ['fillers', '\u3164\u115f\u2800'],
    ['a selector of a form without a sign', '\ufe0f'],
  ])('are missing in %s', (_, text) => {
    expect(isBlank(text)).toBe(true)
  })

  it.each(['.', '\u200bx', '❤\ufe0f', '\u0301a', '0'])('are found in the text %j', (text) => {
    expect(isBlank(text)).toBe(false)
  })

  it('do not include half a surrogate pair', () => {
    expect(['😀', '', 'a\ud83d', '\ude00b', '\ude00\ud83d'].map(hasLoneSurrogate)).toEqual([
      ...[false, false, true, true, true],
    ])
  })
})

describe('splitting', () => {
  it('leaves a text whole that is within the limit, even an empty text', () => {
    expect(splitText('a'.repeat(MAX_TEXT_LENGTH))).toHaveLength(1)
    expect(splitText('')).toEqual([''])
  })

  it('splits after a paragraph if the paragraph ends in the second half of the part', () => {
    const first = `${'one two. '.repeat(7)}\n\n`

    expect(splitText(`${first}${'three '.repeat(10)}`, 100)[0]).toBe(first)
  })

  it('prefers to split after a sentence rather than after a word', () => {
    expect(splitText('First sentence here. Second one follows', 25)).toEqual([
      'First sentence here. ',
      'Second one follows',
    ])
  })

  it('splits a word only if the word alone exceeds the limit', () => {
    expect(splitText('abcdefghij klm', 5)).toEqual(['abcde', 'fghij', ' klm'])
  })

  it('never splits an emoji sequence', () => {
    for (const part of splitText(`ab${FAMILY.repeat(5)}`, 30))
      expect(part.replaceAll(FAMILY, '').replace('ab', '')).toBe('')
  })

  it('keeps an accent with its letter', () => {
    expect(splitText(`${'x'.repeat(9)}e\u0301yz`, 10)).toEqual(['x'.repeat(9), 'e\u0301yz'])
  })

  it('keeps every part within the limits in characters and bytes, and loses no text', () => {
    const anyText = fc.array(
      fc.oneof(
        fc.string({ unit: 'grapheme', maxLength: 30 }),
        fc.constantFrom(' ', '\n', '\n\n', '. ', FAMILY, '\u0301'),
      ),
    )
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 60 }), (pieces, max) => {
        const text = pieces.join('')
        const parts = splitText(text, max)
        expect(parts.join('')).toBe(text)
        for (const part of parts) {
          if (max > 1) expect(part.length).toBeLessThanOrEqual(max)
          expect(lengthOf(part)).toBeLessThanOrEqual(max)
          expect(part.isWellFormed()).toBe(text.isWellFormed())
        }
      }),
    )
  })
})

it('splits a text into at most four parts, if necessary between the words of a sentence', () => {
  const sentences = Array.from({ length: 6 }, (_, i) => `${'word '.repeat(430)}end ${i}. `).join('')

  const texts = textsOf(sentences)

  expect(splitText(sentences).length).toBeGreaterThan(MOST_TEXTS)
  expect(texts.length).toBeLessThanOrEqual(MOST_TEXTS)
  expect(texts.join('')).toBe(sentences)
})
