// The rules for the buttons of a new template.
import type { Problem } from '#whatsapp/errors/problems'
import { at, isObject, lengthProblems, word } from '#whatsapp/json/rules'
import { MAX_COUPON_CODE } from '#whatsapp/messages/template-message-rules'
import { isBlank } from '#whatsapp/messages/text'
import { documented, live, sourced } from '#whatsapp/template-review/source'
import { emojiIn, hasFormatting, hasLineBreak } from '#whatsapp/template-review/text-marks'
import { LEADS_TO_WHATSAPP } from '#whatsapp/template-review/whatsapp-link'
import { isAuthentication } from '#whatsapp/templates/buttons'
import type {
  TemplateButton,
  TemplateDefinition,
  TemplateParts,
} from '#whatsapp/templates/definition'
import { MAX_COUPON_CODE_OFFER, MAX_URL } from '#whatsapp/templates/fields'
import { fill, occurrencesIn, placeholdersIn } from '#whatsapp/templates/placeholders'

const MAX_BUTTONS = 10
const MAX_TEXT = 25
const MAX_PHONE_NUMBER = 20
/**
 * Meta's documentation contradicts itself about the label of a call button: one page allows 20
 * characters, and another page allows 25.
 */
const DOUBTFUL_CALL_TEXT = 20
const MAX_APPS = 5

const MAX_OF_TYPE: Readonly<Record<string, number>> = {
  QUICK_REPLY: 10,
  URL: 2,
  PHONE_NUMBER: 1,
  COPY_CODE: 1,
  FLOW: 1,
  CATALOG: 1,
  MPM: 1,
  SPM: 1,
  VOICE_CALL: 1,
  ORDER_DETAILS: 1,
  REQUEST_CONTACT_INFO: 1,
  OTP: 1,
}

export function buttonChecks(
  definition: TemplateDefinition,
  path: string,
  { buttons, header }: TemplateParts,
  max = MAX_BUTTONS,
): Problem[] {
  const list = at(path, 'buttons')
  const problems = [...counts(buttons, list, max), ...grouping(buttons, list)]
  for (const button of buttons) {
    const where = `${list}.${button.index}`
    problems.push(...buttonProblems(button, where, definition))
    if (button.type === 'SPM' && header?.format !== 'PRODUCT')
      problems.push(
        documented(
          'not_allowed_here',
          where,
          'The button of a product has no PRODUCT header above it. WhatsApp requires one. Add the header.',
        ),
      )
  }
  if (
    definition.category === 'AUTHENTICATION' &&
    !definition.cards &&
    buttons.length > 0 &&
    !buttons.some(({ type }) => type === 'OTP')
  ) {
    problems.push(
      live(
        'otp_button_missing',
        list,
        'The template has no code button. Authentication templates have one. Add {"type": "OTP", "otp_type": "COPY_CODE"}.',
        'it is not known whether Meta accepts a template without one',
      ),
    )
  }
  return problems
}

function counts(buttons: readonly TemplateButton[], path: string, max: number): Problem[] {
  const problems: Problem[] = []
  if (buttons.length > max)
    problems.push(
      documented(
        'too_many',
        path,
        `There are ${buttons.length} buttons. WhatsApp allows ${max}. Remove some.`,
      ),
    )
  for (const [type, most] of Object.entries(MAX_OF_TYPE)) {
    const count = buttons.filter((button) => button.type === type).length
    if (count > most)
      problems.push(
        documented(
          'too_many',
          path,
          `There are ${count} ${type} buttons. WhatsApp allows ${most}. Remove some.`,
        ),
      )
  }
  return problems
}

/**
 * Reports quick replies that are not adjacent. Meta refuses the order QUICK_REPLY, URL,
 * QUICK_REPLY.
 */
function grouping(buttons: readonly TemplateButton[], path: string): Problem[] {
  const groups = buttons.filter(
    ({ type }, i) => type === 'QUICK_REPLY' && buttons[i - 1]?.type !== 'QUICK_REPLY',
  ).length
  return groups > 1
    ? [
        documented(
          'quick_replies_apart',
          path,
          'Other buttons separate the quick replies. WhatsApp requires them to be adjacent. Move them to one end.',
        ),
      ]
    : []
}

