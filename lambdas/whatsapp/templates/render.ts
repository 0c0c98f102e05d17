// A template with its fields filled in: the components that go into the message, and what the customer's phone will show.
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
import { isGiven, parametersOf, shownText, valueProblems } from '#whatsapp/templates/values'

/** By field key: text for text-like kinds, otherwise the object WhatsApp takes. */
export type Values = Readonly<Record<string, unknown>>

export type PreviewHeader =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'image' | 'video' | 'document' | 'location' | 'product'
      readonly value?: unknown
    }

export interface PreviewButton {
  /** As in the definition, in lower case. */
  readonly type: string
  readonly text: string
  /** Where a link leads, filled in. */
  readonly url?: string
  readonly phoneNumber?: string
  readonly code?: string
  /** The product whose picture stands for a catalog or a list of products. */
  readonly thumbnail?: string
  /** What a list of products opens. */
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
  /** With more than three buttons a phone shows the first two and "See all options". */
  readonly seeAllOptions: boolean
  /** WhatsApp on a computer cannot show templates with four or more buttons, or quick replies mixed with others. */
  readonly shownOnDesktop: boolean
}

export interface Rendered {
  /** Exactly what goes into the message; complete only when no problem refuses. */
  readonly components: readonly object[]
  readonly preview: Preview
  /** Paths are field keys, or parts of the definition. */
  readonly problems: readonly Problem[]
}

/** `now` decides whether an offer's end is still to come; without it that is not checked. */
export function render(
  definition: TemplateDefinition,
  values: Values,
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

/** A one-time code may also be given under its button's key. */
function withCodes(fields: readonly Field[], values: Values): Values {
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

function strangers(fields: readonly Field[], values: Values): Problem[] {
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
        `the template has no such field; it has ${keys.join(', ') || 'none'}. Leave it out`,
      ),
    )
}

function lengthsOf(
  definition: TemplateDefinition,
  values: Values,
  fields: readonly Field[],
): Problem[] {
  const { header, body, cards = [] } = definition
  const problems =
    header?.format === 'TEXT'
      ? tooLong(shown(header.text, 'header', values, fields), 'header', MAX_HEADER)
      : []
  if (body)
    problems.push(
      ...tooLong(shown(body.text, 'body', values, fields), 'body', bodyLimit(definition)),
    )
  for (const [i, card] of cards.entries()) {
    if (card.body)
      problems.push(
        ...tooLong(
          shown(card.body.text, `card.${i}.body`, values, fields),
          `card.${i}.body`,
          MAX_BODY_CARD,
        ),
      )
  }
  return problems
}

/** The text that a field's value stands in with others: its length as it is filled in, its limit, and how much this value may grow. */
export function wholeTextOf(
  { kind, component, card, variable = '' }: Field,
  definition: TemplateDefinition,
  preview: Preview,
): { length: number; limit: number; left: number } | undefined {
  if (kind !== 'text' || component === 'button') return undefined
  const template = card === undefined ? definition : definition.cards?.[card]
  const shown = card === undefined ? preview : preview.cards?.[card]
  const header = template?.header
  const text =
    component === 'body'
      ? template?.body?.text
      : header?.format === 'TEXT'
        ? header.text
        : undefined
  const filled =
    component === 'body'
      ? shown?.body
      : shown?.header?.type === 'text'
        ? shown.header.text
        : undefined
  if (text === undefined || filled === undefined) return undefined
  const limit =
    component === 'header' ? MAX_HEADER : card === undefined ? bodyLimit(definition) : MAX_BODY_CARD
  const length = lengthOf(filled)
  const times = occurrencesIn(text).filter(({ name }) => name === variable).length
  return { length, limit, left: Math.floor((limit - length) / times) }
}

/** What WhatsApp would refuse with 132005. */
const tooLong = (text: string, path: string, max: number) =>
  lengthProblems(text, path, max).map((found) => ({
    ...found,
    message: `filled in, ${found.message}`,
  }))

