import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import type { ContactRecord, Contacts } from '../model/ports.ts'
import { contactKey, db, expiresIn } from './table.ts'

/** Longer than a chat may last (7 days) and a template may follow it (7 more). */
const KEPT_DAYS = 30

export function contacts(table: string): Contacts {
  return {
    async put(contactId, contact) {
      const Item = {
        ...contactKey(contactId),
        ...contact,
        expiresAt: expiresIn(KEPT_DAYS, new Date(contact.startedAt)),
      }
      await db.send(new PutCommand({ TableName: table, Item }))
    },

    async get(contactId) {
      const { Item } = await db.send(
        new GetCommand({ TableName: table, Key: contactKey(contactId), ConsistentRead: true }),
      )
      return Item as ContactRecord | undefined
    },
  }
}
