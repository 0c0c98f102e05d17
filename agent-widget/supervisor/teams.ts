// The teams for which supervisors can choose templates: everyone, each queue, each routing profile,
// and combinations of queues and routing profiles from a curation file.
import type { Teams } from '#supervisor-api'
import type { CurationRule, RuleTeam } from '#whatsapp/templates/curation'
import { teamKey } from '#whatsapp/templates/curation-edits'
import type { Texts } from './i18n/texts.tsx'

export const EVERYONE: RuleTeam = {}

export const isEveryone = (team: RuleTeam): boolean => teamKey(team) === teamKey(EVERYONE)

const nameIn = (known: Teams['queues'], id: string) =>
  known.find((each) => each.id === id)?.name ?? id

/**
 * Returns the names of a team's queues and routing profiles. For a deleted queue or routing
 * profile, the result contains the id instead of the name.
 */
export function teamName(team: RuleTeam, teams: Teams, texts: Texts): string {
  const queues = team.queues?.map((id) => nameIn(teams.queues, id)).join(', ')
  const profiles = team.routingProfiles?.map((id) => nameIn(teams.routingProfiles, id)).join(', ')
  if (queues && profiles) return texts.teamOf({ queues, profiles })
  return queues ?? profiles ?? texts.everyone
}

export interface TeamGroup {
  label: string
  teams: readonly RuleTeam[]
}

/**
 * Returns a team for each queue, for each routing profile, and for each rule that names several
 * queues or routing profiles.
 */
export function teamGroups(
  teams: Teams,
  rules: readonly Pick<CurationRule, 'queues' | 'routingProfiles'>[],
  texts: Texts,
): TeamGroup[] {
  const queues = teams.queues.map(({ id }): RuleTeam => ({ queues: [id] }))
  const profiles = teams.routingProfiles.map(({ id }): RuleTeam => ({ routingProfiles: [id] }))
  const known = new Set([EVERYONE, ...queues, ...profiles].map(teamKey))
  const combined = rules
    .filter((rule) => !known.has(teamKey(rule)))
    .map(
      ({ queues, routingProfiles }): RuleTeam => ({
        ...(queues ? { queues } : {}),
        ...(routingProfiles ? { routingProfiles } : {}),
      }),
    )
  return [
    { label: texts.queues, teams: queues },
    { label: texts.routingProfiles, teams: profiles },
    { label: texts.combined, teams: combined },
  ].filter((group) => group.teams.length > 0)
}