const NEEDS_TEXT = ['QUICK_REPLY', 'URL', 'PHONE_NUMBER', 'FLOW']
/**
 * The types of buttons whose label may be required. Meta does not say whether it is, but the
 * buttons in Meta's examples have a label.
 */
const SHOWS_TEXT = ['VOICE_CALL', 'ORDER_DETAILS']

function buttonProblems(
  button: TemplateButton,
  path: string,
  definition: TemplateDefinition,
): Problem[] {
  const { type, text, raw } = button
  const problems: Problem[] = []
  const lacksText = typeof raw.text !== 'string' || isBlank(raw.text)
  if (NEEDS_TEXT.includes(type) && lacksText)
    problems.push(
      documented(
        'required',
        at(path, 'text'),
        'The text of the button is missing. WhatsApp requires it. Add it.',
      ),
    )
  if (SHOWS_TEXT.includes(type) && lacksText)
    problems.push(
      live(
        'text_missing',
        at(path, 'text'),
        'The text of the button is missing. WhatsApp may require it. Add it to be safe.',
        'Meta’s examples have one',
      ),
    )
  problems.push(
    ...sourced(
      lengthProblems(
        text,
        at(path, 'text'),
        MAX_TEXT,
        type === 'VOICE_CALL' ? DOUBTFUL_CALL_TEXT : undefined,
      ),
    ),
    ...labelProblems(text, at(path, 'text')),
  )
  switch (type) {
    case 'URL':
      return [...problems, ...linkProblems(button, path)]
    case 'PHONE_NUMBER':
      return [...problems, ...phoneProblems(button, path)]
    case 'COPY_CODE':
      return [...problems, ...codeProblems(button, path, definition)]
    case 'FLOW':
      if (['flow_id', 'flow_name', 'flow_json'].every((key) => raw[key] === undefined)) {
        problems.push(
          documented(
            'required',
            at(path, 'flow_id'),
            'The button has no form. WhatsApp requires flow_id, flow_name or flow_json. Add one.',
          ),
        )
      }
      return problems
    case 'REQUEST_CONTACT_INFO':
      return [...problems, ...contactInfoProblems(button, path, definition)]
    case 'VOICE_CALL':
      return [...problems, ...ttlProblems(raw.ttl_minutes, at(path, 'ttl_minutes'))]
    case 'OTP':
      return [...problems, ...otpProblems(button, path, definition)]
    default:
      return problems
  }
}

/** The label of a button must be plain text. */
function labelProblems(text: string, where: string): Problem[] {
  const found = [
    placeholdersIn(text).length > 0 ? (['variable', 'a variable'] as const) : undefined,
    hasLineBreak(text) ? (['line_break', 'a line break'] as const) : undefined,
    emojiIn(text) > 0 ? (['emoji', 'an emoji'] as const) : undefined,
    hasFormatting(text) ? (['markup', 'formatting'] as const) : undefined,
  ]
  return found
    .filter((each) => each !== undefined)
    .map(([code, what]) =>
      live(
        code,
        where,
        `The text of the button has ${what}. WhatsApp refuses that. Remove it.`,
        'error 2388060 on live accounts',
      ),
    )
}

const CONTACT_INFO_TEXT = 'Share Contact Info'

function contactInfoProblems(
  { raw }: TemplateButton,
  path: string,
  { category }: TemplateDefinition,
): Problem[] {
  const problems: Problem[] = []
  if (raw.text !== undefined && raw.text !== CONTACT_INFO_TEXT)
    problems.push(
      documented(
        'not_one_of',
        at(path, 'text'),
        `The button has a text of its own. WhatsApp writes the text of this button in the customer’s language. Leave the text out, or make it "${CONTACT_INFO_TEXT}".`,
      ),
    )
  if (isAuthentication(category))
    problems.push(
      documented(
        'not_allowed_here',
        path,
        'An AUTHENTICATION template cannot request contact details. WhatsApp accepts this button in UTILITY and MARKETING templates only.',
      ),
    )
  return problems
}

