// Reads and stores the findings of "connect-whatsapp verify". All findings are in one item of the
// table.
import { verifiedKey } from '#deployment/table'
import type { Table } from './table.ts'

/** The findings of `verify`: for each guess, its value and the time at which it was found. */
export type Findings = Readonly<Record<string, { value: string; at: string }>>

export const findings = (table: Table) => ({
  async read(): Promise<Findings> {
    return ((await table.get(verifiedKey))?.values ?? {}) as Findings
  },

  async record(values: Findings): Promise<void> {
    await table.put({ ...verifiedKey, values })
  },
})
