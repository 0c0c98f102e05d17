// Stores a curation file where the functions read it (lambdas/aws/curations.ts), and converts the
// stored curation back into a file. The stored curation contains the ids of queues and routing
// profiles, which remain correct when one of them is renamed. The file contains their names.
import { ResourceNotFoundException } from '@aws-sdk/client-dynamodb'
import { DEFAULT_TABLE } from '#deployment/table'
import { curationBytes, MOST_CURATION_BYTES, type StoredCuration } from '#model/curation'
import { UpstreamFailure } from '#whatsapp/errors/problems'
import type { CurationRule, CurationState } from '#whatsapp/templates/curation'
import { withoutUnusedTopics } from '#whatsapp/templates/topics'
import { curations } from '../../lambdas/aws/curations.ts'
import { type TableAccess, tableOf } from '../account/table.ts'
import { ConfigError } from '../config/error.ts'
import { type CuratedAccount, findNamed, type NamedItem } from './check-curation.ts'
import type { CurationFile } from './curation-file.ts'

type Teams = Pick<CuratedAccount, 'queues' | 'routingProfiles'>

export const storedCuration = (waba: string, aws: TableAccess): Promise<StoredCuration> =>
  deployed(curations(tableOf(aws)).read(waba), aws)

/**
 * Converts the stored curation into a file with names. A queue that was deleted is named by its id.
 */
export function fileOf(
  waba: string,
  { rules, newTemplatesWait, topics = [] }: CurationState,
  account: Teams,
): CurationFile {
  return {
    waba,
    newTemplates: newTemplatesWait ? 'wait' : 'offered',
    ...(topics.length > 0 ? { topics: [...topics] } : {}),
    rules: rules.map(({ queues, routingProfiles, templates, ...rule }) => ({
      ...(queues ? { queues: namesOf(queues, account.queues) } : {}),
      ...(routingProfiles
        ? { routingProfiles: namesOf(routingProfiles, account.routingProfiles) }
        : {}),
      ...rule,
      templates: [...templates] as CurationFile['rules'][number]['templates'],
    })),
  }
}

const namesOf = (ids: readonly string[], known: readonly NamedItem[]) =>
  ids.map((id) => known.find((each) => each.id === id)?.name ?? id)

/**
 * Returns the curation that a file defines. Settings that the file does not mention keep their
 * stored values.
 */
export function stateOf(file: CurationFile, before: StoredCuration, account: Teams): CurationState {
  const rules = file.rules.map((rule) => withIds(rule, account))
  const chosen = new Set(
    rules.flatMap(({ queues, routingProfiles, templates }) =>
      queues || routingProfiles ? [] : templates.map(({ name }) => name),
    ),
  )
  const topics = file.topics ?? before.topics
  return withoutUnusedTopics({
    rules,
    waiting: before.waiting.filter((name) => !chosen.has(name)),
    newTemplatesWait: file.newTemplates ? file.newTemplates === 'wait' : before.newTemplatesWait,
    ...(topics ? { topics } : {}),
  })
}

/**
 * Replaces the curation `before`. Throws ConfigError when somebody else has changed it in the meantime.
 */
export async function storeCuration(
  file: CurationFile,
  account: Teams,
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

function withIds(
  { queues, routingProfiles, ...rule }: CurationFile['rules'][number],
  account: Teams,
): CurationRule {
  const ids = (names: readonly string[], known: CuratedAccount['queues']) =>
    names.map((name) => findNamed(name, known)!.id)
  return {
    ...rule,
    ...(queues ? { queues: ids(queues, account.queues) } : {}),
    ...(routingProfiles ? { routingProfiles: ids(routingProfiles, account.routingProfiles) } : {}),
  }
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
