// Reads a resource, compares it with the configuration, and applies the difference. The same code
// plans and applies, depending on the step that is passed to it.

import { noteAbout } from '../cli/failure.ts'
import { ConfigError } from '../config/error.ts'
import type { Change, Resource } from './resource.ts'

export interface Step {
  <Attributes>(resource: Resource<Attributes>): Promise<Attributes | undefined>
  /**
   * True if the step may change the account. Commands run a planning step first, so that problems
   * are found before the first change.
   */
  readonly writes: boolean
}

type Report = (name: string, change: Change) => void

interface Watch {
  /** Called for each resource that does not change. */
  stays?(name: string, sentence: string): void
  /** Called immediately before a resource is changed. */
  begins?(name: string, changes: readonly Change[]): void
}

/**
 * Returns a step that only reads. The result for a resource that does not exist yet is undefined,
 * and the plans of resources that depend on it must accept that.
 */
export function planner(report: Report = () => {}, { stays }: Watch = {}): Step {
  async function plan<Attributes>(resource: Resource<Attributes>) {
    const live = await about(resource, () => resource.read())
    const changes = resource.diff(live)
    for (const change of changes) report(resource.name, change)
    if (changes.length === 0) stays?.(resource.name, resource.stays)
    return live
  }
  return Object.assign(plan, { writes: false })
}

/**
 * Returns a step that makes the changes and reports each one. The step throws if a resource still
 * differs after its changes were made.
 */
export function applier(report: Report = () => {}, { stays, begins }: Watch = {}): Step {
  async function apply<Attributes>(resource: Resource<Attributes>) {
    const live = await about(resource, () => resource.read())
    const changes = resource.diff(live)
    if (changes.length === 0) {
      stays?.(resource.name, resource.stays)
      return live
    }
    begins?.(resource.name, changes)
    const applied = await about(resource, () => resource.apply(live))
    const left = resource.diff(applied)
    if (left.length > 0) {
      const pending = left.map(({ summary }) => summary).join('; ')
      throw new Error(
        `${resource.name} still differs from the configuration after it was changed: ${pending}. It is safe to run this again.`,
      )
    }
    for (const change of changes) report(resource.name, change)
    return applied
  }
  return Object.assign(apply, { writes: true })
}

async function about<Answer>(
  { name }: { name: string },
  task: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await task()
  } catch (error) {
    noteAbout(error, name)
    throw error
  }
}

/**
 * Waits until all tasks have ended, even if some fail, then throws their errors, each error only
 * once.
 */
export async function allDone<Result>(tasks: readonly Promise<Result>[]): Promise<Result[]> {
  const outcomes = await Promise.allSettled(tasks)
  const failures = outcomes
    .filter((outcome) => outcome.status === 'rejected')
    .map(({ reason }) => reason)
  const distinct = [...new Set(failures)]
  if (distinct.length === 1) throw distinct[0]
  if (distinct.length > 1) {
    const messages = distinct.map((failure) => failure?.message ?? String(failure)).join('\n')
    throw distinct.every((failure) => failure instanceof ConfigError)
      ? new ConfigError(messages)
      : new AggregateError(distinct, messages)
  }
  return outcomes.map((outcome) => (outcome as PromiseFulfilledResult<Result>).value)
}
