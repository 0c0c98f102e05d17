// The differences between two states of a curation. The supervisors' page lists the differences as
// changes, and a supervisor can undo each change.
import {
  type CuratedTemplate,
  type CurationRule,
  type CurationState,
  entryKeyOf,
  type RuleTeam,
} from '#whatsapp/templates/curation'
import { changedRule, teamKey } from '#whatsapp/templates/curation-edits'
import { isFormEntry } from '#whatsapp/templates/forms'
import { withUsedTopics } from '#whatsapp/templates/topics'

interface Both<Value> {
  readonly before?: Value
  readonly after?: Value
}

interface Order {
  readonly before: readonly string[]
  readonly after: readonly string[]
}

export interface TeamPatch {
  readonly team: RuleTeam
  readonly others?: Both<CurationRule['others']>
  /** The entries of the rule that the change affects. */
  readonly templates: readonly Both<CuratedTemplate>[]
  /** The keys of all entries in their order, if the order changed. */
  readonly order?: Order
}

export interface CurationPatch {
  readonly teams: readonly TeamPatch[]
  /** The keys of the rules in their order, if the order changed. */
  readonly ruleOrder?: Order
  readonly newTemplatesWait?: { readonly before: boolean; readonly after: boolean }
  /** The names of templates for which a supervisor made a decision. */
  readonly chosen?: readonly string[]
  /** All topics in their order, if the topics changed. */
  readonly topics?: Order
}

export function patchBetween(before: CurationState, after: CurationState): CurationPatch {
  const [old, next] = [byTeam(before.rules), byTeam(after.rules)]
  const keys = [...new Set([...old.keys(), ...next.keys()])]
  const stillUndecided = new Set(after.undecided)
  const chosen = before.undecided.filter((name) => !stillUndecided.has(name))
  const order = { before: [...old.keys()], after: [...next.keys()] }
  const common = (some: readonly string[], others: ReadonlyMap<string, unknown>) =>
    some.filter((key) => others.has(key)).join()
  return {
    teams: keys.flatMap((key) => teamPatch(old.get(key), next.get(key))),
    ...(common(order.before, next) === common(order.after, old) ? {} : { ruleOrder: order }),
    ...(before.newTemplatesWait === after.newTemplatesWait
      ? {}
      : { newTemplatesWait: { before: before.newTemplatesWait, after: after.newTemplatesWait } }),
    ...(chosen.length > 0 ? { chosen } : {}),
    ...(isEqual(before.topics ?? [], after.topics ?? [])
      ? {}
      : { topics: { before: before.topics ?? [], after: after.topics ?? [] } }),
  }
}

export const isNothing = ({ teams, ...rest }: CurationPatch): boolean =>
  teams.length === 0 && Object.keys(rest).length === 0

function teamPatch(old: CurationRule | undefined, next: CurationRule | undefined): TeamPatch[] {
  const { queues, routingProfiles } = (next ?? old)!
  const team = { ...(queues ? { queues } : {}), ...(routingProfiles ? { routingProfiles } : {}) }
  const [before, after] = [byKey(old), byKey(next)]
  const keys = [...new Set([...before.keys(), ...after.keys()])]
  const templates = keys
    .map((key) => both(before.get(key), after.get(key)))
    .filter((each) => !isEqual(each.before, each.after))
  const order = { before: [...before.keys()], after: [...after.keys()] }
  const patch: TeamPatch = {
    team,
    ...(old?.others === next?.others ? {} : { others: both(old?.others, next?.others) }),
    templates,
    ...(order.before.join('\n') === order.after.join('\n') ? {} : { order }),
  }
  return patch.others || patch.order || templates.length > 0 ? [patch] : []
}

/**
 * Returns the state without the change. Later changes to other settings of the curation are
 * preserved. Returns undefined if a later change affects the same setting.
 */
export function undone(state: CurationState, patch: CurationPatch): CurationState | undefined {
  let next: CurationState = state
  for (const each of patch.teams) {
    const rule = state.rules.find((one) => teamKey(one) === teamKey(each.team))
    const entries = byKey(rule)
    const isAsLeft =
      (!each.others || rule?.others === each.others.after) &&
      each.templates.every(({ before, after }) =>
        isEqual(entries.get(entryKeyOf((after ?? before)!)), after),
      )
    if (!isAsLeft) return undefined
    next = changedRule(next, each.team, (current) => withoutPatch(current, each))
  }
  if (patch.newTemplatesWait && state.newTemplatesWait !== patch.newTemplatesWait.after)
    return undefined
  const topics = patch.topics && topicsBefore(state.topics ?? [], patch.topics)
  if (patch.topics && !topics) return undefined
  return withUsedTopics({
    ...state,
    ...(topics ? { topics } : {}),
    rules: patch.ruleOrder ? inOrder(next.rules, teamKey, patch.ruleOrder.before) : next.rules,
    undecided: [...new Set([...state.undecided, ...(patch.chosen ?? [])])],
    newTemplatesWait: patch.newTemplatesWait?.before ?? state.newTemplatesWait,
  })
}

