// Every function dies before and after each AWS call it makes, one at a time; and once every answer it gets is lost at first.
import type { FunctionName } from '../../lambdas/functions.ts'
import type { Town } from './town.ts'

/** Says what is wrong afterwards; nothing when all is well. Undefined the first time, when nobody dies. */
export type Story = (death?: string) => Promise<string[]>

/** Plays the story undisturbed, then with the function dying at each of the calls it made: at most at the first `most` of them. */
export async function dyingAtEachCall(town: Town, name: FunctionName, story: Story, most = Number.POSITIVE_INFINITY): Promise<string[]> {
  const before = town.latestCall()
  const wrong = await story()
  const operations = town.calls(before, name).map(({ operation }) => operation)
  if (operations.length === 0) wrong.push(`${name} makes no call in this story`)

  const deaths = operations
    .slice(0, most)
    .flatMap((operation, at) => (['crash_before', 'crash_after'] as const).map((kind) => ({ kind, operation, at })))
  for (const { kind, operation, at } of deaths) {
    const death = `${name}, ${kind} of call ${at + 1} (${operation})`
    town.fault({ kind, function: name, after: at, times: 1 })
    const found = await story(death)
    town.calm()
    wrong.push(...found.map((what) => `${death}: ${what}`))
  }

  // The service has done its work and nobody knows: each call is made again and finds it done. The last fault waits for the last call.
  for (const at of operations.keys()) town.fault({ kind: 'drop_after', function: name, after: at, times: 1 })
  const found = await story('every answer is lost')
  town.calm()
  return [...wrong, ...found.map((what) => `${name}, every answer lost at first: ${what}`)]
}
