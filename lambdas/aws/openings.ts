import { randomUUID } from 'node:crypto'
import { openingKey } from '#deployment/table'
import type { Openings } from '#model/ports'
import { expiresIn, type Table } from './table.ts'

/**
 * Stores openings. Each opening expires after `days` days, regardless of the customer's other
 * items.
 */
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