/**
 * Returns the topics without the change. Topics that were added later are preserved. Returns
 * undefined if the order of the topics was changed again.
 */
function topicsBefore(
  current: readonly string[],
  { before, after }: Order,
): readonly string[] | undefined {
  const within = (topics: readonly string[], others: readonly string[]) =>
    topics.filter((topic) => others.includes(topic))
  const [added, removed] = [missingFrom(after, before), missingFrom(before, after)]
  const isReordered = !isEqual(within(before, after), within(after, before))
  if (isReordered && !isEqual(within(current, after), within(after, current))) return undefined
  const topics = [...missingFrom(current, added), ...missingFrom(removed, current)]
  return isReordered || removed.length > 0 ? inOrder(topics, (topic) => topic, before) : topics
}

const missingFrom = (topics: readonly string[], others: readonly string[]): readonly string[] =>
  topics.filter((topic) => !others.includes(topic))

function withoutPatch(rule: CurationRule, { others, templates, order }: TeamPatch): CurationRule {
  const entries = byKey(rule)
  for (const { before, after } of templates) {
    const key = entryKeyOf((after ?? before)!)
    if (before) entries.set(key, before)
    else entries.delete(key)
  }
  const { others: current, ...rest } = rule
  const wanted = others ? others.before : current
  return {
    ...rest,
    ...(wanted ? { others: wanted } : {}),
    templates: order
      ? inOrder([...entries.values()], entryKeyOf, order.before)
      : [...entries.values()],
  }
}

/** Sorts the items in the order of the given keys. Items whose key is not in the list come last. */
function inOrder<Item>(
  items: readonly Item[],
  keyIn: (item: Item) => string,
  order: readonly string[],
): Item[] {
  const place = new Map(order.map((key, i) => [key, i]))
  const placeOf = (item: Item) => place.get(keyIn(item)) ?? order.length
  return items.toSorted((a, b) => placeOf(a) - placeOf(b))
}

/** The effect of a change on the templates of a team, for the list of changes. */
export type ChangeKind =
  | 'offered'
  | 'not_offered'
  | 'as_others'
  | 'pinned'
  | 'not_pinned'
  | 'described'
  | 'defaults'
  | 'labels'
  | 'inputs'
  | 'period'
  | 'successor'
  | 'form'
  | 'moved'
  | 'topic'
  | 'topics'
  | 'others_offered'
  | 'others_not_offered'
  | 'others_as_before'
  | 'new_wait'
  | 'new_offered'

export interface ChangeLine {
  readonly kind: ChangeKind
  readonly team: RuleTeam
  /** The names of the first templates that the change affects. */
  readonly names: readonly string[]
  /** The number of all templates that the change affects. */
  readonly count: number
}

const SHOWN_NAMES = 3

export function linesOf(patch: CurationPatch): ChangeLine[] {
  const line = (kind: ChangeKind, team: RuleTeam, names: readonly string[] = []): ChangeLine => ({
    kind,
    team,
    names: names.slice(0, SHOWN_NAMES),
    count: names.length,
  })
  const ofTeams = patch.teams.flatMap(({ team, others, templates, order }) => {
    const isGeneral = !team.queues && !team.routingProfiles
    const names = new Map<ChangeKind, Set<string>>()
    const add = (kind: ChangeKind, what: string) =>
      names.set(kind, (names.get(kind) ?? new Set()).add(what))
    // Entries for all languages come first, so that the same change is not listed again for each
    // language.
    for (const each of templates.toSorted(byLanguage))
      for (const kind of kindsOf(each, isGeneral)) {
        const { name, language } = entryOf(each)
        if (!language) add(kind, name)
        else if (!names.get(kind)?.has(name)) add(kind, `${name} (${language})`)
      }
    return [
      ...(others ? [line(OTHERS[others.after ?? 'nothing'], team)] : []),
      ...[...names].map(([kind, found]) => line(kind, team, [...found])),
      ...(names.size === 0 && order ? [line('moved', team, movedIn(order))] : []),
    ]
  })
  const isShown = new Set(ofTeams.flatMap(({ names }) => names))
  const chosen = (patch.chosen ?? []).filter((name) => !isShown.has(name))
  return [
    ...(patch.newTemplatesWait
      ? [line(patch.newTemplatesWait.after ? 'new_wait' : 'new_offered', {})]
      : []),
    ...ofTeams,
    ...(patch.topics && ofTeams.length === 0 ? [line('topics', {})] : []),
    ...(chosen.length > 0 && ofTeams.length === 0 ? [line('offered', {}, chosen)] : []),
  ]
}

