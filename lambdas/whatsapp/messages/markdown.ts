// Connect's rich text (text/markdown: bold, italic, strike, links, lists) in WhatsApp's marks.
// The caller chooses: `toWhatsAppMarks` for what was written as markdown, the text itself otherwise.
// https://docs.aws.amazon.com/connect/latest/adminguide/enable-text-formatting-chat.html
// https://faq.whatsapp.com/539178204879377

/** Every character that is no mark stays. Marks WhatsApp does not have are written out (a link as `text (url)`), not dropped. */
export function toWhatsAppMarks(markdown: string): string {
  return markdown
    .split(/(```[\s\S]*?```)/)
    .map((piece) => (piece.startsWith('```') ? piece : piece.split('\n').map(line).join('\n')))
    .join('')
}

function line(text: string): string {
  const heading = /^#{1,6}\s+(.+?)\s*#*$/.exec(text)
  if (heading) return `*${inline(heading[1]!).replaceAll('*', '')}*`
  const item = /^(\s*)[*+-]\s+(.*)$/.exec(text)
  if (item) return `${item[1]}- ${inline(item[2]!)}`
  return inline(text)
}

// Code first, then escapes and links, then the longer mark before the shorter one. WhatsApp shows no emphasis inside a word,
// so that stars there stay: 2*3*4 is a product.
const INLINE =
  /(?<code>`[^`]+`)|\\(?<escaped>[\\`*_~[\]()#+\-.!>])|\[(?<label>[^\]]+)\]\((?<url>[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)|(?<both>\*\*\*(?=\S)(?<bothText>.+?)(?<=\S)\*\*\*)|(?<bold>\*\*(?=\S)(?<boldText>.+?)(?<=\S)\*\*(?!\*))|(?<!\w)(?<bold2>__(?=\S)(?<bold2Text>.+?)(?<=\S)__)(?!\w)|(?<strike>~~(?=\S)(?<strikeText>.+?)(?<=\S)~~)|(?<![\p{L}\p{N}*])(?<italic>\*(?=[^\s*])(?<italicText>(?:[^*]|\*\*[^*]+\*\*)*?[^\s*])\*)(?![\p{L}\p{N}*])/gu

function inline(text: string): string {
  return text.replace(INLINE, (...match) => {
    const g = match.at(-1) as Record<string, string | undefined>
    if (g.code !== undefined) return g.code
    if (g.escaped !== undefined) return g.escaped
    if (g.label !== undefined) return g.label === g.url ? g.label : `${inline(g.label)} (${g.url})`
    if (g.both !== undefined) return `*_${inline(g.bothText!)}_*`
    if (g.bold !== undefined) return `*${inline(g.boldText!)}*`
    if (g.bold2 !== undefined) return `*${inline(g.bold2Text!)}*`
    if (g.strike !== undefined) return `~${inline(g.strikeText!)}~`
    return `_${inline(g.italicText!)}_`
  })
}
