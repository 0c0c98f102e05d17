// Applies a supervisor's edits to the curation of one team. Each edit converts a state into a new
// state. An edit applies to all languages of a template, unless the edit specifies a language.
// Entries that supervisors made for a single language are preserved. The edits `offer` and
// `inherit` are exceptions: they also affect the languages that have their own entry.
import type * as z from 'zod'
import {
  type CuratedTemplate,
  type CurationRule,
  type CurationState,
  curationFor,
  offersOf,
  type RuleTeam,
  type Team,
} from '#whatsapp/templates/curation'
import type { curationEdit } from '#whatsapp/templates/curation-edit-schema'
import { orderedTopics, renamedTopic, withUsedTopics } from '#whatsapp/templates/topics'

export type CurationEdit = z.infer<typeof curationEdit>

/**
 * Returns a key for the teams of a rule. Rules with the same queues and routing profiles have the
 * same key.
 */
export const teamKey = ({ queues, routingProfiles }: RuleTeam): string =>
  JSON.stringify([queues ? [...queues].sort() : null, routingProfiles?.toSorted() ?? null])

/** Returns an example of a chat to which a rule for these teams applies. */
export const teamIn = ({ queues, routingProfiles }: RuleTeam): Team => ({
  queue: queues?.[0],
  routingProfile: routingProfiles?.[0],
})

const isForEveryone = ({ queues, routingProfiles }: RuleTeam) => !queues && !routingProfiles

/** Returns the state after the edit. An edit that changes nothing returns an equal state. */
export function edited(state: CurationState, team: RuleTeam, edit: CurationEdit): CurationState {
  switch (edit.edit) {
    case 'offer':
      return offered(state, team, edit.names, edit.offered)
    case 'inherit':
      return changedRule(state, team, (rule) => without(rule, new Set(edit.names)))
    case 'copy':
      return copied(state, team, edit.from)
    case 'pin':
      return describedAs(state, team, edit.names, ({ pinned: _, ...entry }) =>
        edit.pinned ? { ...entry, pinned: true } : entry,
      )
    case 'describe':
      return describedAs(state, team, [edit.name], ({ title: _, note: __, ...entry }) => ({
        ...entry,
        ...(edit.title ? { title: edit.title } : {}),
        ...(edit.note ? { note: edit.note } : {}),
      }))
    case 'schedule':
      return describedAs(state, team, [edit.name], ({ from: _, until: __, ...entry }) => ({
        ...entry,
        ...(edit.from ? { from: edit.from } : {}),
        ...(edit.until ? { until: edit.until } : {}),
      }))
    case 'successor':
      return describedAs(state, team, [edit.name], ({ successor: _, ...entry }) => ({
        ...entry,
        ...(edit.successor ? { successor: edit.successor } : {}),
      }))
    case 'offer_language':
      return describedAs(
        state,
        team,
        [edit.name],
        (entry) => ({ ...entry, offered: edit.offered }),
        edit.language,
      )
    case 'prepare': {
      const { name, language, labels, defaults } = edit
      return describedAs(
        state,
        team,
        [name],
        ({ labels: _, defaults: __, inputs: before, ...entry }) => {
          const inputs = edit.inputs ?? before ?? {}
          return {
            ...entry,
            ...(isEmpty(labels) ? {} : { labels }),
            ...(isEmpty(defaults) ? {} : { defaults }),
            ...(isEmpty(inputs) ? {} : { inputs }),
          }
        },
        language,
      )
    }
    case 'form': {
      const { edit: _, name, labels, ...form } = edit
      return describedAs(state, team, [name], ({ labels: _, ...entry }) => ({
        ...entry,
        form,
        ...(isEmpty(labels) ? {} : { labels }),
      }))
    }
    case 'topic':
      return withUsedTopics(
        describedAs(state, team, edit.names, ({ topic: _, ...entry }) => ({
          ...entry,
          ...(edit.topic ? { topic: edit.topic } : {}),
        })),
      )
    case 'order_topics':
      return orderedTopics(state, edit.topics)
    case 'rename_topic':
      return edit.to ? renamedTopic(state, edit.topic, edit.to) : withoutTopic(state, edit.topic)
    case 'move':
      return moved(state, team, edit.name, edit.to)
    case 'new_templates':
      return { ...state, newTemplatesWait: edit.wait }
  }
}

