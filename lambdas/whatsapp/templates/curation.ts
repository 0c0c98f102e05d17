// Applies the supervisors' curation of a WABA's templates to one contact. The curation determines
// which templates the contact's agent is offered, their order and their default values.
import type * as z from 'zod'
import type { curation, offer } from '#whatsapp/templates/curation-schema'
import { preparedText } from '#whatsapp/templates/field-inputs'
import { isFormEntry } from '#whatsapp/templates/forms'

export type Curation = z.infer<typeof curation>
export type Offer = z.infer<typeof offer>
export type DefaultValue = NonNullable<Offer['defaults']>[string]

/** A rule's entry for one template. */
export interface CuratedTemplate extends Omit<Curation['templates'][number], 'offered'> {
  /** Whether the template is offered. If the value is missing, the template is offered. */
  readonly offered?: boolean
}

export interface CurationRule {
  /**
   * The ids of queues and routing profiles in Connect. A missing list means that the rule applies
   * to every queue or every routing profile.
   */
  readonly queues?: readonly string[]
  readonly routingProfiles?: readonly string[]
  /**
   * Whether templates without an entry in this rule are offered. If `others` is missing, the
   * earlier rules decide.
   */
  readonly others?: 'offered' | 'not_offered'
  /** The entries, in the order in which agents see the templates. */
  readonly templates: readonly CuratedTemplate[]
}

/** The teams that a rule applies to. */
export type RuleTeam = Pick<CurationRule, 'queues' | 'routingProfiles'>

/** The data that determine which templates a team is offered. */
export interface CurationState {
  readonly rules: readonly CurationRule[]
  /** The names of new templates at Meta for which supervisors have not made a decision yet. */
  readonly undecided: readonly string[]
  /** Whether the names of new templates at Meta are added to `undecided`. */
  readonly newTemplatesWait: boolean
  /** The topics of all teams in the order in which agents see them. */
  readonly topics?: readonly string[]
}

/**
 * The queue and routing profile of a chat. The queue and the routing profile determine which rules
 * apply to the chat. A chat that was transferred directly from agent to agent may have no queue.
 */
export interface Team {
  readonly queue: string | undefined
  readonly routingProfile: string | undefined
}

/**
 * Combines the rules that apply to a team into one curation. A later rule overrides an earlier
 * rule, and its templates come before those of the earlier rule. A new template in `undecided` is
 * offered only if a rule for the team names the template. If `now` is missing, the periods of
 * offers are ignored.
 */
export function curationFor(
  { rules, undecided, topics = [] }: Pick<CurationState, 'rules' | 'undecided' | 'topics'>,
  team: Team,
  now?: Date,
): Curation {
  const applicable = rules
    .filter((rule) => appliesTo(rule, team))
    .map(({ others, templates }) => ({ others, named: namedIn(templates) }))
  // If several rules define an order, the last of these rules determines the order.
  const inOrder = new Map(
    applicable
      .toReversed()
      .flatMap(({ named }) => [...named].filter(([, { ordered }]) => ordered !== false)),
  )
  const named = new Map([...inOrder, ...applicable.flatMap((rule) => [...rule.named])])
  return {
    others: applicable.findLast(({ others }) => others !== undefined)?.others !== 'not_offered',
    templates: [
      ...[...named].map(([key, { name, language }]) => ({
        name,
        ...(language ? { language } : {}),
        ...inPeriod(offerUnder(applicable, name, language), now),
        ...(inOrder.has(key) ? {} : { ordered: false as const }),
      })),
      ...undecided
        .filter((name) => !named.has(entryKeyOf({ name })))
        .map((name) => ({ name, offered: false, ordered: false as const })),
    ],
    ...(topics.length > 0 ? { topics } : {}),
  }
}

const inPeriod = (offer: Offer, now: Date | undefined): Offer =>
  now && periodOf(offer, now) !== 'current' ? { ...offer, offered: false } : offer

/** Returns whether the period of an offer has not begun, is current or has ended. */
export function periodOf(
  { from, until }: Pick<Offer, 'from' | 'until'>,
  now: Date,
): 'early' | 'current' | 'over' {
  if (until && now.getTime() >= new Date(until).getTime()) return 'over'
  return from && now.getTime() < new Date(from).getTime() ? 'early' : 'current'
}

