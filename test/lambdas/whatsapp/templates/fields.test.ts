import { describe, expect, it } from 'vitest'
import { Unreadable } from '#whatsapp/errors/problems'
import { parseDefinition } from '#whatsapp/templates/definition'
import { fieldsOf } from '#whatsapp/templates/fields'
import { aTemplate, body, buttons, header } from './templates.ts'

const keys = (definition: unknown) =>
  fieldsOf(parseDefinition(definition)).fields.map(
    ({ key, kind, required }) => `${key} ${kind}${required ? '' : '?'}`,
  )
const why = (definition: unknown) =>
  fieldsOf(parseDefinition(definition)).why.map(({ code, severity }) =>
    severity ? `(${code})` : code,
  )

const withCards = (text: string) => [
  body('Our places this week.'),
  {
    type: 'CAROUSEL',
    cards: [1, 2].map(() => ({
      components: [header('IMAGE'), body(text), buttons({ type: 'QUICK_REPLY', text: 'More' })],
    })),
  },
]

describe('fields to fill', () => {
  it.each<[string, object[], string[]]>([
    [
      'no fields for a header and body without variables',
      [header('TEXT', 'Hi'), body('Your order is ready.')],
      [],
    ],
    ['a text header’s variable', [header('TEXT', 'Our {{1}} is on!'), body('b')], ['header text']],
    [
      'an image header, though no placeholder shows it',
      [header('IMAGE'), body('b')],
      ['header image'],
    ],
    ['a video header', [header('VIDEO'), body('b')], ['header video']],
    ['a document header', [header('DOCUMENT'), body('b')], ['header document']],
    ['a location header', [header('LOCATION'), body('b')], ['header location']],
    [
      'a product header',
      [header('PRODUCT'), body('b'), buttons({ type: 'SPM', text: 'View' })],
      ['header product'],
    ],
    [
      'positional values in number order, whatever the order in the text',
      [body('{{2}} {{5}} and {{1}}, {{4}} but {{3}}')],
      ['body.1 text', 'body.2 text', 'body.3 text', 'body.4 text', 'body.5 text'],
    ],
    [
      'ten values by number, not by letter',
      [body(`a ${[10, 2, 1].map((n) => `{{${n}}}`).join(' b ')} c`)],
      ['body.1 text', 'body.2 text', 'body.10 text'],
    ],
    ['a repeated placeholder once', [body('Hi {{1}}, yes you, {{1}}!')], ['body.1 text']],
    [
      'named values in the order they are read',
      [body('Hi {{name}}, {{order_id}} of {{name}}')],
      ['body.name text', 'body.order_id text'],
    ],
    [
      'blanks or signs inside braces are literal text',
      [header('TEXT', 'Olá, {{ $json.Nome }}, tudo bem?'), body('{{a-b}} {{1.2}} {{}}')],
      [],
    ],
    [
      'a zero-width space copied from the documentation means nothing',
      [body('Hi {{\u200B1\u200B}}\u200B and {\u200B{2}}')],
      ['body.1 text', 'body.2 text'],
    ],
    [
      'a link’s variable',
      [body('b'), buttons({ type: 'URL', text: 'Go', url: 'https://x.com/{{1}}' })],
      ['button.0 url_suffix'],
    ],
    [
      'a static link and a phone number need nothing but keep their index',
      [
        body('b'),
        buttons(
          { type: 'PHONE_NUMBER', text: 'Call', phone_number: '+1555' },
          { type: 'URL', text: 'A', url: 'https://x.com' },
          { type: 'URL', text: 'B', url: 'https://x.com/{{1}}' },
        ),
      ],
      ['button.2 url_suffix'],
    ],
    [
      'quick replies take a payload, if one likes',
      [body('b'), buttons({ type: 'QUICK_REPLY', text: 'Yes' })],
      ['button.0 payload?'],
    ],
    [
      'a code to copy',
      [
        body('b'),
        buttons({ type: 'QUICK_REPLY', text: 'No' }, { type: 'COPY_CODE', example: '25OFF' }),
      ],
      ['button.0 payload?', 'button.1 coupon_code'],
    ],
    [
      'a form, a catalog, products, an order, a call',
      [
        body('b'),
        buttons(
          { type: 'FLOW', text: 'F', flow_id: 1079254650791678 },
          { type: 'CATALOG', text: 'View catalog' },
          { type: 'MPM', text: 'View items' },
          { type: 'ORDER_DETAILS', text: 'Buy' },
          { type: 'VOICE_CALL', text: 'Call' },
          { type: 'REQUEST_CONTACT_INFO' },
        ),
      ],
      [
        'button.0 flow?',
        'button.1 catalog?',
        'button.2 products',
        'button.3 order',
        'button.4 voice_call?',
      ],
    ],
    [
      'an offer that expires',
      [
        { type: 'LIMITED_TIME_OFFER', limited_time_offer: { text: 'Hurry', has_expiration: true } },
        body('b'),
      ],
      ['limited_time_offer expiration'],
    ],
    [
      'an offer that does not',
      [
        {
          type: 'LIMITED_TIME_OFFER',
          limited_time_offer: { text: 'Hurry', has_expiration: false },
        },
        body('b'),
      ],
      [],
    ],
    [
      'a call permission request needs nothing',
      [body('b'), { type: 'call_permission_request' }],
      [],
    ],
    [
      'each card’s header, texts and buttons, counted anew on each card',
      [
        body('Hi {{1}}'),
        {
          type: 'CAROUSEL',
          cards: [0, 1].map(() => ({
            components: [
              header('IMAGE'),
              body('{{1}} for you'),
              buttons(
                { type: 'QUICK_REPLY', text: 'Yes' },
                { type: 'URL', text: 'Go', url: 'https://x.com/{{1}}' },
              ),
            ],
          })),
        },
        buttons({ type: 'URL', text: 'All', url: 'https://x.com/{{1}}' }),
      ],
      [
        'body.1 text',
        'button.0 url_suffix',
        'card.0.header image',
        'card.0.body.1 text',
        'card.0.button.0 payload?',
        'card.0.button.1 url_suffix',
        'card.1.header image',
        'card.1.body.1 text',
        'card.1.button.0 payload?',
        'card.1.button.1 url_suffix',
      ],
    ],
  ])('in this case: %s', (_, components, fields) => {
    expect(keys(aTemplate({ components }))).toEqual(fields)
    expect(fieldsOf(parseDefinition(aTemplate({ components }))).sendable).toBe(true)
  })

  it('do not depend on the order and case of the components', () => {
    const components = [
      header('IMAGE'),
      body('Hi {{1}}'),
      buttons({ type: 'URL', text: 'Go', url: 'https://x.com/{{1}}' }),
    ]
    const odd = [
      { type: 'buttons', buttons: [{ type: 'url', text: 'Go', url: 'https://x.com/{{1}}' }] },
      { type: 'Body', text: 'Hi {{1}}' },
      { type: 'header', format: 'image' },
    ]

    expect(keys(aTemplate({ components: odd, status: 'approved' }))).toEqual(
      keys(aTemplate({ components })),
    )
  })

  it('include one field for the one-time code in body and button, before and after Meta stored the template', () => {
    const stored = {
      type: 'URL',
      text: 'Copy code',
      url: 'https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code_expiration_minutes=10&code=otp{{1}}',
    }
    const zeroTap = {
      type: 'URL',
      text: 'Autofill',
      url: 'https://www.whatsapp.com/otp/code/?otp_type=ZERO_TAP&cta_display_name=Autofill&package_name=com.x&signature_hash=abc&code=otp{{1}}',
    }
    const created = { type: 'OTP', otp_type: 'COPY_CODE', text: 'Copy code' }
    for (const button of [stored, zeroTap, created]) {
      const { fields } = fieldsOf(
        parseDefinition(
          aTemplate({
            category: 'AUTHENTICATION',
            components: [body('*{{1}}* is your verification code.'), buttons(button)],
          }),
        ),
      )
      expect(fields).toEqual([
        expect.objectContaining({
          key: 'body.1',
          kind: 'otp',
          required: true,
          maxLength: 15,
          button: 0,
        }),
      ])
    }
  })

  it('treat a link with the parameter otp_type as a one-time code only in authentication templates', () => {
    const components = [
      body('b'),
      buttons({ type: 'URL', text: 'Go', url: 'https://shop.example.com/?otp_type=x&c={{1}}' }),
    ]

    expect(keys(aTemplate({ components }))).toEqual(['button.0 url_suffix'])
  })

  it('include the one-time code even if Meta omits the text of the body', () => {
    const components = [
      { type: 'BODY', add_security_recommendation: true },
      { type: 'FOOTER', code_expiration_minutes: 5 },
      buttons({ type: 'OTP', otp_type: 'COPY_CODE' }),
    ]

    expect(keys(aTemplate({ category: 'authentication', components }))).toEqual(['body.1 otp'])
    expect(why(aTemplate({ category: 'authentication', components }))).toEqual(['(text_of_meta)'])
  })
})

