// A template's definition, as Meta returns it (the string in GetWhatsAppMessageTemplate) or as people write it to create one,
// read into one shape: casing, order, missing fields and legacy values no longer matter after this.
// https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates/components
import { type Problem, problem, Unreadable, warning } from '#whatsapp/errors/problems'
import { isObject, type Json } from '#whatsapp/json/rules'
import { buttonsOf, isAuthentication, upper } from '#whatsapp/templates/buttons'
import { allNumbers, placeholdersIn } from '#whatsapp/templates/placeholders'

export type MediaFormat = 'IMAGE' | 'VIDEO' | 'DOCUMENT'

export type TemplateHeader =
  | { readonly format: 'TEXT'; readonly text: string; readonly raw: Json }
  | { readonly format: MediaFormat | 'LOCATION' | 'PRODUCT'; readonly raw: Json }

export interface TemplateButton {
  /** Its place among all buttons: what cannot be sent keeps its index. */
  readonly index: number
  /** Upper case. OTP also where Meta stores it as a URL. */
  readonly type: string
  readonly text: string
  readonly url?: string
  readonly phoneNumber?: string
  readonly raw: Json
}

/** What a card and a whole template have in common. */
export interface TemplateParts {
  readonly header?: TemplateHeader
  readonly body?: { readonly text: string; readonly raw: Json }
  readonly buttons: readonly TemplateButton[]
}

export interface TemplateDefinition extends TemplateParts {
  readonly name: string
  readonly language: string
  /** Upper case; undefined in a definition written for creation. */
  readonly status?: string
  /** Upper case; legacy ones occur. */
  readonly category?: string
  readonly parameterFormat: 'POSITIONAL' | 'NAMED'
  readonly footer?: { readonly text: string; readonly raw: Json }
  readonly limitedTimeOffer?: {
    readonly text: string
    readonly hasExpiration: boolean
    readonly raw: Json
  }
  readonly cards?: readonly TemplateParts[]
  /** Parts that cannot be read or are not known here, and other reasons why the definition is not what it should be. */
  readonly unreadable: readonly Problem[]
  readonly raw: Json
}

const MEDIA_FORMATS = ['IMAGE', 'VIDEO', 'DOCUMENT']

/** Takes the definition, its JSON, or the answer of a read that holds it. Throws Unreadable for what is no definition at all. */
export function parseDefinition(json: unknown): TemplateDefinition {
  const raw = unwrapped(json, 0)
  const unreadable: Problem[] = []
  const category = upper(raw.category ?? raw.templateCategory)
  const status = upper(raw.status ?? raw.templateStatus)
  const components = componentsOf(raw, unreadable)
  const cards = cardsOf(components, category, unreadable)
  const parts = partsOf(components, category, unreadable)
  const footer = only(components, 'FOOTER')
  const offer = only(components, 'LIMITED_TIME_OFFER')
  return {
    ...parts,
    name: word(raw.name ?? raw.templateName),
    language: word(raw.language ?? raw.templateLanguage),
    ...(status ? { status } : {}),
    ...(category ? { category } : {}),
    parameterFormat: parameterFormatOf(raw, parts, cards, unreadable),
    ...(footer ? { footer: { text: footerText(footer), raw: footer } } : {}),
    ...(offer ? { limitedTimeOffer: offerOf(offer) } : {}),
    ...(cards ? { cards } : {}),
    unreadable,
    raw,
  }
}

const word = (value: unknown) => (typeof value === 'string' ? value.trim() : '')

