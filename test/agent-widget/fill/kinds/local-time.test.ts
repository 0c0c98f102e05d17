import { expect, it } from 'vitest'
import {
  endOfDay,
  hoursFrom,
  localInput,
  localTime,
} from '../../../../agent-widget/fill/kinds/local-time.ts'
import { timeLeft } from '../../../../agent-widget/i18n/format.ts'

it('shows and reads a time in the agent’s own time zone, to the minute', () => {
  const evening = new Date(2026, 2, 29, 18, 30).getTime()

  expect(localInput(evening)).toBe('2026-03-29T18:30')
  expect(localTime('2026-03-29T18:30')).toBe(evening)
  expect(localTime('')).toBeUndefined()
})

it('sets "end of today" to a time in the future, even in the last minute of the day', () => {
  expect(localInput(endOfDay(new Date(2026, 0, 31, 12)))).toBe('2026-01-31T23:59')
  expect(localInput(endOfDay(new Date(2026, 0, 31, 23, 59, 30)))).toBe('2026-02-01T23:59')
})

it('sets "in 24 hours" to a time that is at least 24 hours away', () => {
  const now = new Date(2026, 5, 1, 10, 0, 30)
  expect(hoursFrom(now, 24) - now.getTime()).toBe(24 * 3_600_000 + 30_000)
})

const HOUR = 3_600_000
it.each([
  [9 * 60_000 + 5000, '9:05'],
  [3 * HOUR + 20 * 60_000, '3 hr 20 min'],
  [24 * HOUR, '1 day'],
  [75 * HOUR + 59 * 60_000, '3 days 3 hr'],
])('displays %d ms as %s', (ms, text) => {
  expect(timeLeft(ms, 'en')).toBe(text)
})
