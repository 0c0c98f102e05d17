// The rules of the circuit breaker. The breaker withholds a template whose quality is low, whose
// messages fail, or which makes customers stop marketing, and offers a replacement instead.
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
  /** Whether a template of low quality is withheld. */
  readonly lowQuality: boolean
  /**
   * The percentage of failed messages in an hour from which a template is withheld. Without a
   * percentage, failures do not count.
   */
  readonly failures?: number | undefined
  /**
   * The percentage of the messages of 24 hours that made the customer stop marketing. A template
   * with this percentage is withheld. Without a percentage, stops do not count.
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

/** The cause that is recorded with a change of the curation. */
export type RecordedCause = BreakerCause & {
  readonly name: string
  /** The template that is offered instead, if supervisors have named one. */
  readonly successor?: string | undefined
}

/** A template that the breaker withholds. */
export interface Withheld {
  readonly name: string
  readonly at: string
  readonly cause: BreakerCause
  /**
   * The id of the change of the curation that withheld the template. Undoing that change offers the
   * template again.
   */
  readonly changeId: string
  /** The template that is offered instead, if supervisors have named one. */
  readonly successor?: string | undefined
}

/** The name under which the changes of the breaker are recorded. */
export const BREAKER = 'Circuit breaker'

export interface BreakerState {
  /** The version of the curation after the last change of the breaker. */
  readonly version?: string | undefined
  readonly withheld: readonly Withheld[]
  /**
   * For each template that was offered again, the ISO time at which this happened, by the
   * template's name. A time is removed when it no longer matters.
   */
  readonly released: Readonly<Record<string, string>>
}

/**
 * The breaker remembers at most this many templates of a WABA, withheld or offered again. All of
 * them are stored in one item. If more templates are in trouble, their causes concern the whole
 * account, and the page lists them anyway.
 */
export const MOST_REMEMBERED = 60
/** The maximum number of failing templates that are stored. The worst come first. */
export const MOST_FAILING = 40

export const hasRoom = ({ withheld, released }: BreakerState): boolean =>
  withheld.length + Object.keys(released).length < MOST_REMEMBERED

interface JudgedTemplate {
  readonly name: string
  readonly language: string
  readonly status: string
  readonly quality?: string | undefined
  /** When the status or the quality last changed. */
  readonly since?: string | undefined
}

/**
 * Returns the templates that must be withheld, each with the first cause. If a template was offered
 * again, earlier failures and stops do not count.
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
 * Returns the times of templates that were offered again, without those that no longer matter. A
 * time matters while messages from before it are counted, and while the template still has the low
 * quality that a supervisor accepted by offering the template again.
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

/** Whether a template was withheld for low quality, and its quality is no longer low. */
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
 * Returns whether a team is offered a template in any of its languages, and the template's
 * successor. The period of the offer is ignored, because it may begin later.
 */
function offerIn(state: CurationState, team: RuleTeam, { name, languages }: NamedTemplate) {
  const offers = offersOf(curationFor(state, teamIn(team)))
  return {
    offered: languages.some((language) => offers({ name, language }).offered),
    successor: offers({ name, language: '' }).successor,
  }
}

/** Whether any team is offered the template in any language. */
export const isOffered = (state: CurationState, template: NamedTemplate): boolean =>
  teamsOf(state).some((team) => offerIn(state, team, template).offered)

/**
 * Returns the curation in which no team is offered the template. Every team that was offered the
 * template is offered its replacement. `replacements` are the templates that can be sent.
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
