// Stores data that is too large for one item of DynamoDB in several items.
import type { Key } from '#deployment/table'
import { expiresIn, type Table } from './table.ts'

/**
 * The number of days for which replaced items stay in the table. A function that began to read
 * before the replacement can still read them.
 */
const OLD_ITEMS_DAYS = 1

/**
 * Returns functions that write, read and expire bytes in several items of at most `size` bytes.
 * `keyOf(i)` returns the key of the item with the index `i`.
 */
export function chunks(table: Pick<Table, 'get' | 'put' | 'update' | 'remove'>, size: number) {
  return {
    /**
     * Writes the items and returns their number. `also` contains attributes that are added to each
     * item.
     */
    async write(bytes: Uint8Array, keyOf: (i: number) => Key, also: object = {}): Promise<number> {
      const count = Math.ceil(bytes.length / size)
      for (let i = 0; i < count; i++)
        await table.put({ ...keyOf(i), bytes: bytes.subarray(i * size, (i + 1) * size), ...also })
      return count
    },

    /** Returns the bytes, or undefined if an item is missing. */
    async read(count: number, keyOf: (i: number) => Key): Promise<Uint8Array | undefined> {
      const found = await Promise.all(
        Array.from({ length: count }, async (_, i) => (await table.get(keyOf(i)))?.bytes),
      )
      return found.every((bytes) => bytes !== undefined)
        ? Buffer.concat(found as Uint8Array[])
        : undefined
    },

    /** Sets the expiry date of items that were replaced. */
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
