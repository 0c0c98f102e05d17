// Generates template definitions as somebody may submit them to Meta. Most definitions are
// acceptable.
import fc from 'fast-check'
import { mostly, optional, record } from './generators.ts'

type Part = Record<string, any>

/**
 * Generates a usual value in most cases, and a wrong one rarely. A definition has many parts, so it
 * would otherwise nearly always be wrong.
 */
const rarely = <T>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 15, arbitrary: usual }, { weight: 1, arbitrary: odd })

const words = fc.constantFrom(
  'Hello there',
  'your order is on its way',
  'thank you for your patience',
  'até já',
  'see you soon, dear friend',
)
const names = (named: boolean) => (named ? ['name', 'order_id', 'day'] : ['1', '2', '3'])

/**
 * Generates texts with words and up to three variables. There are always words between two
 * variables and after the last one.
 */
const prose = (named: boolean) =>
  fc
    .tuple(fc.integer({ min: 0, max: 3 }), fc.array(words, { minLength: 4, maxLength: 4 }))
    .map(([count, texts]) =>
      texts
        .map((text, index) => (index < count ? `${text} {{${names(named)[index]}}}` : text))
        .join(' '),
    )

const oddProse = fc.constantFrom(
  '{{1}} at the beginning of all this',
  'At the very end of this {{1}}',
  'Hello {{1}}{{2}} are side by side here, are they not',
  'Hello {{1}} {{2}} are nearly side by side, are they not',
  'Hello {{2}}, this begins to count from two',
  'Hi {{1}}, {{2}} x',
  'x'.repeat(1024),
  'x'.repeat(1025),
  '',
  'Hello {{Name}}, how are you doing today',
  'Hello {{ name }}, how are you doing today',
  'So this is where all of it ends: {{1}}!',
  '({{1}}) is where all of this begins',
)

const examples = (text: string, key: 'body_text' | 'header_text', named: boolean): Part => {
  const found = [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]!))]
  if (found.length === 0) return {}
  if (named)
    return {
      example: {
        [`${key}_named_params`]: found.map((param_name) => ({ param_name, example: 'x' })),
      },
    }
  const values = found.map(() => 'x')
  return { example: { [key]: key === 'body_text' ? [values] : values } }
}

const oddExamples = fc.constantFrom<Part>(
  {},
  { example: {} },
  { example: { body_text: ['x', 'y'] } },
  { example: { body_text: [['x']] } },
  { example: { body_text: [['x', '', 'y']] } },
  { example: { body_text_named_params: [{ param_name: 'name', example: 'x' }] } },
)

const body = (named: boolean) =>
  fc.tuple(rarely(prose(named), oddProse), rarely(fc.constant(undefined), oddExamples)).map(
    ([text, odd]): Part => ({
      type: 'BODY',
      text,
      ...(odd ?? examples(text, 'body_text', named)),
    }),
  )

const header = (named: boolean) =>
  fc.oneof(
    mostly(
      fc.constantFrom('Welcome', named ? 'Order {{order_id}} is here' : 'Order {{1}} is here'),
      fc.constantFrom(
        'x'.repeat(60),
        'x'.repeat(61),
        '',
        '*bold*',
        'Hi 😀',
        'two\nlines',
        '{{1}} and {{2}} of us',
      ),
    ).map(
      (text): Part => ({
        type: 'HEADER',
        format: 'TEXT',
        text,
        ...examples(text, 'header_text', named),
      }),
    ),
    fc
      .constantFrom('IMAGE', 'VIDEO', 'DOCUMENT', 'GIF')
      .chain((format) =>
        mostly(fc.constant({ example: { header_handle: ['4::aW1hZ2U='] } }), fc.constant({})).map(
          (more): Part => ({ type: 'HEADER', format, ...more }),
        ),
      ),
    mostly(
      fc.constant<Part>({ type: 'HEADER', format: 'LOCATION' }),
      fc.constant<Part>({ type: 'HEADER', format: 'NONSENSE' }),
    ),
  )

const label = rarely(
  fc.constantFrom('Yes', 'Track order'),
  fc.constantFrom('x'.repeat(25), 'x'.repeat(26), '', '✅ Yes', 'a\nb', '*now*', 'on {{1}}'),
)

const button = fc.oneof(
  label.map((text): Part => ({ type: 'QUICK_REPLY', text })),
  label.map((text): Part => ({ type: 'QUICK_REPLY', text })),
  fc
    .tuple(
      label,
      mostly(
        fc.constantFrom<Part>(
          { url: 'https://example.com' },
          { url: 'https://example.com/{{1}}', example: ['https://example.com/a'] },
        ),
        fc.constantFrom<Part>(
          { url: 'https://example.com/{{1}}/b', example: ['https://example.com/a/b'] },
          { url: `https://example.com/${'x'.repeat(2000)}` },
          { url: 'https://wa.me/15550100' },
          { url: 'https://api.whatsapp.com/send?phone=15550100' },
          { url: 'https://nowa.me' },
          { url: 'https://example.com/{{1}}{{2}}', example: ['https://example.com/a'] },
          { url: '' },
        ),
      ),
    )
    .map(([text, more]): Part => ({ type: 'URL', text, ...more })),
  fc
    .tuple(label, mostly(fc.constant('+15550100'), fc.constantFrom('', '+'.padEnd(21, '1'))))
    .map(([text, phone_number]): Part => ({ type: 'PHONE_NUMBER', text, phone_number })),
  mostly(fc.constant('25OFF'), fc.constantFrom('x'.repeat(20), 'x'.repeat(21))).map(
    (example): Part => ({ type: 'COPY_CODE', example }),
  ),
  mostly(fc.constant<Part>({ flow_id: 1 }), fc.constant<Part>({})).map(
    (more): Part => ({ type: 'FLOW', text: 'Open form', ...more }),
  ),
  mostly(
    fc.constantFrom<Part>(
      { type: 'CATALOG', text: 'View catalog' },
      { type: 'VOICE_CALL', text: 'Call us', ttl_minutes: 1440 },
    ),
    fc.constantFrom<Part>(
      { type: 'MPM', text: 'View items' },
      { type: 'VOICE_CALL', text: 'Call us', ttl_minutes: 1 },
      { type: 'ORDER_DETAILS', text: 'Pay' },
      { type: 'REQUEST_CONTACT_INFO' },
      { type: 'REQUEST_CONTACT_INFO', text: 'Share Contact Info' },
      { type: 'REQUEST_CONTACT_INFO', text: 'Your number' },
      { type: 'SPM', text: 'View' },
      { type: 'OTP', otp_type: 'COPY_CODE' },
      { type: 'NONSENSE', text: 'x' },
    ),
  ),
)

