import { describe, expect, it } from 'vitest'
import { refusals } from '#whatsapp/errors/problems'
import { parseDefinition } from '#whatsapp/templates/definition'
import { recipientProblems } from '#whatsapp/templates/recipient'
import { type FieldValues, render } from '#whatsapp/templates/render'
import { aTemplate, body, buttons, header } from './templates.ts'

const now = new Date('2026-03-02T12:00:00Z')

const rendered = (components: object[], values: FieldValues, rest: object = {}) =>
  render(parseDefinition(aTemplate({ components, ...rest })), values, { now })
const components = (parts: object[], values: FieldValues, rest: object = {}) => {
  const result = rendered(parts, values, rest)
  expect(refusals(result.problems)).toEqual([])
  return result.components
}
const refused = (parts: object[], values: FieldValues, rest: object = {}) =>
  refusals(rendered(parts, values, rest).problems).map(({ code, path }) => `${path} ${code}`)

const button = (sub_type: string, index: string, ...parameters: object[]) => ({
  type: 'button',
  sub_type,
  index,
  ...(parameters.length > 0 ? { parameters } : {}),
})
const textParameter = (text: string) => ({ type: 'text', text })

describe('the components of a message', () => {
  it('are empty for a template without fields', () => {
    expect(
      components(
        [
          header('TEXT', 'Hi'),
          body('b'),
          buttons(
            { type: 'QUICK_REPLY', text: 'Yes' },
            { type: 'PHONE_NUMBER', text: 'Call', phone_number: '+1555' },
          ),
        ],
        {},
      ),
    ).toEqual([])
  })

  it('have the values of numbered variables in numerical order', () => {
    expect(
      components([body('{{2}} then {{1}} then {{2}}')], { 'body.2': 'two', 'body.1': 'one' }),
    ).toEqual([{ type: 'body', parameters: [textParameter('one'), textParameter('two')] }])
  })

  it('name the parameters of a template with named variables, in header and body', () => {
    expect(
      components([header('TEXT', 'Hi {{who}}'), body('Order {{order_id}}')], {
        header: 'Ana',
        'body.order_id': '7',
      }),
    ).toEqual([
      { type: 'header', parameters: [{ type: 'text', text: 'Ana', parameter_name: 'who' }] },
      { type: 'body', parameters: [{ type: 'text', text: '7', parameter_name: 'order_id' }] },
    ])
  })

  it.each<[string, string, unknown, object]>([
    ['an image', 'IMAGE', { id: '1' }, { type: 'image', image: { id: '1' } }],
    [
      'a video by link',
      'VIDEO',
      { link: 'https://example.com/a.mp4' },
      { type: 'video', video: { link: 'https://example.com/a.mp4' } },
    ],
    [
      'a document',
      'DOCUMENT',
      { id: '1', filename: 'Class.pdf' },
      { type: 'document', document: { id: '1', filename: 'Class.pdf' } },
    ],
    [
      'a place',
      'LOCATION',
      { latitude: '37.48', longitude: '-122.14' },
      { type: 'location', location: { latitude: '37.48', longitude: '-122.14' } },
    ],
    [
      'a place on the equator',
      'LOCATION',
      { latitude: 0, longitude: 0 },
      { type: 'location', location: { latitude: 0, longitude: 0 } },
    ],
    [
      'a product',
      'PRODUCT',
      { product_retailer_id: 's', catalog_id: '1' },
      { type: 'product', product: { product_retailer_id: 's', catalog_id: '1' } },
    ],
  ])('have a header with %s', (_, format, value, parameter) => {
    expect(components([header(format), body('b')], { header: value })).toEqual([
      { type: 'header', parameters: [parameter] },
    ])
  })

  it('have the position of each button among all buttons, including buttons without a component', () => {
    const list = buttons(
      { type: 'PHONE_NUMBER', text: 'Call', phone_number: '+1555' },
      { type: 'URL', text: 'Static', url: 'https://x.com' },
      { type: 'URL', text: 'Track', url: 'https://x.com/{{1}}' },
      { type: 'QUICK_REPLY', text: 'Yes' },
      { type: 'COPY_CODE', example: '25OFF' },
    )

    expect(components([body('b'), list], { 'button.2': 'abc', 'button.4': '30OFF' })).toEqual([
      button('url', '2', textParameter('abc')),
      button('copy_code', '4', { type: 'coupon_code', coupon_code: '30OFF' }),
    ])
    expect(
      components([body('b'), list], { 'button.2': 'abc', 'button.3': 'YES', 'button.4': '30OFF' }),
    ).toContainEqual(button('quick_reply', '3', { type: 'payload', payload: 'YES' }))
  })

  it('include the button of a form or catalog even if it has no value', () => {
    expect(
      components(
        [
          body('b'),
          buttons({ type: 'FLOW', text: 'F', flow_id: 1 }, { type: 'CATALOG', text: 'C' }),
        ],
        {},
      ),
    ).toEqual([button('flow', '0'), button('catalog', '1')])
  })

  it.each<[string, object, unknown, object]>([
    [
      'a form',
      { type: 'FLOW', text: 'F' },
      { flow_token: 't', flow_action_data: { a: 1 } },
      button('flow', '0', {
        type: 'action',
        action: { flow_token: 't', flow_action_data: { a: 1 } },
      }),
    ],
    [
      'a catalog',
      { type: 'CATALOG' },
      { thumbnail_product_retailer_id: 's' },
      button('catalog', '0', { type: 'action', action: { thumbnail_product_retailer_id: 's' } }),
    ],
    [
      'products',
      { type: 'MPM' },
      {
        thumbnail_product_retailer_id: 's',
        sections: [{ title: 'P', product_items: [{ product_retailer_id: 's' }] }],
      },
      button('mpm', '0', {
        type: 'action',
        action: {
          thumbnail_product_retailer_id: 's',
          sections: [{ title: 'P', product_items: [{ product_retailer_id: 's' }] }],
        },
      }),
    ],
    [
      'an order',
      { type: 'ORDER_DETAILS', text: 'Buy' },
      { reference_id: '1' },
      button('order_details', '0', {
        type: 'action',
        action: { order_details: { reference_id: '1' } },
      }),
    ],
    [
      'an order as an attribute of the contact holds it',
      { type: 'ORDER_DETAILS', text: 'Buy' },
      '{"order_details": {"reference_id": "2", "currency": "BRL"}}',
      button('order_details', '0', {
        type: 'action',
        action: { order_details: { reference_id: '2', currency: 'BRL' } },
      }),
    ],
  ])('have a button with %s', (_, definition, value, component) => {
    expect(components([body('b'), buttons(definition)], { 'button.0': value })).toEqual([component])
  })

  it('include a call button only if it has settings, and then without an index', () => {
    const parts = [body('b'), buttons({ type: 'VOICE_CALL', text: 'Call' })]

    expect(components(parts, { 'button.0': { ttl_minutes: 100, payload: 'p' } })).toEqual([
      {
        type: 'button',
        sub_type: 'voice_call',
        parameters: [
          { type: 'ttl_minutes', ttl_minutes: 100 },
          { type: 'payload', payload: 'p' },
        ],
      },
    ])
    expect(components(parts, {})).toEqual([])
  })

  it('give the end of an offer in milliseconds', () => {
    const parts = [
      { type: 'LIMITED_TIME_OFFER', limited_time_offer: { text: 'Hurry', has_expiration: true } },
      body('b'),
    ]

    expect(components(parts, { limited_time_offer: 1893456000000 })).toEqual([
      {
        type: 'limited_time_offer',
        parameters: [
          { type: 'limited_time_offer', limited_time_offer: { expiration_time_ms: 1893456000000 } },
        ],
      },
    ])
    expect(refused(parts, { limited_time_offer: 1209600000 })).toEqual([
      'limited_time_offer not_milliseconds',
    ])
    expect(refused(parts, { limited_time_offer: now.getTime() })).toEqual([
      'limited_time_offer in_the_past',
    ])
    expect(refused(parts, {})).toEqual(['limited_time_offer required'])
  })

  it('have the one-time code both in the body and in the button', () => {
    const parts = [
      body('*{{1}}* is your verification code.'),
      buttons({
        type: 'URL',
        text: 'Copy code',
        url: 'https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}',
      }),
    ]
    const expected = [
      { type: 'body', parameters: [textParameter('J$FpnYnP')] },
      button('url', '0', textParameter('J$FpnYnP')),
    ]

    expect(components(parts, { 'body.1': 'J$FpnYnP' }, { category: 'AUTHENTICATION' })).toEqual(
      expected,
    )
    expect(components(parts, { 'button.0': 'J$FpnYnP' }, { category: 'AUTHENTICATION' })).toEqual(
      expected,
    )
    expect(
      refused(parts, { 'body.1': 'a', 'button.0': 'b' }, { category: 'AUTHENTICATION' }),
    ).toEqual(['button.0 unknown_field'])
  })

  it('count buttons from 0 on each card, and always include the card’s header', () => {
    const card = (text: string) => ({
      components: [
        header('VIDEO'),
        body(text),
        buttons(
          { type: 'QUICK_REPLY', text: 'Yes' },
          { type: 'URL', text: 'Go', url: 'https://x.com/{{1}}' },
        ),
      ],
    })
    const values = {
      'card.0.header': { id: '1' },
      'card.0.body.1': 'a',
      'card.0.button.1': 'x',
      'card.1.header': { id: '2' },
      'card.1.button.1': 'y',
      'card.1.button.0': 'P',
    }

    expect(
      components([body('b'), { type: 'CAROUSEL', cards: [card('{{1}}'), card('static')] }], values),
    ).toEqual([
      {
        type: 'carousel',
        cards: [
          {
            card_index: 0,
            components: [
              { type: 'header', parameters: [{ type: 'video', video: { id: '1' } }] },
              { type: 'body', parameters: [textParameter('a')] },
              button('url', '1', textParameter('x')),
            ],
          },
          {
            card_index: 1,
            components: [
              { type: 'header', parameters: [{ type: 'video', video: { id: '2' } }] },
              button('quick_reply', '0', { type: 'payload', payload: 'P' }),
              button('url', '1', textParameter('y')),
            ],
          },
        ],
      },
    ])
  })

  it('may have more cards than the product carousel’s definition', () => {
    const card = { components: [header('PRODUCT'), buttons({ type: 'SPM', text: 'View' })] }
    const values = Object.fromEntries(
      [0, 1, 2].map((i) => [`card.${i}.header`, { product_retailer_id: `s${i}`, catalog_id: '1' }]),
    )

    expect(
      components([body('b'), { type: 'CAROUSEL', cards: [card, card] }], values),
    ).toMatchObject([{ cards: [{ card_index: 0 }, { card_index: 1 }, { card_index: 2 }] }])
  })

  it('accept amounts and dates in WhatsApp’s format', () => {
    const amount = {
      type: 'currency',
      currency: { fallback_value: '$100.99', code: 'USD', amount_1000: 100990 },
    }

    expect(components([body('You paid {{1}} in all')], { 'body.1': amount })).toEqual([
      { type: 'body', parameters: [amount] },
    ])
    expect(rendered([body('You paid {{1}} in all')], { 'body.1': amount }).preview.body).toBe(
      'You paid $100.99 in all',
    )
  })
})

