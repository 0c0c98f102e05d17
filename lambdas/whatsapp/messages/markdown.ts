// Converts Connect's rich text (text/markdown with bold, italic, strikethrough, links and lists)
// into WhatsApp's formatting. Only a text that was written as Markdown may be passed to
// `toWhatsAppMarks`.
// https://docs.aws.amazon.com/connect/latest/adminguide/enable-text-formatting-chat.html
// https://faq.whatsapp.com/539178204879377
import type { Link, ListItem, Nodes, Parents } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmAutolinkLiteralFromMarkdown } from 'mdast-util-gfm-autolink-literal'
import { gfmStrikethroughFromMarkdown } from 'mdast-util-gfm-strikethrough'
import { gfmAutolinkLiteral } from 'micromark-extension-gfm-autolink-literal'
import { gfmStrikethrough } from 'micromark-extension-gfm-strikethrough'

// Markdown syntax that people do not use in chats: a line of dashes that turns the line above into
// a heading, indented code, HTML, and link definitions.
const NOT_IN_CHATS = ['setextUnderline', 'codeIndented', 'htmlFlow', 'htmlText', 'definition']

/**
 * The maximum length of a text that is converted to WhatsApp's formatting. Longer texts are
 * returned unchanged, because the parser is slow for thousands of asterisks. Connect's chat
 * messages have at most 1,024 characters.
 * https://docs.aws.amazon.com/connect-participant/latest/APIReference/API_SendMessage.html
 */
const MAX_LENGTH = 4096

/**
 * Converts Markdown into WhatsApp's formatting. Formatting characters are converted, and all other
 * text, including addresses, is preserved. Formatting that WhatsApp does not support becomes text:
 * a link becomes `text (url)`.
 */
export function toWhatsAppMarks(markdown: string): string {
  if (markdown.length > MAX_LENGTH) return markdown
  // In WhatsApp, a code block may begin inside a line. In Markdown, a code block must begin at the
  // start of a line, so code blocks are split off before the text is parsed.
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

/** The formatting of the text that surrounds a node. */
interface Around {
  readonly isBold: boolean
  readonly isItalic: boolean
}
const NOTHING: Around = { isBold: false, isItalic: false }

function writer(source: string) {
  const start = (node: Nodes) => node.position!.start.offset!
  const end = (node: Nodes) => node.position!.end.offset!
  const raw = (node: Nodes) => source.slice(start(node), end(node))

  /**
   * Returns the converted children of a node, and the unchanged source text between the children.
   */
  function between(from: number, { children }: Parents, to: number, around: Around): string {
    let text = ''
    let done = from
    for (const child of children) {
      text += source.slice(done, start(child)) + write(child, around)
      done = end(child)
    }
    return text + source.slice(done, to)
  }

  /** Returns the converted children of a node without the node's own formatting characters. */
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
        // WhatsApp does not format parts of a word, so 2*3*4 remains unchanged. Italic text inside
        // italic text keeps its asterisks, which are bold in WhatsApp.
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
    // The author wrote a plain address and no Markdown link, so the address is preserved.
    if (!raw(node).startsWith('[')) return raw(node)
    const label = inside(node, around)
    return label === node.url ? label : `${label} (${node.url})`
  }

  /**
   * Converts an entry of a list. WhatsApp's lists support only the bullet `-`, so every other
   * bullet is replaced with `-`. The numbers of numbered lists are preserved.
   */
  const item = (node: ListItem, around: Around): string =>
    between(start(node), node, end(node), around).replace(/^[*+](?=\s|$)/, '-')

  const isInWord = (from: number, to: number) =>
    /[\p{L}\p{N}*]$/u.test(source.slice(Math.max(0, from - 2), from)) ||
    /^[\p{L}\p{N}*]/u.test(source.slice(to, to + 2))

  return { between }
}

/**
 * Adds the formatting characters to each line, because WhatsApp's formatting ends at the end of a
 * line.
 */
const marked = (text: string, mark: string): string =>
  text
    .split('\n')
    .map((line) => line.replace(/^(\s*)(.*\S)(\s*)$/, `$1${mark}$2${mark}$3`))
    .join('\n')
