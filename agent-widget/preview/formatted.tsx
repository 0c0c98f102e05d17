// Shows a text with WhatsApp's formatting, as the phone does. Formatted text becomes elements and
// is never interpreted as markup.
import { Fragment, memo } from 'react'
import { type Block, blocksOf, type Piece } from './marks.ts'
import { WithPlace } from './place.tsx'

// The parts of a text have no id, so the key is the position.
export const Formatted = memo(({ text }: { text: string }) =>
  // biome-ignore lint/suspicious/noArrayIndexKey: see above
  blocksOf(text).map((block, i) => <Line key={i} block={block} />),
)

function Line({ block }: { block: Block }) {
  if (block.is === 'mono')
    return (
      <code className="aw-mono">
        <WithPlace text={block.text} />
      </code>
    )
  const pieces = <Pieces pieces={block.pieces} />
  if (block.is === 'quote') return <span className="aw-quote">{pieces}</span>
  if (block.is === 'item') {
    return (
      <span className="aw-item">
        {block.mark} {pieces}
      </span>
    )
  }
  return (
    <span className="aw-line" dir="auto">
      {block.pieces.length > 0 ? pieces : <br />}
    </span>
  )
}

function Pieces({ pieces }: { pieces: readonly Piece[] }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: see above
  return pieces.map((piece, i) => <Fragment key={i}>{formattedPiece(piece)}</Fragment>)
}

function formattedPiece(piece: Piece) {
  switch (piece.is) {
    case 'text':
      return <WithPlace text={piece.text} />
    case 'link':
      // In the preview, a link looks like a link but opens nothing.
      return (
        <span className="aw-link">
          <WithPlace text={piece.text} />
        </span>
      )
    case 'code':
      return (
        <code>
          <WithPlace text={piece.text} />
        </code>
      )
    case 'bold':
      return <Marked as="strong" pieces={piece.pieces} />
    case 'italic':
      return <Marked as="em" pieces={piece.pieces} />
    case 'strike':
      return <Marked as="s" pieces={piece.pieces} />
  }
}

function Marked({ as: Element, pieces }: { as: 'strong' | 'em' | 's'; pieces: readonly Piece[] }) {
  return (
    <Element>
      <Pieces pieces={pieces} />
    </Element>
  )
}
