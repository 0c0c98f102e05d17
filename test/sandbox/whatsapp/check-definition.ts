// Checks a template's definition as Meta does when the template is created or edited.
// https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates/components
import { placeholders } from './parameters.ts'
import { isUnseen, lengthOf } from './shape.ts'

type Part = Record<string, any>

/** Meta's refusal of a definition: code 100 or 192, with a sub-code for the reason. */
export class DefinitionRefused extends Error {
  readonly subcode: number | undefined

  constructor(message: string, subcode?: number) {
    super(
      subcode
        ? `(#100) Invalid parameter (error_subcode ${subcode}): ${message}`
        : `(#100) Invalid parameter: ${message}`,
    )
    this.subcode = subcode
  }
}

function refuse(message: string, subcode?: number): never {
  throw new DefinitionRefused(message, subcode)
}

const categories = ['AUTHENTICATION', 'MARKETING', 'UTILITY']
const upper = (value: unknown) => String(value).toUpperCase()

export function checkDefinition(definition: Part) {
  const { name, language, category, components } = definition
  if (typeof name !== 'string' || !/^[a-z0-9_]{1,512}$/.test(name))
    refuse('name must be lower case letters, digits and underscores')
  if (typeof language !== 'string' || !/^[a-z]{2,3}(_[A-Z]{2,4})?$/.test(language))
    refuse('language is not a supported code')
  if (!categories.includes(upper(category)))
    refuse(`category must be one of {${categories.join(', ')}}`)
  lifetime(definition.message_send_ttl_seconds, upper(category))
  if (definition.library_template_name !== undefined && upper(category) === 'MARKETING')
    refuse('a template of the library is UTILITY or AUTHENTICATION')
  checkComponents(components, upper(category), definition.parameter_format)
}

// https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/time-to-live
const lifetimes: Record<string, [from: number, to: number]> = {
  AUTHENTICATION: [30, 900],
  UTILITY: [30, 43_200],
  MARKETING: [43_200, 2_592_000],
}

function lifetime(seconds: unknown, category: string) {
  if (seconds === undefined) return
  // -1 means thirty days. It is allowed in the categories UTILITY and AUTHENTICATION, whose default
  // is shorter.
  if (seconds === -1 && category !== 'MARKETING') return
  const [from, to] = lifetimes[category]!
  if (typeof seconds !== 'number' || !(seconds >= from && seconds <= to))
    refuse(`message_send_ttl_seconds must be from ${from} to ${to} for ${category}`)
}

export function checkComponents(components: unknown, category: string, format: unknown) {
  if (!Array.isArray(components) || components.length === 0)
    refuse('components must be a list of at least a BODY')
  refuseUnsendable(components)
  if (format !== undefined && !['NAMED', 'POSITIONAL'].includes(upper(format)))
    refuse('parameter_format must be NAMED or POSITIONAL')
  const parts = objects(components, 'component')
  const types = parts.map((part) => upper(part.type))
  const unknown = types.find((type) => !Object.hasOwn(checks, type))
  if (unknown !== undefined) refuse(`unknown component type ${unknown}`)
  if (new Set(types).size < types.length) refuse('each type of component may occur once')
  if (!types.includes('BODY')) refuse('a BODY is required')
  const around = {
    category,
    named: upper(format) === 'NAMED',
    types,
    header: formatOf(parts),
    buttons: buttonTypes(parts),
    bodyLimit: bodyLimit(parts, types),
  }
  for (const part of parts) checks[upper(part.type)]!(part, around)
}

/** Throws DefinitionRefused if a text in `value` contains NUL or half of a surrogate pair. */
function refuseUnsendable(value: unknown) {
  if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed()))
    refuse('the components have characters that are no text')
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(refuseUnsendable)
}

function objects(list: unknown, what: string): Part[] {
  if (!Array.isArray(list)) return refuse(`there must be a list of each ${what}`)
  if (list.some((each) => typeof each !== 'object' || each === null || Array.isArray(each)))
    refuse(`a ${what} must be an object`)
  return list
}

const formatOf = (parts: readonly Part[]) =>
  upper(parts.find((part) => upper(part.type) === 'HEADER')?.format)

const buttonTypes = (parts: readonly Part[]): string[] =>
  parts
    .filter((part) => upper(part.type) === 'BUTTONS' && Array.isArray(part.buttons))
    .flatMap((part) => part.buttons.map((button: Part | null) => upper(button?.type)))

