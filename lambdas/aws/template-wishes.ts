import { templatesKey } from '#deployment/table'
import type { TemplateWish, TemplateWishes } from '#model/template-ports'
import type { Table } from './table.ts'

const WISH = 'wish#'

export function templateWishes(table: Table): TemplateWishes {
  const keyOf = (wabaId: string, what: string) => templatesKey(wabaId, `${WISH}${what}`)
  return {
    async list(wabaId) {
      const { items } = await table.query({
        condition: 'pk = :pk AND begins_with(sk, :sk)',
        values: { ':pk': keyOf(wabaId, '').pk, ':sk': WISH },
        consistent: true,
      })
      return items.map(({ what, by, at }) => ({ what, by, at }) as TemplateWish)
    },

    async note(wabaId, wish) {
      await table.put(
        { ...keyOf(wabaId, wish.what), ...wish },
        { condition: 'attribute_not_exists(pk)' },
      )
    },

    async remove(wabaId, what) {
      await table.remove(keyOf(wabaId, what))
    },
  }
}
