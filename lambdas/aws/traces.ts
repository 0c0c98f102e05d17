import { randomUUID } from 'node:crypto'
import { type Key, TRACES_DUE, traceKey } from '#deployment/table'
import type { Traces } from '#model/ports'
import { TRACE_EVERY_MS, tracedSince } from '#model/trace'
import type { Table } from './table.ts'

export function traces(table: Table): Traces {
  return {
    async due(reply, at) {
      await table.update(traceKey(reply.contactId), {
        set: [
          'contactId = :contact',
          'conversation = :conversation',
          'since = if_not_exists(since, :since)',
          'due = :due',
          'dueAt = if_not_exists(dueAt, :at)',
          'expiresAt = :expiresAt',
        ],
        values: {
          ':contact': reply.contactId,
          ':conversation': reply.conversation,
          ':since': tracedSince(reply).toISOString(),
          ':due': TRACES_DUE,
          ':at': at.toISOString(),
          ':expiresAt': table.expiresAt(at),
        },
      })
    },

    async *before(at) {
      const found = table.queryAll({
        index: 'due',
        consistent: false,
        condition: 'due = :due AND dueAt < :at',
        values: { ':due': TRACES_DUE, ':at': at.toISOString() },
      })
      for await (const items of found)
        yield items.map((item) => ({
          contactId: contactOf(item as unknown as Key),
          dueAt: String(item.dueAt),
        }))
    },

    async claim({ contactId, dueAt }, at) {
      const item = await table.update(traceKey(contactId), {
        set: ['tracedAt = :at', '#token = :token'],
        remove: ['due', 'dueAt'],
        condition:
          '(dueAt = :dueAt AND (attribute_not_exists(tracedAt) OR tracedAt <= :before)) OR #token = :token',
        names: { '#token': 'token' },
        values: {
          ':at': at.toISOString(),
          ':dueAt': dueAt,
          ':before': new Date(at.getTime() - TRACE_EVERY_MS).toISOString(),
          ':token': randomUUID(),
        },
      })
      return item && { conversation: String(item.conversation), since: String(item.since) }
    },

    async again({ contactId, dueAt }) {
      // The condition preserves the due time that another reply has set in the meantime.
      await table.update(traceKey(contactId), {
        set: ['due = :due', 'dueAt = :dueAt'],
        condition: 'attribute_exists(pk) AND attribute_not_exists(due)',
        values: { ':due': TRACES_DUE, ':dueAt': dueAt },
      })
    },
  }
}

const contactOf = ({ pk }: Key) => pk.slice('contact#'.length)
