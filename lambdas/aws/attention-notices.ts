import { templatesKey } from '#deployment/table'
import type { AttentionNotices } from '#model/template-ports'
import type { Item, Table } from './table.ts'

/**
 * The prefixes of the sort keys of notices. A notice that is published to the SNS topic and a
 * notice that is a task in Connect have separate items, because one of the two may fail while the
 * other succeeds.
 */
const KINDS = { topic: 'notice#', tasks: 'task#' } as const
/**
 * A function claims a notice before it sends the notice. If the function has neither sent nor
 * released the notice after this time, the function was probably stopped. Another run may then
 * claim the notice and send it a second time.
 */
const CLAIM_MS = 5 * 60_000

export function attentionNotices(table: Table, way: keyof typeof KINDS): AttentionNotices {
  const kind = KINDS[way]
  const keyOf = (wabaId: string, cause: string) => templatesKey(wabaId, `${kind}${cause}`)
  return {
    async list(wabaId) {
      const items: Item[] = []
      const query = {
        condition: 'pk = :pk AND begins_with(sk, :sk)',
        values: { ':pk': templatesKey(wabaId, '').pk, ':sk': kind },
        consistent: true,
      }
      for await (const page of table.queryAll(query)) items.push(...page)
      return items.map(({ sk, title, meaning, since, sentAt, taskId }) => ({
        ...{ cause: String(sk).slice(kind.length), title: String(title) },
        ...(meaning ? { meaning: String(meaning) } : {}),
        ...(since ? { since: new Date(String(since)) } : {}),
        ...(sentAt ? { sentAt: String(sentAt) } : {}),
        ...(taskId ? { taskId: String(taskId) } : {}),
      }))
    },

    async claim(wabaId, { cause, title, meaning, since }, why, at) {
      const claimed = await table.update(keyOf(wabaId, cause), {
        set: [
          'title = :title',
          'claimedAt = :at',
          'firstClaimedAt = if_not_exists(firstClaimedAt, :at)',
          ...(meaning ? ['meaning = :meaning'] : []),
          ...(since ? ['since = :since'] : []),
        ],
        condition: `(${why === 'over' ? 'attribute_exists(pk)' : 'attribute_not_exists(sentAt)'}) AND (attribute_not_exists(claimedAt) OR claimedAt < :old)`,
        values: {
          ':title': title,
          ':at': at.toISOString(),
          ...(meaning ? { ':meaning': meaning } : {}),
          ...(since ? { ':since': since.toISOString() } : {}),
          ':old': new Date(at.getTime() - CLAIM_MS).toISOString(),
        },
      })
      return (
        claimed && {
          token: `${way}/${wabaId}/${cause}/${String(claimed.firstClaimedAt)}`,
          isFirst: claimed.firstClaimedAt === at.toISOString(),
        }
      )
    },

    async release(wabaId, cause) {
      await table.update(keyOf(wabaId, cause), { set: [], remove: ['claimedAt'] })
    },

    async sent(wabaId, cause, at, taskId) {
      await table.update(keyOf(wabaId, cause), {
        set: ['sentAt = :at', ...(taskId ? ['taskId = :taskId'] : [])],
        remove: ['claimedAt'],
        values: { ':at': at.toISOString(), ...(taskId ? { ':taskId': taskId } : {}) },
      })
    },

    async remove(wabaId, cause) {
      await table.remove(keyOf(wabaId, cause))
    },
  }
}
