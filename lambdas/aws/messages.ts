// The status of a message and the record of its sending can arrive in either order. Both sides
// write into the same item and read back what the other side has written.
import { messageKey } from '#deployment/table'
import type { SentMessages } from '#model/ports'
import type { MessagePart, Outcome } from '#model/reply'
import type { Table } from './table.ts'

interface MessageRecord {
  part?: MessagePart
  outcome?: Outcome
}

export function messages(table: Table): SentMessages {
  const get = async (messageId: string) =>
    (await table.get(messageKey(messageId))) as MessageRecord | undefined

  return {
    get,

    async sent(messageId, part, at) {
      const item = await table.update(messageKey(messageId), {
        set: ['part = :part', 'expiresAt = :expiresAt'],
        values: { ':part': part, ':expiresAt': table.expiresAt(at) },
      })
      return item?.outcome as Outcome | undefined
    },

    async status(messageId, outcome, at) {
      const updated = await table.update(messageKey(messageId), {
        set: ['outcome = :outcome', 'expiresAt = :expiresAt'],
        condition: 'attribute_not_exists(outcome) OR outcome.#rank < :rank',
        names: { '#rank': 'rank' },
        values: {
          ':outcome': outcome,
          ':rank': outcome.rank,
          ':expiresAt': table.expiresAt(at),
        },
      })
      const known = (updated as MessageRecord | undefined) ?? (await get(messageId))
      return { part: known?.part, outcome: known?.outcome ?? outcome }
    },
  }
}