/**
 * Reports buttons that a limited-time offer must not have, and buttons in the wrong order. A button
 * that copies a code must come first, and a link must follow it.
 */
export function offerButtonProblems(
  { buttons, limitedTimeOffer, category }: TemplateDefinition,
  path: string,
): Problem[] {
  if (!limitedTimeOffer) return []
  const list = at(path, 'buttons')
  const types = buttons.map(({ type }) => type)
  const code = types.indexOf('COPY_CODE')
  const problems: Problem[] = []
  if (category !== undefined && category !== 'MARKETING')
    problems.push(
      documented(
        'not_allowed_here',
        'category',
        `A ${category} template cannot have a limited-time offer. WhatsApp accepts it in MARKETING templates only.`,
      ),
    )
  if (limitedTimeOffer.hasExpiration && code < 0)
    problems.push(
      documented(
        'required',
        buttons.length > 0 ? list : 'components',
        'The offer has an end, but the template has no button that copies a code. WhatsApp requires one as the first button. Add {"type": "COPY_CODE", "example": "25OFF"}.',
      ),
    )
  if (code > 0)
    problems.push(
      documented(
        'out_of_order',
        `${list}.${code}`,
        'The button that copies the code is not the first one. WhatsApp requires it to be first. Move it.',
      ),
    )
  const strange = types.findIndex((type) => type !== 'COPY_CODE' && type !== 'URL')
  if (strange >= 0)
    problems.push(
      documented(
        'not_allowed_here',
        `${list}.${strange}`,
        `A limited-time offer cannot have a ${types[strange]} button. Its buttons are one that copies a code, followed by links. Remove this button.`,
      ),
    )
  return problems
}

function linkProblems({ url = '', raw }: TemplateButton, path: string): Problem[] {
  const where = at(path, 'url')
  if (url === '')
    return [
      documented(
        'required',
        where,
        'The address that the button opens is missing. WhatsApp requires it. Add it.',
      ),
    ]
  const problems = sourced(lengthProblems(url, where, MAX_URL))
  if (LEADS_TO_WHATSAPP.test(url))
    problems.push(
      live(
        'whatsapp_link',
        where,
        'The button links to WhatsApp itself. WhatsApp does not accept that. Use a quick reply, or write the address in the body.',
        'error 2388081 on live accounts',
      ),
    )
  if (!/^https?:\/\/\S+$/i.test(url))
    problems.push(
      documented(
        'wrong_form',
        where,
        'This is not a web address. WhatsApp accepts https://…. Write the whole address.',
      ),
    )
  const found = occurrencesIn(url)
  if (found.length > 1)
    problems.push(
      documented(
        'too_many',
        where,
        `The link has ${found.length} variables. WhatsApp allows 1, at the end. Remove some.`,
      ),
    )
  else if (found.length === 1 && found[0]!.end !== url.length) {
    problems.push(
      documented(
        'variable_not_last',
        where,
        'The variable is not at the end of the link. WhatsApp accepts it only there. Move it.',
      ),
    )
  }
  const example = Array.isArray(raw.example) ? raw.example[0] : raw.example
  if (found.length > 0 && (typeof example !== 'string' || example === '')) {
    problems.push(
      documented(
        'example_missing',
        at(path, 'example'),
        `The link has no example. WhatsApp requires one. Add ["${fill(url, () => '…')}"].`,
      ),
    )
  }
  return problems
}

function phoneProblems({ phoneNumber = '', raw }: TemplateButton, path: string): Problem[] {
  const where = at(path, 'phone_number')
  if (phoneNumber !== '' && typeof raw.phone_number !== 'string')
    return [
      documented(
        'wrong_type',
        where,
        'The phone number is a number in JSON. WhatsApp accepts only text here. Write it in quotes, with +.',
      ),
    ]
  if (isBlank(phoneNumber))
    return [
      documented('required', where, 'The number to call is missing. WhatsApp requires it. Add it.'),
    ]
  return sourced(lengthProblems(phoneNumber, where, MAX_PHONE_NUMBER))
}