/** Characters with which WhatsApp formats text as bold, italic, strikethrough or code. */
const isFormatted = (text: string) =>
  /[*~`]/.test(text) || /(^|[^A-Za-z0-9_])_[^_{}]+_(?![A-Za-z0-9_])/.test(text)

function bodyLimit(parts: readonly Part[], types: readonly string[]) {
  if (types.includes('LIMITED_TIME_OFFER')) return 600
  return formatOf(parts) === 'PRODUCT' && buttonTypes(parts).includes('SPM') ? 160 : 1024
}

interface Around {
  category: string
  named: boolean
  types: readonly string[]
  inCard?: boolean
  /** The format of the header. */
  header: string
  /** The types of the template's buttons. */
  buttons: readonly string[]
  bodyLimit: number
}

const checks: Record<string, (part: Part, around: Around) => void> = {
  HEADER: header,
  BODY: body,
  FOOTER(part, { types, category }) {
    if (types.includes('LIMITED_TIME_OFFER')) refuse('a limited-time offer has no FOOTER', 2388073)
    const minutes = part.code_expiration_minutes
    if (minutes !== undefined && !(Number.isInteger(minutes) && minutes >= 1 && minutes <= 90)) {
      refuse('code_expiration_minutes must be from 1 to 90', 2388073)
    }
    if (category === 'AUTHENTICATION' && part.text === undefined) return
    long(part.text, 60, 'FOOTER', 2388073)
    if (placeholders(part.text).length > 0) refuse('a FOOTER has no variables', 2388073)
    if (/[\r\n]/.test(part.text) || isFormatted(part.text))
      refuse('a FOOTER has no line breaks or formatting', 2388073)
  },
  BUTTONS: buttons,
  CAROUSEL: carousel,
  LIMITED_TIME_OFFER({ limited_time_offer: offer }, { category, buttons: all }) {
    long(offer?.text, 16, 'LIMITED_TIME_OFFER')
    if (category !== 'MARKETING') refuse('a limited-time offer is a MARKETING template')
    const code = all.indexOf('COPY_CODE')
    if (code > 0) refuse('the COPY_CODE button must come first')
    if (code < 0 && ['true', true].includes(offer.has_expiration))
      refuse('an offer that expires needs a COPY_CODE button')
    if (all.some((type) => !['COPY_CODE', 'URL'].includes(type)))
      refuse('a limited-time offer has COPY_CODE and URL buttons only')
  },
  CALL_PERMISSION_REQUEST() {},
}

function long(text: unknown, most: number, where: string, subcode = 2388040) {
  if (typeof text !== 'string' || isUnseen(text)) refuse(`${where} needs a text`, subcode)
  if (lengthOf(text as string) > most)
    refuse(`${where} has ${lengthOf(text as string)} characters; ${most} are allowed`, 2388040)
}

function header(part: Part, { category, named }: Around) {
  const format = upper(part.format)
  if (category === 'AUTHENTICATION') refuse('an authentication template has no HEADER', 2388047)
  if (format === 'TEXT') {
    long(part.text, 60, 'HEADER', 2388047)
    if (/[\n*_~`]|\p{Extended_Pictographic}/u.test(part.text.replace(/\{\{\w+\}\}/g, '')))
      refuse('a HEADER has no line breaks, emoji or formatting', 2388047)
    if (placeholders(part.text).length > 1) refuse('a HEADER has at most one variable', 2388047)
    examples(part, 'header_text', named, 2388047)
  } else if (['IMAGE', 'VIDEO', 'DOCUMENT', 'GIF'].includes(format)) {
    if (format === 'GIF' && category !== 'MARKETING')
      refuse('a HEADER of format GIF is for marketing templates', 2388047)
    const handle = [part.example?.header_handle].flat()[0]
    if (typeof handle !== 'string' || handle === '')
      refuse(`a HEADER of format ${format} needs a header_handle as its example`, 2388273)
  } else if (!['LOCATION', 'PRODUCT'].includes(format))
    refuse(`unknown HEADER format ${format}`, 2388047)
}

function body(part: Part, { category, named, bodyLimit: most }: Around) {
  // The body of an authentication template needs no text, because Meta writes it.
  if (category === 'AUTHENTICATION' && part.text === undefined) return
  const { text } = part
  long(text, most, 'BODY', 2388072)
  const names = placeholders(text)
  if (names.length === 0) return
  if (
    named
      ? names.some((name) => /^\d+$/.test(name)) && !names.every((name) => /^\d+$/.test(name))
      : names.some((name, index) => name !== String(index + 1))
  ) {
    refuse(named ? 'variables must be names' : 'variables must count from {{1}}', 2388072)
  }
  // White space and punctuation around a variable do not count as text.
  if (category !== 'AUTHENTICATION' && /^[\s\p{P}]*\{\{\w+\}\}|\{\{\w+\}\}[\s\p{P}]*$/u.test(text))
    refuse('a BODY must not begin or end with a variable', 2388299)
  if (/\}\}\{\{/.test(text)) refuse('variables must not stand side by side', 2388072)
  if (
    text
      .replace(/\{\{\w+\}\}/g, ' ')
      .trim()
      .split(/\s+/).length <
    names.length * 2
  )
    refuse('too many variables for the length of the BODY', 2388293)
  if (category !== 'AUTHENTICATION') examples(part, 'body_text', named, 2388072)
}

