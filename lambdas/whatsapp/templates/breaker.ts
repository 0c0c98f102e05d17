// The rules of the circuit breaker, which stops offering a template to agents (withholds it) if the
// template has low quality, if its messages often fail, or if it makes many customers stop
// marketing. Agents are offered the replacement template that a supervisor named, if there is one.
// Supervisors switch the breaker on and choose its thresholds.

import {
  type CurationState,
  curationFor,
  offersOf,
  type RuleTeam,
} from '#whatsapp/templates/curation'
import { edited, teamIn } from '#whatsapp/templates/curation-edits'
import {
  failingIn,
  type HourOfSends,
  sendsNeededFrom,
  stoppingIn,
} from '#whatsapp/templates/hourly-sends'

export interface BreakerSettings {
  readonly isOn: boolean
  /** Whether the breaker withholds templates of low quality. */
  readonly lowQuality: boolean
  /**
   * The breaker withholds a template if at least this percentage of its messages failed in an hour.
   * Undefined if the breaker ignores failed messages.
   */
  readonly failures?: number | undefined
  /**
   * The breaker withholds a template if, after at least this percentage of its messages in 24
   * hours, the customer stopped marketing messages. Undefined if the breaker ignores these stops.
   */
  readonly stops?: number | undefined
}

export const DEFAULT_BREAKER: BreakerSettings = {
  isOn: false,
  lowQuality: true,
  failures: 20,
  stops: 5,
}

export type BreakerCause =
  | { readonly is: 'low_quality' }
  | { readonly is: 'failures'; readonly failed: number; readonly sent: number }
  | { readonly is: 'stops'; readonly stopped: number; readonly sent: number }

/** The cause that is recorded with the breaker's change to the curation. */
export type RecordedCause = BreakerCause & {
  readonly name: string
  /** The template that agents are offered instead, if supervisors have named a replacement. */
  readonly successor?: string | undefined
}

/** A template that the breaker withholds. */
export interface Withheld {
  readonly name: string
  readonly at: string
  readonly cause: BreakerCause
  /**
   * The id of the breaker's change to the curation. Undoing the breaker's change makes the template
   * available to agents again.
   */
  readonly changeId: string
  /** The template that agents are offered instead, if supervisors have named a replacement. */
  readonly successor?: string | undefined
}

/** The author's name in the record of the breaker's changes. */
export const BREAKER = 'Circuit breaker'

export interface BreakerState {
  /** The version of the curation after the breaker's last change. */
  readonly version?: string | undefined
  readonly withheld: readonly Withheld[]
  /**
   * The time (ISO) at which each template was offered again, by the template's name.
   * `stillReleased` removes times that are no longer needed.
   */
  readonly released: Readonly<Record<string, string>>
  /**
   * The templates that could not be withheld. Undefined if every template that must be withheld was
   * withheld.
   */
  readonly refused?: Refused | undefined
}

/**
 * The templates that must be withheld but cannot be, because the WABA's stored curation would
 * become too large.
 */
export interface Refused {
  readonly count: number
  /** When the first of these templates should have been withheld. */
  readonly since: string
}

/**
 * The maximum number of templates that the breaker withholds in one run of its function. The next
 * run withholds the others.
 */
export const MOST_AT_ONCE = 60
/**
 * The maximum number of failing templates that are stored. The templates with the most failures
 * come first.
 */
export const MOST_FAILING = 40

interface JudgedTemplate {
  readonly name: string
  readonly language: string
  readonly status: string
  readonly quality?: string | undefined
  /** When the template's status or quality last changed. */
  readonly since?: string | undefined
}

/**
 * Returns the templates that the breaker must withhold, with the most important cause of each.
 * Failures and stops from before a template was last offered again do not count.
 */
