// Stores a curation where the functions read it: see lambdas/aws/curations.ts.
import { ResourceNotFoundException } from '@aws-sdk/client-dynamodb'
import { DEFAULT_TABLE } from '#deployment/table'
import { curationBytes, MOST_CURATION_BYTES, type StoredCuration } from '#model/curation'
import { UpstreamFailure } from '#whatsapp/errors/problems'
import type { NamedTeams } from '#whatsapp/templates/curation-check'
import type { CurationFile } from '#whatsapp/templates/curation-file'
import { stateOf } from '#whatsapp/templates/curation-file-state'
import { curations } from '../../lambdas/aws/curations.ts'
import { type TableAccess, tableOf } from '../account/table.ts'
import { ConfigError } from '../config/error.ts'

export const storedCuration = (waba: string, aws: TableAccess): Promise<StoredCuration> =>
  deployed(curations(tableOf(aws)).read(waba), aws)

/**
 * Replaces the curation `before`. Throws ConfigError if somebody else has changed it in the
 * meantime.
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
  const changed = await deployed(
    curations(tableOf(aws)).change(file.waba, before, after, { name: by, at }),
    aws,
  )
  if (!changed)
    throw new ConfigError(
      `The curation of ${file.waba} was changed by somebody else in the meantime. Run this again to see the new changes.`,
    )
}

async function deployed<Answer>(
  call: Promise<Answer>,
  { tableName }: TableAccess,
): Promise<Answer> {
  try {
    return await call
  } catch (error) {
    const isMissing =
      error instanceof UpstreamFailure && error.cause instanceof ResourceNotFoundException
    if (!isMissing) throw error
    throw new ConfigError(
      `The table ${tableName ?? DEFAULT_TABLE} does not exist, because the stack is not deployed. Run "connect-whatsapp apply" first.`,
      { cause: error },
    )
  }
}
