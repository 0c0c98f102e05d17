// Measures what provisioning costs: the AWS calls of a plan and an apply, and how much faster
// twenty numbers are set up concurrently than one by one. In both measurements, AWS's waiting times
// are a hundred times shorter, and its rate limits are off.
import { setTimeout as sleep } from 'node:timers/promises'
import { provisionChannel } from '../../provisioning/channel/channel.ts'
import type { Config } from '../../provisioning/config/config.ts'
import { applier, planner } from '../../provisioning/engine/reconcile.ts'
import { instanceArn, nativeWaba, startAccount } from '../provisioning/account.ts'
import { world } from '../sandbox/world.ts'
import type { Row } from './rows.ts'

const NUMBERS = 20
const FASTER = 100
/** The time of an import of a number, in milliseconds. In AWS, an import may take a minute. */
const IMPORT_MS = 60_000 / FASTER

const isWrite = ({ operation }: { operation: string }) => !/^(Get|List|Describe)/.test(operation)

export async function provisioningRows(): Promise<Row[]> {
  const one = await measured(1)
  const many = await measured(NUMBERS)
  return [
    {
      what: `plan of ${NUMBERS} numbers with nothing to do`,
      measured: many.plan.calls,
      unit: 'calls',
      budget: { atMost: 35 },
    },
    {
      what: `plan of ${NUMBERS} numbers: calls that write`,
      measured: many.plan.writes,
      unit: 'calls',
      budget: { exactly: 0 },
    },
    {
      what: 'second apply: calls that write',
      measured: many.again.writes,
      unit: 'calls',
      budget: { exactly: 0 },
    },
    {
      what: 'fresh apply of 1 number',
      measured: one.apply.calls,
      unit: 'calls',
      note: `${one.apply.writes} write; ${seconds(one.apply.ms)}`,
    },
    {
      what: `fresh apply of ${NUMBERS} numbers`,
      measured: many.apply.calls,
      unit: 'calls',
      note: `${many.apply.writes} write; ${seconds(many.apply.ms)}`,
    },
    {
      what: `apply of ${NUMBERS} numbers, of one after the other`,
      measured: many.apply.ms / (NUMBERS * one.apply.ms),
      unit: 'ratio',
      budget: { atMost: 0.25 },
    },
  ]
}

const seconds = (ms: number) => `about ${Math.round((ms * FASTER) / 1000)} s of AWS's time`

async function measured(count: number) {
  const numbers = Array.from({ length: count }, (_, i) => ({
    ...world.wabas[0]!.numbers[0]!,
    id: `phone-number-id-${String(i).padStart(32, '0')}`,
    metaId: `10654035224${1000 + i}`,
    number: `+155501${10 + i}`,
  }))
  const wabas = [{ ...world.wabas[0]!, numbers }]
  const account = await startAccount({
    world: { ...world, wabas },
    connect: { importMs: IMPORT_MS, phoneNumbersPerInstance: 50 },
    rolePropagationMs: 80,
  })
  const flow = world.flows[0]!.name
  const config: Config = {
    region: world.region,
    instance: instanceArn,
    channels: [
      {
        waba: nativeWaba,
        mode: 'native',
        numbers: Object.fromEntries(numbers.map(({ id }) => [id, { flow }])),
      },
    ],
  }
  async function counted(step: ReturnType<typeof applier>) {
    const before = account.calls().length
    const started = performance.now()
    await provisionChannel(config, account.aws, step, { wait: (ms) => sleep(ms / FASTER) })
    const calls = account.calls().slice(before)
    return {
      ms: performance.now() - started,
      calls: calls.length,
      writes: calls.filter(isWrite).length,
    }
  }
  const apply = await counted(applier())
  const again = await counted(applier())
  const plan = await counted(planner())
  await account.close()
  return { apply, again, plan }
}
