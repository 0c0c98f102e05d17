// Three modules interpret a template's definition: `fieldsOf` finds the fields that an agent fills
// in, `render` creates the message, and `checkAgainst` checks a finished message. For every
// definition, their results must agree.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MessageRejected, refusals, Unreadable } from '#whatsapp/errors/problems'
import { problemsWithCloudApi } from '#whatsapp/messages/cloud-api-rules'
import { toCloudApi } from '#whatsapp/messages/messages'
import { checkDefinition } from '#whatsapp/template-review/check'
import { checkAgainst } from '#whatsapp/template-review/message-check'
import { parseDefinition } from '#whatsapp/templates/definition'
import { type Field, fieldsOf } from '#whatsapp/templates/fields'
import { render } from '#whatsapp/templates/render'
import { aTemplate, body, buttons, header } from '../templates/templates.ts'

const now = new Date('2026-03-02T12:00:00Z')

const words = fc.constantFrom(
  'Hello',
  'your order',
  '*ready*',
  'costs ${{',
  '}}',
  '{{ $json.Nome }}',
  '€',
  'até já',
  '\\',
  '$&',
)
const variable = (named: boolean) =>
  (named ? fc.constantFrom('name', 'order_id', 'Day2') : fc.constantFrom('1', '2', '3', '10')).map(
    (name) => `{{${name}}}`,
  )
const text = (named: boolean) =>
  fc
    .array(fc.oneof(words, variable(named)), { minLength: 1, maxLength: 7 })
    .map((pieces) => pieces.join(' '))
const cased = (word: string) => fc.constantFrom(word, word.toLowerCase())

const aHeader = (named: boolean) =>
  fc.oneof(
    fc
      .constantFrom('IMAGE', 'VIDEO', 'DOCUMENT', 'LOCATION', 'PRODUCT')
      .chain(cased)
      .map((format) => header(format)),
    fc.oneof(words, variable(named)).map((t) => header('TEXT', t)),
  )

const aButton = fc.constantFrom<object[]>(
  { type: 'QUICK_REPLY', text: 'Yes' },
  { type: 'URL', text: 'Go', url: 'https://example.com' },
  { type: 'url', text: 'Go', url: 'https://example.com/{{1}}' },
  { type: 'URL', text: 'Go', url: 'https://example.com/{{token}}' },
  { type: 'PHONE_NUMBER', text: 'Call', phone_number: '+15550100' },
  { type: 'COPY_CODE', example: 'A1' },
  { type: 'FLOW', text: 'Form', flow_id: 1 },
  { type: 'CATALOG' },
  { type: 'MPM' },
  { type: 'SPM' },
  { type: 'VOICE_CALL' },
  { type: 'ORDER_DETAILS', text: 'Buy' },
  { type: 'REQUEST_CONTACT_INFO' },
)

const anOffer = fc.boolean().map((has_expiration) => ({
  type: 'LIMITED_TIME_OFFER',
  limited_time_offer: { text: 'Hurry', has_expiration },
}))

const aCard = (named: boolean) =>
  fc
    .tuple(
      fc.constantFrom('IMAGE', 'VIDEO', 'PRODUCT'),
      fc.option(text(named)),
      fc.array(aButton, { maxLength: 2 }),
    )
    .map(([format, t, list]) => ({
      components: [
        header(format),
        ...(t === null ? [] : [body(t)]),
        ...(list.length > 0 ? [buttons(...list)] : []),
      ],
    }))

const aDefinition = fc.boolean().chain((named) =>
  fc
    .tuple(
      fc.option(aHeader(named)),
      text(named),
      fc.option(fc.constant({ type: 'FOOTER', text: 'Bye' })),
      fc.option(fc.array(aButton, { minLength: 1, maxLength: 6 }).map((list) => buttons(...list))),
      fc.option(anOffer),
      fc.option(
        fc
          .array(aCard(named), { minLength: 2, maxLength: 4 })
          .map((cards) => ({ type: 'carousel', cards })),
      ),
    )
    .chain(([h, t, f, b, o, c]) =>
      fc.shuffledSubarray(
        [h, body(t), f, b, o, c].filter((part) => part !== null),
        { minLength: [h, body(t), f, b, o, c].filter((part) => part !== null).length },
      ),
    )
    .map((components) =>
      parseDefinition(aTemplate({ components, ...(named ? { parameter_format: 'NAMED' } : {}) })),
    ),
)