/**
 * Throws DefinitionRefused unless the component has one example for each variable. Examples of
 * named variables contain the variable's name. Examples of numbered variables are in the variables'
 * order, and those of a body are a list of lists.
 */
function examples(
  { text, example }: Part,
  key: 'header_text' | 'body_text',
  named: boolean,
  subcode: number,
) {
  const names = placeholders(text)
  if (names.length === 0) return
  const isWritten = (one: unknown) => typeof one === 'string' && !isUnseen(one)
  if (named) {
    const list = example?.[`${key}_named_params`]
    const has = (name: string) =>
      Array.isArray(list) && list.some((one) => one?.param_name === name && isWritten(one?.example))
    if (!names.every(has)) refuse('component does not contain expected field(s) (example)', subcode)
    return
  }
  const list = example?.[key]
  if (key === 'body_text' && Array.isArray(list) && list.length > 0 && !Array.isArray(list[0]))
    refuse('body_text must be a list of lists', subcode)
  // A body may have several lists of examples. Only the first list is checked.
  const set = Array.isArray(list) && Array.isArray(list[0]) ? list[0] : [list].flat()
  const written = set.filter(isWritten)
  if (written.length !== names.length)
    refuse('component does not contain expected field(s) (example)', subcode)
}

const most: Record<string, number> = {
  QUICK_REPLY: 10,
  URL: 2,
  PHONE_NUMBER: 1,
  COPY_CODE: 1,
  FLOW: 1,
  CATALOG: 1,
  MPM: 1,
  SPM: 1,
  VOICE_CALL: 1,
  OTP: 1,
  ORDER_DETAILS: 1,
  REQUEST_CONTACT_INFO: 1,
}
const textOptional = [
  ...['CATALOG', 'COPY_CODE', 'MPM', 'OTP', 'REQUEST_CONTACT_INFO', 'SPM'],
  // For these types, Meta's examples contain the text, but no page says that it is required.
  ...['ORDER_DETAILS', 'VOICE_CALL'],
]

function buttons(
  { buttons: all }: Part,
  { category, types: around, inCard, header: above }: Around,
) {
  const limit = inCard ? 2 : 10
  if (!Array.isArray(all) || all.length < 1 || all.length > limit)
    refuse(`there may be 1 to ${limit} buttons`)
  const types = objects(all, 'button').map((button) => upper(button.type))
  for (const type of types) {
    if (!most[type]) refuse(`unknown button type ${type}`)
    if (types.filter((other) => other === type).length > most[type]!)
      refuse(`at most ${most[type]} buttons of type ${type}`)
    if (type === 'SPM' && above !== 'PRODUCT')
      refuse('an SPM button needs a HEADER of format PRODUCT')
    if (type === 'OTP' && category !== 'AUTHENTICATION')
      refuse('OTP buttons are for authentication templates')
  }
  const groups = types.filter(
    (type, index) => type === 'QUICK_REPLY' && types[index - 1] !== 'QUICK_REPLY',
  ).length
  if (groups > 1) refuse('quick replies must stand together')
  for (const [index, button] of (all as Part[]).entries()) {
    if (!textOptional.includes(types[index]!)) long(button.text, 25, 'a button')
    else if (typeof button.text === 'string' && lengthOf(button.text) > 25)
      refuse('the text of a button may have 25 characters', 2388040)
    if (typeof button.text === 'string') plainLabel(button.text)
    if (types[index] === 'REQUEST_CONTACT_INFO') contactInfo(button.text, category)
    if (types[index] === 'PHONE_NUMBER') long(button.phone_number, 20, 'a phone number')
    if (types[index] === 'COPY_CODE')
      long(
        [button.example].flat()[0],
        around.includes('LIMITED_TIME_OFFER') ? 15 : 20,
        'the example of a code',
      )
    if (
      types[index] === 'FLOW' &&
      !['flow_id', 'flow_name', 'flow_json'].some((key) => button[key] !== undefined)
    ) {
      refuse('a FLOW button needs a flow_id, flow_name or flow_json')
    }
    if (
      types[index] === 'VOICE_CALL' &&
      button.ttl_minutes !== undefined &&
      !(
        Number.isInteger(button.ttl_minutes) &&
        button.ttl_minutes >= 1440 &&
        button.ttl_minutes <= 43_200
      )
    ) {
      refuse('ttl_minutes must be from 1440 to 43200')
    }
    if (types[index] === 'OTP') oneTimePassword(button)
    if (types[index] === 'URL') url(button, category)
  }
}