function codeProblems(
  { raw }: TemplateButton,
  path: string,
  { limitedTimeOffer }: TemplateDefinition,
): Problem[] {
  const example = Array.isArray(raw.example) ? raw.example[0] : raw.example
  const where = at(path, 'example')
  if (typeof example !== 'string' || isBlank(example))
    return [
      documented(
        'example_missing',
        where,
        'The code has no example. WhatsApp requires one. Add a code.',
      ),
    ]
  return sourced(
    lengthProblems(example, where, limitedTimeOffer ? MAX_COUPON_CODE_OFFER : MAX_COUPON_CODE),
  )
}

function ttlProblems(ttl: unknown, where: string): Problem[] {
  if (ttl === undefined || (typeof ttl === 'number' && ttl >= 1440 && ttl <= 43_200)) return []
  return [
    documented(
      'out_of_range',
      where,
      `The value is ${typeof ttl === 'number' ? ttl : 'not a number'}. WhatsApp allows 1440 to 43200 minutes.`,
    ),
  ]
}

const OTP_TYPES = ['COPY_CODE', 'ONE_TAP', 'ZERO_TAP']

function otpProblems(
  { raw }: TemplateButton,
  path: string,
  { category }: TemplateDefinition,
): Problem[] {
  const problems: Problem[] = []
  if (!isAuthentication(category))
    problems.push(
      documented(
        'not_allowed_here',
        path,
        'The template has a code button, but is not an AUTHENTICATION template. WhatsApp accepts this button only there.',
      ),
    )
  // Meta stores a code button as a link. The checks below do not apply to a code button in its
  // stored form.
  if (word(raw.type) !== 'otp') return problems
  const otpType = typeof raw.otp_type === 'string' ? raw.otp_type.toUpperCase() : ''
  if (!OTP_TYPES.includes(otpType))
    problems.push(
      documented(
        'not_one_of',
        at(path, 'otp_type'),
        `The type of the code button is missing or unknown. WhatsApp accepts ${OTP_TYPES.join(', ')}. Choose one.`,
      ),
    )
  if (otpType === 'ONE_TAP' || otpType === 'ZERO_TAP')
    problems.push(...appProblems(raw.supported_apps, at(path, 'supported_apps')))
  if (otpType === 'ZERO_TAP' && raw.zero_tap_terms_accepted !== true) {
    problems.push(
      documented(
        'required',
        at(path, 'zero_tap_terms_accepted'),
        'WhatsApp requires that you accept its terms for zero-tap. Set this to true.',
      ),
    )
  }
  return problems
}

function appProblems(apps: unknown, path: string): Problem[] {
  if (!Array.isArray(apps) || apps.length === 0)
    return [
      documented(
        'required',
        path,
        'The app that receives the code is missing. WhatsApp requires it. Add it.',
      ),
    ]
  const problems = apps.flatMap((app, i) => {
    const { package_name, signature_hash } = isObject(app) ? app : {}
    const found: Problem[] = []
    if (typeof package_name !== 'string' || package_name === '')
      found.push(
        documented(
          'required',
          `${path}.${i}.package_name`,
          'The package name is missing. WhatsApp requires it. Add it.',
        ),
      )
    if (typeof signature_hash !== 'string' || signature_hash.length !== 11) {
      found.push(
        documented(
          'wrong_form',
          `${path}.${i}.signature_hash`,
          'The hash does not have 11 characters. WhatsApp requires that. Check it.',
        ),
      )
    }
    return found
  })
  if (apps.length > MAX_APPS)
    problems.push(
      documented(
        'too_many',
        path,
        `There are ${apps.length} apps. WhatsApp allows ${MAX_APPS}. Remove some.`,
      ),
    )
  return problems
}