const anAuthentication = fc.constantFrom('COPY_CODE', 'ONE_TAP', 'ZERO_TAP').map((type) =>
  parseDefinition(
    aTemplate({
      category: 'AUTHENTICATION',
      components: [
        body('*{{1}}* is your code.'),
        buttons({
          type: 'URL',
          text: 'Copy',
          url: `https://www.whatsapp.com/otp/code/?otp_type=${type}&code=otp{{1}}`,
        }),
      ],
    }),
  ),
)

const anyTemplate = fc.oneof(
  { weight: 9, arbitrary: aDefinition },
  { weight: 1, arbitrary: anAuthentication },
)

/**
 * Generates valid values for the field. They are so short that the message never exceeds a length
 * limit.
 */
function valueFor({ kind }: Field): fc.Arbitrary<unknown> {
  switch (kind) {
    case 'text':
      return fc.constantFrom('Ana', '{{2}}', '$& $1', "D'Á", '😀')
    case 'otp':
      return fc.constantFrom('123456', 'J$FpnYnP')
    case 'url_suffix':
    case 'payload':
    case 'coupon_code':
      return fc.constantFrom('abc', 'A1')
    case 'image':
    case 'video':
    case 'document':
      return fc.constantFrom({ id: '1' }, { link: 'https://example.com/f' })
    case 'location':
      return fc.constant({ latitude: 0, longitude: '-122.1' })
    case 'product':
      return fc.constant({ product_retailer_id: 's', catalog_id: '1' })
    case 'flow':
      return fc.constantFrom({}, { flow_token: 't' })
    case 'catalog':
      return fc.constant({ thumbnail_product_retailer_id: 's' })
    case 'products':
      return fc.constant({
        thumbnail_product_retailer_id: 's',
        sections: [{ title: 't', product_items: [{ product_retailer_id: 's' }] }],
      })
    case 'order':
      return fc.constant({ reference_id: '1' })
    case 'expiration':
      return fc.constant(1893456000000)
    case 'voice_call':
      return fc.constantFrom({ ttl_minutes: 100 }, { payload: 'p' })
  }
}

const filled = anyTemplate.chain((definition) => {
  const { fields } = fieldsOf(definition)
  const all = fc.tuple(
    ...fields.map((field) =>
      field.required ? valueFor(field) : fc.option(valueFor(field), { nil: undefined }),
    ),
  )
  return all.map((values) => ({
    definition,
    fields,
    values: Object.fromEntries(fields.map(({ key }, i) => [key, values[i]])),
  }))
})

const message = (
  definition: { name: string; language: string },
  components: readonly object[],
) => ({
  messaging_product: 'whatsapp',
  to: '+15550100123',
  type: 'template',
  template: {
    name: definition.name,
    language: { code: definition.language },
    ...(components.length > 0 ? { components } : {}),
  },
})

