// A curation file, and how the teams and templates in it are called.
import type * as z from 'zod'
import type { CuratedTemplate } from '#whatsapp/templates/curation'
import type { curationShape } from '#whatsapp/templates/curation-file-schema'

export type CurationFile = z.output<typeof curationShape>
export type FileRule = CurationFile['rules'][number]

/** The team that a rule applies to. No two rules of a file apply to the same team. */
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
