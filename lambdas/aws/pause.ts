import { pauseKey } from '#deployment/table'
import type { Pause } from '#model/ports'
import type { Table } from './table.ts'

export function pause(table: Table): Pause {
  return {
    async isOn() {
      return (await table.get(pauseKey)) !== undefined
    },

    begin(at) {
      return table.put(
        { ...pauseKey, pausedAt: at.toISOString() },
        { condition: 'attribute_not_exists(pk)' },
      )
    },

    end() {
      return table.remove(pauseKey)
    },
  }
}
