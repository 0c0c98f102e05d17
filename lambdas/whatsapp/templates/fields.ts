// Finds the fields that an agent must fill in before a template can be sent. Not every field has a
// placeholder such as {{1}}: media, location and product headers, codes, offers and some buttons
// also need a value.
// https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-message-templates
import type { Problem } from '#whatsapp/errors/problems'
import { isObject } from '#whatsapp/json/rules'
import { MAX_COUPON_CODE, PAYLOAD_SAFE } from '#whatsapp/messages/template-message-rules'
import { lengthOf } from '#whatsapp/messages/text'
import { isAuthentication } from '#whatsapp/templates/buttons'
import type {
  TemplateButton,
  TemplateDefinition,
  TemplateParts,
} from '#whatsapp/templates/definition'
import { fill, occurrencesIn, placeholdersIn } from '#whatsapp/templates/placeholders'
import { whyNotSendable } from '#whatsapp/templates/sendable'

export const FIELD_KINDS = [
  'text',
  'image',
  'video',
  'document',
  'location',
  'product',
  'url_suffix',
  'payload',
  'coupon_code',
  'otp',
  'flow',
  'catalog',
  'products',
  'order',
  'expiration',
  'voice_call',
] as const
export type FieldKind = (typeof FIELD_KINDS)[number]

/**
 * The kinds of fields for which supervisors can set a default text. One-time codes are not in the
 * list, because each code is valid only once.
 */
export const KINDS_WITH_DEFAULT: readonly FieldKind[] = [
  'text',
  'url_suffix',
  'payload',
  'coupon_code',
]

export interface Field {
  /**
   * The key of the field, for example `header`, `body.1`, `body.customer_name`, `button.2`,
   * `card.0.header`, `card.1.button.0` or `limited_time_offer`.
   */
  readonly key: string
  readonly component: 'header' | 'body' | 'button' | 'limited_time_offer'
  readonly kind: FieldKind
  readonly required: boolean
  readonly maxLength?: number
  readonly example?: string
  /** The index of the card that contains the field. */
  readonly card?: number
  /** The index of the button that contains the field, among all buttons. */
  readonly button?: number
  /** The name of the variable that the value replaces, in a text field. */
  readonly variable?: string
}

export interface TemplateFields {
  /** Whether this project can send the template in its present form. */
  readonly sendable: boolean
  /** The reasons why the template cannot be sent, and warnings about the template. */
  readonly why: readonly Problem[]
  readonly fields: readonly Field[]
}

/** The limits of a header and a body. WhatsApp measures the texts with the values filled in. */
export const MAX_HEADER = 60
export const MAX_TEMPLATE_BODY = 1024
export const MAX_BODY_OFFER = 600
export const MAX_BODY_CARD = 160
export const MAX_URL = 2000
export const MAX_OTP = 15
export const MAX_COUPON_CODE_OFFER = 15

const known = new WeakMap<TemplateDefinition, TemplateFields>()

/**
 * Returns the fields of a definition. The fields are cached, because the check of a message needs
 * the fields for each component.
 */
export function fieldsOf(definition: TemplateDefinition): TemplateFields {
  const fields = known.get(definition) ?? findFields(definition)
  known.set(definition, fields)
  return fields
}

function findFields(definition: TemplateDefinition): TemplateFields {
  const why = whyNotSendable(definition)
  const fields = [
    ...headerFields(definition),
    ...offerFields(definition),
    ...bodyFields(definition, definition, bodyLimit(definition)),
    ...buttonFields(definition, definition),
    ...(definition.cards ?? []).flatMap((card, i) => cardFields(definition, card, i)),
  ]
  return { sendable: why.every(({ severity }) => severity === 'warning'), why, fields }
}

export function cardFields(
  definition: TemplateDefinition,
  card: TemplateParts,
  i: number,
): Field[] {
  const fields = [
    ...headerFields(card),
    ...bodyFields(definition, card, MAX_BODY_CARD),
    ...buttonFields(definition, card),
  ]
  return fields.map((field) => ({ ...field, key: `card.${i}.${field.key}`, card: i }))
}

export function bodyLimit({ limitedTimeOffer, header, buttons }: TemplateDefinition): number {
  if (limitedTimeOffer) return MAX_BODY_OFFER
  const singleProduct = header?.format === 'PRODUCT' && buttons.some(({ type }) => type === 'SPM')
  return singleProduct ? MAX_BODY_CARD : MAX_TEMPLATE_BODY
}

function headerFields({ header }: TemplateParts): Field[] {
  if (!header) return []
  if (header.format === 'TEXT') {
    const names = placeholdersIn(header.text)
    return names.map((variable, i) => ({
      // Meta allows only one variable in a header, and the key of its field is `header`. If a
      // definition nevertheless has several variables there, each key contains the variable's name.
      key: names.length === 1 ? 'header' : `header.${variable}`,
      component: 'header' as const,
      kind: 'text' as const,
      required: true,
      maxLength: roomFor(variable, header.text, MAX_HEADER),
      ...example(textExample(header.raw.example, 'header_text', variable, i)),
      variable,
    }))
  }
  const kind = header.format.toLowerCase() as
    | 'image'
    | 'video'
    | 'document'
    | 'location'
    | 'product'
  // The example is a link, which can be displayed until it expires, or the handle of an upload,
  // which cannot be displayed.
  const handle = isObject(header.raw.example) ? first(header.raw.example.header_handle) : undefined
  return [
    {
      key: 'header',
      component: 'header',
      kind,
      required: true,
      ...example(handle?.startsWith('http') ? handle : undefined),
    },
  ]
}

