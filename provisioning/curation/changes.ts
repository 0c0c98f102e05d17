// Describes the differences between two curations in sentences for supervisors, who decide on the
// changes.
import type { CuratedTemplate, DefaultValue } from '#whatsapp/templates/curation'
import {
  type CurationFile,
  type FileRule,
  teamOf,
  templateTitle,
} from '#whatsapp/templates/curation-file'
import type { FieldInput } from '#whatsapp/templates/field-inputs'
import type { PlannedChange } from '../engine/plan.ts'

export type CurationChange = Pick<PlannedChange, 'action' | 'name' | 'summary'>

const NOTHING: Pick<FileRule, 'others' | 'templates'> = { templates: [] }

export function curationChanges(
  before: CurationFile | undefined,
  after: CurationFile,
): CurationChange[] {
  const [old, next] = [rulesByTeam(before), rulesByTeam(after)]
  const teams = [...new Set([...next.keys(), ...old.keys()])]
  const commonTeams = (rules: Map<string, FileRule>, others: Map<string, FileRule>) =>
    [...rules.keys()].filter((team) => others.has(team)).join('; ')
  const newTemplates = after.newTemplates
  return [
    ...(newTemplates && newTemplates !== before?.newTemplates
      ? [{ action: 'update' as const, name: 'new templates', summary: NEW[newTemplates] }]
      : []),
    ...topicChanges(before?.topics, after.topics),
    ...teams.flatMap((team) =>
      ruleChanges(team, old.get(team) ?? NOTHING, next.get(team) ?? NOTHING),
    ),
    ...(commonTeams(old, next) === commonTeams(next, old)
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

function topicChanges(before: readonly string[] = [], after: readonly string[] = []) {
  const summary = after.join(', ') || 'none'
  return summary === (before.join(', ') || 'none')
    ? []
    : [{ action: 'update' as const, name: 'topics', summary }]
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
    changes.push({ action: 'create', name: team, summary: othersText(after.others) })
  else if (before.others !== after.others) {
    const summary = `${othersText(after.others)}; before: ${othersText(before.others)}`
    changes.push({ action: 'update', name: team, summary })
  }
  const [old, next] = [byTitle(before.templates), byTitle(after.templates)]
  for (const [title, template] of next) {
    const was = old.get(title)
    if (!was)
      changes.push({ action: 'create', name: team, summary: `${title}: ${description(template)}` })
    else if (description(was) !== description(template))
      changes.push({
        action: 'update',
        name: team,
        summary: `${title}: ${description(template)}; before: ${description(was)}`,
      })
  }
  for (const title of old.keys())
    if (!next.has(title))
      changes.push({ action: 'delete', name: team, summary: `${title} is no longer in this rule` })
  const order = (titles: Iterable<string>) =>
    [...titles].filter((title) => old.has(title) && next.has(title)).join(', ')
  if (order(old.keys()) !== order(next.keys()))
    changes.push({
      action: 'update',
      name: team,
      summary: `the order changes to ${order(next.keys())}`,
    })
  return changes
}

const byTitle = (templates: readonly CuratedTemplate[]) =>
  new Map(templates.map((each) => [templateTitle(each), each]))

const NEW = {
  wait: 'wait until they are chosen',
  offered: 'are offered at once',
} as const

const OTHERS = {
  offered: 'all other templates are offered',
  not_offered: 'no other template is offered',
} as const
const othersText = (others: FileRule['others']) =>
  others ? OTHERS[others] : 'does not mention other templates'

function description({
  offered = true,
  pinned,
  title,
  note,
  defaults = {},
  labels = {},
  inputs = {},
  successor,
  form,
  topic,
  from,
  until,
  ordered,
}: CuratedTemplate): string {
  return [
    offered ? 'offered' : 'not offered',
    ...(pinned ? ['pinned'] : []),
    ...(ordered === false ? ['no fixed position in the order'] : []),
    ...(title ? [`title “${title}”`] : []),
    ...Object.entries(defaults).map(([key, value]) => `${key} ${valueText(value)}`),
    ...Object.entries(labels).map(([key, label]) => `${key} labeled “${label}”`),
    ...Object.entries(inputs).map(([key, input]) => `${key} ${inputText(input)}`),
    ...(successor ? [`replaced by ${successor} while it cannot be sent`] : []),
    ...(form ? [formText(form)] : []),
    ...(topic ? [`topic “${topic}”`] : []),
    ...(from ? [`from ${from}`] : []),
    ...(until ? [`until ${until}`] : []),
    ...(note ? [`note “${note}”`] : []),
  ].join(', ')
}

const formText = ({ text, button, screen, exchange }: NonNullable<CuratedTemplate['form']>) =>
  [
    `sent as “${text}” with the button “${button}”`,
    ...(screen ? [`beginning with the screen ${screen}`] : []),
    ...(exchange ? ['beginning with a screen of its endpoint'] : []),
  ].join(', ')

const valueText = (value: DefaultValue) =>
  typeof value === 'string' ? `begins with “${value}”` : `from the attribute ${value.attribute}`

/** Describes the input that supervisors chose for a field: its type and its settings. */
function inputText({ type, locked, ...settings }: FieldInput): string {
  const details = Object.entries(settings).map(
    ([name, value]) => `${name} ${Array.isArray(value) ? value.join(' / ') : value}`,
  )
  return [
    `takes ${type === 'amount' ? 'an' : 'a'} ${type}`,
    ...(details.length > 0 ? [`(${details.join(', ')})`] : []),
    ...(locked ? ['that agents cannot change'] : []),
  ].join(' ')
}
