import { piecesWithPlaces } from './place-marks.ts'

/**
 * Shows a text in which the agent can click the values of fields. A click moves the focus to the
 * field.
 */
export function WithPlace({ text }: { text: string }) {
  return piecesWithPlaces(text).map((piece, i) => {
    const { field, isFocused } = piece
    if (field === undefined) return piece.text
    const Element = isFocused ? 'mark' : 'span'
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no id
      <Element className={isFocused ? 'aw-place-mark' : undefined} data-place={field} key={i}>
        {piece.text}
      </Element>
    )
  })
}
