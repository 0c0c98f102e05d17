import { expect, it } from 'vitest'
import { checkDefinition } from '../../sandbox/whatsapp/check-definition.ts'
import { world } from '../../sandbox/world.ts'
import { aWhatsApp, DAY_MS } from './fixtures.ts'

const waba = '102290129340398'
const body = (text: string, ...examples: string[]) => ({
  type: 'BODY',
  text,
  ...(examples.length && { example: { body_text: [examples] } }),
})
const aDefinition = (...components: object[]) => ({
  name: 'my_template',
  language: 'en_US',
  category: 'UTILITY',
  components,
})

// Templates whose text ends with a variable, or with a variable and a full stop. Meta would refuse
// them today, but approved them before it introduced this rule.
const FROM_EARLIER = ['old_discount', 'trip_documents_ready', 'workshop_in_motion']
const templates = world.wabas
  .flatMap((waba) => waba.templates)
  .filter(({ name }) => !FROM_EARLIER.includes(name))

it.each(templates.map((template) => [template.name, template.language, template] as const))(
  'accepts the template %s in the language %s',
  (_, __, template) => {
    expect(() => checkDefinition(template)).not.toThrow()
  },
)

const buttons = (...types: string[]) => ({
  type: 'BUTTONS',
  buttons: types.map((type) => ({ type, text: 'Go', url: 'https://example.com' })),
})

it.each([
  ['a name with capitals', { ...aDefinition(body('Hello')), name: 'My' }, undefined],
  ['no body', aDefinition({ type: 'FOOTER', text: 'x' }), undefined],
  [
    'a body with fewer examples than variables',
    aDefinition(body('Hello {{1}}, your table {{2}} is ready for you.', 'Ana')),
    2388072,
  ],
  [
    'a body whose examples are a flat list',
    aDefinition({
      ...body('Hello {{1}}, your table is ready for you.'),
      example: { body_text: ['Ana'] },
    }),
    2388072,
  ],
  [
    'a body that ends in a variable and an exclamation mark',
    aDefinition(body('We look forward to seeing you soon, {{1}}!', 'Ana')),
    2388299,
  ],
  [
    'an emoji on a button',
    aDefinition(body('Hello'), { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: '👍' }] }),
    2388060,
  ],
  [
    'a button that leads to WhatsApp',
    aDefinition(body('Hello'), {
      type: 'BUTTONS',
      buttons: [{ type: 'URL', text: 'Chat', url: 'https://wa.me/15550100' }],
    }),
    2388081,
  ],
  [
    'a footer of two lines',
    aDefinition(body('Hello'), { type: 'FOOTER', text: 'Bye\nbye' }),
    2388073,
  ],
  [
    'an offer without a code to copy',
    {
      ...aDefinition(body('Hello'), {
        type: 'LIMITED_TIME_OFFER',
        limited_time_offer: { text: 'Hurry', has_expiration: true },
      }),
      category: 'MARKETING',
    },
    undefined,
  ],
  [
    'marketing with the default time to live written out',
    { ...aDefinition(body('Hello')), category: 'MARKETING', message_send_ttl_seconds: -1 },
    undefined,
  ],
  ['a body of 1025 characters', aDefinition(body('x'.repeat(1025))), 2388040],
  ['a body that ends in a variable', aDefinition(body('Hello to you, {{1}}', 'Ana')), 2388299],
  [
    'variables that do not count from 1',
    aDefinition(body('Hello {{2}}, how are you?', 'Ana')),
    2388072,
  ],
  ['variables without examples', aDefinition(body('Hello {{1}}, how are you?')), 2388072],
  [
    'more variables than words',
    aDefinition(body('Hi {{1}}, {{2}}, {{3}} too', 'a', 'b', 'c')),
    2388293,
  ],
  [
    'an emoji in the header',
    aDefinition({ type: 'HEADER', format: 'TEXT', text: 'Hi 😀' }, body('Hello')),
    2388047,
  ],
  [
    'an image header without example',
    aDefinition({ type: 'HEADER', format: 'IMAGE' }, body('Hello')),
    2388273,
  ],
  [
    'quick replies apart',
    aDefinition(body('Hello'), buttons('QUICK_REPLY', 'URL', 'QUICK_REPLY')),
    undefined,
  ],
  ['three URL buttons', aDefinition(body('Hello'), buttons('URL', 'URL', 'URL')), undefined],
])('refuses to create a template that has %s', (_, definition, subcode) => {
  const { whatsapp } = aWhatsApp()

  expect(() => whatsapp.templates.create(waba, definition)).toThrow(
    expect.objectContaining(subcode ? { subcode } : { message: expect.any(String) }),
  )
})

