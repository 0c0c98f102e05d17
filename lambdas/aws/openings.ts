import { randomUUID } from 'node:crypto'
import { openingKey } from '#deployment/table'
import type { Openings } from '#model/ports'
import { expiresIn, type Table } from './table.ts'

/** Each opening expires after this many days, whatever happens to the customer's other items. */
export const openings = (table: Table, days: number): Openings => ({
  async record({ conversation, contactId, userId, at, before }) {
    await table.put({
      ...openingKey(conversation, at, randomUUID().slice(0, 8)),
      conversation,
      contactId,
      userId,
      at: at.toISOString(),
      ...(before ? { before } : {}),
      expiresAt: expiresIn(days, at),
    })
  },
})