describe('the preview of a message', () => {
  it.each<[string, string, FieldValues, string]>([
    [
      'a value that looks like a placeholder unchanged',
      'a {{1}} b {{2}} c',
      { 'body.1': '{{2}}', 'body.2': 'x' },
      'a {{2}} b x c',
    ],
    [
      'values with replacement patterns',
      'a {{1}} b',
      { 'body.1': "$& $1 $$ $` $' \\" },
      "a $& $1 $$ $` $' \\ b",
    ],
    [
      'a dollar before the placeholder',
      'only ${{2}} for {{1}}!',
      { 'body.1': 'a', 'body.2': '5' },
      'only $5 for a!',
    ],
    ['a repeated placeholder', '{{1}}, {{1}}!', { 'body.1': 'Ana' }, 'Ana, Ana!'],
    [
      'literal braces',
      'Olá, {{ $json.Nome }}, {{1}}',
      { 'body.1': 'Ana' },
      'Olá, {{ $json.Nome }}, Ana',
    ],
    [
      'zero-width spaces of the documentation',
      'Hi {{\u200B1}}\u200B!',
      { 'body.1': 'Ana' },
      'Hi Ana!',
    ],
    ['nothing for a value not given', 'Hi {{1}}!', {}, 'Hi !'],
    ['apostrophes and accents as typed', 'Hi {{1}}!', { 'body.1': "D'Ávila" }, "Hi D'Ávila!"],
  ])('shows %s', (_, text, values, shown) => {
    expect(rendered([body(text)], values).preview.body).toBe(shown)
  })

  it('shows each complete link, but not the internal link of a one-time code button', () => {
    const { preview } = rendered(
      [
        body('b'),
        buttons(
          { type: 'URL', text: 'Go', url: 'https://x.com/{{1}}' },
          { type: 'PHONE_NUMBER', text: 'Call', phone_number: '+1555' },
        ),
      ],
      { 'button.0': '$&a' },
    )
    const otp = rendered(
      [
        body('{{1}}'),
        buttons({
          type: 'URL',
          text: 'Copy code',
          url: 'https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}',
        }),
      ],
      { 'body.1': '1' },
      { category: 'AUTHENTICATION' },
    )

    expect(preview.buttons).toEqual([
      { type: 'url', text: 'Go', url: 'https://x.com/$&a' },
      { type: 'phone_number', text: 'Call', phoneNumber: '+1555' },
    ])
    expect(otp.preview.buttons).toEqual([{ type: 'otp', text: 'Copy code' }])
  })

  it('shows header, body, footer, offer and cards', () => {
    const card = {
      components: [
        header('IMAGE'),
        body('Card {{1}}'),
        buttons({ type: 'QUICK_REPLY', text: 'Yes' }),
      ],
    }
    const { preview } = rendered(
      [
        header('TEXT', 'Hi {{1}}'),
        body('b'),
        { type: 'FOOTER', text: 'f' },
        { type: 'CAROUSEL', cards: [card, card] },
      ],
      {
        header: 'Ana',
        'card.0.header': { id: '1' },
        'card.0.body.1': 'A',
        'card.1.header': { id: '2' },
        'card.1.body.1': 'B',
      },
    )

    expect(preview).toMatchObject({
      header: { type: 'text', text: 'Hi Ana' },
      body: 'b',
      footer: 'f',
      cards: [
        { header: { type: 'image', value: { id: '1' } }, body: 'Card A' },
        { header: { type: 'image', value: { id: '2' } }, body: 'Card B' },
      ],
    })
  })

  it('names the product whose picture a catalog shows, and the products of a list by section', () => {
    const list = {
      thumbnail_product_retailer_id: 's-1',
      sections: [
        {
          title: 'Bags',
          product_items: [{ product_retailer_id: 's-1' }, { product_retailer_id: 's-2' }],
        },
        { product_items: [] },
      ],
    }
    const shown = (button: object, value: unknown) =>
      rendered([body('b'), buttons(button)], { 'button.0': value }).preview.buttons[0]

    expect(shown({ type: 'MPM' }, list)).toEqual({
      type: 'mpm',
      text: 'View items',
      thumbnail: 's-1',
      sections: [{ title: 'Bags', products: ['s-1', 's-2'] }, { products: [] }],
    })
    expect(shown({ type: 'CATALOG' }, { thumbnail_product_retailer_id: 's-1' })).toMatchObject({
      thumbnail: 's-1',
    })
    expect(shown({ type: 'CATALOG' }, undefined)).toEqual({ type: 'catalog', text: 'View catalog' })
  })

  it('names the parts that a phone hides behind a button, and those that WhatsApp on a computer cannot show', () => {
    const quick = { type: 'QUICK_REPLY', text: 'Yes' }
    const link = { type: 'URL', text: 'Go', url: 'https://x.com' }
    const shown = (...list: object[]) => rendered([body('b'), buttons(...list)], {}).preview

    expect(shown(quick, quick, quick)).toMatchObject({ seeAllOptions: false, shownOnDesktop: true })
    expect(shown(quick, link)).toMatchObject({ seeAllOptions: false, shownOnDesktop: false })
    expect(shown(quick, quick, quick, quick)).toMatchObject({
      seeAllOptions: true,
      shownOnDesktop: false,
    })
  })
})