it('reviews a new template, and reports the result', async () => {
  const { whatsapp, clock, webhooks } = aWhatsApp()
  whatsapp.settings.review = ({ name }) => (name === 'promo' ? 'TAG_CONTENT_MISMATCH' : undefined)

  const good = whatsapp.templates.create(waba, aDefinition(body('Hello')))
  const bad = whatsapp.templates.create(waba, { ...aDefinition(body('Hello')), name: 'promo' })
  const before = [good.status, bad.status]
  await clock.advance(60_000)

  expect(before).toEqual(['PENDING', 'PENDING'])
  expect([good.status, bad.status]).toEqual(['APPROVED', 'REJECTED'])
  expect(webhooks.map(({ value }) => [value.event, value.reason])).toEqual([
    ['APPROVED', 'NONE'],
    ['REJECTED', 'TAG_CONTENT_MISMATCH'],
  ])
})

it('allows one edit of an approved template in 24 hours, after which it is reviewed again', async () => {
  const { whatsapp, clock } = aWhatsApp()
  const key = { name: 'flight_changed', language: 'en_US' }
  const edit = { components: [body('Your flight has changed.')] }

  const edited = whatsapp.templates.edit(waba, key, edit)
  expect(edited.status).toBe('PENDING')
  expect(() => whatsapp.templates.edit(waba, key, edit)).toThrow(
    expect.objectContaining({ subcode: 2388039 }),
  )
  await clock.advance(60_000)
  expect(() => whatsapp.templates.edit(waba, key, edit)).toThrow('once in 24 hours')
  expect(() =>
    whatsapp.templates.edit(
      waba,
      { name: 'meeting_point', language: 'en_US' },
      { category: 'MARKETING' },
    ),
  ).toThrow('category')
  await clock.advance(DAY_MS)

  expect(whatsapp.templates.edit(waba, key, edit).status).toBe('PENDING')
})

it('lets nobody edit or delete a template that Meta made from a direct send', () => {
  const { whatsapp } = aWhatsApp()
  const key = { name: 'my_template', language: 'en_US' }
  whatsapp.templates.create(waba, { ...aDefinition(body('Hello')), source: 'AUTO_GENERATED' })
  whatsapp.templates.setStatus(waba, key, 'APPROVED')

  expect(() => whatsapp.templates.edit(waba, key, { components: [body('Bye')] })).toThrow(
    expect.objectContaining({ subcode: 2388318 }),
  )
  expect(() => whatsapp.templates.remove(waba, key.name)).toThrow(
    expect.objectContaining({ subcode: 2388330 }),
  )
})

it('deletes every language of a template, and blocks its name for 30 days', async () => {
  const { whatsapp, clock } = aWhatsApp()
  const again = { ...aDefinition(body('Hello')), name: 'trip_documents_ready' }

  whatsapp.templates.remove(waba, 'trip_documents_ready')

  expect(whatsapp.templates.list(waba).some(({ name }) => name === 'trip_documents_ready')).toBe(
    false,
  )
  expect(() => whatsapp.templates.create(waba, again)).toThrow(
    expect.objectContaining({ subcode: 2388023 }),
  )
  await clock.advance(30 * DAY_MS)
  expect(whatsapp.templates.create(waba, again).status).toBe('PENDING')
})

it('returns the button for a one-time code as a URL button with Meta’s text', () => {
  const { whatsapp } = aWhatsApp()

  const { components } = whatsapp.templates.create(waba, {
    name: 'code',
    language: 'en_US',
    category: 'authentication',
    components: [
      { type: 'body', add_security_recommendation: true },
      { type: 'footer', code_expiration_minutes: 5 },
      { type: 'buttons', buttons: [{ type: 'otp', otp_type: 'copy_code', text: 'Copy code' }] },
    ],
  })

  expect(components).toMatchObject([
    {
      type: 'BODY',
      text: '*{{1}}* is your verification code. For your security, do not share this code.',
    },
    { type: 'FOOTER', text: 'This code expires in 5 minutes.' },
    {
      type: 'BUTTONS',
      buttons: [
        {
          type: 'URL',
          text: 'Copy code',
          url: 'https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}',
        },
      ],
    },
  ])
})
