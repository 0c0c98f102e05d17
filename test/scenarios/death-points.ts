// Plays a story several times, and each time kills a function at another point of its work. A
// function has no state of its own, so only the AWS calls that it has made before its death matter,
// and calls that only read do not matter. The function is therefore killed before its first call,
// and after each call that changes something. In one more run, the answer to every call is lost
// once. `npm test` skips points that an earlier test in the same sandbox has covered. Two points
// are the same if the function dies at the same operation after the same number of calls of this
// operation. `npm test` also skips the run with lost answers if every operation of the function has
// already lost an answer.
import type { FunctionName } from '#deployment/functions'
import { isSecondTier } from '../tier.ts'
import type { Scenario } from './scenario.ts'

/**
 * Plays the story once, and returns everything that is wrong afterwards. `death` says where the
 * function dies. It is undefined in the first run, in which the function does not die.
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
  // Each of these faults affects one call: AWS executes the call, but its answer is lost. The
  // function then repeats the call, and must notice that AWS has already executed it.
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
   * The name by which the point is recognized in other stories. It consists of the fault, the
   * operation, and the number of its calls so far.
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
