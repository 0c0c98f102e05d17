// Parses WhatsApp's formatting marks. Each piece of the result becomes an element, and no text is
// interpreted as markup.
// https://faq.whatsapp.com/539178204879377

import { charAfter, charBefore } from './place-marks.ts'

export type Piece =
  | { is: 'text'; text: string }
  | { is: 'bold' | 'italic' | 'strike'; pieces: Piece[] }
  | { is: 'code'; text: string }
  | { is: 'link'; text: string }

export type Block =
  | { is: 'paragraph'; pieces: Piece[] }
  | { is: 'quote'; pieces: Piece[] }
  | { is: 'item'; mark: string; pieces: Piece[] }
  | { is: 'mono'; text: string }

const SPANS = [
  ['*', 'bold'],
  ['_', 'italic'],
  ['~', 'strike'],
] as const

/**
 * Returns the blocks of a text: one for each line, and one for each text between triple backticks.
 */
export function blocksOf(text: string): Block[] {
  return text.split(/(```[\s\S]+?```)/).flatMap((part, i): Block[] => {
    if (i % 2 === 1) return [{ is: 'mono', text: part.slice(3, -3) }]
    if (part === '') return []
    return part.split('\n').map(lineOf)
  })
}

function lineOf(line: string): Block {
  const quote = /^> (.*)$/.exec(line)
  if (quote) return { is: 'quote', pieces: piecesOf(quote[1]!) }
  const item = /^(?:([*-]) |(\d{1,3}\.) )(.*)$/.exec(line)
  if (item) return { is: 'item', mark: item[2] ?? '•', pieces: piecesOf(item[3]!) }
  return { is: 'paragraph', pieces: piecesOf(line) }
}

/**
 * Splits a line into pieces of plain text, formatted text and links. A formatted piece starts with
 * a mark at the start of a word, contains text, and ends with the same mark at the end of a word.
 */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = []
  let plain = ''
  const flush = () => {
    if (plain) pieces.push(...linksIn(plain))
    plain = ''
  }
  for (let i = 0; i < text.length; ) {
    const code = text[i] === '`' ? /^`([^`]+)`/.exec(text.slice(i)) : null
    const span = code ? undefined : spanAt(text, i)
    if (!code && !span) {
      plain += text[i]
      i += 1
      continue
    }
    flush()
    if (code) {
      pieces.push({ is: 'code', text: code[1]! })
      i += code[0].length
    } else if (span) {
      pieces.push({ is: span.is, pieces: piecesOf(text.slice(i + 1, span.end)) })
      i = span.end + 1
    }
  }
  flush()
  return pieces
}

const isWord = (char: string | undefined) => char !== undefined && /[\p{L}\p{N}]/u.test(char)

function spanAt(
  text: string,
  start: number,
): { is: 'bold' | 'italic' | 'strike'; end: number } | undefined {
  const [mark, is] = SPANS.find(([each]) => each === text[start]) ?? []
  if (
    !mark ||
    !is ||
    isWord(charBefore(text, start)) ||
    !/[^\s]/.test(text[start + 1] ?? '') ||
    text[start + 1] === mark
  )
    return undefined
  for (let end = text.indexOf(mark, start + 2); end > 0; end = text.indexOf(mark, end + 1)) {
    if (!/\s/.test(text[end - 1]!) && !isWord(charAfter(text, end))) return { is, end }
  }
  return undefined
}

function linksIn(text: string): Piece[] {
  return text.split(/(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)])/).flatMap((part, i): Piece[] => {
    if (part === '') return []
    return [{ is: i % 2 === 1 ? 'link' : 'text', text: part }]
  })
}
