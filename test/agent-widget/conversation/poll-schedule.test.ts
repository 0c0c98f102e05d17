import { expect, it } from 'vitest'
import { pollDelayMs } from '../../../agent-widget/conversation/poll-schedule.ts'

it.each([
  [undefined, false, 5000],
  [0, false, 1000],
  [29_999, false, 1000],
  [30_000, false, 5000],
  [0, true, 30_000],
])('%s ms after a send (refused: %s) it looks again in %d ms', (sentAgoMs, refused, delay) => {
  expect(pollDelayMs(sentAgoMs, refused)).toBe(delay)
})
