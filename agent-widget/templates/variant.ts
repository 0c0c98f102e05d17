// Selects the language of a template for a contact, and determines whether the template can be
// sent.

import type { ReplyView } from '#api'
import type { TemplateSummary } from '#model/template-list'
import { type Problem, problem } from '#whatsapp/errors/problems'
import type { FieldKind } from '#whatsapp/templates/fields'
import { isOrder } from '#whatsapp/templates/order'
import { marketingProblems, NEEDS_NUMBER, NOT_ON_WHATSAPP } from '#whatsapp/templates/recipient'
import type { Open } from '../conversation/open-page.ts'
import type { TemplateGroup } from './search-index.ts'
import type { IndexedTemplates } from './template-lists.ts'

/** The contact attribute with the customer's language, which a contact flow sets. */
export const LANGUAGE_ATTRIBUTE = 'language'

export interface Variant {
  template: TemplateSummary
  /** The contact's language, if the template does not have it. */
  instead: string | undefined
}

export interface Wanted {
  /** The language that the agent chose, or that was chosen when the template was opened. */
  chosen?: string | undefined
  contact: string | undefined
  /** The languages to try in turn if the contact's language is unknown. */
  otherwise: readonly string[]
}

/**
 * Returns the template for this customer, with reasons why they cannot receive it. A customer known
 * by a user id alone cannot receive one-time codes. A customer who stopped marketing cannot receive
 * marketing templates. A customer who is not on WhatsApp cannot receive any template. An order can
 * be sent only if the contact's attributes contain its amounts.
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

/** The facts about a customer that determine which templates they can receive. */
export interface TemplateRecipient {
  /** Whether the customer's number is known, and not only their user id. */
  hasNumber: boolean
  hasStoppedMarketing: boolean
  /** A message could not be delivered a short time ago, and the agent has not chosen to try again. */
  isNotOnWhatsApp: boolean
}

/** Returns why this customer cannot receive the template. */
export const recipientReasons = (
  { category, needsNumber }: { category?: string; needsNumber?: boolean },
  { hasNumber, hasStoppedMarketing, isNotOnWhatsApp }: TemplateRecipient,
): Problem[] => [
  ...(needsNumber && !hasNumber ? [NEEDS_NUMBER] : []),
  ...(hasStoppedMarketing ? marketingProblems({ category }) : []),
  ...(isNotOnWhatsApp ? [NOT_ON_WHATSAPP] : []),
]

const base = (language: string) => language.toLowerCase().split(/[_-]/)[0]!
const same = (a: string, b: string) =>
  a.toLowerCase().replace('-', '_') === b.toLowerCase().replace('-', '_')

/**
 * Returns the language of the variant that the agent can read, if the template is displayed in
 * another language than the agent's and has a variant in the agent's language.
 */
export const toRead = (
  variants: readonly Pick<TemplateSummary, 'language'>[],
  displayed: string,
  agent: string,
): string | undefined =>
  base(displayed) === base(agent)
    ? undefined
    : variants.find(({ language }) => base(language) === base(agent))?.language

/**
 * Tries each wanted language exactly, then in the form of another country (pt_PT for pt_BR), then
 * any. Variants that can be sent come first, unless the agent has chosen a variant.
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
 * Returns the languages in which templates were sent to the customer, the latest first.
 *
 * @param replies sorted from the newest to the oldest
 */
export const lastLanguages = (replies: readonly Pick<ReplyView, 'type' | 'shows'>[]): string[] => [
  ...new Set(
    replies.flatMap(({ type, shows }) => {
      const { language } = (shows ?? {}) as { language?: string }
      return type === 'template' && language ? [language] : []
    }),
  ),
]

/**
 * Returns whether the widget has a form for a kind of field. The widget has none for an order,
 * whose amounts, taxes and payment key come from the shop's own system.
 */
export const hasForm = (kind: FieldKind): boolean => kind !== 'order'

/** Returns the required kinds of field for which the widget has no form. */
export const unsupportedKinds = ({ needs }: Pick<TemplateSummary, 'needs'>): FieldKind[] =>
  needs.filter((kind) => !hasForm(kind))

export const isSendable = (template: Pick<TemplateSummary, 'needs' | 'why'>): boolean =>
  !template.why?.length && unsupportedKinds(template).length === 0

/**
 * Returns the template that is open in a form. If supervisors have stopped offering the open
 * language, the form still has it, with the reason why it cannot be sent. The agent may be filling
 * in the template.
 */
export function openGroup(
  templates: Pick<IndexedTemplates, 'index' | 'list'> | undefined,
  open: Open,
): TemplateGroup | undefined {
  if (!templates || open.is !== 'template') return undefined
  const { index, list } = templates
  const { name, language } = open
  const offered = index.groups.find((group) => group.name === name)
  if (language === undefined || offered?.variants.some((each) => each.language === language))
    return offered
  const withheld = list.templates.find((each) => each.name === name && each.language === language)
  if (!withheld) return offered
  const why = problem(
    'template_not_offered',
    'message.name',
    `Your supervisors do not offer the template ${name} in ${language} in this chat. Pick another.`,
    { name, language },
  )
  return {
    name,
    variants: [...(offered?.variants ?? []), { ...withheld, why: [...(withheld.why ?? []), why] }],
  }
}
