// The buttons of a definition, each with its place among all of them.
import { type Problem, problem } from '#whatsapp/errors/problems'
import { str, told } from '#whatsapp/json/loose'
import { isObject, type Json } from '#whatsapp/json/rules'
import type { TemplateButton } from '#whatsapp/templates/definition'

/** Also by its name before 2023. */
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
        'buttons without a list of them. Read the definition again',
      ),
    )
    return []
  }
  return raw.buttons.map((button: unknown, index) => {
    const where = `${path}.buttons.${index}`
    const stored = isObject(button) ? button : {}
    const type = upper(stored.type)
    if (!type || !BUTTON_TYPES.includes(type)) {
      const what = type ? `${type} is no button this program knows` : 'a button without a type'
      unreadable.push(
        problem(
          'unknown_button',
          where,
          `${what}; what it needs when sending is not known. Send this template from another tool`,
        ),
      )
    }
    const url = typeof stored.url === 'string' ? stored.url : undefined
    if (type === 'URL' && url === undefined)
      unreadable.push(
        problem(
          'url_missing',
          `${where}.url`,
          'a link button without its url. Read the definition again',
        ),
      )
    return {
      index,
      type:
        type === 'URL' && url !== undefined && isStoredOtp(url, category) ? 'OTP' : (type ?? ''),
      text: buttonText(stored, type),
      ...(url === undefined ? {} : { url }),
      ...told({ phoneNumber: str(stored.phone_number) }),
      raw: stored,
    }
  })
}

/** Meta stores the code button of an authentication template as a link to itself; it is no link anybody opens. */
const isStoredOtp = (url: string, category: string | undefined) =>
  /[?&]otp_type=/i.test(url) &&
  (isAuthentication(category) ||
    (category === undefined && /^https:\/\/(www\.)?whatsapp\.com\/otp\//i.test(url)))

// Texts WhatsApp fixes where a definition may leave them out.
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
