import { expect, it } from 'vitest'
import { blocksOf, type Piece, piecesOf } from '../../../agent-widget/preview/marks.ts'
import { plainText } from '../../../agent-widget/preview/plain-text.ts'

/**
 * Writes the pieces as text with tags, which is easy to read in a test. The widget itself does not
 * write tags: it creates elements.
 */
const asTags = (pieces: readonly Piece[]): string =>
  pieces
    .map((piece) =>
      'pieces' in piece
        ? `<${piece.is}>${asTags(piece.pieces)}</>`
        : piece.is === 'text'
          ? piece.text
          : `<${piece.is}>${piece.text}</>`,
    )
    .join('')

it.each([
  ['*bold* _italic_ ~strike~', '<bold>bold</> <italic>italic</> <strike>strike</>'],
  ['*bold and _both_*', '<bold>bold and <italic>both</></>'],
  ['2*3*4 and snake_case_name', '2*3*4 and snake_case_name'],
  ['* not bold * and **', '* not bold * and **'],
  ['*open', '*open'],
  ['`code *as is*`', '<code>code *as is*</>'],
  ['(*bold*), *bold*.', '(<bold>bold</>), <bold>bold</>.'],
  ['see https://example.com/a_b_c.', 'see <link>https://example.com/a_b_c</>.'],
  ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
])('formats %s as %s', (text, tags) => {
  expect(asTags(piecesOf(text))).toBe(tags)
})

it('recognizes paragraphs, list items, quotes and blocks of code', () => {
  expect(blocksOf('Hello\n- one\n2. two\n> said\n```a *b*\nc```').map((block) => block.is)).toEqual(
    ['paragraph', 'item', 'item', 'quote', 'paragraph', 'mono'],
  )
})

it('shows texts without formatting marks in the list of templates', () => {
  expect(plainText('*Hello* {{1}}\n\n- _one_')).toBe('Hello {{1}} one')
})
