// Determines the catalog id with which a template's product fields start. Agents know the products,
// but rarely the catalog's id, so the fields start with the catalog that was last used.
import type { ReplyView } from '#api'
import type { TemplateDefinition } from '#whatsapp/templates/definition'
import { fieldsOf } from '#whatsapp/templates/fields'

/**
 * Returns the initial values of a template's product fields. They contain only the catalog's id.
 */
export const productsOf = (
  definition: TemplateDefinition,
  catalogId: string | undefined,
): Readonly<Record<string, { catalog_id: string }>> =>
  catalogId === undefined
    ? {}
    : Object.fromEntries(
        fieldsOf(definition)
          .fields.filter(({ kind }) => kind === 'product')
          .map(({ key }) => [key, { catalog_id: catalogId }]),
      )

/**
 * Returns the catalog id of the products in a sent template, or undefined if the template has no
 * products.
 */
export function catalogIn({ shows }: Pick<ReplyView, 'shows'>): string | undefined {
  const { values = {} } = (shows ?? {}) as { values?: Readonly<Record<string, unknown>> }
  const products = Object.values(values) as ({ catalog_id?: unknown } | null | undefined)[]
  const ids = products.map((product) => product?.catalog_id)
  return ids.find((id): id is string => typeof id === 'string' && id !== '')
}
