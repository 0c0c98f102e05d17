// Parses the definition of a template. The definition comes from Meta (as text in the answer of
// GetWhatsAppMessageTemplate) or from a person who creates a template. Equivalent definitions have
// the same result, even if they differ in letter case or order, omit default values, or use old
// names of values.
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
  /** The index among all buttons, including buttons without parameters. */
  readonly index: number
  /**
   * The type in upper case. The type of a code button is OTP, even if Meta stores the button as a
   * URL.
   */
  readonly type: string
  readonly text: string
  readonly url?: string
  readonly phoneNumber?: string
  readonly raw: Json
}

/** The properties that a carousel card and a whole template have in common. */
export interface TemplateParts {
  readonly header?: TemplateHeader
  readonly body?: { readonly text: string; readonly raw: Json }
  readonly buttons: readonly TemplateButton[]
}

export interface TemplateDefinition extends TemplateParts {
  readonly name: string
  readonly language: string
  /** The status in upper case. Undefined if a person wrote the definition to create a template. */
  readonly status?: string
  /** The category in upper case. Old definitions may contain a category that Meta has replaced. */
  readonly category?: string
  readonly parameterFormat: 'POSITIONAL' | 'NAMED'
  readonly footer?: { readonly text: string; readonly raw: Json }
  readonly limitedTimeOffer?: {
    readonly text: string
    readonly hasExpiration: boolean
    readonly raw: Json
  }
  readonly cards?: readonly TemplateParts[]
  /** Problems of the definition, such as parts that are unknown or cannot be parsed. */
  readonly unreadable: readonly Problem[]
  readonly raw: Json
}

const MEDIA_FORMATS = ['IMAGE', 'VIDEO', 'DOCUMENT']

/**
 * Parses a definition. The input is the definition as an object or as JSON text, or an answer of
 * AWS that contains the definition. Throws `Unreadable` if the input is not a definition.
 */
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
  if (depth > 4) throw new Unreadable('not_a_definition', 'The definition is nested too deeply.')
  if (typeof json === 'string') {
    try {
      return unwrapped(JSON.parse(json), depth + 1)
    } catch (cause) {
      if (cause instanceof Unreadable) throw cause
      throw new Unreadable('not_json', 'The definition is text, but not JSON.', cause)
    }
  }
  if (!isObject(json))
    throw new Unreadable(
      'not_a_definition',
      'A template’s definition must be a JSON object with name, language and components.',
    )
  if (json.components !== undefined) return json
  for (const key of ['template', 'templateDefinition']) {
    if (typeof json[key] === 'string' || isObject(json[key])) return unwrapped(json[key], depth + 1)
  }
  if (Array.isArray(json.data)) {
    if (json.data.length === 1) return unwrapped(json.data[0], depth + 1)
    throw new Unreadable(
      'not_one_definition',
      `The list “data” has ${json.data.length} definitions. Pass only one of them.`,
    )
  }
  return json
}

interface Component {
  type: string
  path: string
  raw: Json
}

// The types of components that have no parameters in a message.
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
      'The components are missing. This looks like a summary. Read the definition itself (GetWhatsAppMessageTemplate).'
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
        ? `${type} is not a type of component that is known here`
        : 'The component has no type'
      unreadable.push(
        problem(
          'unknown_component',
          where,
          `${what}. It would not be sent correctly. Send this template with another program.`,
        ),
      )
      return []
    }
    if (seen.has(type)) {
      unreadable.push(
        problem(
          'duplicate_component',
          where,
          `There is a second ${type}. A template may have only one. Remove one.`,
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
  // Very old definitions have a text header without a format, so a header with a text counts as
  // TEXT.
  const format = upper(raw.format) ?? (typeof raw.text === 'string' ? 'TEXT' : undefined)
  if (format === 'TEXT') {
    if (typeof raw.text === 'string') return { format, text: raw.text, raw }
    unreadable.push(
      problem(
        'text_missing',
        `${path}.text`,
        'The text header has no text. Read the definition again.',
      ),
    )
    return undefined
  }
  if (format && [...MEDIA_FORMATS, 'LOCATION', 'PRODUCT'].includes(format))
    return { format: format as MediaFormat, raw }
  const [code, reason] =
    format === 'GIF'
      ? (['gif_header', 'Only Meta’s marketing messages API can send a GIF header'] as const)
      : ([
          'unknown_header',
          `The format of the header (${format ?? 'none'}) is not known here`,
        ] as const)
  unreadable.push(
    problem(code, `${path}.format`, `${reason}. Send this template with another program.`),
  )
  return undefined
}

// Meta writes the body of authentication templates in the template's language. This constant is
// Meta's English text.
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
        'Meta writes this text. The preview displays the English version.',
      ),
    )
    return CODE_BODY + (raw.add_security_recommendation === true ? SECURITY_RECOMMENDATION : '')
  }
  unreadable.push(
    problem('text_missing', `${path}.text`, 'The body has no text. Read the definition again.'),
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
        'The carousel has no cards. Read the definition again.',
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
          'The card has no header. WhatsApp requires one on every card. Read the definition again.',
        ),
      )
    else if (!['IMAGE', 'VIDEO', 'PRODUCT'].includes(parts.header.format)) {
      unreadable.push(
        problem(
          'unknown_header',
          where,
          `The card has a ${parts.header.format} header. WhatsApp accepts only images, videos and products on cards.`,
        ),
      )
    }
    return parts
  })
}

/**
 * Returns the format of the variables. Old definitions often lack the format. If the names of all
 * variables are numbers, the format is positional. If `parameter_format` is POSITIONAL but the
 * texts contain names, the format is NAMED.
 */
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
    const message =
      'The format is POSITIONAL, but the texts have named variables. They are sent by name.'
    unreadable.push(warning('parameter_format_contradicts', 'parameter_format', message))
  }
  return 'NAMED'
}
