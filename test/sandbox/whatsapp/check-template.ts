// Checks whether a message's values for a template fit the template's definition.
// https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-message-templates
import { location, media } from './check-kinds.ts'
import type { Context } from './check-message.ts'
import { checkButtons } from './check-template-buttons.ts'
import { checkText, refuseCount, type Sending, type SentComponent } from './check-template-text.ts'
import { isNamed, type Parameter, placeholders } from './parameters.ts'
import { refuse } from './refusal.ts'
import { anything, type Check, filled, integer, list, literal, object, text } from './shape.ts'

type Part = Record<string, any>

// The error codes for templates that cannot be sent because of their status, by status.
const unsendable: Record<string, number> = { PAUSED: 132015, DISABLED: 132016 }

export const checkTemplate =
  (context: Context): Check =>
  (value, path) => {
    const policy = { policy: literal('deterministic') }
    object(
      { name: text(512), language: object({ code: text(20) }, policy) },
      { components: list(anything, 0, 20) },
    )(value, path)
    const {
      name,
      language,
      components = [],
    } = value as { name: string; language: { code: string }; components?: SentComponent[] }

    const definition = context.templates.find(
      (template) => template.name === name && template.language === language.code,
    )
    const status = definition?.status.toUpperCase()
    if (!definition || status !== 'APPROVED') {
      refuse(
        unsendable[status ?? ''] ?? 132001,
        `template name (${name}) does not exist in ${language.code}`,
      )
    }
    if (name === 'hello_world')
      refuse(131058, 'Hello World templates can only be sent from the Public Test Numbers')
    const parts = definition.components as Part[]
    const names = parts
      .filter((part) => typeof part.text === 'string')
      .flatMap((part) => placeholders(part.text))
    checkParts(parts, components, `${path}['components']`, {
      context,
      named: isNamed(definition.parameter_format, names),
      authentication: definition.category.toUpperCase() === 'AUTHENTICATION',
      limitedTimeOffer: partOf(parts, 'LIMITED_TIME_OFFER') !== undefined,
    })
  }

/**
 * Returns whether WhatsApp refuses the template in groups: it refuses templates with a one-time
 * code, products or an order.
 */
export function isRefusedInGroups(template: unknown, { templates }: Context): boolean {
  const { name, language } = template as { name: string; language: { code: string } }
  const definition = templates.find((each) => each.name === name && each.language === language.code)
  const json = JSON.stringify(definition?.components ?? []).toUpperCase()
  return (
    definition?.category.toUpperCase() === 'AUTHENTICATION' ||
    /"FORMAT":"PRODUCT"|"TYPE":"(CATALOG|MPM|SPM|ORDER_DETAILS)"/.test(json)
  )
}

const partOf = (parts: readonly Part[], type: string) =>
  parts.find((part) => String(part.type).toUpperCase() === type)

const single = ['header', 'body', 'limited_time_offer', 'carousel', 'tap_target_configuration']

/** Checks the components of a template, or of one card of a carousel. */
function checkParts(
  parts: readonly Part[],
  sent: readonly SentComponent[],
  path: string,
  sending: Sending,
  inCard = false,
) {
  const found = new Map<string, SentComponent>()
  const buttons: SentComponent[] = []
  sent.forEach((component, index) => {
    const at = `${path}[${index}]`
    const type = typeof component?.type === 'string' ? component.type.toLowerCase() : undefined
    if (type === 'button') {
      object(
        { type: anything, sub_type: anything },
        { index: anything, parameters: list(anything, 0, 20) },
      )(component, at)
      buttons.push(component)
    } else if (type && single.includes(type)) {
      object(
        { type: anything },
        type === 'carousel' ? { cards: anything } : { parameters: list(anything, 0, 50) },
      )(component, at)
      if (found.has(type)) refuse(131009, `${at}: a second ${type} component`)
      found.set(type, component)
    } else
      refuse(
        100,
        `${at}['type'] must be one of {HEADER, BODY, BUTTON, CAROUSEL, LIMITED_TIME_OFFER, TAP_TARGET_CONFIGURATION}`,
      )
  })

  checkHeader(partOf(parts, 'HEADER'), found.get('header')?.parameters ?? [], sending)
  checkText(
    'body',
    partOf(parts, 'BODY')?.text,
    found.get('body')?.parameters ?? [],
    bodyLength(parts, inCard),
    sending,
  )
  checkButtons(partOf(parts, 'BUTTONS')?.buttons ?? [], buttons, sending)
  checkOffer(partOf(parts, 'LIMITED_TIME_OFFER'), found.get('limited_time_offer'), sending)
  checkCarousel(partOf(parts, 'CAROUSEL'), found.get('carousel'), path, sending)
  if (sending.authentication) checkSameCode(found.get('body')?.parameters, buttons)
  for (const parameter of found.get('tap_target_configuration')?.parameters ?? [])
    tapTarget(parameter, `${path}['tap_target_configuration']`)
}

