import { verifiedKey } from '#deployment/table'
import type { Item, Table } from './table.ts'

/** What `verify` has found: the value of each guess, and when. */
export type Verified = Readonly<Record<string, { value: string; at: string }>>

export const verified = (table: Table) => ({
  async read(): Promise<Verified> {
    return valuesOf(await table.get(verifiedKey))
  },

  async record(values: Verified): Promise<void> {
    await table.put({ ...verifiedKey, values })
  },
})

const valuesOf = (item: Item | undefined): Verified => (item?.values ?? {}) as Verified
