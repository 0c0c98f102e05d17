// The circuit breaker: withholds a template from agents for the reasons in the settings, and offers
// it again when its quality has improved. The breaker changes the curation like a supervisor, so
// that supervisors see each change and can undo it.
import {
  type CurationChange,
  curationBytes,
  MOST_CURATION_BYTES,
  type StoredCuration,
} from '#model/curation'
import type { Clock } from '#model/ports'
import type { TemplateSummary } from '#model/template-list'
import type { Curations, TemplateBreakers, TemplateSends } from '#model/template-ports'
import {
  BREAKER,
  type BreakerCause,
  type BreakerSettings,
  type BreakerState,
  causesIn,
  isOffered,
  isOver,
  MOST_AT_ONCE,
  MOST_FAILING,
  type NamedTemplate,
  stillReleased,
  type Withheld,
  withholding,
} from '#whatsapp/templates/breaker'
import { undone } from '#whatsapp/templates/curation-patch'
import { failingIn, type HourOfSends, sendsNeededFrom } from '#whatsapp/templates/hourly-sends'
import { log } from '../runtime/log.ts'

interface Ports {
  sends: Pick<TemplateSends, 'since'>
  breakers: TemplateBreakers
  curations: Pick<Curations, 'read' | 'change' | 'changes' | 'changeOf'>
  now: Clock
}

/**
 * If the breaker is off, only the counts of the current hour and the previous hour are read, for
 * the list of failing templates.
 */
const TWO_HOURS_MS = 2 * 60 * 60_000

/**
 * Returns a function that checks the templates of a WABA. watch-templates calls the function every
 * minute.
 */
export function circuitBreaker({ sends, breakers, curations, now }: Ports) {
  return async (wabaId: string, templates: readonly TemplateSummary[]): Promise<void> => {
    const at = now()
    const { settings, state, failing } = await breakers.read(wabaId)
    const from = settings.isOn ? sendsNeededFrom(at) : new Date(at.getTime() - TWO_HOURS_MS)
    const hours = await sends.since(wabaId, from)
    const nowFailing = failingIn(hours, at)
      .slice(0, MOST_FAILING)
      .map((each) => ({ ...each, since: each.since.toISOString() }))
    if (JSON.stringify(nowFailing) !== JSON.stringify(failing))
      await breakers.noteFailing(wabaId, nowFailing)
    if (settings.isOn || state.withheld.length > 0 || state.refused)
      await settle(wabaId, { settings, state, templates, hours })
  }

  async function settle(
    wabaId: string,
    {
      settings,
      state: before,
      templates,
      hours,
    }: {
      settings: BreakerSettings
      state: BreakerState
      templates: readonly TemplateSummary[]
      hours: readonly HourOfSends[]
    },
  ): Promise<void> {
    const at = now()
    const curation = await curations.read(wabaId)
    const known = await complete(wabaId, before, curation)
    let state = withoutOld(withoutReleased(known, curation, templates, at), templates, at)
    if (state !== before) await breakers.note(wabaId, before, state)
    for (const each of state.withheld.filter((one) => isOver(one, templates)))
      state = await release(wabaId, state, each, at)
    const causes = settings.isOn ? [...causesIn(settings, state, templates, hours, at)] : []
    let refused = 0
    for (const [name, cause] of causes.slice(0, MOST_AT_ONCE)) {
      const next = await withhold(wabaId, state, namedIn(templates, name), cause, templates)
      if (next) state = next
      else refused += 1
    }
    await noteRefused(wabaId, state, refused, at)
  }

  /**
   * Records the number of templates that cannot be withheld because the curation would become too
   * large. The supervisors' page displays this number.
   */
  async function noteRefused(wabaId: string, state: BreakerState, count: number, at: Date) {
    if (count === (state.refused?.count ?? 0)) return
    const since = state.refused?.since ?? at.toISOString()
    const refused = count > 0 ? { count, since } : undefined
    if (refused) log.warn('breaker_has_no_room', { wabaId, templates: count })
    await breakers.note(wabaId, state, { ...state, refused })
  }

  /**
   * Completes the breaker's state after a crash. A run may have stopped after it changed the
   * curation and before it recorded the change in the state. In this case, the latest change of the
   * curation is by the breaker and is missing in the state.
   */
  async function complete(
    wabaId: string,
    state: BreakerState,
    { changedBy, version }: StoredCuration,
  ): Promise<BreakerState> {
    if (changedBy !== BREAKER || version === state.version) return state
    const [last] = await curations.changes(wabaId)
    const withheld = last?.version === version ? withheldBy(last) : undefined
    if (!withheld) return { ...state, version }
    return { ...state, version, withheld: [...others(state, withheld.name), withheld] }
  }

  /**
   * Withholds a template and returns the new state. Returns undefined if the curation would become
   * too large.
   */
  async function withhold(
    wabaId: string,
    state: BreakerState,
    template: NamedTemplate,
    cause: BreakerCause,
    templates: readonly TemplateSummary[],
  ): Promise<BreakerState | undefined> {
    const { name } = template
    const stored = await curations.read(wabaId)
    if (!isOffered(stored, template)) return state
    const isHeld = (of: string) => of === name || state.withheld.some((each) => each.name === of)
    const replacements = sendable(templates).filter((each) => !isHeld(each.name))
    const after = withholding(stored, template, replacements)
    if (curationBytes(after.state) > MOST_CURATION_BYTES) return undefined
    const change = await curations.change(wabaId, stored, after.state, {
      ...{ name: BREAKER, at: now() },
      cause: { ...cause, name, ...(after.successor ? { successor: after.successor } : {}) },
    })
    // The curation was changed in the meantime. The next run checks the template again.
    if (!change) return state
    log.warn('template_withheld', { wabaId, template: name, because: cause.is })
    const next = {
      ...state,
      version: change.version,
      withheld: [...others(state, name), withheldBy(change)!],
    }
    await breakers.note(wabaId, state, next)
    return next
  }

  /**
   * Offers a withheld template to agents again. Does nothing if a supervisor has changed the same
   * rule of the curation in the meantime.
   */
  async function release(
    wabaId: string,
    state: BreakerState,
    { name, changeId }: Withheld,
    at: Date,
  ): Promise<BreakerState> {
    const [stored, change] = await Promise.all([
      curations.read(wabaId),
      curations.changeOf(wabaId, changeId),
    ])
    const after = change && undone(stored, change.patch)
    if (!after) return state
    const undoing = { name: BREAKER, at: now(), undoes: changeId }
    const done = await curations.change(wabaId, stored, after, undoing)
    if (!done) return state
    log.info('template_offered_again', { wabaId, template: name })
    const next = {
      ...state,
      version: done.version,
      withheld: others(state, name),
      released: { ...state.released, [name]: at.toISOString() },
    }
    await breakers.note(wabaId, state, next)
    return next
  }
}