describe('a template with values', () => {
  const image = [header('IMAGE'), body('b')]
  const link = [body('b'), buttons({ type: 'URL', text: 'Go', url: 'https://x.com/{{1}}' })]
  const code = [body('b'), buttons({ type: 'COPY_CODE' })]
  const otp = [body('{{1}} is your code'), buttons({ type: 'OTP', otp_type: 'COPY_CODE' })]

  it.each<[string, object[], FieldValues, string[]]>([
    ['a missing value', [body('{{1}} {{2}}')], { 'body.2': 'x' }, ['body.1 required']],
    ['a value that is null', [body('{{1}}')], { 'body.1': null }, ['body.1 required']],
    ['an empty value', [body('{{1}}')], { 'body.1': '' }, ['body.1 empty']],
    ['a blank value', [body('{{1}}')], { 'body.1': '   ' }, ['body.1 blank']],
    ['a line break', [body('{{1}}')], { 'body.1': 'a\nb' }, ['body.1 line_break']],
    ['a tab', [header('TEXT', '{{1}}'), body('b')], { header: 'a\tb' }, ['header tab']],
    ['five spaces', [body('{{1}}')], { 'body.1': 'a     b' }, ['body.1 too_many_spaces']],
    ['four spaces are fine', [body('{{1}}')], { 'body.1': 'a    b' }, []],
    ['a number where text is wanted', [body('{{1}}')], { 'body.1': 4 }, ['body.1 wrong_type']],
    [
      'a header too long once filled',
      [header('TEXT', 'Our {{1}}'), body('b')],
      { header: 'x'.repeat(57) },
      ['header too_long'],
    ],
    [
      'a body too long once filled',
      [body('{{1}} {{2}}')],
      { 'body.1': 'x'.repeat(600), 'body.2': 'x'.repeat(424) },
      ['body too_long'],
    ],
    [
      'a text where a picture is wanted',
      image,
      { header: 'https://example.com/a.jpg' },
      ['header wrong_type'],
    ],
    ['neither id nor link', image, { header: {} }, ['header.id required']],
    [
      'both id and link',
      image,
      { header: { id: '1', link: 'https://example.com/a.jpg' } },
      ['header.link not_both'],
    ],
    [
      'the example’s expiring address',
      image,
      { header: { link: 'https://scontent.whatsapp.net/v/t61?x=1' } },
      ['header.link example_as_media'],
    ],
    [
      'a place without longitude',
      [header('LOCATION'), body('b')],
      { header: { latitude: 1 } },
      ['header.longitude required'],
    ],
    ['a blank in a link', link, { 'button.0': 'a b' }, ['button.0 blank_in_link']],
    ['half of a character in a link', link, { 'button.0': 'a\ud83d' }, ['button.0 lone_surrogate']],
    ['a whole address in a link', link, { 'button.0': 'https://x.com/a' }, ['button.0 whole_link']],
    ['a code over 20 characters', code, { 'button.0': 'x'.repeat(21) }, ['button.0 too_long']],
    ['a code with a dash', code, { 'button.0': '25-OFF' }, ['button.0 wrong_form']],
    ['a one-time code over 15 characters', otp, { 'body.1': '1'.repeat(16) }, ['body.1 too_long']],
    ['an emoji in a one-time code', otp, { 'body.1': '😀' }, ['body.1 emoji']],
    ['an address in a one-time code', otp, { 'body.1': 'http://a.b' }, ['body.1 url']],
    [
      'no products',
      [body('b'), buttons({ type: 'MPM' })],
      { 'button.0': { thumbnail_product_retailer_id: 's', sections: [] } },
      ['button.0.sections too_few'],
    ],
    [
      '31 products',
      [body('b'), buttons({ type: 'MPM' })],
      {
        'button.0': {
          thumbnail_product_retailer_id: 's',
          sections: [
            {
              title: 't',
              product_items: Array.from({ length: 31 }, () => ({ product_retailer_id: 's' })),
            },
          ],
        },
      },
      ['button.0.sections too_many'],
    ],
    [
      'a value for a field the template has not',
      [body('{{1}}')],
      { 'body.1': 'a', 'body.2': 'b' },
      ['body.2 unknown_field'],
    ],
    [
      'an emptied optional field is as if not given',
      [body('b'), buttons({ type: 'QUICK_REPLY', text: 'Yes' })],
      { 'button.0': '' },
      [],
    ],
  ])('is checked in this case: %s', (_, parts, values, problems) => {
    expect(refused(parts, values, parts === otp ? { category: 'AUTHENTICATION' } : {})).toEqual(
      problems,
    )
  })

  it('is refused if its status does not allow sending, even if every field is filled in', () => {
    expect(refused([body('b')], {}, { status: 'PAUSED' })).toEqual(['status template_not_approved'])
    expect(refused([body('b'), { type: 'HOLOGRAM' }], {})).toEqual([
      'components.1 unknown_component',
    ])
  })
})

