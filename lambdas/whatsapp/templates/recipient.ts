// Determines which customers a template can be sent to.
import { type Problem, problem } from '#whatsapp/errors/problems'
import { isObject, word } from '#whatsapp/json/rules'
import { isAuthentication } from '#whatsapp/templates/buttons'
import type { TemplateDefinition } from '#whatsapp/templates/definition'

/**
 * Returns whether a template can be sent only to a phone number. A template with a one-time code
 * cannot be sent to a user id.
 */
export const needsNumber = ({
  category,
  buttons,
}: Pick<TemplateDefinition, 'category' | 'buttons'>): boolean =>
  isAuthentication(category) || buttons.some(({ type }) => type === 'OTP')

export const NEEDS_NUMBER: Problem = problem(
  'needs_number',
  'recipient',
  'WhatsApp sends one-time codes to phone numbers only, and this customer writes without one. Ask for the number.',
)

/** WhatsApp's error code for a customer who no longer wants marketing from this business. */
export const STOPPED_MARKETING_CODE = 131050

const MARKETING_STOPPED: Problem = problem(
  'marketing_stopped',
  'recipient',
  'The customer stopped marketing messages from this number, and WhatsApp does not deliver them. Use a template of another category, or another channel.',
)

/** Returns why a template cannot be sent to a customer who stopped marketing. */
export const marketingProblems = ({ category }: { category?: string | undefined }): Problem[] =>
  category?.toUpperCase() === 'MARKETING' ? [MARKETING_STOPPED] : []

/**
 * WhatsApp's error code for a customer who cannot be reached. The customer is not on WhatsApp, has
 * an outdated app, or has not accepted WhatsApp's terms.
 */
export const UNDELIVERABLE_CODE = 131026

/**
 * The problem that is reported for every template to a customer if WhatsApp recently could not
 * deliver a message to this customer.
 */
export const NOT_ON_WHATSAPP: Problem = problem(
  'not_on_whatsapp',
  'recipient',
  'A message to this customer could not be delivered, so they are probably not on WhatsApp. Use another channel, or try again.',
)

const NOT_FOR_GROUPS: Problem = problem(
  'not_allowed_here',
  'recipient_type',
  'The message is for a group. WhatsApp accepts neither one-time codes nor products and orders there. Write to the customer directly.',
)

export function recipientProblems(definition: TemplateDefinition, to: unknown): Problem[] {
  const { to: number, recipient, recipient_type } = isObject(to) ? to : {}
  if (word(recipient_type) === 'group')
    return needsNumber(definition) || hasProducts(definition) ? [NOT_FOR_GROUPS] : []
  const byUserId = number === undefined && recipient !== undefined
  return byUserId && needsNumber(definition) ? [NEEDS_NUMBER] : []
}

const hasProducts = ({ cards = [], ...template }: TemplateDefinition): boolean =>
  [template, ...cards].some(
    ({ header, buttons }) =>
      header?.format === 'PRODUCT' ||
      buttons.some(({ type }) => ['CATALOG', 'MPM', 'SPM', 'ORDER_DETAILS'].includes(type)),
  )
