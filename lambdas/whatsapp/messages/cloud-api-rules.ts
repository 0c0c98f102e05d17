// A whole message as WhatsApp's Cloud API takes it, checked before AWS does: AWS answers 200 for anything it can queue,
// and nearly every refusal comes later, as an event.
// https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages
import { type Problem, problem, warning } from '#whatsapp/errors/problems'
import {
  absent,
  all,
  anything,
  at,
  bool,
  coordinate,
  isObject,
  type Json,
  list,
  object,
  oneOf,
  type Rule,
  required,
  text,
  word,
} from '#whatsapp/json/rules'
import { filename, mediaMessage } from '#whatsapp/media/object-rules'
import { interactive } from '#whatsapp/messages/interactive-rules'
import { template } from '#whatsapp/messages/template-message-rules'
import { lengthOf, MAX_TEXT_LENGTH } from '#whatsapp/messages/text'

export const MAX_CAPTION = 1024

const caption = text({ max: MAX_CAPTION, mayBeEmpty: true })
const noCaption = absent(
  'not_allowed_here',
  'WhatsApp shows no caption with this. Send the text as a message of its own',
)
const messageId = text({ pattern: /^wamid\.\S+$/, form: 'wamid.…' })

const contact = object({
  name: required(
    object(
      {
        formatted_name: required(text()),
        first_name: text(),
        last_name: text(),
        middle_name: text(),
        prefix: text(),
        suffix: text(),
      },
      moreThanTheFormattedName,
    ),
  ),
  phones: list(object({ phone: text(), type: text(), wa_id: text() }), { min: 0 }),
  emails: list(object({ email: text(), type: text() }), { min: 0 }),
  addresses: list(
    object({
      street: text(),
      city: text(),
      state: text(),
      zip: text(),
      country: text(),
      country_code: text(),
      type: text(),
    }),
    { min: 0 },
  ),
  org: object({ company: text(), department: text(), title: text() }),
  urls: list(object({ url: text(), type: text() }), { min: 0 }),
  birthday: text({ pattern: /^\d{4}-\d{2}-\d{2}$/, form: 'YYYY-MM-DD' }),
})

function moreThanTheFormattedName(value: unknown, path: string): Problem[] {
  const others = Object.keys(value as Json).filter(
    (key) => key !== 'formatted_name' && (value as Json)[key] !== undefined,
  )
  return others.length > 0
    ? []
    : [
        warning(
          'required',
          at(path, 'first_name'),
          'only a formatted name; WhatsApp asks for one other part. Fill in the first name',
        ),
      ]
}

/** 5 by the API's own description, 257 by the guide. */
export const SAFE_CONTACTS = 5
const MAX_CONTACTS = 257

const upToFive: Rule = (value, path) =>
  Array.isArray(value) && value.length > SAFE_CONTACTS && value.length <= MAX_CONTACTS
    ? [
        warning(
          'may_be_too_many',
          path,
          `${value.length} contacts; WhatsApp’s documents differ between ${SAFE_CONTACTS} and ${MAX_CONTACTS}. Better send ${SAFE_CONTACTS} at a time`,
          { count: value.length, limit: SAFE_CONTACTS },
        ),
      ]
    : []

const emoji: Rule = (value, path) => {
  if (value === '' || typeof value !== 'string')
    return required(text({ mayBeEmpty: true }))(value, path)
  const count = [...characters.segment(value)].length
  if (count === 1 && /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20E3/u.test(value))
    return []
  return [
    problem(
      'wrong_form',
      path,
      `${count === 1 ? 'not an emoji' : `${count} characters`}; WhatsApp accepts one emoji, or nothing to take the reaction back`,
    ),
  ]
}

const characters = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** What stands in the field named like the message's type. */
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
  contacts: all(list(contact, { max: MAX_CONTACTS }), upToFive),
  reaction: object({ message_id: required(messageId), emoji: required(emoji) }),
  interactive,
  template,
}

export const MESSAGE_TYPES = Object.keys(TYPES)

const product = required(oneOf('whatsapp'))

