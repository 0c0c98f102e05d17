// Stores a curation where the functions read it: see lambdas/aws/curations.ts.
import { curationBytes, MOST_CURATION_BYTES, type StoredCuration } from '#model/curation'
import type { NamedTeams } from '#whatsapp/templates/curation-check'
import type { CurationFile } from '#whatsapp/templates/curation-file'
import { stateOf } from '#whatsapp/templates/curation-file-state'
import { curations } from '../../lambdas/aws/curations.ts'
import { inTable, type TableAccess, tableOf } from '../account/table.ts'
import { ConfigError } from '../config/error.ts'

export const storedCuration = (waba: string, aws: TableAccess): Promise<StoredCuration> =>
  inTable(curations(tableOf(aws)).read(waba), aws)

/**
 * Stores a curation in place of the curation `before`. Throws ConfigError if somebody else has
 * changed it in the meantime.
 */
export async function storeCuration(
  file: CurationFile,
  account: NamedTeams,
  { before, by, at }: { before: StoredCuration; by: string; at: Date },
  aws: TableAccess,
): Promise<void> {
  const after = stateOf(file, before, account)
  const bytes = curationBytes(after)
  if (bytes > MOST_CURATION_BYTES)
    throw new ConfigError(
      `The curation has ${bytes} bytes, but at most ${MOST_CURATION_BYTES} can be stored. Name fewer templates.`,
    )
  const changed = await inTable(
    curations(tableOf(aws)).change(file.waba, before, after, { name: by, at }),
    aws,
  )
  if (!changed)
    throw new ConfigError(
      `The curation of ${file.waba} was changed by somebody else in the meantime. Run this again to see the new changes.`,
    )
}