function unwrapped(json: unknown, depth: number): Json {
  if (depth > 4)
    throw new Unreadable('not_a_definition', 'the definition is wrapped too often to be read')
  if (typeof json === 'string') {
    try {
      return unwrapped(JSON.parse(json), depth + 1)
    } catch (cause) {
      if (cause instanceof Unreadable) throw cause
      throw new Unreadable('not_json', 'the definition is text that is not JSON', cause)
    }
  }
  if (!isObject(json))
    throw new Unreadable(
      'not_a_definition',
      'a template’s definition is a JSON object with name, language and components',
    )
  if (json.components !== undefined) return json
  for (const key of ['template', 'templateDefinition']) {
    if (typeof json[key] === 'string' || isObject(json[key])) return unwrapped(json[key], depth + 1)
  }
  if (Array.isArray(json.data)) {
    if (json.data.length === 1) return unwrapped(json.data[0], depth + 1)
    throw new Unreadable(
      'not_one_definition',
      `${json.data.length} definitions in data; give one of them`,
    )
  }
  return json
}

interface Component {
  type: string
  path: string
  raw: Json
}

// What needs nothing when sending.
const WITHOUT_PARAMETERS = ['CALL_PERMISSION_REQUEST', 'TAP_TARGET_CONFIGURATION']
const KNOWN = [
  'HEADER',
  'BODY',
  'FOOTER',
  'BUTTONS',
  'CAROUSEL',
  'LIMITED_TIME_OFFER',
  ...WITHOUT_PARAMETERS,
]
const KNOWN_ON_CARD = ['HEADER', 'BODY', 'BUTTONS']

function componentsOf(raw: Json, unreadable: Problem[]): Component[] {
  if (!Array.isArray(raw.components)) {
    const message =
      'missing: this looks like a summary. Read the definition itself (GetWhatsAppMessageTemplate)'
    unreadable.push(problem('components_missing', 'components', message))
    return []
  }
  return readComponents(raw.components, 'components', KNOWN, unreadable)
}

function readComponents(
  list: readonly unknown[],
  path: string,
  known: readonly string[],
  unreadable: Problem[],
): Component[] {
  const seen = new Set<string>()
  return list.flatMap((raw, i): Component[] => {
    const where = `${path}.${i}`
    const type = isObject(raw) ? upper(raw.type) : undefined
    if (!isObject(raw) || !type || !known.includes(type)) {
      const what = type
        ? `${type} is no part of a template this program knows`
        : 'a part without a type'
      unreadable.push(
        problem(
          'unknown_component',
          where,
          `${what}; it would be sent wrongly. Send this template from another tool`,
        ),
      )
      return []
    }
    if (seen.has(type)) {
      unreadable.push(
        problem(
          'duplicate_component',
          where,
          `${type} a second time; a template has one. Take one out`,
        ),
      )
      return []
    }
    seen.add(type)
    return [{ type, path: where, raw }]
  })
}

const only = (components: readonly Component[], type: string) =>
  components.find((component) => component.type === type)?.raw

function partsOf(
  components: readonly Component[],
  category: string | undefined,
  unreadable: Problem[],
): TemplateParts {
  const header = components.find(({ type }) => type === 'HEADER')
  const body = components.find(({ type }) => type === 'BODY')
  const buttons = components.find(({ type }) => type === 'BUTTONS')
  const readHeader = header && headerOf(header, unreadable)
  return {
    ...(readHeader ? { header: readHeader } : {}),
    ...(body ? { body: { text: bodyText(body, category, unreadable), raw: body.raw } } : {}),
    buttons: buttons ? buttonsOf(buttons, category, unreadable) : [],
  }
}

function headerOf({ raw, path }: Component, unreadable: Problem[]): TemplateHeader | undefined {
  // Very old definitions have a text header without a format.
  const format = upper(raw.format) ?? (typeof raw.text === 'string' ? 'TEXT' : undefined)
  if (format === 'TEXT') {
    if (typeof raw.text === 'string') return { format, text: raw.text, raw }
    unreadable.push(
      problem(
        'text_missing',
        `${path}.text`,
        'a text header without text. Read the definition again',
      ),
    )
    return undefined
  }
  if (format && [...MEDIA_FORMATS, 'LOCATION', 'PRODUCT'].includes(format))
    return { format: format as MediaFormat, raw }
  const [code, reason] =
    format === 'GIF'
      ? ['gif_header', 'a GIF header, which only Meta’s marketing messages API can send']
      : ['unknown_header', `a header of a kind (${format ?? 'none'}) this program does not know`]
  unreadable.push(
    problem(code, `${path}.format`, `${reason}. Send this template from another tool`),
  )
  return undefined
}

