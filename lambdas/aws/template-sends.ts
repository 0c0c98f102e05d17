import { templatesKey } from '#deployment/table'
import type { TemplateSends } from '#model/template-ports'
import { type HourOfSends, hourOf } from '#whatsapp/templates/hourly-sends'
import { expiresIn, type Item, type Table } from './table.ts'

const SENDS = 'sends#'
const STORED_DAYS = 3

export function templateSends(table: Table): TemplateSends {
  const keyOf = (wabaId: string, hour: string, name: string) =>
    templatesKey(wabaId, `${SENDS}${hour}#${name}`)

  return {
    async count(wabaId, { name, sentAt, counts, token }) {
      await table.update(keyOf(wabaId, hourOf(sentAt), name), {
        set: ['#name = :name', '#token = :token', 'expiresAt = :expiresAt'],
        add: counts.map((each) => `#${each} :one`),
        // If the answer of a write is lost, the SDK repeats the write. The repeated write then
        // finds its own token and does not count the message a second time.
        condition: 'attribute_not_exists(#token) OR #token <> :token',
        names: {
          ...{ '#name': 'name', '#token': 'token' },
          ...Object.fromEntries(counts.map((each) => [`#${each}`, each])),
        },
        values: {
          ...{ ':name': name, ':token': token, ':one': 1 },
          ':expiresAt': expiresIn(STORED_DAYS, sentAt),
        },
      })
    },

    async since(wabaId, from) {
      const found: HourOfSends[] = []
      const { pk, sk } = keyOf(wabaId, hourOf(from), '')
      const pages = table.queryAll({
        consistent: false,
        condition: 'pk = :pk AND sk BETWEEN :from AND :to',
        values: { ':pk': pk, ':from': sk, ':to': `${SENDS}~` },
      })
      for await (const items of pages) found.push(...items.map(hourIn))
      return found
    },
  }
}

const hourIn = ({ name, sk, sent, failed, stopped }: Item): HourOfSends => ({
  name: String(name),
  hour: String(sk).split('#')[1]!,
  sent: Number(sent ?? 0),
  failed: Number(failed ?? 0),
  stopped: Number(stopped ?? 0),
})
