// The rules about the buttons of a template that is to be created.
import { type Problem, problem, warning } from '#whatsapp/errors/problems'
import { at, isObject, lengthProblems, word } from '#whatsapp/json/rules'
import { MAX_COUPON_CODE } from '#whatsapp/messages/template-message-rules'
import { isAuthentication } from '#whatsapp/templates/buttons'
import type {
  TemplateButton,
  TemplateDefinition,
  TemplateParts,
} from '#whatsapp/templates/definition'
import { MAX_COUPON_CODE_OFFER, MAX_URL } from '#whatsapp/templates/fields'
import { fill, occurrencesIn } from '#whatsapp/templates/placeholders'

const MAX_BUTTONS = 10
const MAX_TEXT = 25
const MAX_PHONE_NUMBER = 20
/** 20 by one page, 25 by another. */
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
        problem(
          'not_allowed_here',
          where,
          'a product’s button without a PRODUCT header; WhatsApp accepts it only below one. Add the header',
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
      warning(
        'otp_button_missing',
        list,
        'no code button; authentication templates have one. Add {"type": "OTP", "otp_type": "COPY_CODE"}',
      ),
    )
  }
  return problems
}

function counts(buttons: readonly TemplateButton[], path: string, max: number): Problem[] {
  const problems: Problem[] = []
  if (buttons.length > max)
    problems.push(
      problem(
        'too_many',
        path,
        `${buttons.length} buttons; WhatsApp accepts ${max}. Take some out`,
      ),
    )
  for (const [type, most] of Object.entries(MAX_OF_TYPE)) {
    const count = buttons.filter((button) => button.type === type).length
    if (count > most)
      problems.push(
        problem(
          'too_many',
          path,
          `${count} ${type} buttons; WhatsApp accepts ${most}. Take some out`,
        ),
      )
  }
  return problems
}

/** Quick replies stand together: QUICK_REPLY, URL, QUICK_REPLY is refused. */
function grouping(buttons: readonly TemplateButton[], path: string): Problem[] {
  const groups = buttons.filter(
    ({ type }, i) => type === 'QUICK_REPLY' && buttons[i - 1]?.type !== 'QUICK_REPLY',
  ).length
  return groups > 1
    ? [
        problem(
          'quick_replies_apart',
          path,
          'quick replies with other buttons between; WhatsApp requires them together. Move them to one end',
        ),
      ]
    : []
}

const NEEDS_TEXT = ['QUICK_REPLY', 'URL', 'PHONE_NUMBER', 'FLOW']
/** Meta's pages show one; whether the button can do without they do not say. */
const SHOWS_TEXT = ['VOICE_CALL', 'ORDER_DETAILS']

function buttonProblems(
  button: TemplateButton,
  path: string,
  definition: TemplateDefinition,
): Problem[] {
  const { type, text, raw } = button
  const problems: Problem[] = []
  const lacksText = typeof raw.text !== 'string' || raw.text.trim() === ''
  if (NEEDS_TEXT.includes(type) && lacksText)
    problems.push(
      problem(
        'required',
        at(path, 'text'),
        'missing; WhatsApp requires a text on this button. Add it',
      ),
    )
  if (SHOWS_TEXT.includes(type) && lacksText)
    problems.push(
      warning(
        'text_missing',
        at(path, 'text'),
        'missing; WhatsApp may require a text on this button. Better add it',
      ),
    )
  problems.push(
    ...lengthProblems(
      text,
      at(path, 'text'),
      MAX_TEXT,
      type === 'VOICE_CALL' ? DOUBTFUL_CALL_TEXT : undefined,
    ),
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
          problem(
            'required',
            at(path, 'flow_id'),
            'no form; WhatsApp requires flow_id, flow_name or flow_json. Add one',
          ),
        )
      }
      return problems
    case 'VOICE_CALL':
      return [...problems, ...ttlProblems(raw.ttl_minutes, at(path, 'ttl_minutes'))]
    case 'OTP':
      return [...problems, ...otpProblems(button, path, definition)]
    default:
      return problems
  }
}