describe('the checks of every definition', () => {
  it('accept the same values in render, in the rules for messages and in the finished message', () => {
    fc.assert(
      fc.property(filled, ({ definition, values }) => {
        const { components, problems } = render(definition, values, { now })
        expect(refusals(problems)).toEqual([])
        const sent = message(definition, components)
        expect(refusals(problemsWithCloudApi(sent))).toEqual([])
        expect(refusals(checkAgainst(definition, sent, { now }))).toEqual([])
      }),
      { numRuns: 400 },
    )
  })

  it('report a missing required value both in render, by its name, and in the finished message', () => {
    fc.assert(
      fc.property(filled, fc.nat(), ({ definition, fields, values }, n) => {
        const required = fields.filter((field) => field.required)
        fc.pre(required.length > 0)
        const left = required[n % required.length]!
        const { components, problems } = render(
          definition,
          { ...values, [left.key]: undefined },
          { now },
        )
        expect(refusals(problems)).toMatchObject([{ code: 'required', path: left.key }])
        expect(
          refusals(checkAgainst(definition, message(definition, components), { now })),
        ).not.toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  it('report an extra component in the finished message', () => {
    fc.assert(
      fc.property(filled, ({ definition, values }) => {
        const { components } = render(definition, values, { now })
        const stray = {
          type: 'button',
          sub_type: 'url',
          index: '9',
          parameters: [{ type: 'text', text: 'x' }],
        }
        expect(
          refusals(checkAgainst(definition, message(definition, [...components, stray]), { now })),
        ).toMatchObject([{ code: 'no_such_button' }])
      }),
    )
  })

  it('leave no placeholder in the preview, except one that a value contains', () => {
    const inText = /\{\{[A-Za-z0-9_]+\}\}/g
    fc.assert(
      fc.property(filled, fc.boolean(), ({ definition, values }, withValues) => {
        const { preview } = render(definition, withValues ? values : {}, { now })
        const texts = [preview, ...(preview.cards ?? [])].flatMap(
          ({ header: h, body: b, buttons: list }) => [
            h?.type === 'text' ? h.text : '',
            b ?? '',
            ...list.map(({ url = '' }) => url),
          ],
        )
        const given = withValues
          ? Object.values(values).filter((value) => typeof value === 'string')
          : []
        for (const shown of texts)
          for (const [found] of shown.matchAll(inText)) expect(given).toContain(found)
      }),
      { numRuns: 300 },
    )
  })

  it('refuse a message if and only if it cannot be built', () => {
    fc.assert(
      fc.property(
        filled,
        fc.dictionary(fc.constantFrom('header', 'body.1', 'body.name', 'button.0'), fc.jsonValue()),
        ({ definition, values }, wrong) => {
          const { components, problems } = render(definition, { ...values, ...wrong }, { now })
          const build = () =>
            toCloudApi(
              {
                type: 'template',
                name: definition.name,
                language: definition.language,
                components,
              },
              { to: '+15550100123' },
            )
          if (refusals(problems).length === 0) expect(build()).toBeTruthy()
          else {
            try {
              build()
            } catch (error) {
              expect(error).toBeInstanceOf(MessageRejected)
            }
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  it('throw no exception, whatever the definition', () => {
    fc.assert(
      fc.property(anyTemplate, (definition) => {
        expect(checkDefinition(definition)).toBeInstanceOf(Array)
      }),
    )
  })
})

it('throws no other error than Unreadable for any JSON that is read, rendered or checked', () => {
  const part = fc.dictionary(
    fc.constantFrom(
      'type',
      'format',
      'text',
      'buttons',
      'cards',
      'components',
      'example',
      'limited_time_offer',
      'url',
    ),
    fc.oneof(
      fc.constantFrom(
        'HEADER',
        'BODY',
        'BUTTONS',
        'CAROUSEL',
        'URL',
        'IMAGE',
        '{{1}}',
        'https://x.com/{{1}}',
      ),
      fc.jsonValue(),
    ),
  )
  const definition = fc.record(
    {
      name: fc.jsonValue(),
      language: fc.jsonValue(),
      status: fc.jsonValue(),
      category: fc.jsonValue(),
      components: fc.oneof(fc.array(part), fc.jsonValue()),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(
      fc.oneof(definition, fc.jsonValue()),
      fc.dictionary(fc.string(), fc.jsonValue()),
      (json, values) => {
        try {
          const read = parseDefinition(json)
          fieldsOf(read)
          render(read, values, { now })
          checkDefinition(read)
          checkAgainst(read, { template: json }, { now })
        } catch (error) {
          expect(error).toBeInstanceOf(Unreadable)
        }
      },
    ),
    { numRuns: 500 },
  )
})