function bodyFields(
  definition: TemplateDefinition,
  { body }: TemplateParts,
  limit: number,
): Field[] {
  if (!body) return []
  const names = placeholdersIn(body.text)
  const code = takesCode(definition, body.text)
  return names.map((variable, i) => ({
    key: `body.${variable}`,
    component: 'body' as const,
    kind: code ? ('otp' as const) : ('text' as const),
    required: true,
    maxLength: code ? MAX_OTP : roomFor(variable, body.text, limit),
    ...example(textExample(body.raw.example, 'body_text', variable, i)),
    ...(code ? otpButton(definition) : {}),
    variable,
  }))
}

/**
 * Returns whether the body contains a one-time code. The agent enters a one-time code only once for
 * the body and the button.
 */
export const takesCode = ({ category, buttons }: TemplateDefinition, body: string): boolean =>
  placeholdersIn(body).length === 1 &&
  (isAuthentication(category) || buttons.some(({ type }) => type === 'OTP'))

function otpButton({ buttons }: TemplateParts): { button?: number } {
  const button = buttons.find(({ type }) => type === 'OTP')
  return button ? { button: button.index } : {}
}

/**
 * Returns the maximum number of characters for the value of a variable, so that the whole text
 * stays within the limit. The result depends on how often the text contains the variable. The
 * calculation assumes that the values of the other variables are short.
 */
function roomFor(variable: string, text: string, limit: number): number {
  const around = lengthOf(fill(text, () => ''))
  const times = occurrencesIn(text).filter(({ name }) => name === variable).length
  return Math.max(0, Math.floor((limit - around) / times))
}

function buttonFields(definition: TemplateDefinition, parts: TemplateParts): Field[] {
  return parts.buttons.flatMap((button) => {
    const field = buttonField(button, definition, parts)
    return field
      ? [
          {
            key: `button.${button.index}`,
            component: 'button' as const,
            ...field,
            button: button.index,
          },
        ]
      : []
  })
}

type ButtonField = Pick<Field, 'kind' | 'required' | 'maxLength' | 'example' | 'variable'>

function buttonField(
  button: TemplateButton,
  definition: TemplateDefinition,
  { body }: TemplateParts,
): ButtonField | undefined {
  switch (button.type) {
    case 'URL':
      return urlField(button)
    case 'QUICK_REPLY':
      return { kind: 'payload', required: false, maxLength: PAYLOAD_SAFE }
    case 'COPY_CODE': {
      const maxLength = definition.limitedTimeOffer ? MAX_COUPON_CODE_OFFER : MAX_COUPON_CODE
      return {
        kind: 'coupon_code',
        required: true,
        maxLength,
        ...example(first(button.raw.example)),
      }
    }
    case 'OTP':
      // The code of the body is also used for the button. The button has its own field only if the
      // body contains no code.
      return body && takesCode(definition, body.text)
        ? undefined
        : { kind: 'otp', required: true, maxLength: MAX_OTP }
    case 'FLOW':
      return { kind: 'flow', required: false }
    case 'CATALOG':
      return { kind: 'catalog', required: false }
    case 'MPM':
      return { kind: 'products', required: true }
    case 'ORDER_DETAILS':
      return { kind: 'order', required: true }
    case 'VOICE_CALL':
      return { kind: 'voice_call', required: false }
    default:
      // The buttons PHONE_NUMBER, SPM and REQUEST_CONTACT_INFO have no parameters, but the indexes
      // of buttons include them.
      return undefined
  }
}

function urlField({ url, raw }: TemplateButton): ButtonField | undefined {
  const [variable] = placeholdersIn(url ?? '')
  if (url === undefined || variable === undefined) return undefined
  const base = fill(url, () => '')
  const sample = first(raw.example)
  const suffix =
    sample?.startsWith(base) && sample.length > base.length ? sample.slice(base.length) : sample
  return {
    kind: 'url_suffix',
    required: true,
    maxLength: Math.max(0, MAX_URL - lengthOf(base)),
    ...example(suffix),
    variable,
  }
}

function offerFields({ limitedTimeOffer }: TemplateDefinition): Field[] {
  if (!limitedTimeOffer?.hasExpiration) return []
  return [
    {
      key: 'limited_time_offer',
      component: 'limited_time_offer',
      kind: 'expiration',
      required: true,
    },
  ]
}

const example = (value: string | undefined): { example?: string } =>
  value === undefined ? {} : { example: value }

const first = (value: unknown): string | undefined => {
  const one = Array.isArray(value) ? value[0] : value
  return typeof one === 'string' && one !== '' ? one : undefined
}

/**
 * Returns the example of a variable. Examples of positional variables are `[["a", "b"]]`, `["a"]`
 * or `"a"`. Examples of named variables are `[{param_name, example}]`.
 */
function textExample(
  from: unknown,
  key: 'header_text' | 'body_text',
  variable: string,
  position: number,
): string | undefined {
  if (!isObject(from)) return undefined
  const named = from[`${key}_named_params`]
  if (Array.isArray(named)) {
    const entry = named.find((e) => isObject(e) && e.param_name === variable)
    if (isObject(entry)) return first(entry.example)
  }
  const positional = from[key]
  const values =
    Array.isArray(positional) && Array.isArray(positional[0]) ? positional[0] : positional
  return Array.isArray(values)
    ? first(values[position])
    : position === 0
      ? first(values)
      : undefined
}
