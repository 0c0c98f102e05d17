// Plays a story several times and kills a function at a different point each time: once at every
// point where its death leaves a different state. All state of a function is in AWS. For this
// reason a death before a call leaves the same state as a death after the previous call, and a
// death after a call that only reads leaves the same state as one before it. The function dies
// before its first call and after each call that changes something. In a further run, the first
// answer to every call is lost. The first tier skips points that an earlier test of the same
// scenario has covered: deaths of the same function at the same call, after the same number of such
// calls, and lost answers if every operation has already lost one.
import type { FunctionName } from '#deployment/functions'
import { isSecondTier } from '../tier.ts'
import type { Scenario } from './scenario.ts'

/**
 * Returns everything that is wrong after the run. `death` is undefined in the first run, in which
 * nothing dies.
 */
export type Story = (death?: string) => Promise<string[]>

const onlyReads = (operation: string) =>
  /^(Get|Head|List|Describe|Query|Scan|BatchGet)/.test(operation)

/**
 * Plays the story undisturbed, then once with a death at each point. With `most`, the function dies
 * only within its first `most` calls.
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
  // The service has acted but its answer is lost, so each call is repeated and finds that the work
  // is done. Each fault takes effect at one call, and the last one at the last call.
  for (const at of operations.keys())
    scenario.fault({ kind: 'drop_after', function: name, after: at, times: 1 })
  const found = await story('every answer is lost')
  scenario.calm()
  return [...wrong, ...found.map((what) => `${name}, every answer lost at first: ${what}`)]
}

interface Point {
  kind: 'crash_before' | 'crash_after'
  /** The number of calls that the function makes before this one. */
  at: number
  /**
   * Identifies the point in every story: the operation, and how many times it was called before.
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