describe('limits and examples', () => {
  const field = (components: object[], rest: object = {}) =>
    fieldsOf(parseDefinition(aTemplate({ components, ...rest }))).fields[0]

  it('leave room for the text around the variable', () => {
    expect(field([header('TEXT', 'Our {{1}} is on!')])?.maxLength).toBe(60 - 'Our  is on!'.length)
    expect(field([body(`{{1}}${'x'.repeat(1000)}`)])?.maxLength).toBe(24)
    expect(field([body(`{{1}} and {{1}}${'x'.repeat(1001)}`)])?.maxLength).toBe(9)
  })

  it('are lower in offers and cards than in other parts', () => {
    const offer = {
      type: 'LIMITED_TIME_OFFER',
      limited_time_offer: { text: 'Hurry', has_expiration: false },
    }
    const card = {
      components: [header('IMAGE'), body('{{1}}'), buttons({ type: 'QUICK_REPLY', text: 'Yes' })],
    }

    expect(field([offer, body('{{1}}')])?.maxLength).toBe(600)
    expect(field([offer, body('b'), buttons({ type: 'COPY_CODE', example: 'A' })])).toMatchObject({
      kind: 'coupon_code',
      maxLength: 15,
    })
    expect(
      fieldsOf(
        parseDefinition(
          aTemplate({ components: [body('b'), { type: 'CAROUSEL', cards: [card, card] }] }),
        ),
      ).fields[1]?.maxLength,
    ).toBe(160)
  })

  it.each<[string, object[], string | undefined]>([
    ['by number', [{ ...body('{{2}} {{1}}'), example: { body_text: [['one', 'two']] } }], 'one'],
    ['bare, for one variable', [{ ...body('{{1}}'), example: { body_text: 'one' } }], 'one'],
    ['in a flat list', [{ ...body('{{1}}'), example: { body_text: ['one'] } }], 'one'],
    [
      'by name',
      [
        {
          ...body('{{b}}'),
          example: {
            body_text_named_params: [
              { param_name: 'a', example: 'x' },
              { param_name: 'b', example: 'y' },
            ],
          },
        },
      ],
      'y',
    ],
    [
      'of a text header',
      [{ ...header('TEXT', '{{1}}'), example: { header_text: ['Sale'] } }],
      'Sale',
    ],
    [
      'of a file',
      [{ ...header('IMAGE'), example: { header_handle: ['https://scontent.whatsapp.net/v/1'] } }],
      'https://scontent.whatsapp.net/v/1',
    ],
    [
      'of a link is only its end',
      [
        buttons({
          type: 'URL',
          text: 'Go',
          url: 'https://x.com/{{1}}',
          example: ['https://x.com/ABC'],
        }),
      ],
      'ABC',
    ],
    ['of a code', [buttons({ type: 'COPY_CODE', example: '25OFF' })], '25OFF'],
    ['missing', [body('{{1}}')], undefined],
  ])('include the example from Meta’s definition: %s', (_, components, example) => {
    expect(field(components)?.example).toBe(example)
  })
})

