import { describe, expect, it } from 'vitest'
import { type Evidence, serviceWindow } from '#whatsapp/service-window'

const written = new Date('2026-03-01T09:00:00Z')
const later = (ms: number) => new Date(written.getTime() + ms)
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const wrote = (at: Date, from: 'webhook' | 'chat' | 'event' = 'webhook'): Evidence => ({ at, from })
const started = (at: Date): Evidence => ({ at, from: 'contact_start' })
const refused = (at: Date): Evidence => ({ closedBy: 131047, at })

describe('the edges of 24 hours', () => {
  it.each([
    ['at once', 0, 'open'],
    ['a second before 24 hours', 24 * HOUR - 1000, 'open'],
    ['at 24 hours', 24 * HOUR, 'closed'],
    ['10 minutes after', 24 * HOUR + 10 * MINUTE, 'closed'],
  ])('are counted as WhatsApp does: %s', (_, elapsed, is) => {
    expect(serviceWindow([wrote(written)], later(elapsed)).is).toBe(is)
  })

  it('are reported as the time at which the window closes or has closed', () => {
    expect(serviceWindow([wrote(written)], later(HOUR))).toMatchObject({
      is: 'open',
      until: later(24 * HOUR),
      closing: false,
    })
    expect(serviceWindow([wrote(written)], later(25 * HOUR))).toMatchObject({
      is: 'closed',
      since: later(24 * HOUR),
    })
  })

  it('leave the window open in its last minute, but mark it as closing', () => {
    expect(serviceWindow([wrote(written)], later(24 * HOUR - MINUTE))).toMatchObject({
      is: 'open',
      closing: true,
    })
    expect(serviceWindow([wrote(written)], later(24 * HOUR - MINUTE - 1))).toMatchObject({
      is: 'open',
      closing: false,
    })
  })
})

it('is unknown instead of closed if there is no evidence', () => {
  expect(serviceWindow([], written)).toEqual({ is: 'unknown', because: 'nothing_known' })
})

it('counts 24 hours from the latest message, whatever the order of the evidence', () => {
  const evidence = [wrote(later(2 * HOUR), 'chat'), wrote(written), wrote(later(HOUR), 'event')]

  expect(serviceWindow(evidence, later(3 * HOUR))).toMatchObject({ until: later(26 * HOUR) })
  expect(serviceWindow(evidence.toReversed(), later(3 * HOUR))).toMatchObject({
    until: later(26 * HOUR),
  })
})

describe('a contact’s start', () => {
  it('opens the window for 24 hours', () => {
    expect(serviceWindow([started(written)], later(23 * HOUR))).toMatchObject({
      is: 'open',
      until: later(24 * HOUR),
    })
  })

  it('shows only that the window was open for 24 hours, because later messages may be unknown', () => {
    expect(serviceWindow([started(written)], later(25 * HOUR))).toEqual({
      is: 'unknown',
      because: 'only_start_known',
    })
  })

  it('does not override a message of the same moment or later', () => {
    expect(serviceWindow([started(written), wrote(written, 'chat')], later(25 * HOUR)).is).toBe(
      'closed',
    )
    expect(serviceWindow([wrote(written, 'chat'), started(written)], later(25 * HOUR)).is).toBe(
      'closed',
    )
  })
})

describe('WhatsApp’s refusal 131047', () => {
  it('closes the window whatever the evidence', () => {
    const window = serviceWindow([wrote(written), refused(later(HOUR))], later(2 * HOUR))

    expect(window).toMatchObject({
      is: 'closed',
      since: later(HOUR),
      because: { closedBy: 131047 },
    })
  })

  it('closes the window without a time if no message is known', () => {
    expect(serviceWindow([refused(written)], later(HOUR))).toMatchObject({
      is: 'closed',
      since: undefined,
    })
  })

  it('no longer applies when a message is newer than the refused send', () => {
    expect(serviceWindow([refused(written), wrote(later(1))], later(HOUR)).is).toBe('open')
  })

  it('still applies if the customer’s message is exactly as old as the send', () => {
    expect(serviceWindow([refused(written), wrote(written)], later(HOUR)).is).toBe('closed')
  })
})
