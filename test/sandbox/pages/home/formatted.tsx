// Text as a WhatsApp phone shows it. https://faq.whatsapp.com/539178204879377
import { Fragment, type ReactNode } from 'react'

const MARKS =
  /```([\s\S]+?)```|`([^`\n]+)`|(?<![\p{L}\p{N}])\*(\S(?:[^*\n]*\S)?)\*(?![\p{L}\p{N}])|(?<![\p{L}\p{N}])_(\S(?:[^_\n]*\S)?)_(?![\p{L}\p{N}])|(?<![\p{L}\p{N}])~(\S(?:[^~\n]*\S)?)~(?![\p{L}\p{N}])|(https?:\/\/\S+)/gu

export function Formatted({ text }: { text: string }): ReactNode {
  const parts: ReactNode[] = []
  let at = 0
  for (const match of text.matchAll(MARKS)) {
    const [whole, block, code, bold, italic, struck, link] = match
    parts.push(text.slice(at, match.index))
    if (block ?? code) parts.push(<code>{block ?? code}</code>)
    if (bold)
      parts.push(
        <b>
          <Formatted text={bold} />
        </b>,
      )
    if (italic)
      parts.push(
        <i>
          <Formatted text={italic} />
        </i>,
      )
    if (struck)
      parts.push(
        <s>
          <Formatted text={struck} />
        </s>,
      )
    if (link) parts.push(<u>{link}</u>)
    at = match.index + whole.length
  }
  parts.push(text.slice(at))
  // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move
  return parts.map((part, index) => <Fragment key={index}>{part}</Fragment>)
}
