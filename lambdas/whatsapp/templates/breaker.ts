// The circuit breaker: withholds a template that turns low, fails, or makes customers stop marketing,
// and offers its replacement. Supervisors switch it on and choose its thresholds.

import {
  type CurationState,
  curationFor,
  offersOf,
  type RuleTeam,
} from '#whatsapp/templates/curation'
import { edited, teamIn } from '#whatsapp/templates/curation-edits'
import { failingIn, type HourOfSends, stoppingIn } from '#whatsapp/templates/hourly-sends'

export interface BreakerSettings {
  readonly isOn: boolean
  /** Whether a template of low quality is withheld. */
  readonly lowQuality: boolean
  /** In percent of the messages of an hour. Without it, failures do not count. */
  readonly failures?: number | undefined
  /** In percent of the messages of 24 hours. Without it, stops do not count. */
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

/** What is recorded with the change of the curation. */
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
  /** The change of the curation, with which it can be undone. */
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
  /** When templates that were withheld were offered again, as ISO times by name. */
  readonly released: Readonly<Record<string, string>>
}

interface JudgedTemplate {
  readonly name: string
  readonly language: string
  readonly status: string
  readonly quality?: string | undefined
  /** When the status or the quality last changed. */
  readonly since?: string | undefined
}

/**
 * Returns the templates that must be withheld, each with the first cause. What was counted before a
 * template was offered again does not count a second time.
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

const isLow = ({ status, quality, since }: JudgedTemplate, released = ''): boolean =>
  status.toUpperCase() === 'APPROVED' && quality === 'RED' && (since ?? '') >= released

/** Whether the reason for which a template was withheld no longer holds. */
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
 * How a team is offered a template in all its languages. The period of the offer does not count,
 * because it may begin later.
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
 * Returns the curation in which no team is offered the template, and every team that was is offered
 * its replacement. `replacements` are the templates that can be sent.
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
