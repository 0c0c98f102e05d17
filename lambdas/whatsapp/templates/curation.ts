// What supervisors have laid down for a WABA's templates, applied to one contact: which are offered to its agent, in what order,
// and with what filled in beforehand.

/** A fixed text, or whatever the contact's attribute holds. */
export type DefaultValue = string | { readonly attribute: string }

export interface CuratedTemplate {
  readonly name: string
  /** Left out: every language it has. */
  readonly language?: string
  /** Left out: it is, being named. */
  readonly offered?: boolean
  readonly pinned?: boolean
  /** From supervisors to agents. */
  readonly note?: string
  /** By the keys of the template's fields. */
  readonly defaults?: Readonly<Record<string, DefaultValue>>
}

export interface CurationRule {
  /** Ids of Connect. Left out: whichever queue, whichever routing profile. */
  readonly queues?: readonly string[]
  readonly routingProfiles?: readonly string[]
  /** What becomes of every template this rule does not name. Left out: what the rules before it say. */
  readonly others?: 'offered' | 'not_offered'
  /** In the order agents see them. */
  readonly templates: readonly CuratedTemplate[]
}

/** Who is to be offered something. A chat handed from agent to agent may be in no queue. */
export interface Team {
  readonly queue: string | undefined
  readonly routingProfile: string | undefined
}

/** How a template is offered. */
export interface Offer extends Omit<CuratedTemplate, 'name' | 'language' | 'offered'> {
  readonly offered: boolean
}

/** The rules that go for one contact, as one. */
export interface Curation {
  /** Whether templates that are not named below are offered. */
  readonly others: boolean
  /** In the order agents see them, before all others. */
  readonly templates: readonly (Offer & Pick<CuratedTemplate, 'name' | 'language'>)[]
}

/** Rules are read from the first to the last: a later one's word takes the place of an earlier one's, and its templates come first. */
export function curationFor(rules: readonly CurationRule[], team: Team): Curation {
  const going = rules
    .filter((rule) => goesFor(rule, team))
    .map(({ others, templates }) => ({ others, named: namedIn(templates) }))
  const named = new Map(going.toReversed().flatMap((rule) => [...rule.named]))
  return {
    others: going.findLast(({ others }) => others !== undefined)?.others !== 'not_offered',
    templates: [...named.values()].map(({ name, language }) => ({
      name,
      ...(language ? { language } : {}),
      ...offerUnder(going, name, language),
    })),
  }
}

interface Indexed extends Pick<CurationRule, 'others'> {
  named: ReadonlyMap<string, CuratedTemplate>
}

function offerUnder(rules: readonly Indexed[], name: string, language: string | undefined): Offer {
  let offer: Offer = { offered: true }
  for (const { others, named } of rules) {
    if (others) offer = { ...offer, offered: others === 'offered' }
    // What a rule says of one language counts more than what it says of them all.
    for (const said of [
      named.get(keyOf({ name })),
      language && named.get(keyOf({ name, language })),
    ])
      if (said) offer = merged(offer, said)
  }
  return offer
}

const namedIn = (templates: readonly CuratedTemplate[]) =>
  new Map(templates.map((each) => [keyOf(each), each]))

const goesFor = (
  { queues, routingProfiles }: CurationRule,
  { queue, routingProfile }: Team,
): boolean =>
  (!queues || queues.includes(queue ?? '')) &&
  (!routingProfiles || routingProfiles.includes(routingProfile ?? ''))

function merged(
  before: Offer,
  { name: _name, language: _language, offered = true, defaults, ...said }: CuratedTemplate,
): Offer {
  return {
    ...before,
    ...said,
    offered,
    ...(defaults ? { defaults: { ...before.defaults, ...defaults } } : {}),
  }
}

const keyOf = ({ name, language = '' }: Pick<CuratedTemplate, 'name' | 'language'>): string =>
  `${name}#${language}`

/** Looks up how a template is offered, and its place in the order; prepared once for a whole list. */
export function offersOf({ others, templates }: Curation) {
  const byKey = new Map(templates.map((each, place) => [keyOf(each), { ...each, place }]))
  return ({
    name,
    language,
  }: {
    name: string
    language: string
  }): Offer & { readonly place: number } =>
    byKey.get(keyOf({ name, language })) ??
    byKey.get(keyOf({ name })) ?? { offered: others, place: templates.length }
}

export interface Prefilled {
  /** By the keys of the fields. */
  readonly values: Readonly<Record<string, string>>
  /** Attributes the contact does not have, by the keys of the fields they were to fill. */
  readonly missing: Readonly<Record<string, string>>
}

/** What a template begins with for a contact with these attributes. */
export function prefilled(
  defaults: CuratedTemplate['defaults'] = {},
  attributes: Readonly<Record<string, string>>,
): Prefilled {
  const values: Record<string, string> = {}
  const missing: Record<string, string> = {}
  for (const [key, value] of Object.entries(defaults)) {
    const found = typeof value === 'string' ? value : attributes[value.attribute]
    if (found) values[key] = found
    else if (typeof value !== 'string') missing[key] = value.attribute
  }
  return { values, missing }
}
