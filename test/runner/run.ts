// `npm test` and, with --all, `npm run test:all`: builds, checks, runs the tests, and prints how
// many CPU seconds that took. The run ends at the first step that fails, with the exit code of that
// step.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** How many CPU seconds `npm test` may take, added up over all its processes. */
const BUDGET_CPU_SECONDS = 600
/** The kernel counts CPU time in hundredths of a second (`man 5 proc_pid_stat`). */
const TICKS_PER_SECOND = 100

const all = process.argv.includes('--all')
const reporters = ['default', 'json', './test/runner/retried.ts'].map(
  (name) => `--reporter=${name}`,
)
const steps = [
  ['npm', 'run', 'build'],
  ['npm', 'run', 'check'],
  [
    'vitest',
    'run',
    '--project=browser',
    '--project=rest',
    ...reporters,
    '--outputFile.json=dist/test-results.json',
  ],
]

const began = performance.now()
let status = 0
for (const [command, ...args] of steps) {
  const env = {
    ...process.env,
    // Caches compiled code, because workers of vitest and commands of the CLI load the same code
    // many times.
    NODE_COMPILE_CACHE: fileURLToPath(
      new URL('../../node_modules/.cache/compiled', import.meta.url),
    ),
    ...(all ? { TEST_TIER: 'all' } : {}),
  }
  const step = spawnSync(command!, args, { stdio: 'inherit', env })
  status = step.status ?? 1
  if (status !== 0) break
}

const name = all ? 'npm run test:all' : 'npm test'
const seconds = Math.round((performance.now() - began) / 1000)
const cpu = cpuSecondsOfChildren()
if (cpu === undefined) console.log(`${name} took ${seconds} seconds.`)
else {
  console.log(`${name} took ${seconds} seconds and ${cpu} CPU seconds.`)
  if (!all && cpu > BUDGET_CPU_SECONDS)
    console.warn(
      `That is over its budget of ${BUDGET_CPU_SECONDS} CPU seconds. Make tests cheaper, or move rows of a matrix to files named *.all.test.ts.`,
    )
}
process.exitCode = status

/**
 * Returns the user and system time of all child processes that have ended, or undefined on a system
 * without /proc (only Linux has it).
 */
function cpuSecondsOfChildren(): number | undefined {
  try {
    // The second field is the command's name in brackets, which may contain spaces.
    const [, fields] = readFileSync('/proc/self/stat', 'utf8').split(') ')
    const [cutime, cstime] = fields!.split(' ').slice(13, 15).map(Number)
    return Math.round((cutime! + cstime!) / TICKS_PER_SECOND)
  } catch {
    return undefined
  }
}
