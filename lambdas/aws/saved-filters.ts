import { templatesKey } from '#deployment/table'
import type { SavedFilter, SavedFilters } from '#model/template-ports'
import type { Table } from './table.ts'

const FILTER = 'filter#'

export function savedFilters(table: Table): SavedFilters {
  const keyOf = (wabaId: string, name: string) => templatesKey(wabaId, `${FILTER}${name}`)
  return {
    async list(wabaId) {
      const { items } = await table.query({
        condition: 'pk = :pk AND begins_with(sk, :sk)',
        values: { ':pk': keyOf(wabaId, '').pk, ':sk': FILTER },
        consistent: true,
      })
      return items.map(({ name, search }) => ({ name, search }) as SavedFilter)
    },

    async save(wabaId, { name, search }) {
      await table.put({ ...keyOf(wabaId, name), name, search })
    },

    async remove(wabaId, name) {
      await table.remove(keyOf(wabaId, name))
    },
  }
}