/** Everything WhatsApp would refuse in this Cloud API message; paths are those of its JSON. */
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
        `not a message WhatsApp has: ${MESSAGE_TYPES.join(', ')}. Check its spelling`,
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
      context:
        type === 'reaction'
          ? absent('not_allowed_here', 'WhatsApp accepts no quote on a reaction. Leave it out')
          : context,
      biz_opaque_callback_data: callbackData,
      ...content,
    },
    recipientProblems,
    ...(type === 'template' ? [quoteNotShown] : []),
  )

const context = object({ message_id: required(messageId) })

/** 512 is documented for calls; for messages it is only likely. */
const callbackData: Rule = (value, path) => {
  const length = typeof value === 'string' ? lengthOf(value) : 0
  if (length <= 512) return text()(value, path)
  return [
    warning(
      'may_be_too_long',
      path,
      `${length} characters; WhatsApp accepts 512 with calls, and probably with messages. Better shorten it`,
      { length, limit: 512 },
    ),
  ]
}

/** WhatsApp takes a message without `type` for a text. */
function typeOfOnlyField(message: Json): Problem[] {
  const named = MESSAGE_TYPES.find((type) => type !== 'text' && message[type] !== undefined)
  return named
    ? [
        problem(
          'required',
          'type',
          `missing: WhatsApp would take this for a text. Write "type": "${named}"`,
        ),
      ]
    : []
}

function quoteNotShown(value: unknown, path: string): Problem[] {
  return isObject(value) && value.context !== undefined
    ? [
        warning(
          'quote_not_shown',
          at(path, 'context'),
          'a quote with a template; WhatsApp accepts it but shows none',
        ),
      ]
    : []
}

function recipientProblems(value: unknown, path: string): Problem[] {
  const { to, recipient, recipient_type } = value as Json
  if (to === undefined && recipient === undefined) {
    return [
      problem(
        'required',
        at(path, 'to'),
        'neither to nor recipient; WhatsApp requires one. Give the customer’s number as +…, or their user id as recipient',
      ),
    ]
  }
  if (to !== undefined && recipient !== undefined) {
    return [
      warning(
        'not_both',
        at(path, 'recipient'),
        'both to and recipient; WhatsApp sends to the number in to. Leave one out',
      ),
      ...numberProblems(to, path, recipient_type),
    ]
  }
  return to !== undefined
    ? numberProblems(to, path, recipient_type)
    : userIdProblems(recipient, path)
}

function numberProblems(to: unknown, path: string, recipientType: unknown): Problem[] {
  if (typeof to !== 'string' || recipientType === 'group') return []
  const where = at(path, 'to')
  if (USER_ID.test(to)) {
    return [
      problem(
        'user_id_as_number',
        where,
        'a user id, not a number; WhatsApp would drop the message silently. Give it as recipient',
      ),
    ]
  }
  if (/^\+[1-9]\d{6,14}$/.test(to)) return []
  if (/^\+[1-9][\d\s().-]{6,24}$/.test(to))
    return [
      warning('wrong_form', where, 'blanks or marks in the number; AWS asks for + and digits only'),
    ]
  return [
    problem(
      'wrong_form',
      where,
      'not + with country code and digits; without + WhatsApp prepends the business’s own country code. Write it as +…',
    ),
  ]
}

// A business-scoped user id: the country, a dot, then letters and digits, as US.13491208655302741918 or US.ENT.118…
const USER_ID = /^[A-Z]{2}\.(?:[A-Z]+\.)?[A-Za-z0-9]{1,128}$/

function userIdProblems(recipient: unknown, path: string): Problem[] {
  if (typeof recipient !== 'string' || USER_ID.test(recipient)) return []
  const where = at(path, 'recipient')
  if (/^\+?\d+$/.test(recipient))
    return [problem('number_as_user_id', where, 'a number, not a user id. Give it as to')]
  return [
    warning('wrong_form', where, 'not of the form of WhatsApp’s user ids, as US.1349…. Check it'),
  ]
}

/** A read receipt, with or without the typing indicator. */
const statusUpdate = object({
  messaging_product: product,
  status: required(oneOf('read')),
  message_id: required(messageId),
  typing_indicator: object({ type: required(oneOf('text')) }),
})
