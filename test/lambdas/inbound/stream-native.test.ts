import { expect, it } from 'vitest'
import type { ContactRecord } from '#model/ports'
import { UpstreamFailure } from '#whatsapp/errors/problems'
import { nativeStreaming } from '../../../lambdas/inbound/stream-native.ts'

const MINUTE = 60_000
const STARTED = Date.parse('2026-11-30T12:00:00Z')

/**
 * Requests streaming for a contact: when the contact begins, and then as the scheduled function
 * "sweep" does, every minute, if a request is due. `answer` gets the number of the request, counted
 * from 1, and throws to make the request fail. Returns how many minutes after the beginning each
 * request was made.
 */
async function requests(
  answer: (request: number) => void,
  minutes: number,
  found?: string,
): Promise<number[]> {
  let at = STARTED
  let dueAt: Date | undefined
  const contact: ContactRecord = {
    conversation: 'c',
    mode: 'native',
    startedAt: new Date(STARTED).toISOString(),
  }
  const made: number[] = []
  const { begin, tryAgain } = nativeStreaming({
    contacts: {
      get: async () => contact,
      streamLater: async (_, tries, due) => {
        contact.streamTries = tries
        dueAt = due
      },
      streamSettled: async () => {
        delete contact.streamTries
        dueAt = undefined
      },
    },
    connect: {
      startStreaming: async () => {
        made.push((at - STARTED) / MINUTE)
        answer(made.length)
      },
    },
    evidenceTopicArn: 'arn:aws:sns:us-east-1:111122223333:evidence',
    verified: { value: async () => found },
    now: () => new Date(at),
  })

  await begin('contact')
  for (; at <= STARTED + minutes * MINUTE; at += MINUTE)
    if (dueAt && dueAt.getTime() <= at) await tryAgain('contact')
  return made
}

const fails = (retryable: boolean) => {
  throw new UpstreamFailure('StartContactStreaming', {
    certain: true,
    retryable,
    cause: new Error('no'),
  })
}

it.each(['refused', 'accepted-but-silent'])(
  'requests no streaming of native chats after verify has found that streaming is %s',
  async (found) => expect(await requests(() => {}, 60, found)).toEqual([]),
)

it('requests streaming if verify has found that streaming native chats works', async () => {
  expect(await requests(() => {}, 60, 'works')).toEqual([0])
})

it('requests streaming again after 1, 2, 4 … minutes until it succeeds', async () => {
  expect(await requests((request) => request < 5 && fails(true), 60)).toEqual([0, 1, 3, 7, 15])
})

it('does not request streaming again after a permanent refusal', async () => {
  expect(await requests((request) => fails(request === 1), 60)).toEqual([0, 1])
})

it('no longer requests streaming 25 hours after the start of the chat', async () => {
  const made = await requests(() => fails(true), 60 * 60)

  expect(made.at(-1)).toBe(1023)
})