describe('the reason why a template cannot be sent', () => {
  it.each<[string, object, string[]]>([
    ['the status “pending”', { status: 'PENDING' }, ['template_not_approved']],
    ['the status “paused” in any letter case', { status: 'paused' }, ['template_not_approved']],
    ['an unknown status', { status: 'FROZEN' }, ['template_not_approved']],
    ['flagged can be sent, at risk', { status: 'FLAGGED' }, ['(template_flagged)']],
    ['a definition not submitted yet', { status: undefined }, ['(status_unknown)']],
    ['an unknown part', { components: [body('b'), { type: 'HOLOGRAM' }] }, ['unknown_component']],
    ['a part that is no object', { components: [body('b'), 7] }, ['unknown_component']],
    [
      'an unknown button',
      { components: [body('b'), buttons({ type: 'TELEPORT', text: 'x' })] },
      ['unknown_button'],
    ],
    [
      'a GIF header, which only another API sends',
      { components: [header('GIF'), body('b')] },
      ['gif_header'],
    ],
    ['two bodies', { components: [body('a'), body('b')] }, ['duplicate_component']],
    [
      'no components: a summary',
      { components: undefined, templateName: 'x' },
      ['components_missing'],
    ],
    [
      'a card without header',
      {
        components: [
          body('b'),
          {
            type: 'CAROUSEL',
            cards: [{ components: [body('c')] }, { components: [header('IMAGE')] }],
          },
        ],
      },
      ['card_header_missing'],
    ],
    [
      'a field that contradicts the text',
      { parameter_format: 'POSITIONAL', components: [body('Hi {{name}}')] },
      ['(parameter_format_contradicts)'],
    ],
    ['no language', { language: undefined }, ['language_missing']],
    ['hello_world, which real numbers cannot send', { name: 'hello_world' }, ['test_numbers_only']],
    ['a template Meta made itself', { source: 'AUTO_GENERATED' }, ['made_by_meta']],
    [
      'one of the library, whose values are checked',
      { library_template_name: 'x' },
      ['(typed_values)'],
    ],
    [
      'creative changes that Meta may make',
      {
        degrees_of_freedom_spec: {
          creative_features_spec: { text_extraction: { enroll_status: 'OPT_IN' } },
        },
      },
      ['(creative_changes)'],
    ],
    [
      'creative changes that are switched off',
      {
        degrees_of_freedom_spec: {
          creative_features_spec: { text_extraction: { enroll_status: 'OPT_OUT' } },
        },
      },
      [],
    ],
    [
      'three line breaks on a card',
      { components: withCards('One\n\ntwo\nthree') },
      ['card_line_breaks', 'card_line_breaks'],
    ],
    ['two line breaks on a card', { components: withCards('One\n\ntwo\n') }, []],
    [
      'a reminder button, which Meta names without documenting how it is sent',
      { components: [body('b'), buttons({ type: 'REMINDER', text: 'Remind me' })] },
      ['undocumented_button'],
    ],
    [
      'a booking button, which Meta names without documenting how it is sent',
      { components: [body('b'), buttons({ type: 'booking_confirmation', text: 'Confirm' })] },
      ['undocumented_button'],
    ],
  ])('in this case: %s', (_, rest, codes) => {
    expect(why(aTemplate(rest))).toEqual(codes)
    expect(fieldsOf(parseDefinition(aTemplate(rest))).sendable).toBe(
      codes.every((code) => code.startsWith('(')),
    )
  })

  it('is never an old or unknown category', () => {
    expect(
      why(
        aTemplate({
          category: 'SHIPPING_UPDATE',
          sub_category: 'WHATEVER',
          previous_category: 'X',
        }),
      ),
    ).toEqual([])
  })
})

describe('reading a definition', () => {
  it.each<[string, (definition: object) => unknown]>([
    ['JSON text', (d) => JSON.stringify(d)],
    ['the answer of GetWhatsAppMessageTemplate', (d) => ({ template: JSON.stringify(d) })],
    ['a page of Graph with one', (d) => ({ data: [d], paging: {} })],
  ])('accepts %s', (_, wrap) => {
    expect(parseDefinition(wrap(aTemplate({}))).name).toBe('order_ready')
  })

  it.each([[null], [[]], [7], ['no JSON'], ['"text"'], [{ data: [{}, {}] }]])(
    'refuses %j',
    (json) => {
      expect(() => parseDefinition(json)).toThrow(Unreadable)
    },
  )
})
