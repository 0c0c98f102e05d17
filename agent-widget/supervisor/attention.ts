// Lists problems for supervisors: offered templates that agents cannot send, or may soon not be
// able to send, new templates that wait, and an outdated list.
import type { TemplateSummary } from '#model/template-list'
import type { Catalogue } from '#supervisor-api'
import { curationFor, offersOf, type RuleTeam } from '#whatsapp/templates/curation'
import { teamIn, teamKey } from '#whatsapp/templates/curation-edits'
import { EVERYONE } from './teams.ts'

export type Attention =
  | {
      kind: 'rejected' | 'paused' | 'disabled' | 'low_quality'
      name: string
      title: string | undefined
      languages: readonly string[]
      /** Whether these are all languages of the template. */
      isWhole: boolean
      /**
       * When the template got this status, or undefined if the change was before the templates were
       * first read.
       */
      since: Date | undefined
      /** The teams whose rules offer the template. Everyone comes first. */
      teams: readonly RuleTeam[]
    }
  | { kind: 'new'; count: number; since: Date | undefined }
  | { kind: 'old_list'; since: Date }

/** The list is outdated after this time. The list is read every five minutes. */
const OLD_MS = 60 * 60_000

/**
 * Returns the problems, the most urgent first. Templates that are not offered to any team are left
 * out.
 */
export function attentionIn(
  { templates, curation, syncedAt }: Pick<Catalogue, 'templates' | 'curation' | 'syncedAt'>,
  now: Date,
): Attention[] {
  const read = syncedAt ? new Date(syncedAt) : undefined
  const waiting = new Set(curation.waiting)
  const fresh = templates.filter(({ name }) => waiting.has(name))
  return [
    ...(read && now.getTime() - read.getTime() > OLD_MS
      ? [{ kind: 'old_list' as const, since: read }]
      : []),
    ...ofTemplates(templates, curation, now),
    ...(fresh.length > 0
      ? [
          {
            kind: 'new' as const,
            count: new Set(fresh.map(({ name }) => name)).size,
            since: earliest(fresh),
          },
        ]
      : []),
  ]
}

const ORDER = ['disabled', 'rejected', 'paused', 'low_quality'] as const

const STATUSES: Readonly<Record<string, (typeof ORDER)[number]>> = {
  REJECTED: 'rejected',
  PAUSED: 'paused',
  DISABLED: 'disabled',
}

const kindOf = ({ status, quality }: TemplateSummary) =>
  STATUSES[status.toUpperCase()] ?? (quality === 'RED' ? 'low_quality' : undefined)

function ofTemplates(
  templates: readonly TemplateSummary[],
  curation: Catalogue['curation'],
  now: Date,
): Attention[] {
  // All teams are checked, because a template may be offered to everyone or by the rule of a team.
  const teams = [EVERYONE, ...curation.rules].map(({ queues, routingProfiles }: RuleTeam) => {
    const team: RuleTeam = {
      ...(queues ? { queues } : {}),
      ...(routingProfiles ? { routingProfiles } : {}),
    }
    return { team, offers: offersOf(curationFor(curation, teamIn(team), now)) }
  })
  const offering = (template: Pick<TemplateSummary, 'name' | 'language'>) =>
    teams.filter(({ offers }) => offers(template).offered)
  const found = templates.filter((each) => kindOf(each) && offering(each).length > 0)
  const groups = Map.groupBy(found, (each) => `${kindOf(each)} ${each.name}`)
  return [...groups.values()]
    .map((variants) => {
      const [first] = variants
      const { name } = first!
      return {
        kind: kindOf(first!)!,
        name,
        title: teams[0]!.offers({ name, language: '' }).title,
        languages: variants.map(({ language }) => language),
        isWhole: variants.length === templates.filter((each) => each.name === name).length,
        since: earliest(variants),
        teams: distinct(variants.flatMap(offering).map(({ team }) => team)),
      }
    })
    .sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind))
}

const distinct = (teams: readonly RuleTeam[]): RuleTeam[] => [
  ...new Map(teams.map((team) => [teamKey(team), team])).values(),
]

function earliest(templates: readonly TemplateSummary[]): Date | undefined {
  const [first] = templates.flatMap(({ since }) => since ?? []).sort()
  return first ? new Date(first) : undefined
}
