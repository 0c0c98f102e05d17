// Stores bytes that are too many for one item as several items.
import type { Key } from '#deployment/table'
import { expiresIn, type Table } from './table.ts'

/** Replaced items are stored for this many days, because a function may still be reading them. */
const OLD_ITEMS_DAYS = 1

/** `keyOf` returns the key of the item with this index. */
export function chunks(table: Pick<Table, 'get' | 'put' | 'update' | 'remove'>, size: number) {
  return {
    /** Returns the number of items. `also` contains further attributes, which each item gets. */
    async write(bytes: Uint8Array, keyOf: (i: number) => Key, also: object = {}): Promise<number> {
      const count = Math.ceil(bytes.length / size)
      for (let i = 0; i < count; i++)
        await table.put({ ...keyOf(i), bytes: bytes.subarray(i * size, (i + 1) * size), ...also })
      return count
    },

    /** Returns undefined if an item is missing. */
    async read(count: number, keyOf: (i: number) => Key): Promise<Uint8Array | undefined> {
      const found = await Promise.all(
        Array.from({ length: count }, async (_, i) => (await table.get(keyOf(i)))?.bytes),
      )
      return found.every((bytes) => bytes !== undefined)
        ? Buffer.concat(found as Uint8Array[])
        : undefined
    },

    /** Sets an expiry date for items that were replaced. */
    async expire(count: number, keyOf: (i: number) => Key, at: Date): Promise<void> {
      for (let i = 0; i < count; i++)
        await table.update(keyOf(i), {
          set: ['expiresAt = :at'],
          values: { ':at': expiresIn(OLD_ITEMS_DAYS, at) },
        })
    },

    async remove(count: number, keyOf: (i: number) => Key): Promise<void> {
      for (let i = 0; i < count; i++) await table.remove(keyOf(i))
    },
  }
}
