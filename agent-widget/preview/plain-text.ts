// Returns a formatted text without marks on one line, for lists.
import { type Block, blocksOf, type Piece } from './marks.ts'

export const plainText = (text: string): string =>
  blocksOf(text).map(blockText).filter(Boolean).join(' ')

const blockText = (block: Block): string =>
  block.is === 'mono' ? block.text : block.pieces.map(pieceText).join('')

const pieceText = (piece: Piece): string =>
  'pieces' in piece ? piece.pieces.map(pieceText).join('') : piece.text
