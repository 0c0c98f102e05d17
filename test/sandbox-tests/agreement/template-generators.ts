// Generates definitions of every kind of template, and messages that send these templates. The
// messages are built without the code of the two checkers that the tests compare.
import fc from 'fast-check'
import type { TemplateDefinition } from '../../sandbox/world.ts'
import { mostly, optional, record } from './generators.ts'
import { now } from './verdicts.ts'

type Part = Record<string, any>

const words = fc.constantFrom(
  'Hello',
  'your order',
  'is *ready*',
  'costs ${{',
  '{{ name }}',
  'até já',
  '€ 5',
)
const variable = (named: boolean) =>
  (named ? fc.constantFrom('name', 'order_id', 'day') : fc.constantFrom('1', '2', '3')).map(
    (name) => `{{${name}}}`,
  )
const prose = (named: boolean) =>
  fc
    .array(fc.oneof(words, variable(named)), { minLength: 1, maxLength: 6 })
    .map((pieces) => pieces.join(' '))

const header = (named: boolean) =>
  fc.oneof(
    fc
      .constantFrom('IMAGE', 'VIDEO', 'DOCUMENT', 'LOCATION', 'PRODUCT')
      .map((format) => ({ type: 'HEADER', format })),
    fc.oneof(words, variable(named)).map((text) => ({ type: 'HEADER', format: 'TEXT', text })),
  )

const button = fc.constantFrom<Part>(
  { type: 'QUICK_REPLY', text: 'Yes' },
  { type: 'URL', text: 'Go', url: 'https://example.com' },
  { type: 'URL', text: 'Go', url: 'https://example.com/{{1}}' },
  { type: 'PHONE_NUMBER', text: 'Call', phone_number: '+15550100' },
  { type: 'COPY_CODE', example: 'A1' },
  { type: 'FLOW', text: 'Form', flow_id: 1 },
  { type: 'CATALOG', text: 'View' },
  { type: 'MPM', text: 'View' },
  { type: 'SPM', text: 'View' },
  { type: 'VOICE_CALL', text: 'Call' },
  { type: 'ORDER_DETAILS', text: 'Buy' },
  { type: 'REQUEST_CONTACT_INFO' },
)
const buttons = (max: number) =>
  fc
    .array(button, { minLength: 1, maxLength: max })
    .map((list) => ({ type: 'BUTTONS', buttons: list }))

const card = (named: boolean, format: string) =>
  record({
    header: fc.constant({ type: 'HEADER', format }),
    body: optional(
      fc
        .tuple(prose(named), mostly(fc.constant(''), fc.constantFrom('\n\nCome', '\na\n\nb')))
        .map(([text, more]) => ({ type: 'BODY', text: `${text}${more}` })),
    ),
    buttons: optional(buttons(2)),
  }).map((parts) => ({ components: Object.values(parts) }))

const carousel = (named: boolean) =>
  fc
    .tuple(fc.constantFrom('IMAGE', 'VIDEO', 'PRODUCT'), fc.integer({ min: 2, max: 4 }))
    .chain(([format, count]) =>
      card(named, format).map((one) => ({
        type: 'CAROUSEL',
        cards: Array.from({ length: format === 'PRODUCT' ? 2 : count }, () => structuredClone(one)),
      })),
    )

const ordinary = fc.boolean().chain((named) =>
  record({
    header: optional(header(named)),
    body: prose(named).map((text) => ({ type: 'BODY', text })),
    footer: optional(fc.constant({ type: 'FOOTER', text: 'Bye' })),
    buttons: optional(buttons(5)),
    offer: optional(
      fc.boolean().map((has_expiration) => ({
        type: 'LIMITED_TIME_OFFER',
        limited_time_offer: { text: 'Hurry', has_expiration },
      })),
    ),
    carousel: optional(carousel(named)),
  }).map((parts) => aDefinition(Object.values(parts) as Part[], named ? 'NAMED' : 'POSITIONAL')),
)

const authentication = fc.constantFrom('COPY_CODE', 'ONE_TAP', 'ZERO_TAP').map((type) => ({
  ...aDefinition(
    [
      { type: 'BODY', text: '*{{1}}* is your code.' },
      {
        type: 'BUTTONS',
        buttons: [
          {
            type: 'URL',
            text: 'Copy',
            url: `https://www.whatsapp.com/otp/code/?otp_type=${type}&code=otp{{1}}`,
          },
        ],
      },
    ],
    'POSITIONAL',
  ),
  category: 'AUTHENTICATION',
}))

