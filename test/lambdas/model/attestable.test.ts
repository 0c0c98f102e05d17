import { expect, it } from 'vitest'
import { isAttestable } from '#model/conversation'

const now = new Date('2026-11-30T12:00:00Z')
const STARTED_AT = '2026-11-30T09:00:10.000Z'
const isAccepted = (wroteAt: string) => isAttestable(new Date(wroteAt), STARTED_AT, now)

it('accepts the time of the message that started the chat, although the flow ran seconds later', () => {
  expect(isAccepted('2026-11-30T09:00:00Z')).toBe(true)
})

it('accepts no time before the start of the chat, and no time in the future', () => {
  expect(isAccepted('2026-11-30T08:59:09Z')).toBe(false)
  expect(isAccepted('2026-11-30T12:00:01Z')).toBe(false)
})
