// The data of a WhatsApp Business Account in which problems are found that need a supervisor's
// attention.
import type { RejectedTemplate } from '#whatsapp/template-review/likely-causes'
import type { Refused, Withheld } from '#whatsapp/templates/breaker'
import {
  type CurationState,
  curationFor,
  type Offer,
  offersOf,
  type RuleTeam,
} from '#whatsapp/templates/curation'
import { teamIn, teamKey } from '#whatsapp/templates/curation-edits'
import { formEntryName, formTitle } from '#whatsapp/templates/forms'

export interface KnownTemplate extends RejectedTemplate {
  readonly status: string
  readonly quality?: string | undefined
  /**
   * When the status or the quality of the template last changed. Undefined if no change of the
   * template was observed.
   */
  readonly since?: string | undefined
  /** The previous quality of the template, if its quality has become lower. */
  readonly fellFrom?: string | undefined
}

export interface KnownForm {
  readonly id: string
  readonly name: string
  readonly status: string
}

export interface AccountState {
  readonly templates: readonly KnownTemplate[]
  readonly forms?: readonly KnownForm[] | undefined
  readonly curation: Pick<CurationState, 'rules' | 'undecided'>
  /** When WhatsApp's templates were last read. */
  readonly syncedAt?: string | undefined
  readonly breaker?: KnownBreaker | undefined
  /** Data about templates and numbers that the list of templates does not contain. */
  readonly watched?:
    | {
        readonly account?: { readonly numbers: readonly KnownNumber[] } | undefined
        readonly templates: readonly Forecast[]
        readonly attributes: readonly UsedAttribute[]
      }
    | undefined
}

/**
 * The templates that the circuit breaker withholds, and the templates whose messages fail often.
 */
interface KnownBreaker {
  readonly withheld: readonly Withheld[]
  readonly refused?: Refused | undefined
  readonly failing: readonly {
    readonly name: string
    readonly sent: number
    readonly failed: number
    readonly since: string
  }[]
}

interface KnownNumber {
  readonly number: string
  readonly quality: string
  readonly since?: string | undefined
}

/** A template whose category Meta will change. */
interface Forecast {
  readonly name: string
  readonly language: string
  readonly nextCategory?:
    | { readonly to: string; readonly at?: string | undefined; readonly since: string }
    | undefined
}

/** A contact attribute from which a template takes a default value. */
interface UsedAttribute {
  readonly attribute: string
  /** How many times a template with the attribute was sent. */
  readonly uses: number
  readonly filled: number
  readonly since: string
}

/**
 * A template that has a problem and is offered to agents. `variants` are its languages that have
 * the problem.
 */
export interface OfferedTemplate {
  name: string
  title: string | undefined
  variants: readonly KnownTemplate[]
  /** Whether `variants` contains every language of the template. */
  isWhole: boolean
  /**
   * The teams to which the template is offered. If the rule for everyone offers it, this rule comes
   * first.
   */
  teams: readonly RuleTeam[]
}

const EVERYONE: RuleTeam = {}

/**
 * Returns the templates for which `hasProblem` is true in at least one language that is offered to
 * a team. Each template is returned only once, even if several languages or teams are affected.
 */
export function offeredWith(
  { templates, curation }: Pick<AccountState, 'templates' | 'curation'>,
  hasProblem: (template: KnownTemplate) => boolean,
  now: Date,
): OfferedTemplate[] {
  const found = templates.filter(hasProblem)
  if (found.length === 0) return []
  const teams = teamOffers(curation, now)
  const offering = (template: Pick<KnownTemplate, 'name' | 'language'>) =>
    teams.filter(({ offers }) => (offers(template) as Offer).offered)
  const offered = found.filter((each) => offering(each).length > 0)
  const counts = Map.groupBy(templates, ({ name }) => name)
  return [...Map.groupBy(offered, ({ name }) => name)].map(([name, variants]) => ({
    name,
    title: teams[0]!.offers({ name, language: '' }).title,
    variants,
    isWhole: variants.length === counts.get(name)!.length,
    teams: distinct(variants.flatMap(offering).map(({ team }) => team)),
  }))
}

/** Returns the forms for which `hasProblem` is true and that are offered to at least one team. */
export function offeredFormsWith(
  { forms = [], curation }: Pick<AccountState, 'forms' | 'curation'>,
  hasProblem: (form: KnownForm) => boolean,
  now: Date,
): { name: string; title: string; teams: readonly RuleTeam[] }[] {
  const found = forms.filter(hasProblem)
  if (found.length === 0) return []
  const teams = teamOffers(curation, now)
  return found.flatMap((form) => {
    const name = formEntryName(form.id)
    const offering = teams
      .map(({ team, offers }) => ({ team, offer: offers({ name, language: '' }) as Offer }))
      .filter(({ offer }) => offer.offered && offer.form)
    const [first] = offering
    if (!first) return []
    const title = formTitle({ form, offer: first.offer })
    return [{ name, title, teams: distinct(offering.map(({ team }) => team)) }]
  })
}

/**
 * Returns, for every team with a rule of its own and for everyone else, a function that looks up
 * which templates and forms are offered to the team.
 */
const teamOffers = (curation: AccountState['curation'], now: Date) =>
  [EVERYONE, ...curation.rules].map(({ queues, routingProfiles }: RuleTeam) => {
    const team: RuleTeam = {
      ...(queues ? { queues } : {}),
      ...(routingProfiles ? { routingProfiles } : {}),
    }
    return { team, offers: offersOf(curationFor(curation, teamIn(team), now)) }
  })

const distinct = (teams: readonly RuleTeam[]): RuleTeam[] => [
  ...new Map(teams.map((team) => [teamKey(team), team])).values(),
]

export function earliest(templates: readonly Pick<KnownTemplate, 'since'>[]): Date | undefined {
  const [first] = templates.flatMap(({ since }) => since ?? []).sort()
  return first ? new Date(first) : undefined
}