it('renders a form’s button without parameters if the form has no values', () => {
  const form = parseDefinition(
    aTemplate({ components: [body('b'), buttons({ type: 'FLOW', text: 'Book', flow_id: 1 })] }),
  )
  const named = [{ type: 'button', sub_type: 'flow', index: '0' }]

  expect(render(form, {}).components).toEqual(named)
  expect(render(form, { 'button.0': {} }).components).toEqual(named)
})

it.each<[string, object, object, string]>([
  [
    'several sections of products without a title',
    { type: 'MPM' },
    productsIn({ title: 'Bags' }, {}),
    'button.0.sections.1.title',
  ],
  [
    'a form’s data with nothing in it',
    { type: 'FLOW', text: 'Book' },
    { flow_action_data: {} },
    'button.0.flow_action_data',
  ],
])('warns about %s', (_, button, value, path) => {
  const { problems } = rendered([body('b'), buttons(button)], { 'button.0': value })

  expect(problems).toMatchObject([{ path, severity: 'warning' }])
})

function productsIn(...sections: object[]) {
  const product_items = [{ product_retailer_id: 's' }]
  return {
    thumbnail_product_retailer_id: 's',
    sections: sections.map((section) => ({ ...section, product_items })),
  }
}

it('warns about a link that exceeds the limit after its values are filled in', () => {
  const link = parseDefinition(
    aTemplate({
      components: [body('b'), buttons({ type: 'URL', text: 'Go', url: 'https://x.com/{{1}}' })],
    }),
  )

  expect(render(link, { 'button.0': 'x'.repeat(1986) }).problems).toEqual([])
  expect(render(link, { 'button.0': 'x'.repeat(1987) }).problems).toMatchObject([
    { path: 'button.0', severity: 'warning' },
  ])
})

