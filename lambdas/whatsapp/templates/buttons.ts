// Parses the buttons of a definition. Each button has its index among all buttons.
import { type Problem, problem } from '#whatsapp/errors/problems'
import { defined, str } from '#whatsapp/json/loose'
import { isObject, type Json } from '#whatsapp/json/rules'
import type { TemplateButton } from '#whatsapp/templates/definition'

/**
 * Returns whether the category is AUTHENTICATION. Until 2023, Meta called the category of
 * authentication templates `OTP`.
 */
export const isAuthentication = (category: string | undefined): boolean =>
  category === 'AUTHENTICATION' || category === 'OTP'

const BUTTON_TYPES = [
  'QUICK_REPLY',
  'URL',
  'PHONE_NUMBER',
  'COPY_CODE',
  'FLOW',
  'CATALOG',
  'MPM',
  'SPM',
  'VOICE_CALL',
  'ORDER_DETAILS',
  'REQUEST_CONTACT_INFO',
  'OTP',
]

/**
 * The types of buttons whose parameters are undocumented. Meta's documentation names these types,
 * but does not say which parameters a message needs.
 */
const UNDOCUMENTED_TYPES = ['APP', 'BOOKING_CONFIRMATION', 'REMINDER']

export function buttonsOf(
  { raw, path }: { readonly raw: Json; readonly path: string },
  category: string | undefined,
  unreadable: Problem[],
): TemplateButton[] {
  if (!Array.isArray(raw.buttons)) {
    unreadable.push(
      problem(
        'buttons_missing',
        `${path}.buttons`,
        'The component has no list of buttons. Read the definition again.',
      ),
    )
    return []
  }
  return raw.buttons.map((button: unknown, index) => {
    const where = `${path}.buttons.${index}`
    const stored = isObject(button) ? button : {}
    const type = upper(stored.type)
    const url = typeof stored.url === 'string' ? stored.url : undefined
    if (!type || !BUTTON_TYPES.includes(type)) unreadable.push(unknownButton(type, where))
    if (type === 'URL' && url === undefined)
      unreadable.push(
        problem(
          'url_missing',
          `${where}.url`,
          'The link button has no url. Read the definition again.',
        ),
      )
    const isOtp = type === 'URL' && url !== undefined && isStoredOtp(url, category)
    return {
      index,
      type: isOtp ? 'OTP' : (type ?? ''),
      text: buttonText(stored, type),
      ...(url === undefined ? {} : { url }),
      ...defined({ phoneNumber: str(stored.phone_number) }),
      raw: stored,
    }
  })
}

function unknownButton(type: string | undefined, where: string): Problem {
  if (type && UNDOCUMENTED_TYPES.includes(type))
    return problem(
      'undocumented_button',
      where,
      `Meta does not document how a template with a button of the type ${type} is sent. Pick another template.`,
      { button: type },
    )
  const what = type ? `The button has the unknown type ${type}` : 'The button has no type'
  return problem(
    'unknown_button',
    where,
    `${what}, so it is not known what it needs when it is sent. Pick another template.`,
    { button: type ?? '?' },
  )
}

/**
 * Returns whether a link button is the code button of an authentication template. Meta stores the
 * code button as a link to Meta's own site. Customers do not open the link of a code button.
 */
const isStoredOtp = (url: string, category: string | undefined) =>
  /[?&]otp_type=/i.test(url) &&
  (isAuthentication(category) ||
    (category === undefined && /^https:\/\/(www\.)?whatsapp\.com\/otp\//i.test(url)))

// The labels that WhatsApp itself defines. A definition may omit the labels that WhatsApp defines.
const FIXED_TEXTS: Readonly<Record<string, string>> = {
  COPY_CODE: 'Copy offer code',
  CATALOG: 'View catalog',
  MPM: 'View items',
  SPM: 'View',
  VOICE_CALL: 'Call on WhatsApp',
  OTP: 'Copy code',
}

function buttonText(button: Json, type: string | undefined): string {
  if (typeof button.text === 'string' && button.text !== '') return button.text
  return type !== undefined && Object.hasOwn(FIXED_TEXTS, type) ? FIXED_TEXTS[type]! : ''
}

export const upper = (value: unknown) =>
  typeof value === 'string' && value.trim() !== '' ? value.trim().toUpperCase() : undefined
