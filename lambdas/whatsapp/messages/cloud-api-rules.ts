// Checks a whole message in the form of WhatsApp's Cloud API before it is passed to AWS. AWS
// answers with status 200 as soon as a message is in its queue. WhatsApp's refusals nearly always
// arrive later, as events.
// https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages
import { type Problem, problem, warning } from '#whatsapp/errors/problems'
import {
  absent,
  anything,
  at,
  bool,
  coordinate,
  integer,
  isObject,
  type Json,
  object,
  oneOf,
  type Rule,
  required,
  text,
  word,
} from '#whatsapp/json/rules'
import { filename, mediaMessage } from '#whatsapp/media/object-rules'
import { wireContacts } from '#whatsapp/messages/contact-rules'
import { interactive } from '#whatsapp/messages/interactive-rules'
import { OF_WHATSAPP } from '#whatsapp/messages/message-ids'
import { templateRule } from '#whatsapp/messages/template-message-rules'
import { lengthOf, MAX_TEXT_LENGTH } from '#whatsapp/messages/text'

export const MAX_CAPTION = 1024

export const caption = text({ max: MAX_CAPTION, mayBeEmpty: true })
const noCaption = absent(
  'not_allowed_here',
  'WhatsApp shows no caption with this kind of file. Send the text as a separate message.',
)
export const NO_QUOTE_ON_REACTION = 'WhatsApp accepts no quote on a reaction. Leave it out.'
export const QUOTE_NOT_SHOWN = 'WhatsApp accepts a quote with a template, but does not show it.'
export const messageId = text({ pattern: OF_WHATSAPP, form: 'wamid.…' })

export const emoji: Rule = (value, path) => {
  if (value === '' || typeof value !== 'string')
    return required(text({ mayBeEmpty: true }))(value, path)
  const count = [...characters.segment(value)].length
  if (count === 1 && /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20E3/u.test(value))
    return []
  return [
    problem(
      'wrong_form',
      path,
      `${count === 1 ? 'This is not an emoji' : `The reaction has ${count} characters`}. WhatsApp accepts one emoji, or an empty text to remove the reaction.`,
    ),
  ]
}

const characters = new Intl.Segmenter('en', { granularity: 'grapheme' })

/**
 * The rule for a message's content, by the type of the message. The content is in the property that
 * has the type's name, for example in `text` for the type `text`.
 */
const TYPES: Readonly<Record<string, Rule>> = {
  text: object({ body: required(text({ max: MAX_TEXT_LENGTH })), preview_url: bool }),
  image: mediaMessage({ caption }),
  video: mediaMessage({ caption }),
  document: mediaMessage({ caption, filename }),
  audio: mediaMessage({ voice: bool, caption: noCaption }),
  sticker: mediaMessage({ caption: noCaption }),
  location: object({
    latitude: required(coordinate(90)),
    longitude: required(coordinate(180)),
    name: text(),
    address: text(),
  }),
  contacts: wireContacts,
  reaction: object({ message_id: required(messageId), emoji: required(emoji) }),
  interactive,
  template: templateRule,
}

export const MESSAGE_TYPES = Object.keys(TYPES)

const product = required(oneOf('whatsapp'))

/**
 * Returns every problem for which WhatsApp would refuse this Cloud API message. The paths of the
 * problems refer to the message's JSON.
 */
export function problemsWithCloudApi(message: unknown): Problem[] {
  if (!isObject(message))
    return object({})(message, '').concat(
      message === null || message === undefined ? required(anything)(message, '') : [],
    )
  if (message.status !== undefined) return statusUpdate(message, '')
  const problems = message.type === undefined ? typeOfOnlyField(message) : []
  const type = message.type === undefined ? 'text' : word(message.type)
  if (!Object.hasOwn(TYPES, type)) {
    problems.push(
      problem(
        'unknown_type',
        'type',
        `WhatsApp has no message of this type. It has ${MESSAGE_TYPES.join(', ')}. Check the spelling.`,
      ),
    )
    return [...envelope({})(message, ''), ...problems].filter(
      ({ code }) => code !== 'unknown_field',
    )
  }
  return [...problems, ...envelope({ [type]: required(TYPES[type]!) }, type)(message, '')]
}

const envelope = (content: Readonly<Record<string, Rule>>, type = '') =>
  object(
    {
      messaging_product: product,
      recipient_type: oneOf('individual', 'group'),
      to: text(),
      recipient: text(),
      type: anything,
      context: type === 'reaction' ? absent('not_allowed_here', NO_QUOTE_ON_REACTION) : context,
      biz_opaque_callback_data: callbackData,
      // If this member is set, WhatsApp sends the message only if the customer's identity has not
      // changed. If the identity has changed, WhatsApp reports error 137000 instead of sending the
      // message.
      recipient_identity_key_hash: text(),
      // The following members belong to the marketing messages API.
      message_activity_sharing: bool,
      product_policy: text(),
      category: directSend,
      message_send_ttl_seconds: lifetime,
      ...content,
    },
    addressProblems,
    (value, path) => groupProblems(value, path, type),
    lifetimeOfDirectSend,
    ...(type === 'template' ? [quoteNotShown] : []),
  )

const context = object({ message_id: required(messageId) })

/**
 * Meta documents a maximum of 512 characters for the callback data of calls. Messages probably have
 * the same limit, but Meta does not document it.
 */
