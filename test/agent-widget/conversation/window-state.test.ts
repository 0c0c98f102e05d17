import { expect, it } from 'vitest'
import type { ReplyView } from '#api'
import {
  chatDeliveryWarning,
  deliveredCopies,
  lostText,
} from '../../../agent-widget/conversation/chat-delivery.ts'
import {
  announcedMinutes,
  unknownToApi,
  windowStateAt,
} from '../../../agent-widget/conversation/window-state.ts'

const HOUR = 3_600_000
const wroteAt = new Date('2026-03-02T12:00:00Z')
const after = (ms: number) => new Date(wroteAt.getTime() + ms)
const webhook = {
  mode: 'bridged' as const,
  evidence: [{ at: wroteAt.toISOString(), from: 'webhook' as const }],
  replies: [],
}
const started = {
  mode: 'native' as const,
  evidence: [{ at: wroteAt.toISOString(), from: 'contact_start' as const }],
  replies: [],
}

/**
 * Returns the time of the agent's last message, as a host page that can read the chat's transcript
 * reports it. A host page that cannot read the transcript reports NOT_KNOWN.
 */
const writing = (hours: number) => ({ lastAgentMessageAt: after(hours * HOUR), agentTexts: [] })
const NOT_KNOWN = { lastAgentMessageAt: undefined, agentTexts: [] }

it.each([
  [0, 'open', 24 * HOUR],
  [22.5 * HOUR, 'open', 1.5 * HOUR],
  [23 * HOUR, 'closing', HOUR],
  [24 * HOUR - 1000, 'closing', 1000],
  [24 * HOUR, 'closed', undefined],
])('%d ms after the customer wrote, the window is shown as %s', (ms, tone, leftMs) => {
  expect(windowStateAt(webhook, undefined, after(ms))).toMatchObject({ tone, leftMs })
})

it('shows the service window of a native chat as open as soon as the host page reports a new message', () => {
  const closed = windowStateAt(started, undefined, after(30 * HOUR))
  const written = windowStateAt(started, after(30 * HOUR), after(30 * HOUR))

  expect(closed.tone).toBe('unknown')
  expect(written).toMatchObject({ tone: 'open', leftMs: 24 * HOUR })
})

it('counts 24 hours from the customer’s message, not from the start of the chat a moment later', () => {
  const momentsBefore = new Date(wroteAt.getTime() - 2000)

  expect(windowStateAt(started, momentsBefore, after(25 * HOUR)).tone).toBe('closed')
  expect(windowStateAt(started, after(-48 * HOUR), after(HOUR)).tone).toBe('open')
})

it('ignores message times in the transcript of a bridged chat, because our functions write that transcript', () => {
  expect(windowStateAt(webhook, after(20 * HOUR), after(25 * HOUR)).tone).toBe('closed')
})

it.each([
  [5 * HOUR, 60_000],
  [11 * 60_000, 60_000],
  [9 * 60_000, 1000],
])('with %d ms left, updates the countdown after at most %d ms', (leftMs, most) => {
  expect(
    windowStateAt(webhook, undefined, after(24 * HOUR - leftMs)).nextTickMs,
  ).toBeLessThanOrEqual(most)
})

it('announces the remaining time to screen readers only at 60, 15, 5 and 1 minutes', () => {
  const minutes = [61, 60, 16, 15, 6, 5, 2, 1, 0.5].map((left) => announcedMinutes(left * 60_000))

  expect(minutes).toEqual([undefined, 60, 60, 15, 15, 5, 5, 1, 1])
})

it('warns that a text will not arrive if it was typed into a native chat after the window closed', () => {
  const native = { ...webhook, mode: 'native' as const }
  const current = windowStateAt(native, undefined, after(26 * HOUR))

  expect(chatDeliveryWarning(current, native, writing(25))).toBe('will_not')
  expect(chatDeliveryWarning(current, native, writing(23))).toBeUndefined()
  expect(chatDeliveryWarning(current, webhook, writing(25))).toBeUndefined()
  expect(
    chatDeliveryWarning(windowStateAt(native, undefined, after(23.9 * HOUR)), native, writing(23)),
  ).toBeUndefined()
  // The agent workspace has no transcript, so the time at which the agent last wrote comes from the
  // API.
  expect(
    chatDeliveryWarning(
      current,
      { ...native, agentWroteAt: after(25 * HOUR).toISOString() },
      NOT_KNOWN,
    ),
  ).toBe('will_not')
  expect(
    chatDeliveryWarning(
      current,
      { ...native, agentWroteAt: after(23 * HOUR).toISOString() },
      NOT_KNOWN,
    ),
  ).toBeUndefined()
})