export function causesIn(
  { lowQuality, failures, stops }: BreakerSettings,
  { withheld, released }: BreakerState,
  templates: readonly JudgedTemplate[],
  hours: readonly HourOfSends[],
  now: Date,
): Map<string, BreakerCause> {
  const from = (name: string) => {
    const at = released[name]
    return at === undefined ? undefined : new Date(at)
  }
  const low = lowQuality ? templates.filter((each) => isLow(each, released[each.name])) : []
  const failing = failures === undefined ? [] : failingIn(hours, now, failures, from)
  const stopping = stops === undefined ? [] : stoppingIn(hours, now, stops, from)
  const causes = new Map<string, BreakerCause>([
    ...stopping.map(({ name, stopped, sent }) => [name, { is: 'stops', stopped, sent }] as const),
    ...failing.map(({ name, failed, sent }) => [name, { is: 'failures', failed, sent }] as const),
    ...low.map(({ name }) => [name, { is: 'low_quality' }] as const),
  ])
  for (const { name } of withheld) causes.delete(name)
  return causes
}

/**
 * Returns the times at which templates were offered again, without the times that are no longer
 * needed. A template's time is needed while messages from before that time would still be counted,
 * and while the template has the low quality that the supervisor accepted by offering it again.
 */
export function stillReleased(
  released: BreakerState['released'],
  templates: readonly JudgedTemplate[],
  now: Date,
): BreakerState['released'] {
  const counted = sendsNeededFrom(now).toISOString()
  const isAccepted = (name: string, at: string) =>
    templates.some(
      (each) => each.name === name && each.quality === 'RED' && (each.since ?? '') < at,
    )
  return Object.fromEntries(
    Object.entries(released).filter(([name, at]) => at >= counted || isAccepted(name, at)),
  )
}

const isLow = ({ status, quality, since }: JudgedTemplate, released = ''): boolean =>
  status.toUpperCase() === 'APPROVED' && quality === 'RED' && (since ?? '') >= released

/** Returns whether a template was withheld for low quality but no longer has low quality. */
export const isOver = ({ name, cause }: Withheld, templates: readonly JudgedTemplate[]): boolean =>
  cause.is === 'low_quality' &&
  templates.some((each) => each.name === name) &&
  !templates.some((each) => each.name === name && each.quality === 'RED')

export interface NamedTemplate {
  readonly name: string
  readonly languages: readonly string[]
}

const teamsOf = (state: Pick<CurationState, 'rules'>): RuleTeam[] => [
  {},
  ...state.rules.map(({ queues, routingProfiles }) => ({
    ...(queues ? { queues } : {}),
    ...(routingProfiles ? { routingProfiles } : {}),
  })),
]

/**
 * Returns the offer of a template to a team: whether any language of the template is offered, and
 * the name of the template that replaces it. Periods are ignored, so a template whose period begins
 * later counts as offered.
 */
function offerIn(state: CurationState, team: RuleTeam, { name, languages }: NamedTemplate) {
  const offers = offersOf(curationFor(state, teamIn(team)))
  return {
    offered: languages.some((language) => offers({ name, language }).offered),
    successor: offers({ name, language: '' }).successor,
  }
}

/** Returns whether any team is offered any language of the template. */
export const isOffered = (state: CurationState, template: NamedTemplate): boolean =>
  teamsOf(state).some((team) => offerIn(state, team, template).offered)

/**
 * Returns a curation in which no team is offered the template. Every team that was offered the
 * template is offered the replacement that supervisors named, if the replacement is one of
 * `replacements`, the templates that can be sent.
 */
export function withholding(
  before: CurationState,
  template: NamedTemplate,
  replacements: readonly NamedTemplate[],
): { state: CurationState; successor?: string } {
  const { name } = template
  let state = before
  const successors: string[] = []
  for (const team of teamsOf(before)) {
    const { offered, successor } = offerIn(before, team, template)
    if (offerIn(state, team, template).offered)
      state = edited(state, team, { edit: 'offer', names: [name], offered: false })
    const replacement = replacements.find((each) => each.name === successor)
    if (!offered || !replacement) continue
    successors.push(replacement.name)
    if (!offerIn(state, team, replacement).offered)
      state = edited(state, team, { edit: 'offer', names: [replacement.name], offered: true })
  }
  const [successor] = successors
  return successor ? { state, successor } : { state }
}
