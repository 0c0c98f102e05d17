import { expect, it } from 'vitest'
import { arrivalOf } from '../../../agent-widget/conversation/arrival.ts'
import { announcedMinutes, windowNow } from '../../../agent-widget/conversation/window-state.ts'

const HOUR = 3_600_000
const wroteAt = new Date('2026-03-02T12:00:00Z')
const after = (ms: number) => new Date(wroteAt.getTime() + ms)
const webhook = {
  mode: 'bridged' as const,
  evidence: [{ at: wroteAt.toISOString(), from: 'webhook' as const }],
}
const started = {
  mode: 'native' as const,
  evidence: [{ at: wroteAt.toISOString(), from: 'contact_start' as const }],
}

it.each([
  [0, 'open', 24 * HOUR],
  [22.5 * HOUR, 'open', 1.5 * HOUR],
  [23 * HOUR, 'closing', HOUR],
  [24 * HOUR - 1000, 'closing', 1000],
  [24 * HOUR, 'closed', undefined],
])('%d ms after the customer wrote the agent is told %s', (ms, tone, leftMs) => {
  expect(windowNow(webhook, undefined, after(ms))).toMatchObject({ tone, leftMs })
})

it('a message the host has seen re-opens a native window before the API knows of it', () => {
  const closed = windowNow(started, undefined, after(30 * HOUR))
  const written = windowNow(started, after(30 * HOUR), after(30 * HOUR))

  expect(closed.tone).toBe('unknown')
  expect(written).toMatchObject({ tone: 'open', leftMs: 24 * HOUR })
})

it('a chat that begins a moment after the customer’s message says nothing more than the message', () => {
  const momentsBefore = new Date(wroteAt.getTime() - 2000)

  expect(windowNow(started, momentsBefore, after(25 * HOUR)).tone).toBe('closed')
  expect(windowNow(started, after(-48 * HOUR), after(HOUR)).tone).toBe('open')
})

it('what stands in a bridged chat’s transcript opens nothing: our own functions wrote it there', () => {
  expect(windowNow(webhook, after(20 * HOUR), after(25 * HOUR)).tone).toBe('closed')
})

it.each([
  [5 * HOUR, 60_000],
  [11 * 60_000, 60_000],
  [9 * 60_000, 1000],
])('with %d ms left it counts on after at most %d ms', (leftMs, most) => {
  expect(windowNow(webhook, undefined, after(24 * HOUR - leftMs)).nextTickMs).toBeLessThanOrEqual(
    most,
  )
})

it('says 60, 15, 5 and 1 minute aloud, and nothing before', () => {
  const minutes = [61, 60, 16, 15, 6, 5, 2, 1, 0.5].map((left) => announcedMinutes(left * 60_000))

  expect(minutes).toEqual([undefined, 60, 60, 15, 15, 5, 5, 1, 1])
})

it('what an agent typed into a native chat after the window closed will not arrive; what was typed before did', () => {
  const native = { ...webhook, mode: 'native' as const }
  const current = windowNow(native, undefined, after(26 * HOUR))

  expect(arrivalOf(current, native, after(25 * HOUR))).toBe('will_not')
  expect(arrivalOf(current, native, after(23 * HOUR))).toBeUndefined()
  expect(arrivalOf(current, webhook, after(25 * HOUR))).toBeUndefined()
  expect(
    arrivalOf(windowNow(native, undefined, after(23.9 * HOUR)), native, after(23 * HOUR)),
  ).toBeUndefined()
  // The agent workspace has no transcript: there the API tells.
  expect(
    arrivalOf(current, { ...native, agentWroteAt: after(25 * HOUR).toISOString() }, undefined),
  ).toBe('will_not')
  expect(
    arrivalOf(current, { ...native, agentWroteAt: after(23 * HOUR).toISOString() }, undefined),
  ).toBeUndefined()
})

it('where only the chat’s beginning is known, what was typed a day later may not arrive', () => {
  const current = windowNow(started, undefined, after(26 * HOUR))

  expect(arrivalOf(current, started, after(25 * HOUR))).toBe('may_not')
  expect(arrivalOf(current, started, after(23 * HOUR))).toBeUndefined()
})
