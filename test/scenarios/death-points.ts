// Plays a story several times, and kills a function at a different point each time: once at every
// point at which the death leaves a different state. All state of a function is in AWS. A death
// before a call therefore leaves the same state as a death after the previous call, and a call that
// only reads changes nothing. For this reason, the function is killed before its first call, and
// after each call that changes something. In one more run, the answer to every call is lost once.
// The first tier skips points that an earlier test of the same scenario has covered. Two deaths of
// a function are the same point if they follow the same number of calls of the same operation. The
// run with lost answers is skipped if every operation has already lost an answer.
import type { FunctionName } from '#deployment/functions'
import { isSecondTier } from '../tier.ts'
import type { Scenario } from './scenario.ts'

/**
 * Returns everything that is wrong after a run. `death` is undefined in the first run, in which the
 * function does not die.
 */
export type Story = (death?: string) => Promise<string[]>

const onlyReads = (operation: string) =>
  /^(Get|Head|List|Describe|Query|Scan|BatchGet)/.test(operation)

/**
 * Plays the story once without a death, and then once with a death at each point. With `most`, the
 * function dies only within its first `most` calls.
 */
export async function dieAtEachPoint(
  scenario: Scenario,
  name: FunctionName,
  story: Story,
  most = Number.POSITIVE_INFINITY,
): Promise<string[]> {
  const before = scenario.latestCall()
  const wrong = await story()
  const operations = scenario.calls(before, name).map(({ operation }) => operation)
  if (operations.length === 0) wrong.push(`${name} makes no call in this story`)

  for (const { kind, at, point } of pointsOf(operations.slice(0, most))) {
    if (!isSecondTier && scenarioPoints(scenario).has(`${name}, ${point}`)) continue
    scenarioPoints(scenario).add(`${name}, ${point}`)
    const death = `${name}, ${kind} of call ${at + 1} (${operations[at]})`
    scenario.fault({ kind, function: name, after: at, times: 1 })
    const found = await story(death)
    scenario.calm()
    wrong.push(...found.map((what) => `${death}: ${what}`))
  }

  const points = scenarioPoints(scenario)
  const lost = operations.map((operation) => `${name}, lost answer of ${operation}`)
  if (!isSecondTier && lost.every((point) => points.has(point))) return wrong
  for (const point of lost) points.add(point)
  // Each of these faults affects one call: AWS acts, but its answer is lost. The function repeats
  // the call and finds the work done.
  for (const at of operations.keys())
    scenario.fault({ kind: 'drop_after', function: name, after: at, times: 1 })
  const found = await story('every answer is lost')
  scenario.calm()
  return [...wrong, ...found.map((what) => `${name}, every answer lost at first: ${what}`)]
}

interface Point {
  kind: 'crash_before' | 'crash_after'
  /** The number of calls that the function makes before this call. */
  at: number
  /**
   * The name of the point, which is the same in every story: the operation, and how many times it
   * was called before.
   */
  point: string
}

function pointsOf(operations: readonly string[]): Point[] {
  const named = (kind: Point['kind'], at: number): Point => {
    const times = operations.slice(0, at + 1).filter((each) => each === operations[at]).length
    return { kind, at, point: `${kind} ${operations[at]} ${times}` }
  }
  return [
    named('crash_before', 0),
    ...operations.flatMap((operation, at) =>
      onlyReads(operation) ? [] : [named('crash_after', at)],
    ),
  ]
}

const playedPoints = new WeakMap<Scenario, Set<string>>()

function scenarioPoints(scenario: Scenario): Set<string> {
  const points = playedPoints.get(scenario) ?? new Set()
  playedPoints.set(scenario, points)
  return points
}
