// Fills in a template. The result contains the components of the message and a preview of what the
// customer's phone displays.
import { type Problem, problem } from '#whatsapp/errors/problems'
import { arr, str } from '#whatsapp/json/loose'
import { isObject, type Json, lengthProblems } from '#whatsapp/json/rules'
import { lengthOf } from '#whatsapp/messages/text'
import type {
  TemplateButton,
  TemplateDefinition,
  TemplateParts,
} from '#whatsapp/templates/definition'
import {
  bodyLimit,
  type Field,
  fieldsOf,
  MAX_BODY_CARD,
  MAX_HEADER,
} from '#whatsapp/templates/fields'
import { fill, occurrencesIn, placeholdersIn } from '#whatsapp/templates/placeholders'
import { withCards } from '#whatsapp/templates/product-carousel'
import { displayedText, hasValue, parametersOf, valueProblems } from '#whatsapp/templates/values'

/**
 * The values, by the keys of the fields. The value of a text field is a string. The value of any
 * other field is an object of WhatsApp's JSON.
 */
export type FieldValues = Readonly<Record<string, unknown>>

export type PreviewHeader =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'image' | 'video' | 'document' | 'location' | 'product'
      readonly value?: unknown
    }

export interface PreviewButton {
  /** The type from the definition, in lower case. */
  readonly type: string
  readonly text: string
  /** The address that the button opens, with its variable filled in. */
  readonly url?: string
  readonly phoneNumber?: string
  readonly code?: string
  /** The product whose picture is displayed for a catalog or a list of products. */
  readonly thumbnail?: string
  /** The products that the button opens. */
  readonly sections?: readonly { readonly title?: string; readonly products: readonly string[] }[]
}

export interface PreviewParts {
  readonly header?: PreviewHeader
  readonly body?: string
  readonly buttons: readonly PreviewButton[]
}

export interface Preview extends PreviewParts {
  readonly body: string
  readonly footer?: string
  readonly limitedTimeOffer?: { readonly text: string; readonly expiresAt?: Date }
  readonly cards?: readonly PreviewParts[]
  /**
   * Whether the phone displays "See all options". If there are more than three buttons, a phone
   * displays the first two buttons and "See all options".
   */
  readonly seeAllOptions: boolean
  /**
   * Whether WhatsApp can display the template on a computer. False if the template has four or more
   * buttons, or quick replies together with other buttons.
   */
  readonly shownOnDesktop: boolean
}

export interface Rendered {
  /**
   * The components of the message. If a problem prevents sending, the components are incomplete.
   */
  readonly components: readonly object[]
  readonly preview: Preview
  /** The problems. The path of a problem is the key of a field, or a path in the definition. */
  readonly problems: readonly Problem[]
}

/**
 * Fills in a definition. The end of a limited-time offer must be after `now`. If `now` is missing,
 * the end of the offer is not checked.
 */
export function render(
  definition: TemplateDefinition,
  values: FieldValues,
  { now }: { now?: Date } = {},
): Rendered {
  const filled = withCards(definition, values)
  const { fields, why } = fieldsOf(filled)
  const known = withCodes(fields, values)
  const problems = [
    ...why,
    ...fields.flatMap((field) => valueProblems(known[field.key], field, now)),
    ...strangers(fields, known),
    ...lengthsOf(filled, known, fields),
  ]
  return {
    components: componentsOf(filled, known, fields),
    preview: previewOf(filled, known, fields),
    problems,
  }
}

/**
 * Returns the values with the one-time code under the key of its field. Callers may also pass a
 * one-time code under the key of the code's button.
 */
function withCodes(fields: readonly Field[], values: FieldValues): FieldValues {
  const code = fields.find(
    ({ kind, component, button }) => kind === 'otp' && component === 'body' && button !== undefined,
  )
  const alias = code && `button.${code.button}`
  if (
    !code ||
    !alias ||
    values[alias] === undefined ||
    (values[code.key] !== undefined && values[code.key] !== values[alias])
  )
    return values
  const { [alias]: value, ...rest } = values
  return { ...rest, [code.key]: value }
}

function strangers(fields: readonly Field[], values: FieldValues): Problem[] {
  const keys = fields.map(({ key }) => key)
  return Object.keys(values)
    .filter(
      (key) =>
        !keys.includes(key) &&
        values[key] !== undefined &&
        values[key] !== null &&
        values[key] !== '',
    )
    .map((key) =>
      problem(
        'unknown_field',
        key,
        `The template has no such field. Its fields are ${keys.join(', ') || 'none'}. Leave this one out.`,
      ),
    )
}

