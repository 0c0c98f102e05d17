// The budget for calls to Meta is stored in an item of the table, so that several functions can
// share it.
import { expect, it } from 'vitest'
import { templateWatch } from '../../../lambdas/aws/template-watch.ts'
import { sandboxTable } from './sandbox-table.ts'

const { table } = await sandboxTable()
const watch = templateWatch(table)
const at = (time: string) => new Date(`2026-12-01T${time}Z`)

it('grants at most 4,500 calls in an hour, and fewer than a request asks for if too few are left', async () => {
  const wanted = [4_000, 400, 300, 1, 0]
  const granted: number[] = []
  for (const calls of wanted) granted.push(await watch.takeCalls('waba-1', calls, at('10:00:00')))

  expect(granted).toEqual([4_000, 400, 100, 0, 0])
  expect(await watch.takeCalls('waba-2', 10, at('10:00:00'))).toBe(10)
})

it('counts the calls of the previous clock hour in proportion to the part of it within the last 60 minutes', async () => {
  await watch.takeCalls('waba-3', 4_000, at('10:59:00'))

  expect(await watch.takeCalls('waba-3', 4_500, at('11:00:00'))).toBe(500)
  // Three quarters of the previous clock hour are within the last 60 minutes, so 3,000 of its 4,000
  // calls still count.
  expect(await watch.takeCalls('waba-3', 4_500, at('11:15:00'))).toBe(1_000)
  expect(await watch.takeCalls('waba-3', 4_500, at('13:00:00'))).toBe(4_500)
})

it('never grants more than the budget to functions that request calls at the same time', async () => {
  const granted = await Promise.all(
    Array.from({ length: 12 }, () => watch.takeCalls('waba-4', 1_000, at('10:00:00'))),
  )

  expect(granted.reduce((all, each) => all + each, 0)).toBeLessThanOrEqual(4_500)
  expect(granted.filter((each) => each === 1_000).length).toBeGreaterThanOrEqual(4)
})