interface Indexed extends Pick<CurationRule, 'others'> {
  named: ReadonlyMap<string, CuratedTemplate>
}

function offerUnder(rules: readonly Indexed[], name: string, language: string | undefined): Offer {
  // A form needs a text and a button, so a form is offered only if a rule contains an entry for the
  // form.
  let offer: Offer = { offered: !isFormEntry(name) }
  for (const { others, named } of rules) {
    if (others === 'not_offered') offer = { ...offer, offered: false }
    if (others === 'offered' && !isFormEntry(name)) offer = { ...offer, offered: true }
    // An entry for one language takes precedence over an entry for all languages.
    for (const entry of [
      named.get(entryKeyOf({ name })),
      language && named.get(entryKeyOf({ name, language })),
    ])
      if (entry) offer = merged(offer, entry)
  }
  return offer
}

const namedIn = (templates: readonly CuratedTemplate[]) =>
  new Map(templates.map((each) => [entryKeyOf(each), each]))

const appliesTo = (
  { queues, routingProfiles }: CurationRule,
  { queue, routingProfile }: Team,
): boolean =>
  (!queues || queues.includes(queue ?? '')) &&
  (!routingProfiles || routingProfiles.includes(routingProfile ?? ''))

function merged(
  before: Offer,
  {
    name: _name,
    language: _language,
    ordered: _ordered,
    offered = true,
    defaults,
    labels,
    inputs,
    ...rest
  }: CuratedTemplate,
): Offer {
  return {
    ...before,
    ...rest,
    offered,
    ...(defaults ? { defaults: { ...before.defaults, ...defaults } } : {}),
    ...(labels ? { labels: { ...before.labels, ...labels } } : {}),
    ...(inputs ? { inputs: { ...before.inputs, ...inputs } } : {}),
  }
}

export const entryKeyOf = ({
  name,
  language = '',
}: Pick<CuratedTemplate, 'name' | 'language'>): string => `${name}#${language}`

/**
 * Returns a function that looks up a template's offer and its position in the agents' list. A
 * caller that looks up many templates should call `offersOf` only once, because it indexes the
 * whole curation.
 */
export function offersOf({ others, templates }: Curation) {
  const places = new Map(
    templates.flatMap((each, place) =>
      each.ordered === false ? [] : [[entryKeyOf(each), place] as const],
    ),
  )
  const byKey = new Map(
    templates.map((each) => {
      // A language without a position of its own has the position of the template's other
      // languages.
      const place = places.get(entryKeyOf(each)) ?? places.get(entryKeyOf({ name: each.name }))
      return [entryKeyOf(each), { ...each, place: place ?? templates.length }]
    }),
  )
  return ({
    name,
    language,
  }: {
    name: string
    language: string
  }): Offer & { readonly place: number } =>
    byKey.get(entryKeyOf({ name, language })) ??
    byKey.get(entryKeyOf({ name })) ?? {
      offered: others && !isFormEntry(name),
      place: templates.length,
    }
}

export interface Prefilled {
  /** The values by the keys of the fields. */
  readonly values: Readonly<Record<string, string>>
  /**
   * The names of attributes that the contact lacks, by the keys of the fields for which the
   * attributes provide default values.
   */
  readonly missing: Readonly<Record<string, string>>
}

/**
 * Returns the default values of a template in this language for a contact with these attributes.
 * Dates and amounts are in the form in which agents enter them.
 */
export function prefilled(
  { defaults = {}, inputs = {} }: Pick<Offer, 'defaults' | 'inputs'>,
  attributes: Readonly<Record<string, string>>,
  language: string,
): Prefilled {
  const values: Record<string, string> = {}
  const missing: Record<string, string> = {}
  for (const [key, value] of Object.entries(defaults)) {
    const found = typeof value === 'string' ? value : attributes[value.attribute]
    if (found) values[key] = preparedText(found, inputs[key], language)
    else if (typeof value !== 'string') missing[key] = value.attribute
  }
  return { values, missing }
}
