// Converts Connect's interactive messages into WhatsApp's lists and reply buttons. Flows and Lex
// bots send interactive messages into a chat.
// https://docs.aws.amazon.com/connect/latest/adminguide/interactive-messages.html
import { type Problem, problem, Unreadable, warning } from '#whatsapp/errors/problems'
import { arr, defined, obj, str } from '#whatsapp/json/loose'
import { isObject, type Json } from '#whatsapp/json/rules'
import type { ListSection, OutgoingMessage } from '#whatsapp/messages/messages'
import { lengthOf } from '#whatsapp/messages/text'

export interface FromConnect {
  /**
   * The converted message, or undefined if WhatsApp has no equivalent. The caller must still check
   * the converted message.
   */
  readonly message?: OutgoingMessage
  /**
   * The parts of the message that WhatsApp cannot display. If the message makes no sense without
   * such a part, the problem prevents sending. Otherwise the problem is only a warning.
   */
  readonly problems: readonly Problem[]
}

/**
 * `content` is the content of a chat entry of the type
 * application/vnd.amazonaws.connect.message.interactive. Throws `Unreadable` for any other content.
 */
export function fromConnectInteractive(content: unknown): FromConnect {
  const json = typeof content === 'string' ? parsed(content) : content
  const type = str(obj(json)?.templateType)
  const of = obj(obj(obj(json)?.data)?.content)
  if (type === undefined || of === undefined) {
    throw new Unreadable(
      'not_interactive',
      'This is not an interactive message of Connect, which has templateType and data.content.',
    )
  }
  switch (type) {
    case 'WhatsAppInteractiveList':
      return { message: whatsAppList(of), problems: [] }
    case 'WhatsAppInteractiveReplyButton':
      return { message: whatsAppButtons(of), problems: [] }
    case 'ListPicker':
    case 'QuickReply':
    case 'Panel':
      return choices(of)
    default:
      return {
        problems: [
          problem(
            'not_in_whatsapp',
            'templateType',
            `WhatsApp has nothing like Connect’s ${type}. Use a list picker or quick replies in the flow.`,
          ),
        ],
      }
  }
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch (cause) {
    throw new Unreadable('not_json', 'The interactive message is not JSON.', cause)
  }
}

/** Returns a text that is a plain string or an object with `text`, as in WhatsApp's own JSON. */
const textOf = (value: unknown) => str(value) ?? str(obj(value)?.text)

const frame = (of: Json) => ({
  body: textOf(of.body) ?? textOf(of.title) ?? '',
  ...defined({ footer: textOf(of.footer) }),
})

function whatsAppList(of: Json): OutgoingMessage {
  const action = obj(of.action) ?? of
  const header = textOf(of.header)
  return {
    type: 'list',
    ...frame(of),
    ...(header ? { header: { type: 'text', text: header } } : {}),
    button: textOf(action.button) ?? '',
    sections: arr(action.sections).filter(isObject).map(section),
  }
}

const section = ({ title, rows }: Json): ListSection => ({
  ...defined({ title: str(title) }),
  rows: arr(rows)
    .filter(isObject)
    .map((row) => ({
      id: str(row.id) ?? str(row.title) ?? '',
      title: str(row.title) ?? '',
      ...defined({ description: str(row.description) }),
    })),
})

function whatsAppButtons(of: Json): OutgoingMessage {
  const buttons = arr((obj(of.action) ?? of).buttons)
    .filter(isObject)
    .map((button) => obj(button.reply) ?? button)
  return {
    type: 'buttons',
    ...frame(of),
    ...headerOf(of.header),
    buttons: buttons.map(({ id, title }) => ({
      id: str(id) ?? str(title) ?? '',
      title: str(title) ?? '',
    })),
  }
}

function headerOf(header: unknown): Pick<Extract<OutgoingMessage, { type: 'buttons' }>, 'header'> {
  const of = obj(header)
  const type = str(of?.type)?.toLowerCase()
  if (type === 'image' || type === 'video' || type === 'document') {
    const link = str(obj(of?.[type])?.link) ?? str(of?.link) ?? ''
    return { header: { type, media: { link } } }
  }
  const text = textOf(header)
  return text ? { header: { type: 'text', text } } : {}
}

// https://developers.facebook.com/docs/whatsapp/cloud-api/messages/interactive-reply-buttons-messages
const MAX_BUTTONS = 3
const BUTTON_TITLE = 20

/**
 * Converts the choices of a message from Connect. The result has buttons if there are at most
 * MAX_BUTTONS choices, no choice has a subtitle, and every title fits on a button. Otherwise the
 * result is a list. The customer answers with the title of a choice, as in a chat on Connect's own
 * channels.
 */
function choices(of: Json): FromConnect {
  const elements = arr(of.elements).filter(isObject)
  const rows = elements.map(({ title, subtitle }) => ({
    id: str(title) ?? '',
    title: str(title) ?? '',
    ...defined({ description: str(subtitle) || undefined }),
  }))
  const body = [str(of.title), str(of.subtitle)].filter(Boolean).join('\n')
  const picture = str(of.imageData)
  const problems = elements.some(({ imageData }) => imageData !== undefined)
    ? [
        warning(
          'picture_not_shown',
          'data.content.elements',
          'WhatsApp does not display pictures of single choices.',
        ),
      ]
    : []
  if (
    rows.length <= MAX_BUTTONS &&
    rows.every(
      ({ title, description }) => lengthOf(title) <= BUTTON_TITLE && description === undefined,
    )
  ) {
    const buttons = rows.map(({ id, title }) => ({ id, title }))
    return {
      message: {
        type: 'buttons',
        body,
        ...(picture ? { header: { type: 'image', media: { link: picture } } } : {}),
        buttons,
      },
      problems,
    }
  }
  if (picture)
    problems.push(
      warning(
        'picture_not_shown',
        'data.content.imageData',
        'WhatsApp does not show a picture in a list.',
      ),
    )
  return {
    message: { type: 'list', body, button: str(of.listTitle) ?? 'Options', sections: [{ rows }] },
    problems,
  }
}