export const callbackData: Rule = (value, path) => {
  const length = typeof value === 'string' ? lengthOf(value) : 0
  if (length <= 512) return text()(value, path)
  return [
    warning(
      'may_be_too_long',
      path,
      `The callback data has ${length} characters. WhatsApp allows 512 with calls, and probably with messages. Shorten it to be safe.`,
      { length, limit: 512 },
    ),
  ]
}

/**
 * The rules for a direct send: a message with a category, which WhatsApp sends without a template
 * if the account is enabled for direct sends.
 */
const directSend: Rule = (value, path) =>
  value === undefined
    ? []
    : [
        warning(
          'may_not_be_allowed',
          path,
          'The message has a category, so it is a Direct Send. WhatsApp accepts that only from enabled accounts. Leave the category out, or send a template.',
        ),
      ]

const lifetime = integer(30, 43_200)

/**
 * Only a direct send may have a time to live. The time to live of a template is part of its
 * definition.
 */
function lifetimeOfDirectSend(value: unknown, path: string): Problem[] {
  const { message_send_ttl_seconds, category } = value as Json
  return message_send_ttl_seconds !== undefined && category === undefined
    ? [
        warning(
          'unknown_field',
          at(path, 'message_send_ttl_seconds'),
          'Only a Direct Send, which has a category, has its own time to live. WhatsApp may refuse it here. Leave it out.',
        ),
      ]
    : []
}

// https://developers.facebook.com/documentation/business-messaging/whatsapp/groups
const IN_GROUPS = ['text', 'image', 'video', 'audio', 'document', 'sticker', 'template']

function groupProblems(value: unknown, path: string, type: string): Problem[] {
  return word((value as Json).recipient_type) !== 'group' || type === '' || IN_GROUPS.includes(type)
    ? []
    : [
        problem(
          'not_allowed_here',
          at(path, 'type'),
          `The message is for a group. WhatsApp accepts only ${IN_GROUPS.join(', ')} there. Write to the customer directly.`,
        ),
      ]
}

/**
 * Reports a message that has no `type` but the content of a type other than text, such as `image`.
 * WhatsApp would treat the message as a text.
 */
function typeOfOnlyField(message: Json): Problem[] {
  const named = MESSAGE_TYPES.find((type) => type !== 'text' && message[type] !== undefined)
  return named
    ? [
        problem(
          'required',
          'type',
          `The type is missing, so WhatsApp would read this as a text. Write "type": "${named}".`,
        ),
      ]
    : []
}

function quoteNotShown(value: unknown, path: string): Problem[] {
  return isObject(value) && value.context !== undefined
    ? [warning('quote_not_shown', at(path, 'context'), QUOTE_NOT_SHOWN)]
    : []
}

export function addressProblems(value: unknown, path: string): Problem[] {
  const { to, recipient, recipient_type } = value as Json
  if (to === undefined && recipient === undefined) {
    return [
      problem(
        'required',
        at(path, 'to'),
        'The message has neither “to” nor “recipient”. WhatsApp requires one. Write the customer’s number as to, or their user id as recipient.',
      ),
    ]
  }
  if (to !== undefined && recipient !== undefined) {
    return [
      warning(
        'not_both',
        at(path, 'recipient'),
        'The message has both “to” and “recipient”. WhatsApp sends it to the number in “to”. Leave one out.',
      ),
      ...numberProblems(to, path, recipient_type),
    ]
  }
  return to !== undefined
    ? numberProblems(to, path, recipient_type)
    : userIdProblems(recipient, path)
}

function numberProblems(to: unknown, path: string, recipientType: unknown): Problem[] {
  if (typeof to !== 'string' || word(recipientType) === 'group') return []
  const where = at(path, 'to')
  if (USER_ID.test(to)) {
    return [
      problem(
        'user_id_as_number',
        where,
        'This is a user id, not a number. WhatsApp would drop the message silently. Write it as recipient.',
      ),
    ]
  }
  if (/^\+[1-9]\d{6,14}$/.test(to)) return []
  if (/^\+[1-9][\d\s().-]{6,24}$/.test(to))
    return [
      warning(
        'wrong_form',
        where,
        'The number contains spaces or punctuation. AWS asks for + and digits only.',
      ),
    ]
  return [
    problem(
      'wrong_form',
      where,
      'The number does not begin with + and a country code. WhatsApp would prepend the business’s own country code. Write it as +….',
    ),
  ]
}

// A business-scoped user id consists of the country, a dot, and letters and digits, as in
// US.13491208655302741918 or US.ENT.118…
const USER_ID = /^[A-Z]{2}\.(?:[A-Z]+\.)?[A-Za-z0-9]{1,128}$/

function userIdProblems(recipient: unknown, path: string): Problem[] {
  if (typeof recipient !== 'string' || USER_ID.test(recipient)) return []
  const where = at(path, 'recipient')
  if (/^\+?\d+$/.test(recipient))
    return [problem('number_as_user_id', where, 'This is a number, not a user id. Write it as to.')]
  return [
    problem(
      'wrong_form',
      where,
      'This is not one of WhatsApp’s user ids, such as US.1349…. Check it.',
    ),
  ]
}

/** The rules for a read receipt, with or without the typing indicator. */
const statusUpdate = object({
  messaging_product: product,
  status: required(oneOf('read')),
  message_id: required(messageId),
  typing_indicator: object({ type: required(oneOf('text')) }),
})