/**
 * Returns the maximum length of a template's body with its values filled in. Meta documents these
 * limits for definitions. For messages, only the limit of 1024 is certain.
 */
function bodyLength(parts: readonly Part[], inCard: boolean) {
  if (inCard) return 160
  if (partOf(parts, 'LIMITED_TIME_OFFER')) return 600
  const product = String(partOf(parts, 'HEADER')?.format).toUpperCase() === 'PRODUCT'
  const shows = ((partOf(parts, 'BUTTONS')?.buttons ?? []) as Part[]).some(
    ({ type }) => String(type).toUpperCase() === 'SPM',
  )
  return product && shows ? 160 : 1024
}

const tapTarget = object({
  type: literal('tap_target_configuration'),
  tap_target_configuration: list(object({ url: text(2000), title: text(1024) }), 1, 1),
})

function checkHeader(header: Part | undefined, parameters: readonly Parameter[], sending: Sending) {
  const format = String(header?.format ?? 'NONE').toUpperCase()
  if (format === 'NONE' || format === 'TEXT')
    return checkText('header', header?.text, parameters, 60, sending)

  const content: Record<string, Check> = {
    IMAGE: media('image', {})(sending.context),
    VIDEO: media('video', {})(sending.context),
    DOCUMENT: media('document', { filename: text(240) })(sending.context),
    LOCATION: location,
    PRODUCT: object({ product_retailer_id: filled }, { catalog_id: filled }),
  }
  // Headers of other formats are refused. For example, a GIF can be sent only with the Marketing
  // Messages API.
  if (!content[format]) refuse(135000, `header: ${format} is not supported`)
  const received = String(parameters[0]?.type ?? 'UNKNOWN').toUpperCase()
  if (received !== format)
    refuse(132012, `header: Format mismatch, expected ${format}, received ${received}`)
  if (parameters.length > 1) refuseCount('header', parameters.length, 1)
  const key = format.toLowerCase()
  object({ type: anything, [key]: content[format]! })(parameters[0], "header['parameters'][0]")
}

function checkSameCode(body: readonly Parameter[] | undefined, buttons: readonly SentComponent[]) {
  const code = body?.[0]?.text
  if (buttons.some(({ parameters }) => parameters?.[0]?.text !== code))
    refuse(131009, 'The code of the body and of its button differ')
}

function checkOffer(
  offer: Part | undefined,
  sent: SentComponent | undefined,
  { context }: Sending,
) {
  const expected = offer?.limited_time_offer?.has_expiration ? 1 : 0
  const parameters = sent?.parameters ?? []
  if (parameters.length !== expected) refuseCount('limited_time_offer', parameters.length, expected)
  if (expected === 0) return
  const future = integer(context.now + 1, Number.MAX_SAFE_INTEGER)
  object({
    type: literal('limited_time_offer'),
    limited_time_offer: object({ expiration_time_ms: future }),
  })(parameters[0], 'limited_time_offer')
}

function checkCarousel(
  carousel: Part | undefined,
  sent: SentComponent | undefined,
  path: string,
  sending: Sending,
) {
  const defined = (carousel?.cards ?? []) as { components: Part[] }[]
  const at = `${path}['carousel']`
  list(
    object({ card_index: integer(0, 9), components: list(anything, 0, 20) }),
    0,
    10,
  )(sent?.cards ?? [], `${at}['cards']`)
  const cards = sent?.cards ?? []
  // A message may have more cards than the definition if they show products: the definition has
  // only two product cards.
  const products = defined.some(
    ({ components }) => partOf(components, 'HEADER')?.format === 'PRODUCT',
  )
  if (products ? cards.length < 2 : cards.length !== defined.length)
    refuseCount('carousel', cards.length, defined.length)
  cards.forEach((card, index) => {
    if (card.card_index !== index) refuse(131009, `${at}: card_index must count from 0`)
    const parts = (defined[index] ?? defined[0]!).components
    const lines = String(partOf(parts, 'BODY')?.text ?? '')
      .trim()
      .split(/\r\n|\r|\n/)
    if (lines.length > 3) refuse(132018, `${at}['cards'][${index}]: more than two line breaks`)
    checkParts(parts, card.components, `${at}['cards'][${index}]['components']`, sending, true)
  })
}
