import fc from 'fast-check'
import { expect, it } from 'vitest'
import { limitedText } from '#whatsapp/templates/limited-text-schema'
import { roomIn, spaceLeft } from '../../../agent-widget/supervisor/text-room.ts'

const texts = {
  bytesLeft: ({ n }: { n: number }) => `${n} left`,
  bytesOver: ({ n }: { n: number }) => `${n} too many`,
} as never

it('reports that a text is too long if and only if the API refuses the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }), (text) => {
      const { success } = limitedText(80, 0).safeParse(text.trim())
      expect(spaceLeft(text, 80) >= 0).toBe(success)
    }),
  )
})

it('says by how many bytes a text is too long, or how many bytes are left if they are few', () => {
  expect(roomIn('漢'.repeat(30), 80, texts)).toEqual({ errorText: '10 too many' })
  expect(roomIn(' é ', 40, texts)).toEqual({ constraintText: '38 left' })
  expect(roomIn('é', 80, texts)).toEqual({})
})
