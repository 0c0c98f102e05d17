import { describe, expect, it } from 'vitest'
import { type Evidence, serviceWindow } from '#whatsapp/service-window'

const written = new Date('2026-03-01T09:00:00Z')
const later = (ms: number) => new Date(written.getTime() + ms)
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const wrote = (at: Date, from: 'webhook' | 'chat' | 'event' = 'webhook'): Evidence => ({ at, from })
const started = (at: Date): Evidence => ({ at, from: 'contact_start' })
const refused = (at: Date): Evidence => ({ closedBy: 131047, at })

describe('the limits of the service window’s 24 hours', () => {
  it.each([
    ['immediately after the message', 0, 'open'],
    ['a second before 24 hours', 24 * HOUR - 1000, 'open'],
    ['at 24 hours', 24 * HOUR, 'closed'],
    ['10 minutes after 24 hours', 24 * HOUR + 10 * MINUTE, 'closed'],
  ])('decide whether the window is open %s', (_, elapsed, is) => {
    expect(serviceWindow([wrote(written)], later(elapsed)).is).toBe(is)
  })

  it('are returned as the time at which the window will close or has closed', () => {
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

  it('leave the service window open, but about to close, in its last minute', () => {
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

it('the state of the service window is unknown, not closed, if no message and no contact of the customer is known', () => {
  expect(serviceWindow([], written)).toEqual({ is: 'unknown', because: 'nothing_known' })
})

it('the 24 hours count from the latest message, whatever the order in which messages are given', () => {
  const evidence = [wrote(later(2 * HOUR), 'chat'), wrote(written), wrote(later(HOUR), 'event')]

  expect(serviceWindow(evidence, later(3 * HOUR))).toMatchObject({ until: later(26 * HOUR) })
  expect(serviceWindow(evidence.toReversed(), later(3 * HOUR))).toMatchObject({
    until: later(26 * HOUR),
  })
})

describe('the start of a contact', () => {
  it('opens the service window for 24 hours', () => {
    expect(serviceWindow([started(written)], later(23 * HOUR))).toMatchObject({
      is: 'open',
      until: later(24 * HOUR),
    })
  })

  it('leaves it unknown after 24 hours whether the service window is open, because later messages may be missing', () => {
    expect(serviceWindow([started(written)], later(25 * HOUR))).toEqual({
      is: 'unknown',
      because: 'only_start_known',
    })
  })

  it('does not count if a message was written at the same time or later', () => {
    expect(serviceWindow([started(written), wrote(written, 'chat')], later(25 * HOUR)).is).toBe(
      'closed',
    )
    expect(serviceWindow([wrote(written, 'chat'), started(written)], later(25 * HOUR)).is).toBe(
      'closed',
    )
  })
})

describe('WhatsApp’s refusal 131047', () => {
  it('closes the service window even if the customer wrote within the last 24 hours', () => {
    const window = serviceWindow([wrote(written), refused(later(HOUR))], later(2 * HOUR))

    expect(window).toMatchObject({
      is: 'closed',
      since: later(HOUR),
      because: { closedBy: 131047 },
    })
  })

  it('closes the service window without a closing time if no message of the customer is known', () => {
    expect(serviceWindow([refused(written)], later(HOUR))).toMatchObject({
      is: 'closed',
      since: undefined,
    })
  })

  it('no longer applies after the customer has written again', () => {
    expect(serviceWindow([refused(written), wrote(later(1))], later(HOUR)).is).toBe('open')
  })

  it('still applies if the customer’s message and the refused message have the same time', () => {
    expect(serviceWindow([refused(written), wrote(written)], later(HOUR)).is).toBe('closed')
  })
})
