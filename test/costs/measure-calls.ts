// `node test/costs/measure-calls.ts` counts in the sandbox the AWS calls that our functions make
// for each kind of event, and writes the numbers into provisioning/costs/calls.json. COSTS.md is
// generated from that file.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { functions } from '#deployment/functions'
import type { Calls } from '../../provisioning/costs/costs.ts'
import { buildFunctions, root } from '../../provisioning/stack/build.ts'
import { shopTemplate } from '../scenarios/sample-messages.ts'
import { type Chat, openScenario, type Scenario } from '../scenarios/scenario.ts'
import { idlePolls, pollsInWorkingHour } from './working-hour.ts'

const READS = ['GetItem', 'BatchGetItem']
const QUERIES = ['Query']
const WRITES = ['PutItem', 'UpdateItem', 'DeleteItem']
/** Functions that run on a schedule. Their calls are not counted, because no event causes them. */
const SCHEDULED = ['sweep', 'sync-templates', 'write-traces', 'watch-templates']

/**
 * Returns the content of `provisioning/costs/calls.json`. The clock advances only when the
 * measurement advances it. Otherwise, the functions would make further calls if a slow machine
 * answered late.
 */
export async function measuredCalls(scenario: Scenario) {
  await scenario.sandbox.functions.invoke('sync-templates', {})
  const goOn = scenario.clock.hold()
  try {
    return await allCalls(scenario)
  } finally {
    goOn()
  }
}

async function allCalls(scenario: Scenario) {
  async function counted(act: () => unknown): Promise<Calls> {
    await scenario.advance('2m')
    const before = scenario.latestCall()
    await act()
    await scenario.advance('30s')
    const ours = scenario
      .calls(before)
      .filter(({ caller }) => caller in functions && !SCHEDULED.includes(caller))
    const count = (operations: readonly string[]) =>
      ours.filter(
        ({ service, operation }) => service === 'dynamodb' && operations.includes(operation),
      ).length
    return {
      reads: count(READS),
      queries: count(QUERIES),
      writes: count(WRITES),
      signals: ours.filter(
        ({ service, operation }) => service === 'sqs' && operation === 'SendMessage',
      ).length,
    }
  }

  /** Counts the calls of a poll after the first one, which caches the contact's agent. */
  async function countedPoll(chat: Chat): Promise<Calls> {
    const look = () => chat.api('GET', '/conversation')
    await look()
    const { reads, queries, ...others } = await counted(look)
    // One of the queries only checks whether anything has changed. It is counted as a read, because
    // it costs no more than one.
    return { ...others, reads: reads + 1, queries: queries - 1 }
  }

  const working = pollsInWorkingHour()
  const bridged = await scenario.bridgedChat()
  const native = await scenario.nativeChat()
  return {
    bridgedText: await counted(() => bridged.says('Good morning')),
    bridgedInbound: await counted(() => bridged.writes('Good morning')),
    bridgedNewChat: await counted(() => scenario.bridgedChat()),
    nativeText: await counted(() => native.says('Good morning')),
    nativeInbound: await counted(() => native.writes('Good morning')),
    nativeNewChat: await counted(() => scenario.nativeChat()),
    // A template represents all replies from the widget, because templates are the most frequent
    // and most expensive of them.
    widgetReply: await counted(() => native.reply(shopTemplate)),
    bridgedChangedPoll: await countedPoll(bridged),
    nativeChangedPoll: await countedPoll(native),
    pollsAnHour: { idle: idlePolls(), working: working.polls, changed: working.changed },
  }
}

if (import.meta.main) {
  await buildFunctions()
  const scenario = await openScenario()
  try {
    const calls = await measuredCalls(scenario)
    await writeFile(
      join(root, 'provisioning/costs/calls.json'),
      `${JSON.stringify(calls, undefined, 2)}\n`,
    )
  } finally {
    await scenario.stop()
  }
}
