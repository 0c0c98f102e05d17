// Marks in the preview the place of the field that has the focus. The place is delimited by invisible
// characters, which come through WhatsApp's formatting unchanged.
const START = '\u2063'
const END = '\u2064'
const PLACE = /\u2063([^\u2063\u2064]*)\u2064/
const DELIMITERS = /[\u2063\u2064]/g

export const asPlace = (value: string): string =>
  `${START}${value.replaceAll(DELIMITERS, '')}${END}`

/** A text with its places marked: a variable may occur several times. */
export function WithPlace({ text }: { text: string }) {
  const parts = text.split(PLACE)
  return parts.map((part, i) =>
    i % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: a part is known by its place
      <mark className="aw-place-mark" key={i}>
        {part}
      </mark>
    ) : (
      part.replaceAll(DELIMITERS, '')
    ),
  )
}