const entryOf = ({ before, after }: Both<CuratedTemplate>): CuratedTemplate => (after ?? before)!

const byLanguage = (a: Both<CuratedTemplate>, b: Both<CuratedTemplate>): number =>
  Number(Boolean(entryOf(a).language)) - Number(Boolean(entryOf(b).language))

const OTHERS = {
  offered: 'others_offered',
  not_offered: 'others_not_offered',
  nothing: 'others_as_before',
} as const

function kindsOf({ before, after }: Both<CuratedTemplate>, isGeneral: boolean): ChangeKind[] {
  const settings = settingKinds(before, after)
  // If the entry for one language is removed, the language has the same settings as the template's
  // other languages.
  if (!after && before?.language && settings.length > 0) return settings
  if (!after && !isGeneral) return ['as_others']
  if (!after) {
    const removed = [...offerKindsOfRemoved(before!), ...settings]
    return removed.length > 0 ? removed : ['moved']
  }
  const kinds = [...offerKinds(before, after, isGeneral), ...settings]
  return kinds.length > 0 ? kinds : ['moved']
}

/**
 * Returns how the removal of an entry changes whether its template or form is offered. Without an
 * entry in any rule, a template is offered and a form is not offered.
 */
function offerKindsOfRemoved({ name, offered = true }: CuratedTemplate): ChangeKind[] {
  const isOffered = !isFormEntry(name)
  return offered === isOffered ? [] : [isOffered ? 'offered' : 'not_offered']
}

function settingKinds(
  before: CuratedTemplate | undefined,
  after: CuratedTemplate | undefined,
): ChangeKind[] {
  const isSame = (...settings: (keyof CuratedTemplate)[]) =>
    settings.every((setting) => isEqual(before?.[setting], after?.[setting]))
  return [
    ...((before?.pinned ?? false) === (after?.pinned ?? false)
      ? []
      : [after?.pinned ? ('pinned' as const) : ('not_pinned' as const)]),
    ...(isSame('title', 'note') ? [] : ['described' as const]),
    ...(isSame('defaults') ? [] : ['defaults' as const]),
    ...(isSame('labels') ? [] : ['labels' as const]),
    ...(isSame('inputs') ? [] : ['inputs' as const]),
    ...(isSame('from', 'until') ? [] : ['period' as const]),
    ...(isSame('successor') ? [] : ['successor' as const]),
    ...(isSame('topic') ? [] : ['topic' as const]),
    ...(isSame('form') ? [] : ['form' as const]),
  ]
}

function offerKinds(
  before: CuratedTemplate | undefined,
  { name, language: _, offered = true, ordered: __, ...rest }: CuratedTemplate,
  isGeneral: boolean,
): ChangeKind[] {
  const wasOffered = before ? before.offered !== false : !isFormEntry(name)
  // An entry without settings in a team's rule also has an effect: it overrides a more general rule
  // that does not offer the template.
  const isOverride = !before && !isGeneral && Object.keys(rest).length === 0
  return offered === wasOffered && !isOverride ? [] : [offered ? 'offered' : 'not_offered']
}

/** Returns the name of the entry that was moved ahead of another entry. */
function movedIn({ before, after }: NonNullable<TeamPatch['order']>): string[] {
  const first = after.findIndex((key, i) => key !== before[i])
  const key = after[first]
  return key === undefined ? [] : [key.slice(0, key.lastIndexOf('#'))]
}

const byTeam = (rules: readonly CurationRule[]) =>
  new Map(rules.map((rule) => [teamKey(rule), rule]))

const byKey = (rule: CurationRule | undefined) =>
  new Map((rule?.templates ?? []).map((entry) => [entryKeyOf(entry), entry]))

const both = <Value>(before: Value | undefined, after: Value | undefined): Both<Value> => ({
  ...(before === undefined ? {} : { before }),
  ...(after === undefined ? {} : { after }),
})

/** Compares two values as JSON. The order of an object's members does not matter. */
function isEqual(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  const [mine, theirs] = [Object.entries(a), Object.entries(b)]
  return (
    mine.length === theirs.length &&
    mine.every(([key, value]) => isEqual(value, (b as Record<string, unknown>)[key]))
  )
}