/** Removes a topic, together with entries that contain nothing but this topic. */
function withoutTopic(state: CurationState, topic: string): CurationState {
  const names = new Set(
    state.rules.flatMap(({ templates }) =>
      templates.filter((entry) => entry.topic === topic).map(({ name }) => name),
    ),
  )
  const next = renamedTopic(state, topic, undefined)
  return next.rules.reduce((before, rule) => simplified(before, rule, names), next)
}

/**
 * Replaces a team's settings with a copy of another team's settings. If the other team has no
 * settings, the team's settings are removed. If the order of the rules is unusual, the copy is
 * placed directly after the original, so that both have the same precedence. In an imported file,
 * for example, a routing profile's rule can come after a queue's rule and override it.
 */
function copied(before: CurationState, team: RuleTeam, from: RuleTeam): CurationState {
  const source = before.rules.find((rule) => teamKey(rule) === teamKey(from))
  const state = changedRule(before, team, ({ others: _, templates: __, ...own }) => ({
    ...own,
    ...(source?.others ? { others: source.others } : {}),
    templates: source?.templates ?? [],
  }))
  const { rules } = state
  const copyAt = rules.findIndex((rule) => teamKey(rule) === teamKey(team))
  if (!source || copyAt < 0 || rank(source) !== rank(team)) return state
  const sourceAt = rules.indexOf(source)
  const [first, last] = [Math.min(sourceAt, copyAt), Math.max(sourceAt, copyAt)]
  if (rules.slice(first, last).every((rule) => rank(rule) === rank(team))) return state
  const others = rules.toSpliced(copyAt, 1)
  return { ...state, rules: others.toSpliced(others.indexOf(source) + 1, 0, rules[copyAt]!) }
}

const isEmpty = (members: object) => Object.keys(members).length === 0

function offered(
  before: CurationState,
  team: RuleTeam,
  names: readonly string[],
  isOffered: boolean,
): CurationState {
  const wanted = new Set(names)
  // A new template no longer waits for a decision if a supervisor chooses the template for
  // everyone. If the supervisor chooses the template for one team only, the template still waits
  // for the other teams.
  const state = isForEveryone(team)
    ? { ...before, undecided: before.undecided.filter((name) => !wanted.has(name)) }
    : before
  const next = changedRule(state, team, (rule) => ({
    ...withEntries(rule, names),
    templates: withEntries(rule, names).templates.map((entry) =>
      wanted.has(entry.name) ? { ...entry, offered: isOffered } : entry,
    ),
  }))
  return simplified(next, team, wanted)
}

/**
 * Changes the entries of these templates, either for all languages or for a single language.
 * Whether the templates are offered remains unchanged unless `change` sets `offered`.
 */
function describedAs(
  state: CurationState,
  team: RuleTeam,
  names: readonly string[],
  change: (entry: CuratedTemplate) => CuratedTemplate,
  language?: string,
): CurationState {
  const wanted = new Set(names)
  const isOffered = offersFor(state, team)
  const next = changedRule(state, team, (rule) => ({
    ...rule,
    templates: withEntries(rule, names, isOffered, language).templates.map((entry) =>
      wanted.has(entry.name) && entry.language === language ? change(entry) : entry,
    ),
  }))
  return simplified(next, team, wanted)
}

function moved(
  state: CurationState,
  team: RuleTeam,
  name: string,
  to: 'first' | 'unordered',
): CurationState {
  const isOffered = offersFor(state, team)
  const next = changedRule(state, team, (rule) => {
    const { templates } = withEntries(rule, [name], isOffered)
    const { ordered: _, ...entry } = templates.find((each) => isEntryOf(each, name))!
    const others = templates.filter((each) => !isEntryOf(each, name))
    return {
      ...rule,
      templates:
        to === 'first' ? [entry, ...others] : [...others, { ...entry, ordered: false as const }],
    }
  })
  return simplified(next, team, new Set([name]))
}

