import { describe, expect, it } from 'vitest'
import { checkDefinition } from '#whatsapp/template-review/check'
import { parseDefinition } from '#whatsapp/templates/definition'
import { aTemplate, body, buttons, header } from '../templates/templates.ts'

const found = (rest: object) =>
  checkDefinition(parseDefinition(aTemplate({ status: undefined, ...rest }))).map(
    ({ code, path, severity }) => `${path} ${severity ? `(${code})` : code}`,
  )
const withParts = (...components: object[]) => ({ components })

const example = (text: string, ...values: string[]) => ({
  ...body(text),
  example: { body_text: [values] },
})
const fine = example('Hello {{1}}, your order {{2}} is ready to be picked up today.', 'Ana', '7')
const image = { ...header('IMAGE'), example: { header_handle: ['4::aW'] } }
const url = (text: string, address: string) => ({
  type: 'URL',
  text,
  url: address,
  example: ['https://x.com/ABC'],
})
const quick = (text: string) => ({ type: 'QUICK_REPLY', text })
const card = (...list: object[]) => ({ components: [image, body('A card.'), buttons(...list)] })
const offerButtons = buttons({ type: 'COPY_CODE', example: '25OFF' })
const offer = (text: string) => ({
  type: 'LIMITED_TIME_OFFER',
  limited_time_offer: { text, has_expiration: true },
})

describe('accepts templates that Meta documents', () => {
  it.each<[string, object]>([
    [
      'with a header, body, footer and buttons',
      withParts(
        image,
        fine,
        { type: 'FOOTER', text: 'Bye' },
        buttons(
          url('Track', 'https://x.com/{{1}}'),
          { type: 'PHONE_NUMBER', text: 'Call us', phone_number: '+15550100' },
          quick('Stop'),
        ),
      ),
    ],
    [
      'in lower case',
      withParts(
        { ...header('image'), example: { header_handle: ['4::aW'] } },
        { type: 'body', text: 'Ready.' },
        { type: 'buttons', buttons: [{ type: 'quick_reply', text: 'Yes' }] },
      ),
    ],
    [
      'with named variables',
      {
        parameter_format: 'named',
        components: [
          {
            ...body('Hi {{name}}, it is all ready for you.'),
            example: { body_text_named_params: [{ param_name: 'name', example: 'Ana' }] },
          },
        ],
      },
    ],
    [
      'with a carousel',
      {
        category: 'MARKETING',
        components: [
          body('Look at these.'),
          {
            type: 'CAROUSEL',
            cards: [
              card(quick('Yes'), url('Go', 'https://x.com/{{1}}')),
              card(quick('No'), url('Go', 'https://x.com/{{1}}')),
            ],
          },
        ],
      },
    ],
    [
      'with an offer',
      {
        category: 'MARKETING',
        components: [
          image,
          offer('Ends soon'),
          body('Use it now.'),
          buttons({ type: 'COPY_CODE', example: '25OFF' }, url('Go', 'https://x.com/{{1}}')),
        ],
      },
    ],
    [
      'with a code',
      {
        category: 'AUTHENTICATION',
        message_send_ttl_seconds: 60,
        components: [
          { type: 'BODY', add_security_recommendation: true },
          { type: 'FOOTER', code_expiration_minutes: 10 },
          buttons({ type: 'OTP', otp_type: 'COPY_CODE', text: 'Copy code' }),
        ],
      },
    ],
  ])('%s', (_, rest) => {
    expect(found(rest)).toEqual([])
  })
})

