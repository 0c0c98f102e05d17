// Converts Connect's rich text (text/markdown with bold, italic, strikethrough, links and lists)
// into WhatsApp's formatting. The caller must use `toWhatsAppMarks` only for text that was written
// as Markdown.
// https://docs.aws.amazon.com/connect/latest/adminguide/enable-text-formatting-chat.html
// https://faq.whatsapp.com/539178204879377
import type { Link, ListItem, Nodes, Parents } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmAutolinkLiteralFromMarkdown } from 'mdast-util-gfm-autolink-literal'
import { gfmStrikethroughFromMarkdown } from 'mdast-util-gfm-strikethrough'
import { gfmAutolinkLiteral } from 'micromark-extension-gfm-autolink-literal'
import { gfmStrikethrough } from 'micromark-extension-gfm-strikethrough'

// Markdown syntax that nobody intends in a chat: a line of dashes that makes the line above a
// heading, indented code, HTML, and link definitions.
const NOT_IN_CHATS = ['setextUnderline', 'codeIndented', 'htmlFlow', 'htmlText', 'definition']

/**
 * A chat message has at most 1,024 characters. Longer texts are left unchanged, because the parser
 * is slow for thousands of asterisks.
 * https://docs.aws.amazon.com/connect-participant/latest/APIReference/API_SendMessage.html
 */
const MAX_LENGTH = 4096

/**
 * All text except the formatting characters is preserved, and addresses are not changed. Formatting
 * that WhatsApp does not have is written out, as in `text (url)` for a link.
 */
export function toWhatsAppMarks(markdown: string): string {
  if (markdown.length > MAX_LENGTH) return markdown
  // A WhatsApp code block may begin inside a line, which Markdown does not allow.
  return markdown
    .split(/(```[\s\S]*?```)/)
    .map((piece) => (piece.startsWith('```') ? piece : converted(piece)))
    .join('')
}

function converted(markdown: string): string {
  const tree = fromMarkdown(markdown, {
    extensions: [
      gfmStrikethrough({ singleTilde: false }),
      gfmAutolinkLiteral(),
      { disable: { null: NOT_IN_CHATS } },
    ],
    mdastExtensions: [gfmStrikethroughFromMarkdown(), gfmAutolinkLiteralFromMarkdown()],
  })
  return writer(markdown).between(0, tree, markdown.length, NOTHING)
}

/** The formatting that surrounds a piece of text. */
interface Around {
  readonly isBold: boolean
  readonly isItalic: boolean
}
const NOTHING: Around = { isBold: false, isItalic: false }

function writer(source: string) {
  const start = (node: Nodes) => node.position!.start.offset!
  const end = (node: Nodes) => node.position!.end.offset!
  const raw = (node: Nodes) => source.slice(start(node), end(node))

  /** Returns the children of a node, and the source text between them unchanged. */
  function between(from: number, { children }: Parents, to: number, around: Around): string {
    let text = ''
    let done = from
    for (const child of children) {
      text += source.slice(done, start(child)) + write(child, around)
      done = end(child)
    }
    return text + source.slice(done, to)
  }

  /** Returns the children of a node without the formatting characters of the node itself. */
  const inside = (node: Parents, around: Around): string =>
    node.children.length === 0
      ? ''
      : between(start(node.children[0]!), node, end(node.children.at(-1)!), around)

  function write(node: Nodes, around: Around): string {
    switch (node.type) {
      case 'text':
        return raw(node).replace(/\\([!-/:-@[-`{-~])/g, '$1')
      case 'break':
        return raw(node).replace('\\', '')
      case 'strong':
        return marked(inside(node, { ...around, isBold: true }), around.isBold ? '' : '*')
      case 'delete':
        return marked(inside(node, around), '~')
      case 'emphasis': {
        // WhatsApp has no emphasis inside a word, so 2*3*4 remains unchanged. Italic within italic
        // becomes WhatsApp's *bold*.
        const own = source[start(node)]!
        const mark = isInWord(start(node), end(node)) || around.isItalic ? own : '_'
        return marked(inside(node, { ...around, isItalic: true }), mark)
      }
      case 'heading':
        return marked(inside(node, { ...around, isBold: true }), around.isBold ? '' : '*')
      case 'link':
        return link(node, around)
      case 'image':
        return `${node.alt ?? ''} (${node.url})`
      case 'list':
        return between(start(node), node, end(node), around)
      case 'listItem':
        return item(node, around)
      default:
        return 'children' in node ? between(start(node), node, end(node), around) : raw(node)
    }
  }

  function link(node: Link, around: Around): string {
    if (raw(node).startsWith('<')) return raw(node).slice(1, -1)
    // The link is an address that was written into the text itself.
    if (!raw(node).startsWith('[')) return raw(node)
    const label = inside(node, around)
    return label === node.url ? label : `${label} (${node.url})`
  }

  /**
   * WhatsApp's lists have only the bullet `-`, so every bullet becomes `-`. Numbers are preserved.
   */
  const item = (node: ListItem, around: Around): string =>
    between(start(node), node, end(node), around).replace(/^[*+](?=\s|$)/, '-')

  const isInWord = (from: number, to: number) =>
    /[\p{L}\p{N}*]$/u.test(source.slice(Math.max(0, from - 2), from)) ||
    /^[\p{L}\p{N}*]/u.test(source.slice(to, to + 2))

  return { between }
}

/** The characters are added to each line, because WhatsApp's formatting ends with the line. */
const marked = (text: string, mark: string): string =>
  text
    .split('\n')
    .map((line) => line.replace(/^(\s*)(.*\S)(\s*)$/, `$1${mark}$2${mark}$3`))
    .join('\n')
