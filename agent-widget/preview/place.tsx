// Marks the value of the focused field in the preview. Invisible characters around the value, which
// WhatsApp's formatting does not change, show where it is.
const START = '\u2063'
const END = '\u2064'
const PLACE = /\u2063([^\u2063\u2064]*)\u2064/
const DELIMITERS = /[\u2063\u2064]/g

export const asPlace = (value: string): string =>
  `${START}${value.replaceAll(DELIMITERS, '')}${END}`

/** Shows a text with the marked values. A variable may occur several times. */
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