describe('reports definitions that Meta refuses', () => {
  it.each<[string, object, string[]]>([
    ['a name in capitals', { name: 'Order-Ready' }, ['name wrong_form']],
    ['a name over 512 characters', { name: 'x'.repeat(513) }, ['name too_long']],
    [
      'no name, language, category',
      { name: undefined, language: undefined, category: undefined },
      ['name required', 'language required', 'category required'],
    ],
    ['a category it does not have', { category: 'CHAT' }, ['category not_one_of']],
    ['a category of earlier years', { category: 'TRANSACTIONAL' }, ['category not_one_of']],
    ['a language with a dash', { language: 'en-US' }, ['language wrong_form']],
    [
      'too long a life',
      { message_send_ttl_seconds: 43_201 },
      ['message_send_ttl_seconds out_of_range'],
    ],
    ['no body', withParts(image), ['components required']],
    [
      'a header over 60 characters',
      withParts(header('TEXT', 'x'.repeat(61)), fine),
      ['components.0.text too_long'],
    ],
    [
      'two variables in a header',
      withParts(
        { ...header('TEXT', 'a {{1}} b {{2}} c'), example: { header_text: ['x', 'y'] } },
        fine,
      ),
      ['components.0.text too_many'],
    ],
    [
      'a file header without a sample',
      withParts(header('VIDEO'), fine),
      ['components.0.example.header_handle required'],
    ],
    [
      'a place in an authentication template',
      { category: 'AUTHENTICATION', components: [header('LOCATION'), body('b')] },
      ['components.0 not_allowed_here'],
    ],
    [
      'a body over 1024 characters',
      withParts(body('x'.repeat(1025))),
      ['components.0.text too_long'],
    ],
    [
      'a body over 600 with an offer',
      { category: 'MARKETING', ...withParts(offer('Hurry'), body('x'.repeat(601)), offerButtons) },
      ['components.1.text too_long'],
    ],
    [
      'a variable first',
      withParts(example('{{1}} is the name of one of our many guests.', 'a')),
      ['components.0.text leading_variable'],
    ],
    [
      'a variable last',
      withParts(example('The name of one of our guests is {{1}}', 'a')),
      ['components.0.text trailing_variable'],
    ],
    [
      'two variables side by side',
      withParts(example('The name of the guest is {{1}}{{2}} as we know.', 'a', 'b')),
      ['components.0.text adjacent_variables'],
    ],
    [
      'numbers with a gap',
      withParts(example('The first {{1}} and then the third {{3}} one.', 'a', 'b')),
      ['components.0.text not_sequential'],
    ],
    [
      'names and numbers mixed',
      withParts({
        ...body('Hello {{name}}, your order {{1}} is on its way.'),
        example: {
          body_text_named_params: [
            { param_name: 'name', example: 'a' },
            { param_name: '1', example: 'b' },
          ],
        },
      }),
      ['components.0.text mixed_variables'],
    ],
    [
      'a variable in the footer',
      withParts(fine, { type: 'FOOTER', text: 'Bye {{1}}' }),
      ['components.1.text not_allowed_here'],
    ],
    [
      'a footer over 60 characters',
      withParts(fine, { type: 'FOOTER', text: 'x'.repeat(61) }),
      ['components.1.text too_long'],
    ],
    [
      'a footer beside an offer',
      {
        category: 'MARKETING',
        ...withParts(offer('Hurry'), fine, { type: 'FOOTER', text: 'Bye' }, offerButtons),
      },
      ['components.2 not_allowed_here'],
    ],
    [
      'an offer’s text over 16 characters',
      { category: 'MARKETING', ...withParts(offer('x'.repeat(17)), fine, offerButtons) },
      ['components.0.limited_time_offer.text too_long'],
    ],
    [
      'an offer’s code over 15 characters',
      {
        category: 'MARKETING',
        ...withParts(offer('Hurry'), fine, buttons({ type: 'COPY_CODE', example: 'x'.repeat(16) })),
      },
      ['components.2.buttons.0.example too_long'],
    ],
    [
      'eleven buttons',
      withParts(fine, buttons(...Array.from({ length: 11 }, (_, i) => quick(`q${i}`)))),
      ['components.1.buttons too_many', 'components.1.buttons too_many'],
    ],
    [
      'three links',
      withParts(fine, buttons(...[1, 2, 3].map((i) => url(`u${i}`, 'https://x.com')))),
      ['components.1.buttons too_many'],
    ],
    [
      'two phone numbers',
      withParts(
        fine,
        buttons(
          ...[1, 2].map((i) => ({
            type: 'PHONE_NUMBER',
            text: `p${i}`,
            phone_number: '+15550100',
          })),
        ),
      ),
      ['components.1.buttons too_many'],
    ],
    [
      'quick replies apart',
      withParts(fine, buttons(quick('a'), url('u', 'https://x.com'), quick('b'))),
      ['components.1.buttons quick_replies_apart'],
    ],
    [
      'a button’s text over 25 characters',
      withParts(fine, buttons(quick('x'.repeat(26)))),
      ['components.1.buttons.0.text too_long'],
    ],
    [
      'a variable before a link’s end',
      withParts(fine, buttons(url('u', 'https://x.com/{{1}}/y'))),
      ['components.1.buttons.0.url variable_not_last'],
    ],
    [
      'a phone number over 20 characters',
      withParts(
        fine,
        buttons({ type: 'PHONE_NUMBER', text: 'p', phone_number: '+'.padEnd(21, '1') }),
      ),
      ['components.1.buttons.0.phone_number too_long'],
    ],
    [
      'a form’s button without form',
      withParts(fine, buttons({ type: 'FLOW', text: 'f' })),
      ['components.1.buttons.0.flow_id required'],
    ],
    [
      'a call that lasts too short',
      withParts(fine, buttons({ type: 'VOICE_CALL', text: 'c', ttl_minutes: 60 })),
      ['components.1.buttons.0.ttl_minutes out_of_range'],
    ],
    [
      'a code button outside authentication',
      withParts(fine, buttons({ type: 'OTP', otp_type: 'COPY_CODE' })),
      ['components.1.buttons.0 not_allowed_here'],
    ],
    [
      'a code for an app with a wrong hash',
      {
        category: 'AUTHENTICATION',
        components: [
          { type: 'BODY' },
          buttons({
            type: 'OTP',
            otp_type: 'ONE_TAP',
            supported_apps: [{ package_name: 'com.x', signature_hash: 'short' }],
          }),
        ],
      },
      ['components.1.buttons.0.supported_apps.0.signature_hash wrong_form'],
    ],
    [
      'a code that lives too long',
      {
        category: 'AUTHENTICATION',
        components: [body('x'), { type: 'FOOTER', code_expiration_minutes: 91 }],
      },
      ['components.1.code_expiration_minutes out_of_range'],
    ],
    [
      'one card',
      withParts(fine, { type: 'CAROUSEL', cards: [card(quick('a'))] }),
      ['components.1.cards too_few'],
    ],
    [
      'eleven cards',
      withParts(fine, {
        type: 'CAROUSEL',
        cards: Array.from({ length: 11 }, () => card(quick('a'))),
      }),
      ['components.1.cards too_many'],
    ],
    [
      'cards that differ',
      withParts(fine, {
        type: 'CAROUSEL',
        cards: [card(quick('a')), card(url('a', 'https://x.com'))],
      }),
      ['components.1.cards.1 cards_differ'],
    ],
    [
      'three buttons on a card',
      withParts(fine, {
        type: 'CAROUSEL',
        cards: [0, 1].map(() => card(quick('a'), quick('b'), quick('c'))),
      }),
      [
        'components.1.cards.0.components.2.buttons too_many',
        'components.1.cards.1.components.2.buttons too_many',
      ],
    ],
    [
      'a card’s body over 160 characters',
      withParts(fine, {
        type: 'CAROUSEL',
        cards: [0, 1].map(() => ({
          components: [image, body('x'.repeat(161)), buttons(quick('a'))],
        })),
      }),
      [
        'components.1.cards.0.components.1.text too_long',
        'components.1.cards.1.components.1.text too_long',
      ],
    ],
    [
      'a card without buttons',
      withParts(fine, {
        type: 'CAROUSEL',
        cards: [0, 1].map(() => ({ components: [image, body('A card.')] })),
      }),
      ['components.1.cards.0.components required', 'components.1.cards.1.components required'],
    ],
    [
      'a product’s button without a product',
      withParts(image, fine, buttons({ type: 'SPM', text: 'View' })),
      ['components.2.buttons.0 not_allowed_here'],
    ],
    [
      'a body without examples',
      withParts(body('Hello {{1}}, your order is on its way.')),
      ['components.0.example.body_text example_missing'],
    ],
    [
      'fewer examples than variables, or empty ones',
      withParts(
        { ...header('TEXT', 'For {{1}} only'), example: { header_text: [''] } },
        example('Dear {{1}}, table {{2}} is yours tonight.', 'Ana'),
      ),
      [
        'components.0.example.header_text example_missing',
        'components.1.example.body_text example_missing',
      ],
    ],
    [
      'a link with a variable and no example',
      withParts(fine, buttons({ type: 'URL', text: 'Track', url: 'https://x.com/{{1}}' })),
      ['components.1.buttons.0.example example_missing'],
    ],
    [
      'a named variable without its example',
      {
        parameter_format: 'NAMED',
        components: [
          {
            ...body('Dear {{guest}}, your table {{table}} is ready now.'),
            example: { body_text_named_params: [{ param_name: 'guest', example: 'Ana' }] },
          },
        ],
      },
      ['components.0.example.body_text_named_params example_missing'],
    ],
    [
      'examples of the body as a flat list',
      withParts({
        ...body('Dear {{1}}, your table {{2}} is ready now.'),
        example: { body_text: ['Ana', '7'] },
      }),
      ['components.0.example.body_text wrong_form'],
    ],
    [
      'an offer that is no marketing',
      withParts(offer('Hurry'), fine, offerButtons),
      ['category not_allowed_here'],
    ],
    [
      'an offer that ends, without a code',
      { category: 'MARKETING', ...withParts(offer('Hurry'), fine) },
      ['components required'],
    ],
    [
      'an offer whose code comes after its link',
      {
        category: 'MARKETING',
        ...withParts(
          offer('Hurry'),
          fine,
          buttons(url('Shop', 'https://x.com'), { type: 'COPY_CODE', example: '25OFF' }),
        ),
      },
      ['components.2.buttons.1 out_of_order'],
    ],
    [
      'an offer with a quick reply',
      {
        category: 'MARKETING',
        ...withParts(
          offer('Hurry'),
          fine,
          buttons({ type: 'COPY_CODE', example: '25OFF' }, quick('No')),
        ),
      },
      ['components.2.buttons.1 not_allowed_here'],
    ],
    [
      'marketing that asks for the default life',
      { category: 'MARKETING', message_send_ttl_seconds: -1 },
      ['message_send_ttl_seconds out_of_range'],
    ],
    [
      'a text of one’s own on a request for contact details',
      withParts(fine, buttons({ type: 'REQUEST_CONTACT_INFO', text: 'Give us your number' })),
      ['components.1.buttons.0.text not_one_of'],
    ],
    [
      'marketing from the library',
      { category: 'MARKETING', library_template_name: 'order_pick_up_1' },
      ['category not_one_of'],
    ],
    [
      'a GIF outside marketing',
      withParts({ ...header('GIF'), example: { header_handle: ['4::aW'] } }, fine),
      ['components.0.format not_allowed_here'],
    ],
    [
      'more than 6,000 characters of JSON',
      withParts(fine, {
        type: 'CAROUSEL',
        cards: Array.from({ length: 10 }, () => ({
          components: [
            { ...header('IMAGE'), example: { header_handle: [`4::${'x'.repeat(400)}`] } },
            body('x'.repeat(150)),
            buttons(quick('a')),
          ],
        })),
      }),
      [' too_long'],
    ],
    [
      'a NUL, or half of a character, anywhere in a text',
      withParts(
        body('Hello\0'),
        { type: 'FOOTER', text: 'Bye \ud83d' },
        buttons(url('Go', 'https://x.com/\ude00')),
      ),
      [
        'components.0.text nul_character',
        'components.1.text lone_surrogate',
        'components.2.buttons.0.url lone_surrogate',
      ],
    ],
    ['an unknown part', withParts(fine, { type: 'HOLOGRAM' }), ['components.1 unknown_component']],
  ])('%s', (_, rest, problems) => {
    expect(found(rest)).toEqual(problems)
  })
})