function componentsOf(
  definition: TemplateDefinition,
  values: Values,
  fields: readonly Field[],
): object[] {
  const own = fields.filter(({ card }) => card === undefined)
  const components = sectionComponents(definition, definition, values, own)
  const offer = own.find(({ kind }) => kind === 'expiration')
  if (offer && isGiven(values[offer.key], offer)) {
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
  values: Values,
  fields: readonly Field[],
): object[] {
  const components: object[] = []
  for (const type of ['header', 'body'] as const) {
    const parameters = fields
      .filter((field) => field.component === type && isGiven(values[field.key], field))
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

// Named in the message even when there is nothing to say about them: a flow that is not is refused (131009).
const ALWAYS_NAMED = ['FLOW', 'CATALOG']

function buttonComponent(
  { index, type }: TemplateButton,
  values: Values,
  fields: readonly Field[],
): object | undefined {
  const field = fields.find(
    ({ kind, button, component }) => button === index && (component === 'button' || kind === 'otp'),
  )
  const given = field && isGiven(values[field.key], field)
  if (!field || (!given && !ALWAYS_NAMED.includes(type))) return undefined
  const parameters = given ? parametersOf(values[field.key], field) : []
  // WhatsApp's only example of a call's button, the first of its template, has no index.
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
  values: Values,
  fields: readonly Field[],
): Preview {
  const { footer, limitedTimeOffer: offer, cards, buttons } = definition
  const expires = values.limited_time_offer
  return {
    ...previewParts(definition, '', values, fields),
    body: definition.body ? shown(definition.body.text, 'body', values, fields) : '',
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
  values: Values,
  fields: readonly Field[],
): PreviewParts {
  return {
    ...(header ? { header: previewHeader(header, prefix, values, fields) } : {}),
    ...(body ? { body: shown(body.text, `${prefix}body`, values, fields) } : {}),
    buttons: buttons.map((button) => previewButton(button, prefix, values)),
  }
}

function previewHeader(
  header: NonNullable<TemplateParts['header']>,
  prefix: string,
  values: Values,
  fields: readonly Field[],
): PreviewHeader {
  if (header.format === 'TEXT')
    return { type: 'text', text: shown(header.text, `${prefix}header`, values, fields) }
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
  values: Values,
): PreviewButton {
  const value = values[`${prefix}button.${index}`]
  const given = typeof value === 'string' ? value : ''
  return {
    type: type.toLowerCase(),
    text,
    // The link stored for a code button opens nothing anybody should see.
    ...(type === 'URL' && url !== undefined ? { url: fill(url, () => given) } : {}),
    ...(phoneNumber === undefined ? {} : { phoneNumber }),
    ...(type === 'COPY_CODE' && given !== '' ? { code: given } : {}),
    ...(type === 'CATALOG' || type === 'MPM' ? productsShown(value) : {}),
  }
}

function productsShown(value: unknown): Pick<PreviewButton, 'thumbnail' | 'sections'> {
  if (!isObject(value)) return {}
  const thumbnail = str(value.thumbnail_product_retailer_id)
  const sections = arr(value.sections).filter(isObject)
  return {
    ...(thumbnail ? { thumbnail } : {}),
    ...(sections.length > 0 ? { sections: sections.map(sectionShown) } : {}),
  }
}

function sectionShown({ title, product_items }: Json) {
  const products = arr(product_items).flatMap((item) =>
    isObject(item) ? [str(item.product_retailer_id) ?? ''] : [],
  )
  const name = str(title)
  return { ...(name ? { title: name } : {}), products }
}

/** The text with its variables filled in; what has no value yet shows as nothing. */
function shown(text: string, part: string, values: Values, fields: readonly Field[]): string {
  const single = placeholdersIn(text).length === 1 && /header$/.test(part)
  return fill(text, (variable) => {
    const key = single ? part : `${part}.${variable}`
    const field = fields.find((f) => f.key === key)
    return field ? shownText(values[key], field) : ''
  })
}