function linkProblems({ url = '', raw }: TemplateButton, path: string): Problem[] {
  const where = at(path, 'url')
  if (url === '')
    return [
      problem('required', where, 'missing; WhatsApp requires the address the button opens. Add it'),
    ]
  const problems = lengthProblems(url, where, MAX_URL)
  if (!/^https?:\/\/\S+$/i.test(url))
    problems.push(
      problem('wrong_form', where, 'not an address; WhatsApp accepts https://…. Write it whole'),
    )
  const found = occurrencesIn(url)
  if (found.length > 1)
    problems.push(
      problem(
        'too_many',
        where,
        `${found.length} variables; WhatsApp accepts 1, at the end. Take some out`,
      ),
    )
  else if (found.length === 1 && found[0]!.end !== url.length) {
    problems.push(
      problem(
        'variable_not_last',
        where,
        'a variable before the end; WhatsApp accepts one at the end of a link only. Move it',
      ),
    )
  }
  const example = Array.isArray(raw.example) ? raw.example[0] : raw.example
  if (found.length > 0 && (typeof example !== 'string' || example === '')) {
    problems.push(
      warning(
        'example_missing',
        at(path, 'example'),
        `no example; WhatsApp’s review asks for one. Add ["${fill(url, () => '…')}"]`,
      ),
    )
  }
  return problems
}

function phoneProblems({ phoneNumber = '', raw }: TemplateButton, path: string): Problem[] {
  const where = at(path, 'phone_number')
  if (phoneNumber !== '' && typeof raw.phone_number !== 'string')
    return [
      problem(
        'wrong_type',
        where,
        'a number; WhatsApp accepts text here. Write it in quotes, with +',
      ),
    ]
  if (phoneNumber.trim() === '')
    return [problem('required', where, 'missing; WhatsApp requires the number to call. Add it')]
  return lengthProblems(phoneNumber, where, MAX_PHONE_NUMBER)
}

function codeProblems(
  { raw }: TemplateButton,
  path: string,
  { limitedTimeOffer }: TemplateDefinition,
): Problem[] {
  const example = Array.isArray(raw.example) ? raw.example[0] : raw.example
  const where = at(path, 'example')
  if (typeof example !== 'string' || example.trim() === '')
    return [
      warning('example_missing', where, 'no example; WhatsApp’s review asks for one. Add a code'),
    ]
  return lengthProblems(example, where, limitedTimeOffer ? MAX_COUPON_CODE_OFFER : MAX_COUPON_CODE)
}

function ttlProblems(ttl: unknown, where: string): Problem[] {
  if (ttl === undefined || (typeof ttl === 'number' && ttl >= 1440 && ttl <= 43_200)) return []
  return [
    problem(
      'out_of_range',
      where,
      `${typeof ttl === 'number' ? ttl : 'no number'}; WhatsApp accepts 1440 to 43200 minutes. Choose between`,
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
      problem(
        'not_allowed_here',
        path,
        'a code button outside an AUTHENTICATION template; WhatsApp accepts it only there',
      ),
    )
  // As Meta stores it, the button says all this in its link.
  if (word(raw.type) !== 'otp') return problems
  const otpType = typeof raw.otp_type === 'string' ? raw.otp_type.toUpperCase() : ''
  if (!OTP_TYPES.includes(otpType))
    problems.push(
      problem(
        'not_one_of',
        at(path, 'otp_type'),
        `WhatsApp accepts ${OTP_TYPES.join(', ')}. Choose one`,
      ),
    )
  if (otpType === 'ONE_TAP' || otpType === 'ZERO_TAP')
    problems.push(...appProblems(raw.supported_apps, at(path, 'supported_apps')))
  if (otpType === 'ZERO_TAP' && raw.zero_tap_terms_accepted !== true) {
    problems.push(
      problem(
        'required',
        at(path, 'zero_tap_terms_accepted'),
        'WhatsApp requires its terms for zero-tap to be accepted. Set it to true',
      ),
    )
  }
  return problems
}

function appProblems(apps: unknown, path: string): Problem[] {
  if (!Array.isArray(apps) || apps.length === 0)
    return [
      problem('required', path, 'missing; WhatsApp requires the app that takes the code. Add it'),
    ]
  const problems = apps.flatMap((app, i) => {
    const { package_name, signature_hash } = isObject(app) ? app : {}
    const found: Problem[] = []
    if (typeof package_name !== 'string' || package_name === '')
      found.push(
        problem('required', `${path}.${i}.package_name`, 'missing; WhatsApp requires it. Add it'),
      )
    if (typeof signature_hash !== 'string' || signature_hash.length !== 11) {
      found.push(
        problem(
          'wrong_form',
          `${path}.${i}.signature_hash`,
          'WhatsApp requires a hash of 11 characters. Check it',
        ),
      )
    }
    return found
  })
  if (apps.length > MAX_APPS)
    problems.push(
      problem('too_many', path, `${apps.length} apps; WhatsApp accepts ${MAX_APPS}. Take some out`),
    )
  return problems
}