describe('warns about definitions that Meta may refuse', () => {
  it.each<[string, object, string[]]>([
    [
      'a body over 550 characters',
      withParts(body('x'.repeat(551))),
      ['components.0.text (may_be_too_long)'],
    ],
    [
      'a header that is over 60 characters by its variable’s name alone',
      withParts(
        { ...header('TEXT', `${'x'.repeat(56)} {{1}}`), example: { header_text: ['a'] } },
        body('b'),
      ),
      ['components.0.text (may_be_too_long)'],
    ],
    [
      'eleven emoji',
      withParts(body(`Hi ${'😀'.repeat(11)}`)),
      ['components.0.text (too_many_emoji)'],
    ],
    [
      'few words for many variables',
      withParts(example('Hi {{1}} or {{2}} ok', 'a', 'b')),
      ['components.0.text (few_words)'],
    ],
    [
      'a blank alone between two variables',
      withParts(example('The whole name of the guest is {{1}} {{2}} as we know.', 'a', 'b')),
      ['components.0.text (adjacent_variables)'],
    ],
    [
      'an emoji and stars in a header',
      withParts(header('TEXT', '*Hi* 😀'), body('b')),
      ['components.0.text (emoji)', 'components.0.text (markup)'],
    ],
    [
      'an address for a sample file',
      withParts(
        { ...header('IMAGE'), example: { header_handle: ['https://example.com/a.jpg'] } },
        body('b'),
      ),
      ['components.0.example.header_handle (wrong_form)'],
    ],
    [
      'punctuation alone around variables',
      withParts(example('¿{{1}}, is this the right day for your visit? {{2}}!', 'Ana', 'Monday')),
      ['components.0.text (leading_variable)', 'components.0.text (trailing_variable)'],
    ],
    [
      'a variable, a line break, an emoji or stars on a button',
      withParts(
        fine,
        buttons(
          quick('See you {{1}}'),
          quick('Yes\nplease'),
          quick('🌷 Spring'),
          quick('*Now*'),
          quick('Plain'),
        ),
      ),
      [
        'components.1.buttons.0.text (variable)',
        'components.1.buttons.1.text (line_break)',
        'components.1.buttons.2.text (emoji)',
        'components.1.buttons.3.text (markup)',
      ],
    ],
    [
      'a line break or stars in a footer',
      withParts(fine, { type: 'FOOTER', text: 'Bye\n*now*' }),
      ['components.1.text (line_break)', 'components.1.text (markup)'],
    ],
    [
      'links to WhatsApp itself, not to its namesakes',
      withParts(
        fine,
        buttons(url('Chat', 'https://api.whatsapp.com/send?phone=1'), url('B', 'https://nowa.me')),
      ),
      ['components.1.buttons.0.url (whatsapp_link)'],
    ],
    [
      'three line breaks on a card',
      withParts(fine, {
        type: 'CAROUSEL',
        cards: [0, 1].map(() => ({
          components: [image, body('a\nb\n\nc'), buttons(quick('a'))],
        })),
      }),
      [
        'components.1.cards.0.components.1.text (card_line_breaks)',
        'components.1.cards.1.components.1.text (card_line_breaks)',
      ],
    ],
    [
      'a GIF in marketing',
      {
        category: 'MARKETING',
        ...withParts({ ...header('GIF'), example: { header_handle: ['4::aW'] } }, fine),
      },
      ['components.0.format (gif_header)'],
    ],
    [
      'components that AWS could not change later',
      withParts(
        image,
        fine,
        buttons(url('u', `https://x.com/${'x'.repeat(1900)}`)),
        {
          type: 'FOOTER',
          text: 'x'.repeat(60),
        },
        {
          type: 'CAROUSEL',
          cards: [0, 1].map(() => ({
            components: [
              { ...header('IMAGE'), example: { header_handle: [`4::${'x'.repeat(300)}`] } },
              body('A card.'),
              buttons(quick('a')),
            ],
          })),
        },
      ),
      ['components (too_long_to_change)'],
    ],
    [
      'braces that are no variable',
      withParts(body('Olá, {{ $json.Nome }}, tudo bem?')),
      ['components.0.text (not_a_variable)'],
    ],
    [
      'a call’s text between 20 and 25',
      withParts(body('b'), buttons({ type: 'VOICE_CALL', text: 'x'.repeat(21) })),
      ['components.1.buttons.0.text (may_be_too_long)'],
    ],
  ])('%s', (_, rest, problems) => {
    expect(found(rest)).toEqual(problems)
  })
})

