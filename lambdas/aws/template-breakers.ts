import { templatesKey } from '#deployment/table'
import type { FailingTemplate, TemplateBreakers } from '#model/template-ports'
import {
  type BreakerSettings,
  type BreakerState,
  DEFAULT_BREAKER,
  type Refused,
  type Withheld,
} from '#whatsapp/templates/breaker'
import type { Item, Table } from './table.ts'

const BREAKER = 'breaker'
/**
 * The prefix of the sort keys of single templates. Each template has its own item, so that the
 * maximum size of an item does not limit the number of templates.
 */
const TEMPLATE = `${BREAKER}#`
const WRITES_AT_ONCE = 20

export function templateBreakers(table: Table): TemplateBreakers {
  const keyOf = (wabaId: string) => templatesKey(wabaId, BREAKER)
  const templateKey = (wabaId: string, name: string) => templatesKey(wabaId, `${TEMPLATE}${name}`)
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
      const { pk, sk } = keyOf(wabaId)
      const items: Item[] = []
      for await (const page of table.queryAll({
        condition: 'pk = :pk AND begins_with(sk, :sk)',
        values: { ':pk': pk, ':sk': sk },
        consistent: true,
      }))
        items.push(...page)
      const item = items.find((each) => each.sk === sk)
      return {
        settings: (item?.settings as BreakerSettings | undefined) ?? DEFAULT_BREAKER,
        state: stateIn(item, items),
        failing: (item?.failing as FailingTemplate[] | undefined) ?? [],
      }
    },

    async set(wabaId, settings, { name, at }) {
      await set(wabaId, { settings, changedBy: name, changedAt: at.toISOString() })
    },

    async note(wabaId, before, after) {
      const [known, wanted] = [templatesIn(before), templatesIn(after)]
      const names = [...new Set([...known.keys(), ...wanted.keys()])].filter(
        (name) => JSON.stringify(known.get(name)) !== JSON.stringify(wanted.get(name)),
      )
      const write = (name: string) => {
        const key = templateKey(wabaId, name)
        const template = wanted.get(name)
        return template ? table.put({ ...key, ...template }) : table.remove(key)
      }
      for (let i = 0; i < names.length; i += WRITES_AT_ONCE)
        await Promise.all(names.slice(i, i + WRITES_AT_ONCE).map(write))
      const { version, refused } = after
      if (version !== before.version || refused !== before.refused)
        await set(wabaId, { version, refused: refused ?? null })
    },

    async noteFailing(wabaId, failing) {
      await set(wabaId, { failing })
    },
  }
}

/**
 * The attributes of a template's item. A template that was offered again and later withheld again
 * has both attributes.
 */
interface Judged {
  withheld?: Omit<Withheld, 'name'>
  releasedAt?: string
}

function templatesIn({ withheld, released }: BreakerState): Map<string, Judged> {
  const held = new Map(withheld.map(({ name, ...rest }) => [name, rest]))
  return new Map(
    [...held.keys(), ...Object.keys(released)].map((name) => [
      name,
      {
        ...(held.has(name) ? { withheld: held.get(name)! } : {}),
        ...(released[name] ? { releasedAt: released[name] } : {}),
      },
    ]),
  )
}

function stateIn(item: Item | undefined, items: readonly Item[]): BreakerState {
  const judged = items.flatMap(({ sk, withheld, releasedAt }) => {
    const name = String(sk).slice(TEMPLATE.length)
    return name ? [{ name, ...({ withheld, releasedAt } as Judged) }] : []
  })
  return {
    ...(item?.version ? { version: item.version as string } : {}),
    ...(item?.refused ? { refused: item.refused as Refused } : {}),
    withheld: judged
      .flatMap(({ name, withheld }) => (withheld ? [{ name, ...withheld }] : []))
      .sort((a, b) => (a.at < b.at ? -1 : 1)),
    released: Object.fromEntries(
      judged.flatMap(({ name, releasedAt }) => (releasedAt ? [[name, releasedAt]] : [])),
    ),
  }
}
