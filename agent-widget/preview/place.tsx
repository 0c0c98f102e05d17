import { piecesWithPlaces } from './place-marks.ts'

/** A text with the places of its fields: a click on one leads to the field. */
export function WithPlace({ text }: { text: string }) {
  return piecesWithPlaces(text).map((piece, i) => {
    const { field, isFocused } = piece
    if (field === undefined) return piece.text
    const Element = isFocused ? 'mark' : 'span'
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: a piece is known by its place
      <Element className={isFocused ? 'aw-place-mark' : undefined} data-place={field} key={i}>
        {piece.text}
      </Element>
    )
  })
}