function lengthsOf(
  definition: TemplateDefinition,
  values: FieldValues,
  fields: readonly Field[],
): Problem[] {
  const { header, body, cards = [] } = definition
  const problems =
    header?.format === 'TEXT'
      ? tooLong(filledText(header.text, 'header', values, fields), 'header', MAX_HEADER)
      : []
  if (body)
    problems.push(
      ...tooLong(filledText(body.text, 'body', values, fields), 'body', bodyLimit(definition)),
    )
  for (const [i, card] of cards.entries()) {
    if (card.body)
      problems.push(
        ...tooLong(
          filledText(card.body.text, `card.${i}.body`, values, fields),
          `card.${i}.body`,
          MAX_BODY_CARD,
        ),
      )
  }
  return problems
}

/**
 * Returns the length of the whole text that contains a field's value, the limit of this text, and
 * the number of characters by which the value may still grow.
 */
export function wholeTextOf(
  { kind, component, card, variable = '' }: Field,
  definition: TemplateDefinition,
  preview: Preview,
): { length: number; limit: number; left: number } | undefined {
  if (kind !== 'text' || component === 'button') return undefined
  const template = card === undefined ? definition : definition.cards?.[card]
  const previewed = card === undefined ? preview : preview.cards?.[card]
  const header = template?.header
  const text =
    component === 'body'
      ? template?.body?.text
      : header?.format === 'TEXT'
        ? header.text
        : undefined
  const filled =
    component === 'body'
      ? previewed?.body
      : previewed?.header?.type === 'text'
        ? previewed.header.text
        : undefined
  if (text === undefined || filled === undefined) return undefined
  const limit =
    component === 'header' ? MAX_HEADER : card === undefined ? bodyLimit(definition) : MAX_BODY_CARD
  const length = lengthOf(filled)
  const times = occurrencesIn(text).filter(({ name }) => name === variable).length
  return { length, limit, left: Math.floor((limit - length) / times) }
}

/** Reports a text that is too long. WhatsApp would refuse the text with error 132005. */
const tooLong = (text: string, path: string, max: number) =>
  lengthProblems(text, path, max).map((found) => ({
    ...found,
    message: `After the values are filled in: ${found.message}`,
  }))

function componentsOf(
  definition: TemplateDefinition,
  values: FieldValues,
  fields: readonly Field[],
): object[] {
  const own = fields.filter(({ card }) => card === undefined)
  const components = sectionComponents(definition, definition, values, own)
  const offer = own.find(({ kind }) => kind === 'expiration')
  if (offer && hasValue(values[offer.key], offer)) {
    components.push({
      type: 'limited_time_offer',
      parameters: parametersOf(values[offer.key], offer),
    })
  }
  const { cards } = definition
  if (cards && cards.length > 0) {
    const sent = cards.map((card, i) => ({
      card_index: i,
      components: sectionComponents(
        definition,
        card,
        values,
        fields.filter((field) => field.card === i),
      ),
    }))
    components.push({ type: 'carousel', cards: sent })
  }
  return components
}

function sectionComponents(
  { parameterFormat }: TemplateDefinition,
  parts: TemplateParts,
  values: FieldValues,
  fields: readonly Field[],
): object[] {
  const components: object[] = []
  for (const type of ['header', 'body'] as const) {
    const parameters = fields
      .filter((field) => field.component === type && hasValue(values[field.key], field))
      .flatMap((field) => {
        const found = parametersOf(values[field.key], field)
        const named = parameterFormat === 'NAMED' && field.variable !== undefined
        return named
          ? found.map((parameter) => ({ ...parameter, parameter_name: field.variable }))
          : found
      })
    if (parameters.length > 0) components.push({ type, parameters })
  }
  for (const button of parts.buttons) {
    const component = buttonComponent(button, values, fields)
    if (component) components.push(component)
  }
  return components
}

// A message must contain these buttons even if the buttons have no parameters. WhatsApp refuses a
// message without its flow button (error 131009).
const ALWAYS_NAMED = ['FLOW', 'CATALOG']