describe('the source of a rule', () => {
  const problems = checkDefinition(
    parseDefinition(
      aTemplate({
        category: 'MARKETING',
        name: 'Not Good',
        components: [
          header('TEXT', 'Hi 😀'),
          body('x'.repeat(600)),
          { type: 'FOOTER', text: `{{1}}${'y'.repeat(61)}` },
          buttons(
            quick('{{1}}'),
            url('🌷', 'https://wa.me/1'),
            { type: 'VOICE_CALL' },
            { type: 'APP', text: 'Open' },
          ),
        ],
      }),
    ),
  )

  it('is named in every problem, and decides whether the problem is an error or a warning', () => {
    expect(problems.length).toBeGreaterThan(8)
    for (const { source, severity, code } of problems)
      expect([code, source, severity]).toEqual([
        code,
        severity === 'warning' ? 'live' : 'documented',
        source === 'live' ? 'warning' : undefined,
      ])
  })

  it('is also named if the rule is known only from live accounts', () => {
    const emoji = problems.find(({ path }) => path === 'components.3.buttons.1.text')

    expect(emoji?.message).toMatch(/ Source: error 2388060 on live accounts\.$/)
  })
})

describe('a change of an existing template', () => {
  const update = (rest: object) =>
    checkDefinition(parseDefinition(aTemplate(rest)), { operation: 'update' }).map(
      ({ code, path }) => `${path} ${code}`,
    )

  it('may have components of at most 3,000 bytes', () => {
    const long = withParts(image, fine, buttons(url('u', `https://x.com/${'x'.repeat(1980)}`)), {
      type: 'FOOTER',
      text: 'x'.repeat(60),
    })
    const longer = {
      ...image,
      example: { header_handle: [`4::${'x'.repeat(900)}`] },
    }

    expect(update(long)).toEqual([])
    expect(update({ components: [longer, ...long.components.slice(1)] })).toEqual([
      'components too_long',
    ])
  })

  it('is refused if it sets the time to live through AWS, or if Meta created the template from a direct send', () => {
    expect(update({ message_send_ttl_seconds: 600 })).toEqual([
      'message_send_ttl_seconds not_allowed_here',
    ])
    expect(update({ source: 'AUTO_GENERATED' })).toEqual([' made_by_meta'])
  })
})

it('accepts a header that begins and ends with a variable', () => {
  expect(
    found(withParts({ ...header('TEXT', '{{1}}'), example: { header_text: ['Ana'] } }, fine)),
  ).toEqual([])
})
