// What a curation would change for agents, as sentences a supervisor can agree to.
import type { CuratedTemplate, DefaultValue } from '#whatsapp/templates/curation'
import type { PlannedChange } from '../engine/plan.ts'
import { type CurationFile, type FileRule, teamOf, titleOf } from './curation-file.ts'

export type CurationChange = Pick<PlannedChange, 'action' | 'name' | 'summary'>

const NOTHING: Pick<FileRule, 'others' | 'templates'> = { templates: [] }

export function curationChanges(
  before: CurationFile | undefined,
  after: CurationFile,
): CurationChange[] {
  const [old, next] = [rulesByTeam(before), rulesByTeam(after)]
  const teams = [...new Set([...next.keys(), ...old.keys()])]
  const kept = (rules: Map<string, FileRule>, others: Map<string, FileRule>) =>
    [...rules.keys()].filter((team) => others.has(team)).join('; ')
  return [
    ...teams.flatMap((team) =>
      ruleChanges(team, old.get(team) ?? NOTHING, next.get(team) ?? NOTHING),
    ),
    ...(kept(old, next) === kept(next, old)
      ? []
      : [
          {
            action: 'update' as const,
            name: 'order of the rules',
            summary: [...next.keys()].join('; then '),
          },
        ]),
  ]
}

const rulesByTeam = (file: CurationFile | undefined) =>
  new Map(file?.rules.map((rule) => [teamOf(rule), rule]))

function ruleChanges(
  team: string,
  before: typeof NOTHING,
  after: typeof NOTHING,
): CurationChange[] {
  const changes: CurationChange[] = []
  if (before === NOTHING && after.others)
    changes.push({ action: 'create', name: team, summary: othersWords(after.others) })
  else if (before.others !== after.others) {
    const summary = `${othersWords(after.others)}; before: ${othersWords(before.others)}`
    changes.push({ action: 'update', name: team, summary })
  }
  const [old, next] = [byTitle(before.templates), byTitle(after.templates)]
  for (const [title, template] of next) {
    const was = old.get(title)
    if (!was)
      changes.push({ action: 'create', name: team, summary: `${title}: ${wordsOf(template)}` })
    else if (wordsOf(was) !== wordsOf(template))
      changes.push({
        action: 'update',
        name: team,
        summary: `${title}: ${wordsOf(template)}; before: ${wordsOf(was)}`,
      })
  }
  for (const title of old.keys())
    if (!next.has(title))
      changes.push({ action: 'delete', name: team, summary: `${title} is no longer named` })
  const order = (titles: Iterable<string>) =>
    [...titles].filter((title) => old.has(title) && next.has(title)).join(', ')
  if (order(old.keys()) !== order(next.keys()))
    changes.push({ action: 'update', name: team, summary: `in this order: ${order(next.keys())}` })
  return changes
}

const byTitle = (templates: readonly CuratedTemplate[]) =>
  new Map(templates.map((each) => [titleOf(each), each]))

const OTHERS = {
  offered: 'all other templates are offered',
  not_offered: 'no other template is offered',
} as const
const othersWords = (others: FileRule['others']) =>
  others ? OTHERS[others] : 'says nothing of other templates'

function wordsOf({ offered = true, pinned, note, defaults = {} }: CuratedTemplate): string {
  return [
    offered ? 'offered' : 'not offered',
    ...(pinned ? ['pinned'] : []),
    ...Object.entries(defaults).map(([key, value]) => `${key} ${valueWords(value)}`),
    ...(note ? [`note “${note}”`] : []),
  ].join(', ')
}

const valueWords = (value: DefaultValue) =>
  typeof value === 'string' ? `begins with “${value}”` : `from the attribute ${value.attribute}`