const buttons = (min: number, max: number) =>
  fc
    .array(button, { minLength: min, maxLength: max })
    .map((list): Part => ({ type: 'BUTTONS', buttons: list }))

const carousel = fc
  .tuple(
    mostly(fc.integer({ min: 2, max: 10 }), fc.constantFrom(1, 11)),
    fc.constantFrom('IMAGE', 'VIDEO'),
    optional(buttons(1, 3)),
    optional(fc.constant('Three days in Porto')),
  )
  .map(
    ([count, format, list, text]): Part => ({
      type: 'CAROUSEL',
      cards: Array.from({ length: count }, () => ({
        components: [
          { type: 'HEADER', format, example: { header_handle: ['4::aW1hZ2U='] } },
          ...(text ? [{ type: 'BODY', text }] : []),
          ...(list ? [structuredClone(list)] : []),
        ],
      })),
    }),
  )

const offer = mostly(
  fc.constant('Only today'),
  fc.constantFrom('x'.repeat(16), 'x'.repeat(17), ''),
).map(
  (text): Part => ({
    type: 'LIMITED_TIME_OFFER',
    limited_time_offer: { text, has_expiration: true },
  }),
)

export const submissions = fc.boolean().chain((named) =>
  record({
    name: mostly(
      fc.constant('order_ready'),
      fc.constantFrom('', 'Order Ready', 'x'.repeat(512), 'x'.repeat(513), 'é'),
    ),
    language: mostly(
      fc.constantFrom('en_US', 'es', 'pt_BR'),
      fc.constantFrom('english', 'en-US', ''),
    ),
    message_send_ttl_seconds: rarely(
      fc.constant<number | undefined>(undefined),
      fc.constantFrom(-1, 0, 30, 43_200, 43_201),
    ),
    library_template_name: rarely(
      fc.constant<string | undefined>(undefined),
      fc.constant('order_pick_up_1'),
    ),
    category: mostly(
      fc.constantFrom('UTILITY', 'MARKETING', 'utility'),
      fc.constantFrom('TRANSACTIONAL', 'NEWS'),
    ),
    parameter_format: fc.constant(named ? 'NAMED' : 'POSITIONAL'),
    components: record({
      header: optional(header(named)),
      body: mostly(body(named), fc.constant(undefined as never)),
      footer: optional(
        mostly(
          fc.constant('Reply STOP to opt out'),
          fc.constantFrom('x'.repeat(60), 'x'.repeat(61), '', 'Bye {{1}}', 'a\nb', '_Bye_'),
        ).map((text): Part => ({ type: 'FOOTER', text })),
      ),
      buttons: optional(buttons(1, 3)),
      offer: rarely(fc.constant<Part | undefined>(undefined), offer),
      carousel: mostly(fc.constant<Part | undefined>(undefined), carousel),
    }).map((parts) => Object.values(parts)),
  }),
)

export const authenticationSubmissions = record({
  name: fc.constant('login_code'),
  language: fc.constant('en_US'),
  category: fc.constant('AUTHENTICATION'),
  components: record({
    header: mostly(
      fc.constant<Part | undefined>(undefined),
      fc.constant({ type: 'HEADER', format: 'TEXT', text: 'Hello' }),
    ),
    body: fc.constantFrom<Part>(
      { type: 'BODY' },
      { type: 'BODY', add_security_recommendation: true },
    ),
    footer: optional(
      fc.constantFrom<Part>(
        { type: 'FOOTER', code_expiration_minutes: 10 },
        { type: 'FOOTER', code_expiration_minutes: 91 },
        { type: 'FOOTER', code_expiration_minutes: 0 },
      ),
    ),
    buttons: fc
      .constantFrom<Part>(
        { type: 'OTP', otp_type: 'COPY_CODE', text: 'Copy code' },
        {
          type: 'OTP',
          otp_type: 'ONE_TAP',
          supported_apps: [{ package_name: 'com.example.app', signature_hash: 'K8a/AINcGX7' }],
        },
        { type: 'OTP', otp_type: 'ONE_TAP' },
        {
          type: 'OTP',
          otp_type: 'ONE_TAP',
          supported_apps: [{ package_name: 'com.example.app', signature_hash: 'short' }],
        },
        {
          type: 'OTP',
          otp_type: 'ZERO_TAP',
          zero_tap_terms_accepted: true,
          supported_apps: [{ package_name: 'com.example.app', signature_hash: 'K8a/AINcGX7' }],
        },
        {
          type: 'OTP',
          otp_type: 'ZERO_TAP',
          supported_apps: [{ package_name: 'com.example.app', signature_hash: 'K8a/AINcGX7' }],
        },
        { type: 'OTP', otp_type: 'OTHER' },
      )
      .map((one) => ({ type: 'BUTTONS', buttons: [one] })),
  }).map((parts) => Object.values(parts)),
})
