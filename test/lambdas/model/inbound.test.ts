import { describe, expect, it } from 'vitest'
import {
  type InboundTransition,
  inboundTransitions,
  inboundWrite,
  isOld,
  mayBeOvertaken,
  messageSettlingMs,
  newMessage,
  nextOf,
  type PendingMessage,
  placeOf,
  storedEvent,
} from '#model/inbound'
import { inNanoseconds, parseWhatsAppEnvelope, publishedAt } from '#whatsapp/events/events'
import type { MessageEvent } from '#whatsapp/events/types'
import { holds } from './in-memory-outbox.ts'

const START = Date.parse('2026-11-30T12:00:00Z')
const at = (seconds: number) => new Date(START + seconds * 1000)
const iso = (seconds: number) => at(seconds).toISOString()

const pending = (id: string, storedAt: number, beside: Partial<PendingMessage> = {}) =>
  ({
    conversation: 'c',
    id,
    state: 'pending',
    place: id,
    event: '{}',
    token: 't',
    publishedAt: iso(storedAt - 1),
    storedAt: iso(storedAt),
    retryCount: 0,
    ...beside,
  }) satisfies PendingMessage
const leased = (state: 'fetching' | 'carrying', from: number): Partial<PendingMessage> => ({
  state,
  claimedAt: iso(from),
  leaseUntil: iso(from + 70),
})
const nextId = (messages: PendingMessage[], now: number) => {
  const next = nextOf(messages, at(now))
  return next && ('carry' in next ? next.carry.id : next.waitMs / 1000)
}

describe('the order of a customer’s messages', () => {
  it('is by WhatsApp’s time, then by the notification’s time, then by the position in the notification', () => {
    const [early, late] = ['2026-11-30T12:00:00.000000001Z', '2026-11-30T12:00:00.000000002Z']
    const places = [
      placeOf(at(0), early, 0, 'z'),
      placeOf(at(0), early, 9, 'y'),
      placeOf(at(0), early, 10, 'x'),
      placeOf(at(0), late, 0, 'w'),
      placeOf(at(1), early, 0, 'v'),
    ]

    expect([...places].sort()).toEqual(places)
  })

  it.each([
    ['2025-01-08T23:30:43.271279391Z', '2025-01-08T23:30:43.271279391Z'],
    ['2025-01-08T23:30:43.27Z', '2025-01-08T23:30:43.270000000Z'],
    ['2025-01-08T23:30:43Z', '2025-01-08T23:30:43.000000000Z'],
    ['yesterday', undefined],
    [undefined, undefined],
  ])(
    'compares notification times in nanoseconds, whatever the number of decimals: %s',
    (time, expected) => {
      expect(inNanoseconds(time)).toBe(expected)
      expect(publishedAt({ message_timestamp: time })).toBe(expected)
    },
  )

  it('is final 300 ms after the notification was published, or 300 ms from now if that is earlier', () => {
    const settles = (ms: number) => messageSettlingMs({ publishedAt: iso(0) }, new Date(START + ms))

    expect([0, 120, 300, 9_000, -60_000].map(settles)).toEqual([300, 180, 0, 0, 300])
  })

  it('is uncertain for a message that was stored late, because later messages may have overtaken it', () => {
    const came = (ms: number | undefined, now: number) =>
      mayBeOvertaken(
        pending('a', 0, { publishedAt: iso(0), storedAt: iso(0) }),
        ms === undefined ? undefined : at(ms / 1000),
        at(now),
      )

    expect([came(0, 1), came(200, 1), came(0, 19.9)]).toEqual([false, false, false])
    // A younger message is written into the chat 300 ms after its publication at the earliest. Less
    // than 300 ms can be uncertain too, because the clocks of the functions differ.
    expect([came(201, 1), came(300, 1)]).toEqual([true, true])
    expect([came(undefined, 1), came(0, 20)]).toEqual([true, true])
  })
})

