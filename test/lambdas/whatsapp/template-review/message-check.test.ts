import { describe, expect, it } from 'vitest'
import { checkAgainst } from '#whatsapp/template-review/message-check'
import { parseDefinition } from '#whatsapp/templates/definition'
import { aTemplate, body, buttons, header } from '../templates/templates.ts'

const now = new Date('2026-03-02T12:00:00Z')

const found = (
  parts: object[],
  components: object[],
  rest: { definition?: object; template?: object; message?: object } = {},
) =>
  checkAgainst(
    parseDefinition(aTemplate({ components: parts, ...rest.definition })),
    {
      to: '+15550100123',
      type: 'template',
      template: { name: 'order_ready', language: { code: 'en_US' }, components, ...rest.template },
      ...rest.message,
    },
    { now },
  ).map(({ code, path, severity }) => `${path} ${severity ? `(${code})` : code}`)

const bodyOf = (...texts: string[]) => ({
  type: 'body',
  parameters: texts.map((text) => ({ type: 'text', text })),
})
const link = (index: number | string, text = 'x') => ({
  type: 'button',
  sub_type: 'url',
  index,
  parameters: [{ type: 'text', text }],
})
const otp = {
  type: 'URL',
  text: 'Copy',
  url: 'https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}',
}
const phoneThenLink = buttons(
  { type: 'PHONE_NUMBER', text: 'Call', phone_number: '+1555' },
  { type: 'URL', text: 'Go', url: 'https://x.com/{{1}}' },
)

