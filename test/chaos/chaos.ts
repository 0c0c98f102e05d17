// `npm run chaos -- --seed N [--conversations 200] [--replies 2000] [--out FILE]` plays a chaos
// test: it simulates conversations, injects faults, and checks that no message was lost, sent twice
// or reordered. Every minute, it writes the result so far into a file. `--sum FILE…` adds up such
// files. The exit code is 1 if a message was not handled as it should be. Nothing is sent to
// another machine.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { buildFunctions } from '../../provisioning/stack/build.ts'
import { campaign } from './campaign.ts'
import { planOf } from './plan.ts'
import { reduced } from './reduce.ts'
import { isClean, lines, type Result, sum } from './result.ts'

const { values, positionals } = parseArgs({
  options: {
    seed: { type: 'string' },
    conversations: { type: 'string', default: '200' },
    replies: { type: 'string', default: '2000' },
    out: { type: 'string' },
    sum: { type: 'boolean', default: false },
  },
  allowPositionals: true,
})

const MINUTE = 60_000
/** How many violations to print. */
const MOST_PRINTED = 5
/**
 * For how many violations to search a smaller conversation with the same violation. Each search
 * takes some minutes.
 */
const MOST_REDUCED = 2

function numberOf(name: 'seed' | 'conversations' | 'replies'): number {
  const number = Number(values[name])
  if (Number.isInteger(number) && number > 0) return number
  console.error(`--${name} is ${values[name]}. It must be a whole number above 0.`)
  process.exit(2)
}

async function added(): Promise<Result> {
  const files = await Promise.all(positionals.map((file) => readFile(file, 'utf8')))
  return sum(files.map((text) => JSON.parse(text) as Result))
}

async function played(): Promise<Result> {
  const seed = numberOf('seed')
  const replies = numberOf('replies')
  const out = values.out ?? `dist/chaos/${seed}.json`
  await mkdir(dirname(out), { recursive: true })
  await buildFunctions()
  const began = performance.now()
  let writtenAt = began
  const write = async (soFar: Result) => writeFile(out, JSON.stringify(soFar, undefined, 2))
  const result = await campaign({
    seed,
    replies,
    conversations: numberOf('conversations'),
    onProgress(written, soFar) {
      if (performance.now() - writtenAt < MINUTE) return
      writtenAt = performance.now()
      console.log(
        `${Math.round((writtenAt - began) / 1000)} s: ${written} of ${replies} replies are written.`,
      )
      void soFar().then(write)
    },
  })
  await write(result)
  console.log(`The result is in ${out}, after ${Math.round((performance.now() - began) / 1000)} s.`)
  return result
}

/**
 * For the first violations, finds a smaller conversation that has the same violation, and prints
 * it.
 */
async function printReductions({ seed, conversations, replies, violations }: Result) {
  const plan = planOf(Number(seed), conversations, replies)
  for (const violation of violations.slice(0, MOST_REDUCED)) {
    const { is, conversation, faults } = violation
    const found = await reduced(violation, plan.conversations[conversation]!, faults)
    console.log(
      found
        ? `\n${is}, reduced:\n${JSON.stringify(found, undefined, 2)}`
        : `\n${is}: conversation ${conversation} alone, with the same faults, does not show it.`,
    )
  }
}

const result = values.sum ? await added() : await played()
for (const line of lines(result)) console.log(line)
for (const { is, conversation, tag, detail, story } of result.violations.slice(0, MOST_PRINTED)) {
  console.log(`\n${is}: reply ${tag} of conversation ${conversation}: ${detail}`)
  for (const line of story) console.log(`  ${line}`)
}
if (!values.sum) await printReductions(result)

process.exit(isClean(result) ? 0 : 1)
