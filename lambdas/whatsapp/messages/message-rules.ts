// Finds every problem for which WhatsApp would refuse a message of this project. The paths of the
// problems refer to this project's form of the message. If a property is added to a schema, this
// file compiles only with a rule for the new property. The limits are the same constants that
// cloud-api-rules.ts uses for WhatsApp's JSON.
import { type Problem, problem, warning } from '#whatsapp/errors/problems'
import {
  absent,
  allOf,
  anything,
  bool,
  coordinate,
  isObject,
  link,
  list,
  object,
  type Rule,
  required,
  text,
  unique,
} from '#whatsapp/json/rules'
import { filename, mediaObject } from '#whatsapp/media/object-rules'
import {
  caption,
  emoji,
  messageId,
  NO_QUOTE_ON_REACTION,
  QUOTE_NOT_SHOWN,
} from '#whatsapp/messages/cloud-api-rules'
import { ourContacts } from '#whatsapp/messages/contact-rules'
import {
  MAX_BUTTON_ID,
  MAX_BUTTON_TITLE,
  MAX_HEADER_TEXT,
  textHeader,
} from '#whatsapp/messages/interactive-parts'
import {
  FORM_BUTTON,
  formId,
  listSections,
  MAX_BODY,
  MAX_FOOTER,
  MAX_LIST_BODY,
  MAX_REPLY_BUTTONS,
} from '#whatsapp/messages/interactive-rules'
import type { Header, OutgoingMessage } from '#whatsapp/messages/messages'
import { templateComponents, templateName } from '#whatsapp/messages/template-message-rules'
import { MAX_TEXT_LENGTH } from '#whatsapp/messages/text'

type Of<Type extends OutgoingMessage['type']> = Extract<OutgoingMessage, { type: Type }>
type HeaderOf<Type extends Header['type']> = Extract<Header, { type: Type }>
type PictureHeader = Exclude<Header, { type: 'text' | 'document' }>

/** Accepts an object with a rule for each of its members. */
const shape = <Shape>(rules: { [Member in keyof Shape]-?: Rule }): Rule =>
  object(rules as Readonly<Record<string, Rule>>)

const media = required(mediaObject)
/** The footer may be empty. An empty footer is not sent. */
const footer = text({ max: MAX_FOOTER, mayBeEmpty: true })

const HEADERS: { [Type in Header['type']]: Rule } = {
  text: shape<HeaderOf<'text'>>({
    type: anything,
    text: required(text({ max: MAX_HEADER_TEXT })),
  }),
  image: shape<PictureHeader>({ type: anything, media }),
  video: shape<PictureHeader>({ type: anything, media }),
  document: shape<HeaderOf<'document'>>({ type: anything, media, filename }),
}

const header: Rule = (value, path) => {
  const type = isObject(value) ? value.type : undefined
  const known = typeof type === 'string' && Object.hasOwn(HEADERS, type)
  return (known ? HEADERS[type as Header['type']] : textHeader)(value, path)
}

const replyButtons = allOf(
  list(
    shape<Of<'buttons'>['buttons'][number]>({
      id: required(text({ max: MAX_BUTTON_ID })),
      title: required(text({ max: MAX_BUTTON_TITLE })),
    }),
    { max: MAX_REPLY_BUTTONS },
  ),
  unique(({ title }) => title, 'title', 'title'),
  unique(({ id }) => id, 'id', 'id'),
)

const RULES: { [Type in OutgoingMessage['type']]: Rule } = {
  text: shape<Of<'text'>>({ type: anything, body: required(text({ max: MAX_TEXT_LENGTH })) }),
  image: shape<Of<'image'>>({ type: anything, media, caption }),
  video: shape<Of<'video'>>({ type: anything, media, caption }),
  document: shape<Of<'document'>>({ type: anything, media, caption, filename }),
  audio: shape<Of<'audio'>>({ type: anything, media, voice: bool }),
  sticker: shape<Of<'sticker'>>({ type: anything, media }),
  location: shape<Of<'location'>>({
    type: anything,
    latitude: required(coordinate(90)),
    longitude: required(coordinate(180)),
    name: text(),
    address: text(),
  }),
  contacts: shape<Of<'contacts'>>({ type: anything, contacts: required(ourContacts) }),
  reaction: shape<Of<'reaction'>>({
    type: anything,
    messageId: required(messageId),
    emoji: required(emoji),
  }),
  buttons: shape<Of<'buttons'>>({
    type: anything,
    header,
    body: required(text({ max: MAX_BODY })),
    footer,
    buttons: required(replyButtons),
  }),
  list: shape<Of<'list'>>({
    type: anything,
    header: textHeader,
    body: required(text({ max: MAX_LIST_BODY, doubtfulFrom: MAX_BODY })),
    footer,
    button: required(text({ max: MAX_BUTTON_TITLE })),
    sections: required(listSections),
  }),
  cta_url: shape<Of<'cta_url'>>({
    type: anything,
    header,
    body: required(text({ max: MAX_BODY })),
    footer,
    displayText: required(text({ max: MAX_BUTTON_TITLE })),
    url: required(link('https://…')),
  }),
  location_request: shape<Of<'location_request'>>({
    type: anything,
    body: required(text({ max: MAX_BODY })),
  }),
  form: shape<Of<'form'>>({
    type: anything,
    flowId: required(formId),
    body: required(text({ max: MAX_BODY })),
    button: required(text(FORM_BUTTON)),
    token: text(),
    screen: text(),
    exchange: bool,
  }),
  template: shape<Of<'template'>>({
    type: anything,
    name: required(templateName),
    language: required(text()),
    components: templateComponents,
  }),
}

/**
 * Returns every problem for which WhatsApp would refuse the message, and all warnings. The paths of
 * the problems begin with `within`. `quotes` is the id of the message that this message quotes,
 * which is not a member of the message itself.
 */
export function problemsWith(
  message: OutgoingMessage,
  { quotes, within = '' }: { quotes?: string | undefined; within?: string } = {},
): Problem[] {
  const { type } = message
  const rule = Object.hasOwn(RULES, type) ? RULES[type] : undefined
  if (!rule)
    return [
      problem('unknown_type', 'type', 'There is no message of this type. Check the spelling.'),
    ]
  return [...(quotes === undefined ? [] : quoteProblems(type, quotes)), ...rule(message, within)]
}

function quoteProblems(type: OutgoingMessage['type'], quotes: string): Problem[] {
  if (type === 'reaction') return noQuote(quotes, 'quotes')
  const problems = messageId(quotes, 'quotes')
  return type === 'template'
    ? [...problems, warning('quote_not_shown', 'quotes', QUOTE_NOT_SHOWN)]
    : problems
}

const noQuote = absent('not_allowed_here', NO_QUOTE_ON_REACTION)
