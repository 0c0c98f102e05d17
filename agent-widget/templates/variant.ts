// Which language of a template a contact gets, and whether it can be sent from here.
import type { FieldKind } from '#whatsapp/template-fields'
import type { TemplateSummary } from '../../lambdas/template-list.ts'

export interface Variant {
  template: TemplateSummary
  /** The contact's language, when the template does not have it. */
  instead: string | undefined
}

const base = (language: string) => language.toLowerCase().split(/[_-]/)[0]!
const same = (a: string, b: string) => a.toLowerCase().replace('-', '_') === b.toLowerCase().replace('-', '_')

/**
 * `wanted` first exactly, then in another country's form (pt_PT for pt_BR); then `otherwise` in turn; then what there is.
 * One that can be sent goes before one that cannot.
 */
export function variantFor(variants: readonly TemplateSummary[], wanted: string | undefined, otherwise: readonly string[] = []): Variant {
  const sendable = variants.filter((template) => isSendable(template))
  const from = sendable.length > 0 ? sendable : variants
  for (const language of [wanted, ...otherwise]) {
    if (!language) continue
    const found =
      from.find((template) => same(template.language, language)) ?? from.find((template) => base(template.language) === base(language))
    if (found) return { template: found, instead: wanted && base(found.language) !== base(wanted) ? wanted : undefined }
  }
  const first = from[0]!
  return { template: first, instead: wanted }
}

/**
 * There is a form for everything but an order: its amounts, tax and payment key are those of the shop's own system, and a
 * customer pays what it says.
 */
export const hasForm = (kind: FieldKind): boolean => kind !== 'order'

/** The kinds that must be filled and cannot be, here. */
export const unsupportedKinds = ({ needs }: Pick<TemplateSummary, 'needs'>): FieldKind[] => needs.filter((kind) => !hasForm(kind))

export const isSendable = (template: Pick<TemplateSummary, 'needs' | 'why'>): boolean =>
  !template.why?.length && unsupportedKinds(template).length === 0
