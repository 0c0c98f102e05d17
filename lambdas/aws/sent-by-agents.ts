import { agentPartition, sentKey } from '#deployment/table'
import type { SentByAgent, SentByAgents } from '#model/ports'
import { isHeld } from '#model/transitions'
import { UNANSWERED_MS } from '#model/unanswered'
import { expiresIn, type Item, type Table } from './table.ts'

/**
 * The number of days for which the record of a sent message is stored: one day longer than the
 * message counts as unanswered.
 */
const STORED_DAYS = UNANSWERED_MS / 86_400_000 + 1

export function sentByAgents(table: Table): SentByAgents {
  return {
    async record(userId, reply) {
      const { conversation, contactId, id, acceptedAt } = reply
      const waits = isHeld(reply)
      await table.update(sentKey(userId, conversation), {
        set: [
          'conversation = :conversation',
          'contactId = :contact',
          '#at = :at',
          'expiresAt = :expiresAt',
          ...(waits ? [] : ['reply = :id']),
        ],
        ...(waits ? { add: ['held :held'] } : {}),
        names: { '#at': 'at' },
        values: {
          ':conversation': conversation,
          ':contact': contactId,
          ':at': acceptedAt,
          ':expiresAt': expiresIn(STORED_DAYS, new Date(acceptedAt)),
          ...(waits ? { ':held': new Set([id]) } : { ':id': id }),
        },
      })
    },

    async of(userId) {
      const found: SentByAgent[] = []
      const pages = table.queryAll({
        consistent: false,
        condition: 'pk = :pk',
        values: { ':pk': agentPartition(userId) },
      })
      for await (const items of pages) found.push(...items.map(entryOf))
      return found.sort((a, b) => (a.at > b.at ? -1 : 1))
    },
  }
}

const entryOf = ({ conversation, contactId, at, reply, held }: Item): SentByAgent => ({
  conversation: String(conversation),
  contactId: String(contactId),
  at: String(at),
  replyIds: [...(reply ? [String(reply)] : []), ...((held as Set<string> | undefined) ?? [])],
})
