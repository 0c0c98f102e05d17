import { contactKey, duePartition } from '#deployment/table'
import type { ContactRecord, Contacts } from '#model/ports'
import type { Table } from './table.ts'

export function contacts(table: Table): Contacts {
  return {
    async put(contactId, contact) {
      // The record may be needed for 14 days: a chat may last 7 days, and an agent may send a
      // template during the next 7 days. The shortest retention is longer than 14 days.
      await table.put({
        ...contactKey(contactId),
        ...contact,
        expiresAt: table.expiresAt(new Date(contact.startedAt)),
      })
    },

    async get(contactId) {
      return (await table.get(contactKey(contactId))) as unknown as ContactRecord | undefined
    },

    async streamLater(contactId, tries, dueAt) {
      await table.update(contactKey(contactId), {
        set: ['streamTries = :tries', 'due = :due', 'dueAt = :dueAt'],
        condition: 'attribute_exists(pk)',
        values: {
          ':tries': tries,
          ':due': duePartition(contactId),
          ':dueAt': dueAt.toISOString(),
        },
      })
    },

    async streamSettled(contactId) {
      await table.update(contactKey(contactId), {
        set: [],
        remove: ['streamTries', 'due', 'dueAt'],
        condition: 'attribute_exists(pk)',
      })
    },
  }
}