const isEntryOf = ({ name, language }: CuratedTemplate, wanted: string) =>
  name === wanted && !language

const offersFor = (state: CurationState, team: RuleTeam) => {
  const offers = offersOf(curationFor(state, teamIn(team)))
  return (name: string, language = '') => offers({ name, language }).offered
}

/**
 * Adds an entry for each template that the rule does not name. The new entries come last and do not
 * affect the order.
 */
function withEntries(
  rule: CurationRule,
  names: readonly string[],
  isOffered: (name: string, language?: string) => boolean = () => true,
  language?: string,
): CurationRule {
  const known = new Set(
    rule.templates.filter((entry) => entry.language === language).map(({ name }) => name),
  )
  const missing = [...new Set(names)].filter((name) => !known.has(name))
  return {
    ...rule,
    templates: [
      ...rule.templates,
      ...missing.map((name) => ({
        name,
        ...(language ? { language } : {}),
        offered: isOffered(name, language),
        ordered: false as const,
      })),
    ],
  }
}

const without = (rule: CurationRule, names: ReadonlySet<string>): CurationRule => ({
  ...rule,
  templates: rule.templates.filter(({ name }) => !names.has(name)),
})

/**
 * Removes the entries of these templates that have no effect. An entry has no effect if the
 * template would have the same settings without the entry. An entry for one language is compared
 * with the template's entry for all languages, which in turn is compared with the more general
 * rules.
 */
function simplified(
  state: CurationState,
  team: RuleTeam,
  names: ReadonlySet<string>,
): CurationState {
  const statesOfferOnly = ({ name, language: _, offered: __, ordered, ...rest }: CuratedTemplate) =>
    names.has(name) && ordered === false && isEmpty(rest)
  const withoutRepeated = (
    before: CurationState,
    isCandidate: (of: CuratedTemplate) => boolean,
  ) => {
    const isOffered = offersFor(
      changedRule(before, team, (rule) => ({
        ...rule,
        templates: rule.templates.filter((entry) => !isCandidate(entry)),
      })),
      team,
    )
    return changedRule(before, team, (rule) => ({
      ...rule,
      templates: rule.templates.filter(
        (entry) =>
          !isCandidate(entry) || isOffered(entry.name, entry.language) !== (entry.offered ?? true),
      ),
    }))
  }
  const languages = withoutRepeated(state, (of) => statesOfferOnly(of) && Boolean(of.language))
  return withoutRepeated(languages, (of) => statesOfferOnly(of) && !of.language)
}

/**
 * Returns a number by which rules are sorted. Rules for more teams have lower numbers and come
 * first, because later rules override earlier rules.
 */
const rank = ({ queues, routingProfiles }: RuleTeam): number =>
  (routingProfiles ? 1 : 0) + (queues ? 2 : 0)

/** Changes the rule for a team. A missing rule is created, and an empty rule is removed. */
export function changedRule(
  state: CurationState,
  team: RuleTeam,
  change: (rule: CurationRule) => CurationRule,
): CurationState {
  const key = teamKey(team)
  const at = state.rules.findIndex((rule) => teamKey(rule) === key)
  const place = at >= 0 ? at : state.rules.findLastIndex((each) => rank(each) <= rank(team)) + 1
  const own: RuleTeam = {
    ...(team.queues ? { queues: team.queues } : {}),
    ...(team.routingProfiles ? { routingProfiles: team.routingProfiles } : {}),
  }
  const rule = change(state.rules[at] ?? { ...own, templates: [] })
  const isEmpty = rule.others === undefined && rule.templates.length === 0
  return {
    ...state,
    rules: state.rules.toSpliced(place, at >= 0 ? 1 : 0, ...(isEmpty ? [] : [rule])),
  }
}