const statuses = fc.constantFrom(
  'APPROVED',
  'APPROVED',
  'APPROVED',
  'APPROVED',
  'APPROVED',
  'APPROVED',
  'PAUSED',
  'PENDING',
  'DISABLED',
)

export const definitions = fc
  .tuple(
    fc.oneof({ weight: 9, arbitrary: ordinary }, { weight: 1, arbitrary: authentication }),
    statuses,
  )
  .map(([definition, status]) => ({ ...definition, status }))

const aDefinition = (components: Part[], parameter_format: string): TemplateDefinition => ({
  id: '1387372356726668',
  name: 'order_ready',
  language: 'en_US',
  status: 'APPROVED',
  category: 'MARKETING',
  parameter_format,
  components,
})

const names = (text = '') => {
  const found = [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]!))]
  return found.every((name) => /^\d+$/.test(name))
    ? found.sort((a, b) => Number(a) - Number(b))
    : found
}

const value = mostly(
  fc.constantFrom('Ana', '18:40', '$& {{2}}', '😀'),
  fc.constantFrom(
    '',
    ' ',
    'a\nb',
    'a\tb',
    'a     b',
    'x'.repeat(55),
    'x'.repeat(400),
    'x'.repeat(1100),
    'a\rb',
  ),
)
const code = mostly(
  fc.constantFrom('123456', 'J$FpnYnP'),
  fc.constantFrom('1234567890123456', 'http://x', '😀', ''),
)
const suffix = mostly(
  fc.constantFrom('LT-2041', 'a%20b?c=1'),
  fc.constantFrom('a b', 'á', '', 'https://x.com/a', 'x'.repeat(1999), '<a>', '"'),
)

const parameters = (text: string | undefined, named: boolean, inBody: boolean) =>
  fc.tuple(
    ...names(text).map((name) =>
      fc
        .oneof(
          { weight: 9, arbitrary: value.map((text): Part => ({ type: 'text', text })) },
          ...(inBody
            ? [
                {
                  weight: 1,
                  arbitrary: fc.constantFrom<Part>(
                    {
                      type: 'currency',
                      currency: { fallback_value: '$5', code: 'USD', amount_1000: 5000 },
                    },
                    { type: 'date_time', date_time: { fallback_value: 'March 2' } },
                  ),
                },
              ]
            : []),
        )
        .map((parameter) => (named ? { ...parameter, parameter_name: name } : parameter)),
    ),
  )

const file = (kind: string) =>
  fc.constantFrom<Part>({ id: kind }, { link: 'https://example.com/file' })

function headerValue({ format, text }: Part, named: boolean): fc.Arbitrary<Part[]> {
  switch (format) {
    case 'TEXT':
      return parameters(text, named, false)
    case 'LOCATION':
      return fc.constant([
        { type: 'location', location: { latitude: '37.48', longitude: -122.14, name: 'Here' } },
      ])
    case 'PRODUCT':
      return fc.constantFrom([
        { type: 'product', product: { product_retailer_id: 'sku', catalog_id: '1' } },
      ])
    case 'DOCUMENT':
      return file('document').map((document) => [
        { type: 'document', document: { ...document, filename: 'a.pdf' } },
      ])
    default:
      return file(format.toLowerCase()).map((found) => [
        { type: format.toLowerCase(), [format.toLowerCase()]: found },
      ])
  }
}

/**
 * Generates the value for a button. If the value is undefined, the message has no component for the
 * button.
 */
function buttonValue({ type, url }: Part, offer: boolean): fc.Arbitrary<Part | undefined> {
  const sub_type = type.toLowerCase()
  const one = (parameter: fc.Arbitrary<Part>) =>
    parameter.map((found) => ({ sub_type, parameters: [found] }))
  switch (type) {
    case 'URL':
      return names(url).length > 0
        ? one(suffix.map((text) => ({ type: 'text', text })))
        : fc.constant(undefined)
    case 'QUICK_REPLY':
      return optional(
        one(
          mostly(
            fc.constant('YES'),
            fc.constantFrom('', 'x'.repeat(128), 'x'.repeat(200), 'x'.repeat(257)),
          ).map((payload) => ({
            type: 'payload',
            payload,
          })),
        ),
      )
    case 'COPY_CODE':
      return one(
        mostly(
          fc.constant('25OFF'),
          fc.constantFrom('x'.repeat(offer ? 16 : 21), 'a b', '', 'x'.repeat(15)),
        ).map((coupon_code) => ({
          type: 'coupon_code',
          coupon_code,
        })),
      )
    case 'FLOW':
      return fc.constantFrom<Part>(
        { sub_type },
        { sub_type, parameters: [{ type: 'action', action: { flow_token: 't' } }] },
      )
    case 'CATALOG':
      return mostly(
        one(fc.constant({ type: 'action', action: { thumbnail_product_retailer_id: 'sku' } })),
        fc.constant<Part | undefined>(undefined),
      )
    case 'MPM':
      return one(
        fc.constant({
          type: 'action',
          action: {
            thumbnail_product_retailer_id: 'sku',
            sections: [{ title: 'Popular', product_items: [{ product_retailer_id: 'sku' }] }],
          },
        }),
      )
    case 'ORDER_DETAILS':
      return one(fc.constant({ type: 'action', action: { order_details: { reference_id: '1' } } }))
    case 'VOICE_CALL':
      return optional(
        fc.constant({ sub_type, parameters: [{ type: 'ttl_minutes', ttl_minutes: 100 }] }),
      )
    default:
      return fc.constant(undefined)
  }
}