it('offers to copy only text that the agent typed into the chat after the window closed', () => {
  const native = { ...webhook, mode: 'native' as const }
  const texts = [23, 25, 25.5].map((hours) => ({
    at: after(hours * HOUR),
    text: `after ${hours} h`,
  }))

  expect(lostText(windowStateAt(native, undefined, after(26 * HOUR)), texts)).toBe(
    'after 25 h\nafter 25.5 h',
  )
  expect(lostText(windowStateAt(native, undefined, after(23.9 * HOUR)), texts)).toBeUndefined()
  // Without a time of the customer's last message, nobody knows whether Connect delivers these
  // texts.
  expect(lostText(windowStateAt(started, undefined, after(26 * HOUR)), texts)).toBeUndefined()
})

it('does not warn about an undelivered text if the agent has since sent another text that is held', () => {
  const native = { ...webhook, mode: 'native' as const }
  const current = windowStateAt(native, undefined, after(26 * HOUR))
  const held = { type: 'text', status: 'held' } as const
  const withHeld = (hours: number) => ({
    ...native,
    replies: [{ ...held, acceptedAt: after(hours * HOUR).toISOString() } as ReplyView],
  })

  expect(chatDeliveryWarning(current, withHeld(25.1), writing(25))).toBeUndefined()
  expect(chatDeliveryWarning(current, withHeld(24.9), writing(25))).toBe('will_not')
})

it('warns that a text may not arrive if it was typed more than 24 hours after the start of the chat', () => {
  const current = windowStateAt(started, undefined, after(26 * HOUR))

  expect(chatDeliveryWarning(current, started, writing(25))).toBe('may_not')
  expect(chatDeliveryWarning(current, started, writing(23))).toBeUndefined()
})

it('finds the held texts that Connect has already delivered in the chat, and no other held text', () => {
  const native = { ...webhook, mode: 'native' as const }
  const closed = windowStateAt(native, undefined, after(26 * HOUR))
  const text = (hours: number, words: string, isDelivered?: true) => ({
    at: after(hours * HOUR),
    text: words,
    ...(isDelivered && { isDelivered }),
  })
  const held = (id: string, words: string) =>
    ({
      id,
      type: 'text',
      status: 'held',
      shows: { text: words },
      acceptedAt: after(25.5 * HOUR).toISOString(),
    }) as unknown as ReplyView
  const replies = [
    held('both', 'Hello\nare you there?'),
    held('one', 'Hello'),
    held('undelivered', 'Bye'),
    held('earlier', 'Before'),
    held('edited', 'Hello!'),
  ]
  const texts = [
    text(23, 'Before', true),
    text(25, 'Hello', true),
    text(25.1, 'are you there?', true),
    text(25.2, 'Bye'),
  ]

  expect(deliveredCopies(closed, { ...native, replies }, texts).map(({ id }) => id)).toEqual([
    'both',
    'one',
  ])
  expect(deliveredCopies(closed, { ...webhook, replies }, texts)).toEqual([])
  expect(lostText(closed, texts)).toBe('Bye')
  expect(
    chatDeliveryWarning(closed, native, {
      lastAgentMessageAt: after(25 * HOUR),
      agentTexts: [text(25, 'Hello', true)],
    }),
  ).toBeUndefined()
})

it.each([
  ['nothing but the beginning of the chat is known', started.evidence, after(HOUR), after(HOUR)],
  ['an older message is known', webhook.evidence, after(HOUR), after(HOUR)],
  ['the same message is known', webhook.evidence, after(400), undefined],
  ['a younger message is known', webhook.evidence, after(-5000), undefined],
  ['the host has no transcript', started.evidence, undefined, undefined],
  ['the message started the chat', started.evidence, after(-2000), after(-2000)],
  ['the message came before the chat', started.evidence, after(-61_000), undefined],
])(
  'reports a customer’s message to the API only if the API does not know the message: %s',
  (_, evidence, at, reported) => {
    const view = { evidence, chatStartedAt: wroteAt.toISOString() }

    expect(unknownToApi({ ...view, mode: 'native' }, at)).toEqual(reported)
    expect(unknownToApi({ ...view, mode: 'bridged' }, at)).toBeUndefined()
  },
)
