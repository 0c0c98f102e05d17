// `npm run guesses`: lists the undocumented details, runs the tests with another value of one of
// them, or prints which combinations the tests contain.
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { buildFunctions } from '../../provisioning/stack/build.ts'
import { type GuessName, guesses } from '../../provisioning/verify/guesses.ts'
import { guessOf, namesTriedIn } from '../sandbox/guesses.ts'
import {
  combinations,
  FIRST_TIER,
  missingPairs,
  missingValues,
  SECOND_TIER,
  SEED,
  SEVERE,
  severePairs,
} from './combinations.ts'
import type { Step } from './main-job.ts'
import { PAGE, pageOf } from './page.ts'

const HELP = `npm run guesses                  lists every detail that neither AWS nor Meta documents, with its values
npm run guesses -- NAME VALUE    plays the main job of both modes with this value, and says whether it works
npm run guesses -- --coverage    prints what the combinations of the tests cover
npm run guesses -- --page        writes ${PAGE}, which says what was never tried on a real account`

const names = Object.keys(guesses) as GuessName[]

function wrong(problem: string): number {
  console.error(`${problem}\n\n${HELP}`)
  return 2
}

async function main([name, value, ...others]: string[]): Promise<number> {
  if (name === undefined) return list()
  if (name === '--help') return print(HELP)
  if (name === '--coverage') return coverage()
  if (name === '--page') {
    writeFileSync(PAGE, pageOf())
    return 0
  }
  if (!names.includes(name as GuessName)) return wrong(unknownName(name))
  const known = name as GuessName
  const { question, values, tried } = guessOf(known)
  if (value === undefined || !values.includes(value) || others.length > 0)
    return wrong(`${question}\n${known} takes one of: ${values.map(quoted).join(', ')}.`)
  console.log(`${question} Here: ${value}.`)
  if (tried === 'sandbox') return play(known, value)
  if (tried === 'code') return tryInTable(known, value)
  return print(
    'Only a real account can tell. The product does the same under each value, or cannot be tried here.',
  )
}

function list(): number {
  for (const name of names) {
    const { question, values } = guessOf(name)
    console.log(`${name}: ${values.map(quoted).join(' | ')}\n    ${question}`)
  }
  return 0
}

function coverage(): number {
  const rows = combinations(SECOND_TIER, SEED)
  const first = rows.slice(0, FIRST_TIER)
  const valueCount = namesTriedIn('sandbox').flatMap((name) => guesses[name].values).length
  const pairCount = severePairs().length
  const covered = (count: number, missing: readonly string[]) =>
    `${count - missing.length} of ${count}`
  console.log(`Seed ${SEED}
${FIRST_TIER} combinations (npm test): ${covered(valueCount, missingValues(first))} values, ${covered(pairCount, missingPairs(first))} pairs of values of the ${SEVERE.length} severe guesses
${SECOND_TIER} combinations (npm run test:all): ${covered(valueCount, missingValues(rows))} values, ${covered(pairCount, missingPairs(rows))} pairs
tried in tables of test/guesses: ${namesTriedIn('code').length} guesses
left to a real account: ${namesTriedIn('account').length} guesses`)
  for (const missing of [...missingValues(rows), ...missingPairs(rows)])
    console.log(`missing: ${missing}`)
  return missingPairs(rows).length + missingValues(first).length === 0 ? 0 : 1
}

async function play(name: GuessName, value: string): Promise<number> {
  await buildFunctions()
  // Loads the AWS SDK only now, because that takes a while, and a wrong name should be reported at
  // once.
  const [{ openScenario }, { playMainJob }] = await Promise.all([
    import('../scenarios/scenario.ts'),
    import('./main-job.ts'),
  ])
  const scenario = await openScenario()
  Object.assign(scenario.guesses, { [name]: value })
  const steps = [
    ...(await playMainJob(scenario, 'bridged')),
    ...(await playMainJob(scenario, 'native')),
  ]
  await scenario.stop()
  for (const step of steps) console.log(lineOf(step))
  if (steps.some(({ found }) => found !== undefined)) return print('It does not work.', 1)
  const limit = guessOf(name).limits?.[value]
  return print(limit ? `It works, with one limit. ${limit}` : 'It works.')
}

const lineOf = ({ mode, promise, found }: Step) =>
  found === undefined ? `✓ ${mode}: ${promise}` : `✗ ${mode}: ${promise}; found ${found}`

function tryInTable(name: GuessName, value: string): number {
  const title = `${name}: ${value}`.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const { status } = spawnSync(
    'npx',
    ['vitest', 'run', '--project', 'rest', 'test/guesses/code.test.ts', '-t', title],
    { stdio: 'inherit' },
  )
  return print(status === 0 ? 'It works.' : 'It does not work.', status === 0 ? 0 : 1)
}

function unknownName(name: string): string {
  const similar = names.filter((known) => known.toLowerCase().includes(name.toLowerCase()))
  const hint = similar.length > 0 ? ` Did you mean ${similar.join(' or ')}?` : ''
  return `There is no guess named ${name}.${hint} “npm run guesses” lists them all.`
}

const quoted = (value: string) => (value.includes(' ') ? `"${value}"` : value)

function print(text: string, code = 0): number {
  console.log(text)
  return code
}

process.exitCode = await main(process.argv.slice(2))
