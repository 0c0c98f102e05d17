// To whom a template can be sent.
import { type Problem, problem } from '#whatsapp/errors/problems'
import { isAuthentication } from '#whatsapp/templates/buttons'
import type { TemplateDefinition } from '#whatsapp/templates/definition'

/** A message can go to a user id instead of a number, unless it carries a one-time code. */
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

export function recipientProblems(definition: TemplateDefinition, to: unknown): Problem[] {
  const { to: number, recipient } = (to ?? {}) as { to?: unknown; recipient?: unknown }
  const byUserId = number === undefined && recipient !== undefined
  return byUserId && needsNumber(definition) ? [NEEDS_NUMBER] : []
}
