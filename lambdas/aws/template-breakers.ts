import { templatesKey } from '#deployment/table'
import type { FailingTemplate, TemplateBreakers } from '#model/template-ports'
import {
  type BreakerSettings,
  type BreakerState,
  DEFAULT_BREAKER,
} from '#whatsapp/templates/breaker'
import type { Table } from './table.ts'

const NOTHING: BreakerState = { withheld: [], released: {} }

export function templateBreakers(table: Table): TemplateBreakers {
  const keyOf = (wabaId: string) => templatesKey(wabaId, 'breaker')
  const set = (wabaId: string, attributes: Readonly<Record<string, unknown>>) =>
    table.update(keyOf(wabaId), {
      set: Object.keys(attributes).map((name) => `#${name} = :${name}`),
      names: Object.fromEntries(Object.keys(attributes).map((name) => [`#${name}`, name])),
      values: Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [`:${name}`, value]),
      ),
    })

  return {
    async read(wabaId) {
      const item = await table.get(keyOf(wabaId))
      return {
        settings: (item?.settings as BreakerSettings | undefined) ?? DEFAULT_BREAKER,
        state: (item?.current as BreakerState | undefined) ?? NOTHING,
        failing: (item?.failing as FailingTemplate[] | undefined) ?? [],
      }
    },

    async set(wabaId, settings, { name, at }) {
      await set(wabaId, { settings, changedBy: name, changedAt: at.toISOString() })
    },

    async note(wabaId, state) {
      await set(wabaId, { current: state })
    },

    async noteFailing(wabaId, failing) {
      await set(wabaId, { failing })
    },
  }
}
