// Chooses the language of a template for a contact, and determines whether the template can be
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

/**
 * The contact attribute that contains the customer's language. A contact flow sets this attribute.
 */
export const LANGUAGE_ATTRIBUTE = 'language'

export interface Variant {
  template: TemplateSummary
  /** The contact's language, if the widget found no suitable variant in this language. */
  instead: string | undefined
}

export interface Wanted {
  /** The language that the agent has chosen, or with which the widget has opened the template. */
  chosen?: string | undefined
  contact: string | undefined
  /**
   * The languages to try, in this order, if the contact's language is unknown or the template does
   * not have it.
   */
  otherwise: readonly string[]
}

/**
 * Returns the template together with the reasons why this customer cannot receive it. If only the
 * customer's user id is known and not the number, the customer cannot receive one-time codes. A
 * customer who has stopped marketing messages cannot receive marketing templates. A customer who is
 * not on WhatsApp cannot receive any template. A template with an order can be sent only if the
 * contact's attributes contain the amounts.
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

/** The facts about a customer that determine which templates the customer can receive. */
export interface TemplateRecipient {
  /** True if the customer's number is known, and not only the customer's user id. */
  hasNumber: boolean
  hasStoppedMarketing: boolean
  /**
   * True if a message could not be delivered a short time ago, and the agent has not chosen to try
   * again.
   */
  isNotOnWhatsApp: boolean
}

/** Returns the reasons why this customer cannot receive the template. */
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
 * Returns the language of the template's variant in the agent's language. Returns undefined if the
 * displayed template is already in the agent's language, or if the template has no variant in the
 * agent's language.
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
 * Chooses the variant of a template. The chosen language takes precedence, even if that variant
 * cannot be sent. Otherwise, tries the contact's language and then the others in their order: first
 * the exact language, then the same language of another country (pt_PT for pt_BR). If the template
 * has none of these, takes any language. Variants that cannot be sent are chosen only if there are
 * no others.
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
 * Returns the languages of the templates that were sent to the customer, newest first. `replies`
 * must be sorted, newest first.
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
 * Returns whether the widget has a form for a kind of field. There is no form for orders, because
 * their amounts, taxes and payment keys come from the shop's own system.
 */
export const hasForm = (kind: FieldKind): boolean => kind !== 'order'

/** Returns those kinds of the template's required fields for which the widget has no form. */
export const unsupportedKinds = ({ needs }: Pick<TemplateSummary, 'needs'>): FieldKind[] =>
  needs.filter((kind) => !hasForm(kind))

export const isSendable = (template: Pick<TemplateSummary, 'needs' | 'why'>): boolean =>
  !template.why?.length && unsupportedKinds(template).length === 0

/**
 * Returns the template that is open in a form. If supervisors no longer offer the open language,
 * the agent may still be filling in the template. The result then contains this language with the
 * reason why it cannot be sent.
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
