// Describes content that is neither text nor a file in words, so that the agent can read the whole
// message in the chat.
import type { InboundContent, InboundMedia } from '#whatsapp/events/types'
import { arr, obj, str } from '#whatsapp/json/loose'
import { isObject, type Json } from '#whatsapp/json/rules'
import { answerLabel, withoutToken } from '#whatsapp/messages/form-answers'
import { isBlank } from '#whatsapp/messages/text'

type Of<Type extends InboundContent['type']> = Extract<InboundContent, { type: Type }>

/**
 * Returns the description of a message. `earlier` is the beginning of the earlier message to which
 * the customer's message refers, or undefined if the earlier message is not stored. The result
 * always contains a visible character, because Connect refuses a blank text.
 */
export function wordsOf(content: InboundContent, earlier?: string): string {
  const words = described(content, earlier)
  return isBlank(words) ? '[an empty message]' : words
}

function described(content: InboundContent, earlier: string | undefined): string {
  switch (content.type) {
    case 'text':
      return content.body
    case 'button':
      return firstWith(content.text, content.payload) ?? '[tapped a button without a text]'
    case 'interactive':
      return answer(content)
    case 'reaction':
    case 'edit':
    case 'revoke':
      return aboutEarlier(content, earlier)
    case 'location':
      return location(content)
    case 'contacts':
      return content.contacts.map(contactCard).join('\n') || '[contact card]'
    case 'order':
      return order(content)
    case 'unsupported':
      return unsupported(content)
    case 'other':
      return `[a message of the type “${content.what ?? 'unknown'}”, which cannot be displayed]`
    case 'system':
      return content.body ?? ''
    default:
      return `[${mediaKindWithArticle(content)}]`
  }
}

function aboutEarlier(
  content: Of<'reaction'> | Of<'edit'> | Of<'revoke'>,
  earlier: string | undefined,
): string {
  const message = earlier ? `the earlier message ${quoted(earlier)}` : 'an earlier message'
  switch (content.type) {
    case 'reaction':
      return content.emoji
        ? `[reacted with ${content.emoji} to ${message}]`
        : `[removed the reaction from ${message}]`
    case 'edit':
      return `[edited ${message}] ${content.text ?? `(no text, but ${kindOf(content.what)})`}`
    case 'revoke':
      return earlier
        ? `[deleted ${message} in WhatsApp; Connect’s transcript keeps it]`
        : `[deleted ${message} in WhatsApp; if it is in a transcript of Connect, it stays there]`
  }
}

export const quoted = (text: string): string => `“${text}”`

/**
 * Returns the caption, or '' for a caption without visible characters, because Connect refuses a
 * blank text.
 */
export const captionOf = ({ caption = '' }: Pick<InboundMedia, 'caption'>): string =>
  isBlank(caption) ? '' : caption

/** Returns the kind of a file with an article, for example "a voice message". */
export function mediaKindWithArticle({
  type,
  voice,
  animated,
}: Pick<InboundMedia, 'type' | 'voice' | 'animated'>): string {
  switch (type) {
    case 'image':
      return 'a picture'
    case 'audio':
      return voice ? 'a voice message' : 'an audio file'
    case 'sticker':
      return animated ? 'an animated sticker' : 'a sticker'
    default:
      return `a ${type}`
  }
}

const kindOf = (type: string | undefined) =>
  type === 'image' || type === 'audio' || type === 'sticker'
    ? mediaKindWithArticle({ type })
    : `a message of the type “${type ?? 'unknown'}”`

const firstWith = (...texts: readonly (string | undefined)[]) =>
  texts.find((text) => text !== undefined && !isBlank(text))

function location({ latitude, longitude, name, address, url }: Of<'location'>): string {
  const link =
    latitude === undefined || longitude === undefined
      ? url
      : `https://maps.google.com/?q=${latitude},${longitude}`
  const place = [[name, address].filter(Boolean).join(', '), link].filter(Boolean).join(' ')
  return `[location] ${place || '(without coordinates, name or address)'}`
}

/**
 * Describes a customer's answer to a form, to buttons or to a request for permission to call. The
 * token of a form is left out.
 */
function answer(content: Of<'interactive'>): string {
  const { reply, id, title, description, answers, isPermanent, expiresAt } = content
  if (reply === 'call_permission_reply') {
    if (content.response !== 'accept')
      return content.response === 'reject'
        ? '[does not allow calls]'
        : `[answered a request for permission to call: ${content.response ?? 'unknown'}]`
    const until = isPermanent || !expiresAt ? '' : ` until ${expiresAt.toISOString()}`
    return `[allows calls${until}]`
  }
  if (reply !== 'nfm_reply')
    return [firstWith(title, id) ?? '[a choice without a text]', description]
      .filter(Boolean)
      .join(' – ')
  const { form } = content
  const heading = form ? `[an answer to the form ${quoted(form.name)}]` : '[an answer to a form]'
  const visible = withoutToken(answers)
  const labeled = isObject(visible)
    ? Object.entries(visible).flatMap(([name, value]) =>
        linesOf(value, answerLabel(name, form?.labels)),
      )
    : linesOf(visible)
  return [heading, ...labeled].join('\n')
}