function componentsFor(
  parts: readonly Part[],
  named: boolean,
  offer: boolean,
): fc.Arbitrary<Part[]> {
  const part = (type: string) => parts.find((each) => each.type === type)
  const list: fc.Arbitrary<Part | undefined>[] = []
  const head = part('HEADER')
  if (head && (head.format !== 'TEXT' || names(head.text).length > 0))
    list.push(headerValue(head, named).map((found) => ({ type: 'header', parameters: found })))
  if (names(part('BODY')?.text).length > 0)
    list.push(
      parameters(part('BODY')!.text, named, true).map((found) => ({
        type: 'body',
        parameters: found,
      })),
    )
  for (const [index, each] of ((part('BUTTONS')?.buttons ?? []) as Part[]).entries())
    list.push(
      fc
        .tuple(buttonValue(each, offer), fc.boolean())
        .map(
          ([found, asText]) =>
            found && { type: 'button', index: asText ? String(index) : index, ...found },
        ),
    )
  if (part('LIMITED_TIME_OFFER')?.limited_time_offer.has_expiration)
    list.push(
      mostly(
        fc.constant(now.getTime() + 86_400_000),
        fc.constantFrom(now.getTime() - 1, 1_209_600_000),
      ).map((expiration_time_ms) => ({
        type: 'limited_time_offer',
        parameters: [{ type: 'limited_time_offer', limited_time_offer: { expiration_time_ms } }],
      })),
    )
  const cards = part('CAROUSEL')?.cards as { components: Part[] }[] | undefined
  if (cards)
    list.push(
      fc
        .integer({
          min: cards.length,
          max: cards[0]!.components[0]!.format === 'PRODUCT' ? 4 : cards.length,
        })
        .chain((count) =>
          fc.tuple(
            ...Array.from({ length: count }, (_, card_index) =>
              componentsFor((cards[card_index] ?? cards[0]!).components, named, offer).map(
                (components) => ({ card_index, components }),
              ),
            ),
          ),
        )
        .map((found) => ({ type: 'carousel', cards: found })),
    )
  // Rarely, leaves out one of the components.
  return fc
    .tuple(fc.tuple(...list), mostly(fc.constant(-1), fc.nat(4)))
    .map(([found, forgotten]) =>
      found.filter((each, index): each is Part => each !== undefined && index !== forgotten),
    )
}

function authenticationComponents(): fc.Arbitrary<Part[]> {
  return fc.tuple(code, mostly(fc.constant(true), fc.constant(false))).map(([text, same]) => [
    { type: 'body', parameters: [{ type: 'text', text }] },
    {
      type: 'button',
      sub_type: 'url',
      index: '0',
      parameters: [{ type: 'text', text: same ? text : '999' }],
    },
  ])
}

export const sendings = definitions.chain(sendingsOf)

/** Generates messages that send this template. Most of the messages are valid. */
export function sendingsOf(definition: TemplateDefinition) {
  const offer = definition.components.some(({ type }) => type === 'LIMITED_TIME_OFFER')
  const components =
    definition.category === 'AUTHENTICATION'
      ? authenticationComponents()
      : componentsFor(
          definition.components,
          (definition as TemplateDefinition).parameter_format === 'NAMED',
          offer,
        )
  return components.map((found) => ({
    definition,
    message: {
      messaging_product: 'whatsapp',
      to: '+15550142',
      type: 'template',
      template: {
        name: definition.name,
        language: { code: definition.language },
        ...(found.length > 0 && { components: found }),
      },
    },
  }))
}
