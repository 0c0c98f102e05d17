// A function dies at every point of its work that leaves something else behind, one at a time. It has no memory but what it has
// changed in AWS: a death before a call leaves what the death after the call before it left, and one after a call that only
// reads what the death before that call left. So it dies before its first call, and after each one that changes something;
// and once every answer it gets is lost at first.
import type { FunctionName } from '../../lambdas/deployment/functions.ts'
import type { Town } from './scenario.ts'

/** Says what is wrong afterwards; nothing when all is well. Undefined the first time, when nobody dies. */
export type Story = (death?: string) => Promise<string[]>

const onlyReads = (operation: string) =>
  /^(Get|Head|List|Describe|Query|Scan|BatchGet)/.test(operation)

/** Plays the story undisturbed, then with a death at each point: with `most`, of so many calls of the function at most. */
export async function dyingAtEachPoint(
  town: Town,
  name: FunctionName,
  story: Story,
  most = Number.POSITIVE_INFINITY,
): Promise<string[]> {
  const before = town.latestCall()
  const wrong = await story()
  const operations = town.calls(before, name).map(({ operation }) => operation)
  if (operations.length === 0) wrong.push(`${name} makes no call in this story`)

  for (const { kind, at } of pointsOf(operations.slice(0, most))) {
    const death = `${name}, ${kind} of call ${at + 1} (${operations[at]})`
    town.fault({ kind, function: name, after: at, times: 1 })
    const found = await story(death)
    town.calm()
    wrong.push(...found.map((what) => `${death}: ${what}`))
  }

  // The service has done its work and nobody knows: each call is made again and finds it done. The last fault waits for the last call.
  for (const at of operations.keys())
    town.fault({ kind: 'drop_after', function: name, after: at, times: 1 })
  const found = await story('every answer is lost')
  town.calm()
  return [...wrong, ...found.map((what) => `${name}, every answer lost at first: ${what}`)]
}

const pointsOf = (operations: readonly string[]) => [
  { kind: 'crash_before' as const, at: 0 },
  ...operations.flatMap((operation, at) =>
    onlyReads(operation) ? [] : [{ kind: 'crash_after' as const, at }],
  ),
]
