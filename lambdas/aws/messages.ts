// The function that sends a message and the function that receives its statuses both write into the
// item of the message, in either order. The function that writes second reads what the first one
// stored.
import { messageKey } from '#deployment/table'
import type { SentMessages } from '#model/ports'
import type { MessagePart, Outcome } from '#model/reply'
import type { Table } from './table.ts'

interface MessageRecord {
  part?: MessagePart
  outcome?: Outcome
  /**
   * The id that AWS gave the message. Only an item whose key contains WhatsApp's id of the message
   * has this attribute.
   */
  sameAs?: string
}

export function messages(table: Table): SentMessages {
  const read = async (messageId: string) =>
    (await table.get(messageKey(messageId))) as MessageRecord | undefined

  async function get(messageId: string): Promise<MessageRecord | undefined> {
    const known = await read(messageId)
    return known?.sameAs && !known.part ? read(known.sameAs) : known
  }

  /**
   * Stores an outcome, unless an outcome of the same or a higher rank is already stored. Returns
   * the item of the message.
   */
  async function merge(
    messageId: string,
    outcome: Outcome,
    at: Date,
  ): Promise<MessageRecord | undefined> {
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
    return (updated as MessageRecord | undefined) ?? read(messageId)
  }

  return {
    get,

    async sameMessage(wamid, messageId, at) {
      const item = await table.update(messageKey(wamid), {
        set: ['sameAs = :sameAs', 'expiresAt = :expiresAt'],
        values: { ':sameAs': messageId, ':expiresAt': table.expiresAt(at) },
      })
      return item?.outcome as Outcome | undefined
    },

    async sent(messageId, part, at) {
      const item = await table.update(messageKey(messageId), {
        set: ['part = :part', 'expiresAt = :expiresAt'],
        values: { ':part': part, ':expiresAt': table.expiresAt(at) },
      })
      return item?.outcome as Outcome | undefined
    },

    async status(messageId, outcome, at) {
      const named = await merge(messageId, outcome, at)
      const known = named?.sameAs && !named.part ? await merge(named.sameAs, outcome, at) : named
      return { part: known?.part, outcome: known?.outcome ?? outcome }
    },
  }
}
