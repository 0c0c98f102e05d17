// Which language of a template a contact gets, and whether it can be sent from here.
import type { FieldKind } from '#whatsapp/templates/fields'
import { NEEDS_NUMBER } from '#whatsapp/templates/recipient'
import type { TemplateSummary } from '../../lambdas/model/template-list.ts'

export interface Variant {
  template: TemplateSummary
  /** The contact's language, when the template does not have it. */
  instead: string | undefined
}

export interface Wanted {
  /** By the agent, or when it was opened. */
  chosen?: string | undefined
  contact: string | undefined
  /** Where nothing is known of the contact's language, in turn. */
  otherwise: readonly string[]
}

/** As it is for this customer: one who is known by a user id alone gets no one-time code. */
export const templateFor = (template: TemplateSummary, hasNumber: boolean): TemplateSummary =>
  hasNumber || !template.needsNumber
    ? template
    : { ...template, why: [...(template.why ?? []), NEEDS_NUMBER] }

const base = (language: string) => language.toLowerCase().split(/[_-]/)[0]!
const same = (a: string, b: string) =>
  a.toLowerCase().replace('-', '_') === b.toLowerCase().replace('-', '_')

/**
 * What is wanted first exactly, then in another country's form (pt_PT for pt_BR), in turn; then what there is.
 * One that can be sent goes before one that cannot, unless the agent wants to see just that.
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
 * There is a form for everything but an order: its amounts, tax and payment key are those of the shop's own system, and a
 * customer pays what it says.
 */
export const hasForm = (kind: FieldKind): boolean => kind !== 'order'

/** The kinds that must be filled and cannot be, here. */
export const unsupportedKinds = ({ needs }: Pick<TemplateSummary, 'needs'>): FieldKind[] =>
  needs.filter((kind) => !hasForm(kind))

export const isSendable = (template: Pick<TemplateSummary, 'needs' | 'why'>): boolean =>
  !template.why?.length && unsupportedKinds(template).length === 0