// Meta writes the body of authentication templates itself, in the template's language; this is its English text.
// https://developers.facebook.com/docs/whatsapp/business-management-api/authentication-templates
const CODE_BODY = '*{{1}}* is your verification code.'
const SECURITY_RECOMMENDATION = ' For your security, do not share this code.'

function bodyText(
  { raw, path }: Component,
  category: string | undefined,
  unreadable: Problem[],
): string {
  if (typeof raw.text === 'string') return raw.text
  if (isAuthentication(category)) {
    unreadable.push(
      warning(
        'text_of_meta',
        `${path}.text`,
        'missing: Meta writes it; the preview shows its English text',
      ),
    )
    return CODE_BODY + (raw.add_security_recommendation === true ? SECURITY_RECOMMENDATION : '')
  }
  unreadable.push(
    problem('text_missing', `${path}.text`, 'a body without text. Read the definition again'),
  )
  return ''
}

function footerText(raw: Json): string {
  if (typeof raw.text === 'string') return raw.text
  return typeof raw.code_expiration_minutes === 'number'
    ? `This code expires in ${raw.code_expiration_minutes} minutes.`
    : ''
}

function offerOf(raw: Json) {
  const offer = isObject(raw.limited_time_offer) ? raw.limited_time_offer : {}
  return {
    text: word(offer.text),
    hasExpiration: offer.has_expiration === true || offer.has_expiration === 'true',
    raw,
  }
}

function cardsOf(
  components: readonly Component[],
  category: string | undefined,
  unreadable: Problem[],
): TemplateParts[] | undefined {
  const carousel = components.find(({ type }) => type === 'CAROUSEL')
  if (!carousel) return undefined
  const { raw, path } = carousel
  if (!Array.isArray(raw.cards) || raw.cards.length === 0) {
    unreadable.push(
      problem(
        'cards_missing',
        `${path}.cards`,
        'a carousel without cards. Read the definition again',
      ),
    )
    return []
  }
  return raw.cards.map((card: unknown, i) => {
    const where = `${path}.cards.${i}.components`
    const list = isObject(card) && Array.isArray(card.components) ? card.components : []
    const parts = partsOf(
      readComponents(list, where, KNOWN_ON_CARD, unreadable),
      category,
      unreadable,
    )
    if (!parts.header)
      unreadable.push(
        problem(
          'card_header_missing',
          where,
          'a card without a header; WhatsApp requires one on every card. Read the definition again',
        ),
      )
    else if (!['IMAGE', 'VIDEO', 'PRODUCT'].includes(parts.header.format)) {
      unreadable.push(
        problem(
          'unknown_header',
          where,
          `a ${parts.header.format} header on a card; WhatsApp has images, videos and products there`,
        ),
      )
    }
    return parts
  })
}

/** Often missing in older definitions: names that are all numbers are positions. The text wins over a contradicting field. */
function parameterFormatOf(
  raw: Json,
  parts: TemplateParts,
  cards: readonly TemplateParts[] | undefined,
  unreadable: Problem[],
) {
  const declared = upper(raw.parameter_format ?? raw.parameterFormat)
  const texts = [parts, ...(cards ?? [])].flatMap(({ header, body }) => [
    header?.format === 'TEXT' ? header.text : '',
    body?.text ?? '',
  ])
  const names = texts.flatMap(placeholdersIn)
  if (declared === 'NAMED') return 'NAMED'
  if (allNumbers(names)) return 'POSITIONAL'
  if (declared === 'POSITIONAL') {
    const message = 'POSITIONAL, but the texts have named variables; they are sent by name'
    unreadable.push(warning('parameter_format_contradicts', 'parameter_format', message))
  }
  return 'NAMED'
}