it('allows one-time codes only to a number, and all other templates also to a user id', () => {
  const otp = parseDefinition(aTemplate({ category: 'AUTHENTICATION' }))
  const legacy = parseDefinition(aTemplate({ category: 'OTP' }))
  const other = parseDefinition(aTemplate({}))

  expect(recipientProblems(otp, { recipient: 'US.1' })).toMatchObject([{ code: 'needs_number' }])
  expect(recipientProblems(legacy, { recipient: 'US.1' })).toMatchObject([{ code: 'needs_number' }])
  expect(recipientProblems(otp, { to: '+15550100123' })).toEqual([])
  expect(recipientProblems(other, { recipient: 'US.1' })).toEqual([])
})

it.each([
  ['no amounts', undefined, 'required', /amounts, which come as JSON with an attribute/],
  ['what is no JSON', 'BRL 20', 'order_unreadable', /into an attribute of the contact/],
  ['a list', '[1]', 'order_unreadable', /into an attribute of the contact/],
  ['an empty order', '{}', 'empty', /requires its details/],
])('refuses an order with %s, and gives the reason', (_, value, code, message) => {
  const definition = parseDefinition(
    aTemplate({ components: [body('b'), buttons({ type: 'ORDER_DETAILS', text: 'Buy' })] }),
  )

  expect(render(definition, { 'button.0': value }).problems).toMatchObject([
    { code, path: 'button.0', message: expect.stringMatching(message) },
  ])
})