function buttonComponent(
  { index, type }: TemplateButton,
  values: FieldValues,
  fields: readonly Field[],
): object | undefined {
  const field = fields.find(
    ({ kind, button, component }) => button === index && (component === 'button' || kind === 'otp'),
  )
  const isFilled = field && hasValue(values[field.key], field)
  if (!field || (!isFilled && !ALWAYS_NAMED.includes(type))) return undefined
  const parameters = isFilled ? parametersOf(values[field.key], field) : []
  // In WhatsApp's only example of a call button, the call button is the first button of the
  // template, and the message does not contain its index.
  if (type === 'VOICE_CALL') {
    return parameters.length > 0
      ? {
          type: 'button',
          sub_type: 'voice_call',
          ...(index === 0 ? {} : { index: String(index) }),
          parameters,
        }
      : undefined
  }
  const subType = type === 'OTP' ? 'url' : type.toLowerCase()
  return {
    type: 'button',
    sub_type: subType,
    index: String(index),
    ...(parameters.length > 0 ? { parameters } : {}),
  }
}

function previewOf(
  definition: TemplateDefinition,
  values: FieldValues,
  fields: readonly Field[],
): Preview {
  const { footer, limitedTimeOffer: offer, cards, buttons } = definition
  const expires = values.limited_time_offer
  return {
    ...previewParts(definition, '', values, fields),
    body: definition.body ? filledText(definition.body.text, 'body', values, fields) : '',
    ...(footer ? { footer: footer.text } : {}),
    ...(offer
      ? {
          limitedTimeOffer: {
            text: offer.text,
            ...(isTime(expires) ? { expiresAt: new Date(expires) } : {}),
          },
        }
      : {}),
    ...(cards
      ? { cards: cards.map((card, i) => previewParts(card, `card.${i}.`, values, fields)) }
      : {}),
    seeAllOptions: buttons.length > 3,
    shownOnDesktop:
      buttons.length < 4 && !(buttons.some(isQuickReply) && !buttons.every(isQuickReply)),
  }
}

const isQuickReply = ({ type }: TemplateButton) => type === 'QUICK_REPLY'
const isTime = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(new Date(value).getTime())

function previewParts(
  { header, body, buttons }: TemplateParts,
  prefix: string,
  values: FieldValues,
  fields: readonly Field[],
): PreviewParts {
  return {
    ...(header ? { header: previewHeader(header, prefix, values, fields) } : {}),
    ...(body ? { body: filledText(body.text, `${prefix}body`, values, fields) } : {}),
    buttons: buttons.map((button) => previewButton(button, prefix, values)),
  }
}

function previewHeader(
  header: NonNullable<TemplateParts['header']>,
  prefix: string,
  values: FieldValues,
  fields: readonly Field[],
): PreviewHeader {
  if (header.format === 'TEXT')
    return { type: 'text', text: filledText(header.text, `${prefix}header`, values, fields) }
  const value = values[`${prefix}header`]
  const type = header.format.toLowerCase() as
    | 'image'
    | 'video'
    | 'document'
    | 'location'
    | 'product'
  return { type, ...(value === undefined || value === null ? {} : { value }) }
}

function previewButton(
  { index, type, text, url, phoneNumber }: TemplateButton,
  prefix: string,
  values: FieldValues,
): PreviewButton {
  const value = values[`${prefix}button.${index}`]
  const filled = typeof value === 'string' ? value : ''
  return {
    type: type.toLowerCase(),
    text,
    // Meta stores a code button as a link. The link of a code button must not be displayed.
    ...(type === 'URL' && url !== undefined ? { url: fill(url, () => filled) } : {}),
    ...(phoneNumber === undefined ? {} : { phoneNumber }),
    ...(type === 'COPY_CODE' && filled !== '' ? { code: filled } : {}),
    ...(type === 'CATALOG' || type === 'MPM' ? productsView(value) : {}),
  }
}

function productsView(value: unknown): Pick<PreviewButton, 'thumbnail' | 'sections'> {
  if (!isObject(value)) return {}
  const thumbnail = str(value.thumbnail_product_retailer_id)
  const sections = arr(value.sections).filter(isObject)
  return {
    ...(thumbnail ? { thumbnail } : {}),
    ...(sections.length > 0 ? { sections: sections.map(sectionView) } : {}),
  }
}

function sectionView({ title, product_items }: Json) {
  const products = arr(product_items).flatMap((item) =>
    isObject(item) ? [str(item.product_retailer_id) ?? ''] : [],
  )
  const name = str(title)
  return { ...(name ? { title: name } : {}), products }
}

/**
 * Returns the text with its variables filled in. A variable without a value is replaced with an
 * empty text.
 */
function filledText(
  text: string,
  part: string,
  values: FieldValues,
  fields: readonly Field[],
): string {
  const single = placeholdersIn(text).length === 1 && /header$/.test(part)
  return fill(text, (variable) => {
    const key = single ? part : `${part}.${variable}`
    const field = fields.find((f) => f.key === key)
    return field ? displayedText(values[key], field) : ''
  })
}
