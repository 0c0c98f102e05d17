import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const run = promisify(execFile)
const CODE_AFTER_A_COMMENT = /^ {4}\S+:\d+\n {4}\S/gm
const places = (output: string) => output.match(/^ {4}\S+:\d+$/gm) ?? []

it('draws 120 sentences, 30 of them from screens, and draws the same sentences for the same seed', {
  timeout: 120_000,
}, async () => {
  const seeds = ['7', '7', '8'].flatMap((seed) => ['--seed', seed])
  const { stdout } = await run(process.execPath, ['test/writing/sample.ts', ...seeds])
  const [first, again, other] = stdout
    .split(/^Seed \d+$/m)
    .slice(1)
    .map((each) => each.trim())

  expect(places(first!)).toHaveLength(120)
  expect(places(first!.split('\nScreens\n')[1]!)).toHaveLength(30)
  expect(first!.split('\nTest titles\n')[0]!.match(CODE_AFTER_A_COMMENT)).toHaveLength(30)
  expect(again).toBe(first)
  expect(places(other!)).not.toEqual(places(first!))
})

it('refuses a seed that is not a whole number', async () => {
  await expect(
    run(process.execPath, ['test/writing/sample.ts', '--seed', 'x']),
  ).rejects.toMatchObject({ code: 2, stderr: '--seed x: a seed is a whole number\n' })
})