/**
 * Converts any JSON value into lines. Each field of an object becomes a line that begins with the
 * path of the field. A list of simple values becomes a single line.
 */
function linesOf(value: unknown, path = ''): string[] {
  if (value === undefined || value === null) return path ? [`${path}: –`] : []
  if (Array.isArray(value) && !value.some((entry) => typeof entry === 'object'))
    return path ? [`${path}: ${value.join(', ')}`] : value.map(String)
  if (typeof value === 'object')
    return Object.entries(value).flatMap(([name, inner]) =>
      linesOf(inner, path ? `${path}.${name}` : name),
    )
  return [path ? `${path}: ${value}` : String(value)]
}

function contactCard({
  name,
  org,
  phones,
  emails,
  urls,
  addresses,
  birthday,
  ims,
  ...others
}: Json): string {
  const company = obj(org)
  const lines = [
    [str(obj(name)?.formatted_name), str(company?.company)].filter(Boolean).join(', '),
    [str(company?.title), str(company?.department)].filter(Boolean).join(', '),
    ...arr(phones).map((entry) => typed(entry, 'phone', 'wa_id')),
    ...arr(emails).map((entry) => typed(entry, 'email')),
    ...arr(urls).map((entry) => typed(entry, 'url')),
    ...arr(ims).map((entry) => typed(entry, 'user_id', 'service')),
    ...arr(addresses).map(address),
    str(birthday) ? `born ${str(birthday)}` : '',
    str(others.vcard) ?? '',
  ].filter(Boolean)
  return ['[contact card]', lines.join('\n')].filter(Boolean).join(' ')
}

/**
 * Returns the value of the first field that is not empty, followed by the type of the entry, as in
 * "+1 555 0100 (work)".
 */
function typed(entry: unknown, ...fields: string[]): string {
  const found = obj(entry)
  const value = fields.map((field) => str(found?.[field])).find(Boolean)
  const type = str(found?.type)?.toLowerCase()
  return value ? `${value}${type ? ` (${type})` : ''}` : ''
}

function address(entry: unknown): string {
  const { street, city, state, zip, country, country_code: code, type } = obj(entry) ?? {}
  const place = [street, city, [state, zip].map(str).filter(Boolean).join(' '), country ?? code]
    .map(str)
    .filter(Boolean)
    .join(', ')
  return place && str(type) ? `${place} (${str(type)!.toLowerCase()})` : place
}

function order({ catalogId, text, productItems }: Of<'order'>): string {
  const catalog = catalogId ? ` from the catalog ${catalogId}` : ''
  return [`[an order${catalog}]${text ? ` ${text}` : ''}`, ...productItems.map(orderLine)].join(
    '\n',
  )
}

function orderLine({
  product_retailer_id: product,
  quantity,
  item_price: price,
  currency,
}: Json): string {
  const each =
    str(price) === undefined
      ? ''
      : `, ${[str(price), str(currency)].filter(Boolean).join(' ')} each`
  return `${str(quantity) ?? '?'} × ${str(product) ?? '?'}${each}`
}

// https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
const DOWNLOAD_FAILED = 131052
const UNAVAILABLE = 131060

/** Descriptions of the values of `unsupported.type` that an agent would not understand. */
const UNSUPPORTED: Readonly<Record<string, string>> = {
  edit: 'an edited message',
  gif: 'a GIF',
  group_invite: 'an invitation to a group',
  hsm: 'a template message',
  image: 'a picture',
  interactive: 'an interactive message',
  keep_in_chat: 'a message about keeping a disappearing message',
  link_preview: 'a link with a preview',
  list: 'a list',
  media_placeholder: 'a file that is still being uploaded',
  order: 'an order',
  pin: 'a message about a pinned message',
  poll: 'a poll',
  poll_creation: 'a poll',
  poll_update: 'a vote in a poll',
}

function unsupported({ what, errors }: Of<'unsupported'>): string {
  const codes = errors.map(({ code }) => code)
  if (codes.includes(DOWNLOAD_FAILED))
    return '[a file that WhatsApp could not receive from the customer; ask them to send it again]'
  if (codes.includes(UNAVAILABLE))
    return '[a message that WhatsApp could not provide; it may follow, otherwise ask the customer to send it again]'
  const isUnnamed = what === undefined || what === 'unknown' || what === 'errors'
  const kind = isUnnamed
    ? 'a message of an unknown kind'
    : Object.hasOwn(UNSUPPORTED, what)
      ? UNSUPPORTED[what]!
      : `a message of the type “${what}”`
  return `[${kind}, which WhatsApp does not forward]`
}