describe('the next message for the chat', () => {
  it('is the earliest message', () => {
    expect(nextId([pending('a', 0), pending('b', 0)], 1)).toBe('a')
    expect(nextId([], 1)).toBeUndefined()
  })

  it.each([
    ['whose attempt was postponed', { nextAttemptAt: iso(9) }, 7],
    ['that is being put into the chat', leased('carrying', 0), 3],
    ['whose file is being fetched', leased('fetching', 0), 3],
  ] as const)('waits at most 20 s for an earlier message %s', (_, blocked, wait) => {
    const both = [pending('a', 0, blocked), pending('b', 1)]

    expect(nextId(both, 2)).toBe(wait)
    const stillBlocked = [pending('a', 0, { ...blocked, nextAttemptAt: iso(60) }), both[1]!]
    expect(nextId(stillBlocked, 19)).toBe(1)
    expect(nextId(stillBlocked, 20)).toBe('b')
    expect(nextId(stillBlocked.slice(0, 1), 21)).toBeGreaterThan(30)
  })

  it('waits while a later message is being put into the chat, but not while its file is being fetched', () => {
    expect(nextId([pending('a', 1), pending('b', 0, leased('carrying', 1))], 2)).toBe(3)
    expect(nextId([pending('a', 1), pending('b', 0, leased('fetching', 1))], 2)).toBe('a')
  })

  it('waits for an earlier message until 20 s after a function claimed that message, if both messages were old', () => {
    const old = (claimedAt: number) => [
      pending('a', 0, leased('carrying', claimedAt)),
      pending('b', 1),
    ]

    // Both messages of the customer had to wait before, for example because Connect was
    // unavailable.
    expect(nextId(old(30), 31)).toBe(3)
    expect(nextId(old(30), 49)).toBe(1)
    expect(nextId(old(30), 50)).toBe('b')
    expect(nextId(old(19), 20)).toBe('b')
  })

  it('is the earliest message again after a function’s claim to that message has expired', () => {
    expect(nextId([pending('a', 0, leased('carrying', 0)), pending('b', 1)], 70.1)).toBe('a')
  })
})

describe('a message in the inbox', () => {
  const [event] = parseWhatsAppEnvelope({
    messaging_product: 'whatsapp',
    metadata: { phone_number_id: '1' },
    messages: [
      {
        from: '15550142',
        id: 'wamid.X',
        timestamp: '1790000000',
        type: 'interactive',
        interactive: {
          type: 'call_permission_reply',
          call_permission_reply: { response: 'accept', expiration_timestamp: '1790003600' },
        },
      },
    ],
  }) as [MessageEvent]
  const stored = (hasFile: boolean) =>
    newMessage({
      conversation: 'c',
      event,
      id: 'wamid.X',
      at: event.at!,
      publishedAt: iso(0),
      index: 0,
      storedAt: at(0),
      token: 'mine',
      hasFile,
    })
  const may = <Input>(transition: InboundTransition<Input>, item: PendingMessage, input: Input) =>
    holds(item, inboundWrite(transition, item, input).requires)

  it('is stored with every detail that is displayed', () => {
    expect(storedEvent(stored(false))).toEqual({ ...event, raw: {}, errors: [] })
  })

  it('can be claimed by only one invocation: in the first minute, by the invocation that fetches its file', () => {
    const { carry } = inboundTransitions
    const claim = (token: string, seconds = 1) => ({ token, now: at(seconds) })

    expect(may(carry, stored(false), claim('other'))).toBe(true)
    expect(may(carry, stored(true), claim('other'))).toBe(false)
    expect(may(carry, stored(true), claim('mine'))).toBe(true)
    expect(may(carry, stored(true), claim('other', 71))).toBe(true)
    const claimed = { ...stored(false), ...leased('carrying', 1), token: 'other' }
    expect(may(carry, claimed, claim('mine'))).toBe(false)
    // The answer to the write with which an invocation claims a message may be lost, so the
    // invocation may repeat the write.
    expect(may(carry, claimed, claim('other'))).toBe(true)
  })

  it('can be changed only by the invocation that has claimed it', () => {
    const claimed = { ...stored(false), ...leased('carrying', 1), token: 'other' }
    const { putOff, repeated } = inboundTransitions

    expect(may(repeated, claimed, { token: 'mine' })).toBe(false)
    expect(may(repeated, claimed, { token: 'other' })).toBe(true)
    expect(may(putOff, { ...claimed, state: 'done' }, { token: 'other', now: at(2) })).toBe(false)
  })

  it('is tried again after 1, 2, 4, 8 … and at most 60 seconds', () => {
    const waits = [0, 1, 2, 5, 6, 20].map((retryCount) => {
      const write = inboundWrite(
        inboundTransitions.putOff,
        { ...stored(false), retryCount },
        { token: 'mine', now: at(0) },
      )
      return (Date.parse(write.sets.nextAttemptAt as string) - START) / 1000
    })

    expect(waits).toEqual([1, 2, 4, 32, 60, 60])
  })

  it('receives missing content once, but not while it is being put into the chat', () => {
    const { provide } = inboundTransitions
    const again = stored(false)

    expect(may(provide, { ...stored(false), state: 'done' }, again)).toBe(true)
    expect(may(provide, { ...stored(false), state: 'carrying' }, again)).toBe(false)
    expect(may(provide, { ...stored(false), state: 'done', provided: true }, again)).toBe(false)
  })

  it('counts as old if it reaches the chat more than 30 s after the customer wrote it', () => {
    expect([21, 30, 31].map((seconds) => isOld(at(0), at(seconds)))).toEqual([false, false, true])
  })
})
