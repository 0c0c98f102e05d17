import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lengthOf, MAX_TEXT_LENGTH, splitText } from '#whatsapp/messages/text'

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

describe('splitting', () => {
  it('leaves a text that fits in one part, even an empty one', () => {
    expect(splitText('a'.repeat(MAX_TEXT_LENGTH))).toHaveLength(1)
    expect(splitText('')).toEqual([''])
  })

  it('cuts after a paragraph where there is one in the second half', () => {
    const first = `${'one two. '.repeat(7)}\n\n`

    expect(splitText(`${first}${'three '.repeat(10)}`, 100)[0]).toBe(first)
  })

  it('cuts after a sentence rather than after a word', () => {
    expect(splitText('First sentence here. Second one follows', 25)).toEqual([
      'First sentence here. ',
      'Second one follows',
    ])
  })

  it('cuts inside a word only when it has no end', () => {
    expect(splitText('abcdefghij klm', 5)).toEqual(['abcde', 'fghij', ' klm'])
  })

  it('never cuts a family of emoji apart', () => {
    for (const part of splitText(`ab${FAMILY.repeat(5)}`, 30))
      expect(part.replaceAll(FAMILY, '').replace('ab', '')).toBe('')
  })

  it('keeps an accent with its letter', () => {
    expect(splitText(`${'x'.repeat(9)}e\u0301yz`, 10)).toEqual(['x'.repeat(9), 'e\u0301yz'])
  })

  it('takes no more than a part may hold, by either way of counting, and loses nothing', () => {
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
