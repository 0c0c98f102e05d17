import type { Clock, Verified } from '#model/ports'
import { log } from '../runtime/log.ts'
import { type Findings, findings } from './findings.ts'
import type { Table } from './table.ts'

const REMEMBERED_MS = 5 * 60_000

/**
 * Returns an object that looks up the findings of "connect-whatsapp verify". The findings are read
 * from the table at the first use, and again after five minutes.
 */
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
