// Measures what send-reply's own code costs: its replies per second compared with those of
// bare-loop.ts, and the memory in use after 10,000 replies.
import { once } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { environment, sendReply } from './bundles.ts'

interface Result {
  latencyMs: number
  oursPerSecond: number
  barePerSecond: number
  heapGrowth: number
}

const CONVERSATIONS = 10
/**
 * How often each side is measured. The bundle of send-reply and the loop of bare-loop.ts run
 * alternately, so that other work of the machine slows both down equally.
 */
const TURNS = 5

/**
 * Measures with one latency of AWS's calls, in milliseconds. The bench runs this file in a new
 * process for each latency: `node --expose-gc throughput.ts --latency 20 --replies 1000`.
 */
async function main() {
  const { values } = parseArgs({
    options: {
      latency: { type: 'string', default: '0' },
      replies: { type: 'string', default: '1000' },
    },
  })
  const latencyMs = Number(values.latency)
  const replies = Number(values.replies)
  const server = new Worker(new URL('./canned-aws.ts', import.meta.url), {
    workerData: { latencyMs },
  })
  const [port] = await once(server, 'message')
  Object.assign(process.env, environment, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: 'k',
    AWS_SECRET_ACCESS_KEY: 's',
  })
  // The function formats its log lines as usual, and they are counted but not printed.
  const print = console.log
  console.info = console.log = () => {}

  const { handler } = await import(pathToFileURL(sendReply).href)
  const ours = () => handler(wakes, { getRemainingTimeInMillis: () => 60_000 })
  const { batch: bare } = await import('./bare-loop.ts')

  for (let i = 0; i < 20; i++) await Promise.all([ours(), bare(CONVERSATIONS)])
  const before = await heap()
  const rounds = { ours: replies / CONVERSATIONS / TURNS, bare: 20 }
  const seconds = { ours: 0, bare: 0 }
  for (let i = 0; i < TURNS; i++) {
    seconds.ours += await timed(rounds.ours, ours)
    seconds.bare += await timed(rounds.bare, () => bare(CONVERSATIONS))
  }
  const result: Result = {
    latencyMs,
    oursPerSecond: replies / seconds.ours,
    barePerSecond: (rounds.bare * TURNS * CONVERSATIONS) / seconds.bare,
    heapGrowth: (await heap()) / before,
  }
  print(JSON.stringify(result))
  process.exit(0)
}

async function timed(rounds: number, round: () => Promise<unknown>): Promise<number> {
  const at = performance.now()
  for (let i = 0; i < rounds; i++) await round()
  return (performance.now() - at) / 1000
}

async function heap(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.()
    await turn()
  }
  return process.memoryUsage().heapUsed
}

const wakes = {
  Records: Array.from({ length: CONVERSATIONS }, (_, i) => ({
    messageId: String(i),
    receiptHandle: String(i),
    body: JSON.stringify({ conversation: `phone-number-id-1/+1555014${i}` }),
    attributes: { SentTimestamp: '0' },
  })),
}

await main()
