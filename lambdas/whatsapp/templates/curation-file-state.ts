// Converts a curation file into the stored curation and back. The stored curation contains the ids
// of queues and routing profiles, because an id remains valid when the queue or the routing profile
// is renamed. The curation file contains the names of queues and routing profiles.
import type { CurationRule, CurationState } from '#whatsapp/templates/curation'
import { findNamed, type NamedItem, type NamedTeams } from '#whatsapp/templates/curation-check'
import type { CurationFile, FileRule } from '#whatsapp/templates/curation-file'
import { withoutUnusedTopics } from '#whatsapp/templates/topics'

/**
 * Converts the stored curation into a file with names. For a deleted queue, the file contains the
 * queue's id.
 */
export function fileOf(
  waba: string,
  { rules, newTemplatesWait, topics = [] }: CurationState,
  account: NamedTeams,
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
      templates: [...templates] as FileRule['templates'],
    })),
  }
}

const namesOf = (ids: readonly string[], known: readonly NamedItem[]) =>
  ids.map((id) => known.find((each) => each.id === id)?.name ?? id)

/**
 * Converts a curation file into the curation that is stored. Settings that are missing in the file
 * keep their stored values.
 */
export function stateOf(
  file: CurationFile,
  before: Pick<CurationState, 'undecided' | 'newTemplatesWait' | 'topics'>,
  account: NamedTeams,
): CurationState {
  const rules = file.rules.map((rule) => withIds(rule, account))
  const chosen = new Set(
    rules.flatMap(({ queues, routingProfiles, templates }) =>
      queues || routingProfiles ? [] : templates.map(({ name }) => name),
    ),
  )
  const topics = file.topics ?? before.topics
  return withoutUnusedTopics({
    rules,
    undecided: before.undecided.filter((name) => !chosen.has(name)),
    newTemplatesWait: file.newTemplates ? file.newTemplates === 'wait' : before.newTemplatesWait,
    ...(topics ? { topics } : {}),
  })
}

function withIds(
  { queues, routingProfiles, ...rule }: FileRule,
  account: NamedTeams,
): CurationRule {
  const ids = (names: readonly string[], known: readonly NamedItem[]) =>
    names.map((name) => findNamed(name, known)!.id)
  return {
    ...rule,
    ...(queues ? { queues: ids(queues, account.queues) } : {}),
    ...(routingProfiles ? { routingProfiles: ids(routingProfiles, account.routingProfiles) } : {}),
  }
}
