import { expect, it } from 'vitest'
import { pollDelayMs } from '../../../agent-widget/conversation/poll-schedule.ts'

it.each([
  [undefined, 0, false, 5000],
  [0, 0, false, 1000],
  [29_999, 29_999, false, 1000],
  [30_000, 30_000, false, 5000],
  [120_000, 120_000, false, 15_000],
  [29_999, 600_000, false, 1000],
  [0, 0, true, 30_000],
])(
  'after a send %s ms ago and a change %s ms ago (refused: %s), polls again in %d ms',
  (sentAgoMs, changedAgoMs, refused, delay) => {
    expect(pollDelayMs({ sentAgoMs, changedAgoMs, refused })).toBe(delay)
  },
)

it('polls about 250 times in an hour in which nothing happens', () => {
  let polls = 0
  for (let at = 0; at < 3_600_000; polls++)
    at += pollDelayMs({ sentAgoMs: undefined, changedAgoMs: at, refused: false })

  expect(polls).toBeGreaterThan(230)
  expect(polls).toBeLessThan(270)
})

it('waits 2, 4, 8 … and at most 60 seconds between polls while the service fails', () => {
  const delays = [1, 2, 3, 4, 5, 6, 20].map((failures) =>
    pollDelayMs({ sentAgoMs: 0, changedAgoMs: 0, refused: false, failures }),
  )

  expect(delays).toEqual([2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000])
})
