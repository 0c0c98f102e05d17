// Selects the language of a template for a contact, and whether it can be sent.

import type { TemplateSummary } from '#model/template-list'
import type { Problem } from '#whatsapp/errors/problems'
import type { FieldKind } from '#whatsapp/templates/fields'
import { isOrder } from '#whatsapp/templates/order'
import { marketingProblems, NEEDS_NUMBER } from '#whatsapp/templates/recipient'

export interface Variant {
  template: TemplateSummary
  /** The contact's language, where the template does not have it. */
  instead: string | undefined
}

export interface Wanted {
  /** Chosen by the agent, or when the template was opened. */
  chosen?: string | undefined
  contact: string | undefined
  /** The languages to try in turn where the contact's language is unknown. */
  otherwise: readonly string[]
}

/**
 * The template for this customer: a customer known by a user id alone cannot receive one-time
 * codes, one who stopped marketing receives none, and an order can be sent when its amounts come with the contact's attributes.
 */
export function templateFor(
  template: TemplateSummary,
  recipient: TemplateRecipient,
  prefilled: Readonly<Record<string, string>> = {},
): TemplateSummary {
  const forOrder = Object.values(prefilled).some(isOrder)
    ? { ...template, needs: template.needs.filter((kind) => kind !== 'order') }
    : template
  const why = recipientReasons(template, recipient)
  return why.length > 0 ? { ...forOrder, why: [...(template.why ?? []), ...why] } : forOrder
}

/** What decides which templates a customer can receive. */
export interface TemplateRecipient {
  /** Their number is known, not only their user id. */
  hasNumber: boolean
  hasStoppedMarketing: boolean
}

/** Why this customer cannot receive the template. */
export const recipientReasons = (
  { category, needsNumber }: { category?: string; needsNumber?: boolean },
  { hasNumber, hasStoppedMarketing }: TemplateRecipient,
): Problem[] => [
  ...(needsNumber && !hasNumber ? [NEEDS_NUMBER] : []),
  ...(hasStoppedMarketing ? marketingProblems({ category }) : []),
]

const base = (language: string) => language.toLowerCase().split(/[_-]/)[0]!
const same = (a: string, b: string) =>
  a.toLowerCase().replace('-', '_') === b.toLowerCase().replace('-', '_')

/**
 * Tries each wanted language exactly, then in the form of another country (pt_PT for pt_BR), then
 * any. A variant that can be sent comes before one that cannot, unless the agent chose that one.
 */
export function variantFor(
  variants: readonly TemplateSummary[],
  { chosen, contact, otherwise }: Wanted,
): Variant {
  const sendable = variants.filter((template) => isSendable(template))
  const from = sendable.length > 0 ? sendable : variants
  const spoken = (language: string | undefined) =>
    language
      ? (from.find((template) => same(template.language, language)) ??
        from.find((template) => base(template.language) === base(language)))
      : undefined
  const asked = chosen && variants.find(({ language }) => same(language, chosen))
  return {
    template:
      asked ||
      [contact, ...otherwise].map(spoken).find((template) => template !== undefined) ||
      from[0]!,
    instead: contact && !spoken(contact) ? contact : undefined,
  }
}

/**
 * Every kind of field has a form except an order: its amounts, taxes and payment key come from the
 * shop's own system.
 */
export const hasForm = (kind: FieldKind): boolean => kind !== 'order'

/** The required kinds of field that have no form here. */
export const unsupportedKinds = ({ needs }: Pick<TemplateSummary, 'needs'>): FieldKind[] =>
  needs.filter((kind) => !hasForm(kind))

export const isSendable = (template: Pick<TemplateSummary, 'needs' | 'why'>): boolean =>
  !template.why?.length && unsupportedKinds(template).length === 0