// https://developers.facebook.com/docs/whatsapp/business-management-api/authentication-templates
function oneTimePassword({
  otp_type,
  supported_apps: apps,
  zero_tap_terms_accepted: accepted,
}: Part) {
  const type = upper(otp_type)
  if (!['COPY_CODE', 'ONE_TAP', 'ZERO_TAP'].includes(type))
    refuse('otp_type must be one of {COPY_CODE, ONE_TAP, ZERO_TAP}')
  if (type === 'COPY_CODE') return
  if (!Array.isArray(apps) || apps.length < 1 || apps.length > 5)
    refuse('there may be 1 to 5 supported_apps')
  for (const app of apps as Part[]) {
    if (typeof app?.package_name !== 'string' || app.package_name === '')
      refuse('a supported app needs a package_name')
    if (String(app.signature_hash).length !== 11) refuse('a signature_hash has 11 characters')
  }
  if (type === 'ZERO_TAP' && accepted !== true) refuse('zero_tap_terms_accepted must be true')
}

function plainLabel(text: string) {
  if (
    placeholders(text).length > 0 ||
    /[\r\n]|\p{Extended_Pictographic}|\p{Regional_Indicator}/u.test(text) ||
    isFormatted(text)
  )
    refuse('button text: no variables, newlines, emojis or formatting', 2388060)
}

function contactInfo(text: unknown, category: string) {
  if (text !== undefined && text !== 'Share Contact Info')
    refuse('the text of a REQUEST_CONTACT_INFO button is Share Contact Info')
  if (category === 'AUTHENTICATION')
    refuse('REQUEST_CONTACT_INFO is for UTILITY and MARKETING templates')
}

function url({ url: address, example }: Part, category: string) {
  long(address, 2000, 'a URL')
  if (!/^https?:\/\/\S+$/i.test(address)) refuse('a URL begins with https://')
  const host = /^https?:\/\/([^/?#:]+)/i.exec(address)?.[1]?.toLowerCase() ?? ''
  // In an authentication template, Meta itself adds the button's URL, so it may be a link to
  // WhatsApp.
  const isOwn = category === 'AUTHENTICATION'
  if (!isOwn && ['wa.me', 'whatsapp.com'].some((own) => host === own || host.endsWith(`.${own}`)))
    refuse("Direct links to WhatsApp aren't allowed for buttons", 2388081)
  if (placeholders(address).length === 0) return
  if (!/^[^{]*\{\{\w+\}\}$/.test(address)) refuse('a URL may have one variable, at its end')
  const [sample] = [example].flat()
  if (typeof sample !== 'string' || sample === '') refuse('a URL with a variable needs an example')
}

function carousel({ cards }: Part, around: Around) {
  if (!Array.isArray(cards) || cards.length < 2 || cards.length > 10)
    refuse('a CAROUSEL has 2 to 10 cards')
  const shapes = objects(cards, 'card').map(({ components }) => {
    const parts = objects(components, 'component')
    const types = parts.map((part) => upper(part.type))
    if (types.some((type) => !['HEADER', 'BODY', 'BUTTONS'].includes(type)))
      refuse('a card has a HEADER, a BODY and BUTTONS')
    if (new Set(types).size < types.length)
      refuse('each type of component may occur once on a card')
    const inside = { ...around, inCard: true, header: formatOf(parts) }
    for (const part of parts) checks[upper(part.type)]!(part, inside)
    if (!parts.some((part) => upper(part.type) === 'BUTTONS'))
      refuse('each card needs one or two buttons')
    const text = parts.find((part) => upper(part.type) === 'BODY')?.text
    if (text) long(text, 160, 'the BODY of a card', 2388072)
    if (!['IMAGE', 'VIDEO', 'PRODUCT'].includes(formatOf(parts)))
      refuse('each card needs a HEADER of format IMAGE, VIDEO or PRODUCT')
    return parts
      .map((part) =>
        [part.type, part.format, part.buttons?.map((button: Part) => button.type)].join(),
      )
      .join(';')
  })
  if (new Set(shapes).size > 1) refuse('all cards must have the same structure')
}
