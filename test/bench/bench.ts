// `npm run bench` measures what a reply, a channel and the widget cost, as counts and as ratios
// within one run, and compares the results with budgets. `--json` prints JSON. Names of sections
// limit the run to those sections (`npm run bench -- calls widget`). The exit code is 1 if a budget
// is exceeded and 2 if a section is unknown. Nothing is sent to another machine.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { buildFunctions } from '../../provisioning/stack/build.ts'
import { openScenario, type Scenario } from '../scenarios/scenario.ts'
import { bundles } from './bundles.ts'
import { callsPerReply } from './calls.ts'
import { crowd } from './crowd.ts'
import { hanging } from './hanging.ts'
import { provisioningRows } from './provisioning.ts'
import { isMet, line, type Row } from './rows.ts'
import { sandboxRows } from './sandbox.ts'
import { scaleRows } from './scale.ts'
import { widgetRows } from './widget.ts'

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const run = promisify(execFile)

async function throughput(latencyMs: number, replies: number): Promise<Row[]> {
  const script = fileURLToPath(new URL('./throughput.ts', import.meta.url))
  const args = ['--expose-gc', script, '--latency', String(latencyMs), '--replies', String(replies)]
  // A large buffer, because the output has many log lines.
  const { stdout } = await run(process.execPath, args, {
    timeout: 600_000,
    maxBuffer: 64 * 1024 * 1024,
  }).catch(({ killed, stderr }) => {
    throw new Error(
      killed ? `${replies} replies took more than ten minutes` : `throughput.ts failed: ${stderr}`,
    )
  })
  const { oursPerSecond, barePerSecond, heapGrowth } = JSON.parse(stdout.trim().split('\n').at(-1)!)
  return [
    {
      what: `throughput of a bare loop of the same calls, ${latencyMs} ms a call`,
      measured: oursPerSecond / barePerSecond,
      unit: 'ratio',
      budget: { atLeast: 0.8 },
      note: `${Math.round(oursPerSecond)} / ${Math.round(barePerSecond)} replies a second`,
    },
    ...(latencyMs === 0
      ? [
          {
            what: 'heap after 10,000 replies, of before',
            measured: heapGrowth,
            unit: 'ratio',
            budget: { atMost: 1.1 },
          } satisfies Row,
        ]
      : []),
  ]
}

async function direct(): Promise<Row[]> {
  const script = fileURLToPath(new URL('./direct.ts', import.meta.url))
  const { stdout } = await run(process.execPath, [script], {
    timeout: 120_000,
    maxBuffer: 64 * 1024 * 1024,
  })
  const { ratio, modeledMs, ownMs } = JSON.parse(stdout.trim().split('\n').at(-1)!)
  return [
    {
      what: "agent's Enter → accepted, modeled hops, of AWS's sample bridge",
      measured: ratio,
      unit: 'ratio',
      budget: { atMost: 0.95 },
      note: `${modeledMs.toFixed(0)} of 182 ms, ${ownMs.toFixed(1)} of them our own; p50 of 1,000`,
    },
  ]
}

async function sending(): Promise<Row[]> {
  const script = fileURLToPath(new URL('./sending.ts', import.meta.url))
  const measured = async (what: string) => {
    const { stdout } = await run(process.execPath, [script, what], {
      timeout: 300_000,
      maxBuffer: 64 * 1024 * 1024,
    })
    return JSON.parse(stdout.trim().split('\n').at(-1)!) as { oursMs: number; theirsMs: number }
  }
  const ratio = async (what: string, name: string, atMost: number): Promise<Row> => {
    const { oursMs, theirsMs } = await measured(name)
    return {
      what,
      measured: oursMs / theirsMs,
      unit: 'ratio',
      budget: { atMost },
      note: `${oursMs.toFixed(0)} ms / ${theirsMs.toFixed(0)} ms`,
    }
  }
  return [
    await ratio('ten texts in order, of ten serial sends and one read', 'burst', 1.2),
    await ratio("five files of one reply, of the calls of AWS's sample bridge", 'files', 1.4),
    {
      what: 'a sweep of 10,000 overdue conversations, 5 ms a call',
      measured: (await measured('sweep')).oursMs,
      unit: 'ms',
      budget: { atMost: 5_000 },
    },
  ]
}

async function memory(): Promise<Row[]> {
  const script = fileURLToPath(new URL('./passing.ts', import.meta.url))
  const { stdout } = await run(process.execPath, ['--expose-gc', script], { timeout: 120_000 })
  const { looked, grown } = JSON.parse(stdout.trim().split('\n').at(-1)!)
  return [
    {
      what: 'bytes that are read of a document of 100 MB an agent sends',
      measured: looked,
      unit: 'bytes',
      budget: { atMost: 4096 },
    },
    {
      what: 'memory added while a customer’s 100 MB pass into the chat',
      measured: Math.round(grown / 1024),
      unit: 'kB',
      budget: { atMost: 32 * 1024 },
    },
  ]
}

async function inScenario(rows: (scenario: Scenario) => Promise<Row[]>): Promise<Row[]> {
  const scenario = await openScenario()
  try {
    return await rows(scenario)
  } finally {
    await scenario.stop()
  }
}

const sections: Readonly<Record<string, () => Promise<Row[]>>> = {
  bundles,
  throughput: async () => [...(await throughput(0, 10_000)), ...(await throughput(20, 1000))],
  direct,
  sending,
  memory,
  calls: () => inScenario(callsPerReply),
  crowd: () => inScenario(crowd),
  hanging: () => inScenario(hanging),
  scale: scaleRows,
  provisioning: provisioningRows,
  sandbox: sandboxRows,
  widget: widgetRows,
}

const unknown = positionals.filter((name) => !Object.hasOwn(sections, name))
if (unknown.length > 0) {
  console.error(
    `there is no section ${unknown.join(', ')}; there are ${Object.keys(sections).join(', ')}`,
  )
  process.exit(2)
}

await buildFunctions()
const rows: Row[] = []
for (const [name, measure] of Object.entries(sections)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue
  const more = await measure()
  rows.push(...more)
  if (!values.json) for (const row of more) console.log(line(row))
}

const missed = rows.filter((row) => !isMet(row))
if (values.json)
  console.log(
    JSON.stringify({
      ok: missed.length === 0,
      rows: rows.map((row) => ({ ...row, ok: isMet(row) })),
    }),
  )
else
  console.log(
    missed.length === 0
      ? '\nevery budget is met'
      : `\n${missed.length} of ${rows.filter(({ budget }) => budget).length} budgets missed (!)`,
  )
process.exit(missed.length === 0 ? 0 : 1)
