import { verifiedKey } from '#deployment/table'
import type { Clock, Verified } from '#model/ports'
import { log } from '../runtime/log.ts'
import type { Table } from './table.ts'

/** What `verify` has found: the value of each guess, and when. */
export type Findings = Readonly<Record<string, { value: string; at: string }>>

export const findings = (table: Table) => ({
  async read(): Promise<Findings> {
    return ((await table.get(verifiedKey))?.values ?? {}) as Findings
  },

  async record(values: Findings): Promise<void> {
    await table.put({ ...verifiedKey, values })
  },
})

const REMEMBERED_MS = 5 * 60_000

/** Reads the findings at the first use and then every five minutes. */
export function verified(table: Table, now: Clock): Verified {
  let seen: { at: number; values: Promise<Findings> } | undefined

  async function read(before: Promise<Findings> | undefined): Promise<Findings> {
    try {
      return await findings(table).read()
    } catch (cause) {
      log.error('findings_not_read', cause)
      return (await before) ?? {}
    }
  }

  return {
    async value(guess) {
      const at = now().getTime()
      if (!seen || at - seen.at >= REMEMBERED_MS) seen = { at, values: read(seen?.values) }
      return (await seen.values)[guess]?.value
    },
  }
}
