// The type of a curation file, and the names for its teams and templates in messages.
import type * as z from 'zod'
import type { CuratedTemplate } from '#whatsapp/templates/curation'
import type { curationShape } from '#whatsapp/templates/curation-file-schema'

export type CurationFile = z.output<typeof curationShape>
export type FileRule = CurationFile['rules'][number]

/** Returns the team that a rule applies to. A file has at most one rule for each team. */
export function teamOf({
  queues,
  routingProfiles,
}: Pick<FileRule, 'queues' | 'routingProfiles'>): string {
  const parts = [labeled('queue', queues), labeled('routing profile', routingProfiles)].filter(
    Boolean,
  )
  return parts.join(' with ') || 'everyone'
}

const labeled = (what: string, names: readonly string[] | undefined) =>
  names && `${what}${names.length > 1 ? 's' : ''} ${[...names].sort().join(', ')}`

export const templateTitle = ({
  name,
  language,
}: Pick<CuratedTemplate, 'name' | 'language'>): string =>
  language ? `${name} (${language})` : name