const others = ({ withheld }: BreakerState, name: string): Withheld[] =>
  withheld.filter((each) => each.name !== name)

/**
 * Returns the template that a change of the breaker withheld, or undefined if the change did not
 * withhold a template.
 */
function withheldBy({ id, at, cause }: CurationChange): Withheld | undefined {
  if (!cause) return undefined
  const { name, successor, ...reason } = cause
  return { name, at, cause: reason, changeId: id, ...(successor ? { successor } : {}) }
}

/**
 * Removes withheld templates from the state if supervisors offer them again or if they no longer
 * exist.
 */
function withoutReleased(
  state: BreakerState,
  curation: StoredCuration,
  templates: readonly TemplateSummary[],
  at: Date,
): BreakerState {
  const back = state.withheld.filter(
    ({ name }) =>
      isOffered(curation, namedIn(templates, name)) ||
      !templates.some((each) => each.name === name),
  )
  if (back.length === 0) return state
  return {
    ...state,
    withheld: state.withheld.filter((each) => !back.includes(each)),
    released: {
      ...state.released,
      ...Object.fromEntries(back.map(({ name }) => [name, at.toISOString()])),
    },
  }
}

/** Removes the times at which templates were offered again if these times are no longer needed. */
function withoutOld(
  state: BreakerState,
  templates: readonly TemplateSummary[],
  at: Date,
): BreakerState {
  const released = stillReleased(state.released, templates, at)
  const isSame = Object.keys(released).length === Object.keys(state.released).length
  return isSame ? state : { ...state, released }
}

const namedIn = (templates: readonly TemplateSummary[], name: string): NamedTemplate => ({
  name,
  languages: templates.filter((each) => each.name === name).map(({ language }) => language),
})

/** Returns the templates that can be offered in place of a withheld template. */
const sendable = (templates: readonly TemplateSummary[]): NamedTemplate[] => {
  const usable = templates.filter(
    ({ status, quality }) => status.toUpperCase() === 'APPROVED' && quality !== 'RED',
  )
  return [...new Set(usable.map(({ name }) => name))].map((name) => namedIn(usable, name))
}