describe('the check of a finished message against its template', () => {
  it.each<[string, object[], object[], string[]]>([
    [
      'too few values',
      [body('{{1}} {{2}}')],
      [bodyOf('a')],
      ['template.components.0.parameters wrong_count', 'template.components required'],
    ],
    [
      'too many values',
      [body('{{1}}')],
      [bodyOf('a', 'b')],
      ['template.components.0.parameters wrong_count'],
    ],
    [
      'values where there is no variable',
      [body('b')],
      [bodyOf('a')],
      ['template.components.0.parameters wrong_count'],
    ],
    [
      'no component for an image header',
      [header('IMAGE'), body('b')],
      [],
      ['template.components required'],
    ],
    [
      'a text where the header is an image',
      [header('IMAGE'), body('b')],
      [{ type: 'header', parameters: [{ type: 'text', text: 'x' }] }],
      ['template.components.0.parameters.0.type wrong_parameter'],
    ],
    [
      'a line break in a value',
      [body('{{1}}')],
      [bodyOf('a\nb')],
      ['template.components.0.parameters.0.text line_break'],
    ],
    [
      'a name missing',
      [body('{{who}}')],
      [bodyOf('a')],
      [
        'template.components.0.parameters.0.parameter_name parameter_name_missing',
        'template.components required',
      ],
    ],
    [
      'a name unknown',
      [body('{{who}}')],
      [{ type: 'body', parameters: [{ type: 'text', text: 'a', parameter_name: 'whom' }] }],
      [
        'template.components.0.parameters.0.parameter_name unknown_variable',
        'template.components required',
      ],
    ],
    [
      'names in any order',
      [body('{{a}} {{b}}')],
      [
        {
          type: 'body',
          parameters: [
            { type: 'text', text: '2', parameter_name: 'b' },
            { type: 'text', text: '1', parameter_name: 'a' },
          ],
        },
      ],
      [],
    ],
    [
      'a link counted without the phone number before it',
      [body('b'), phoneThenLink],
      [link('0')],
      ['template.components.0 button_not_sent', 'template.components required'],
    ],
    ['a link counted with it, as text or number', [body('b'), phoneThenLink], [link(1)], []],
    [
      'a component for a static link',
      [body('b'), buttons({ type: 'URL', text: 'Go', url: 'https://x.com' })],
      [link('0')],
      ['template.components.0 button_not_sent'],
    ],
    [
      'another kind of button',
      [body('b'), buttons({ type: 'QUICK_REPLY', text: 'Yes' })],
      [link('0')],
      ['template.components.0.sub_type wrong_button'],
    ],
    [
      'capital letters',
      [body('b'), buttons({ type: 'COPY_CODE' })],
      [
        {
          type: 'BUTTON',
          sub_type: 'COPY_CODE',
          index: 0,
          parameters: [{ type: 'coupon_code', coupon_code: 'A1' }],
        },
      ],
      [],
    ],
    [
      'a form not named',
      [body('b'), buttons({ type: 'FLOW', text: 'f' })],
      [],
      ['template.components component_missing'],
    ],
    [
      'a form named',
      [body('b'), buttons({ type: 'FLOW', text: 'f' })],
      [{ type: 'button', sub_type: 'flow', index: '0' }],
      [],
    ],
    [
      'the same component twice',
      [body('{{1}}')],
      [bodyOf('a'), bodyOf('a')],
      ['template.components.1 duplicate_component'],
    ],
    [
      'a carousel the template has not',
      [body('b')],
      [{ type: 'carousel', cards: [] }],
      ['template.components.0 component_not_expected'],
    ],
    [
      'an offer’s end in the past',
      [
        { type: 'LIMITED_TIME_OFFER', limited_time_offer: { text: 'x', has_expiration: true } },
        body('b'),
      ],
      [
        {
          type: 'limited_time_offer',
          parameters: [
            {
              type: 'limited_time_offer',
              limited_time_offer: { expiration_time_ms: 1500000000000 },
            },
          ],
        },
      ],
      ['template.components.0.parameters.0.limited_time_offer.expiration_time_ms in_the_past'],
    ],
  ])('reports problems: %s', (_, parts, components, problems) => {
    expect(found(parts, components)).toEqual(problems)
  })

  it('requires the same one-time code in body and button', () => {
    const parts = [body('{{1}} is your code'), buttons(otp)]
    const definition = { category: 'AUTHENTICATION' }

    expect(found(parts, [bodyOf('123'), link('0', '123')], { definition })).toEqual([])
    expect(found(parts, [bodyOf('123')], { definition })).toEqual([
      'template.components component_missing',
    ])
    expect(found(parts, [link('0', '123')], { definition })).toEqual([
      'template.components component_missing',
    ])
    expect(found(parts, [bodyOf('123'), link('0', '124')], { definition })).toEqual([
      'template.components.1.parameters.0 codes_differ',
    ])
  })

  it('requires every card, in order, and counts the buttons of each card from 0', () => {
    const card = {
      components: [
        header('IMAGE'),
        buttons(
          { type: 'QUICK_REPLY', text: 'Yes' },
          { type: 'URL', text: 'Go', url: 'https://x.com/{{1}}' },
        ),
      ],
    }
    const parts = [body('b'), { type: 'CAROUSEL', cards: [card, card] }]
    const sent = (card_index: number, index = '1') => ({
      card_index,
      components: [
        { type: 'header', parameters: [{ type: 'image', image: { id: '1' } }] },
        link(index),
      ],
    })

    expect(found(parts, [{ type: 'carousel', cards: [sent(0), sent(1)] }])).toEqual([])
    expect(found(parts, [{ type: 'carousel', cards: [sent(0), sent(1, '3')] }])).toEqual([
      'template.components.0.cards.1.components.1.index no_such_button',
      'template.components required',
    ])
    expect(found(parts, [{ type: 'carousel', cards: [sent(1), sent(0)] }])).toEqual([
      'template.components.0.cards.0.card_index out_of_order',
      'template.components.0.cards.1.card_index out_of_order',
    ])
    expect(found(parts, [{ type: 'carousel', cards: [sent(0), sent(1), sent(2)] }])).toEqual([
      'template.components.0.cards wrong_count',
    ])
  })

  it('requires the template’s name, its exact language, and a status that allows sending', () => {
    expect(
      found([body('b')], [], { template: { name: 'other', language: { code: 'en' } } }),
    ).toEqual(['template.name other_template', 'template.language.code other_language'])
    expect(found([body('b')], [], { definition: { status: 'PAUSED' } })).toEqual([
      'definition.status template_not_approved',
    ])
  })

  it('reports a message that is not a template message', () => {
    expect(
      checkAgainst(parseDefinition(aTemplate({})), { type: 'text', text: { body: 'Hi' } }),
    ).toMatchObject([{ code: 'not_a_template', path: 'template' }])
  })

  it('requires a phone number for a one-time code', () => {
    const parts = [body('{{1}} is your code'), buttons(otp)]
    const message = { to: undefined, recipient: 'US.1' }

    expect(
      found(parts, [bodyOf('123'), link('0', '123')], {
        definition: { category: 'AUTHENTICATION' },
        message,
      }),
    ).toEqual(['recipient needs_number'])
  })

  it('refuses templates with products for groups', () => {
    const parts = [body('b'), buttons({ type: 'CATALOG', text: 'View catalog' })]
    const shown = {
      ...{ type: 'button', sub_type: 'catalog', index: '0' },
      parameters: [{ type: 'action', action: { thumbnail_product_retailer_id: 'sku' } }],
    }
    const message = { to: '120363@g.us', recipient_type: 'group' }

    expect(found(parts, [shown], { message })).toEqual(['recipient_type not_allowed_here'])
    expect(found([body('b')], [], { message })).toEqual([])
  })
})
