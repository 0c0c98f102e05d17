import { expect, it } from 'vitest'
import { serverClock } from '../../../agent-widget/browser/server-clock.ts'

function clocks() {
  const time = { monotonic: 1000, wall: Date.parse('2020-01-01T00:00:00Z') }
  const clock = serverClock(
    () => time.monotonic,
    () => time.wall,
  )
  const pass = (ms: number) => {
    time.monotonic += ms
    time.wall += ms
  }
  return { time, clock, pass }
}

it('returns the server’s time on a computer whose clock is years off', () => {
  const { clock, pass } = clocks()
  const askedAt = clock.monotonic()
  pass(200)
  clock.setTo('2026-03-02T12:00:00.000Z', askedAt)

  pass(10_000)

  expect(clock.now().toISOString()).toBe('2026-03-02T12:00:10.100Z')
})

it('returns the server’s time even after the computer’s clock is changed', () => {
  const { clock, time } = clocks()
  clock.setTo('2026-03-02T12:00:00.000Z', clock.monotonic())

  time.wall += 3_600_000

  expect(clock.now().toISOString()).toBe('2026-03-02T12:00:00.000Z')
})

it('reports that the computer slept, but only as long as the server has not answered since', () => {
  const { clock, time, pass } = clocks()
  pass(60_000)
  expect(clock.slept()).toBe(false)

  time.wall += 8 * 3_600_000

  expect(clock.slept()).toBe(true)
  clock.setTo('2026-03-02T20:00:00.000Z', clock.monotonic())
  expect(clock.slept()).toBe(false)
})
