// Read → diff → apply → diff again: the same walk over the resources plans or applies, depending on the step it is given.
import { noteAbout } from '../cli/failure.ts'
import { ConfigError } from '../config/error.ts'
import type { Change, Resource } from './resource.ts'

export interface Step {
  <Attributes>(resource: Resource<Attributes>): Promise<Attributes | undefined>
  /** Whether it may change the account. If so, a walk is planned first, so that a refusal comes before the first change. */
  readonly writes: boolean
}

type Report = (name: string, change: Change) => void

interface Watch {
  /** It is as it should be. */
  stays?(name: string, sentence: string): void
  /** Its changes are about to be made. */
  begins?(name: string, changes: readonly Change[]): void
}

/** Only reads. What does not exist yet is undefined for the resources after it. */
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

/** Reports each change once it is made, and refuses to believe an apply that did not converge. */
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
        `${resource.name} did not settle; still pending: ${pending}. Running again is safe.`,
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

/** Runs them all to their end, whatever becomes of the others; then throws what failed. */
export async function all<Result>(tasks: readonly Promise<Result>[]): Promise<Result[]> {
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
