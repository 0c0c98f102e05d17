import { expect, it } from 'vitest'
import { statusWord } from '#whatsapp/events/status-words'

it.each(['accepted', 'sent', 'delivered', 'read', 'played', 'failed', 'deleted', 'warning'])(
  'recognizes the status %s in upper and lower case',
  (word) => {
    expect([statusWord(word), statusWord(word.toUpperCase())]).toEqual([
      { status: word },
      { status: word },
    ])
  },
)

it.each(['fail', 'Undeliverable', 'Message retries exhausted, dropping message.'])(
  'treats “%s” as a failure',
  (reported) => {
    expect(statusWord(reported)).toEqual({ status: 'failed', reported })
  },
)

it.each([
  ['queued', 'Sent', { status: 'sent', reported: 'queued' }],
  ['queued', 'Queued', { status: 'unknown', reported: 'queued' }],
  ['constructor', undefined, { status: 'unknown', reported: 'constructor' }],
  ['', 'Failed', { status: 'failed', reported: '' }],
  [undefined, 'Delivered', { status: 'delivered' }],
  [undefined, undefined, { status: 'unknown' }],
])('uses a second status word only if the first one is unknown (“%s”, then “%s”)', (...words) => {
  const [reported, fallback, expected] = words
  expect(statusWord(reported, fallback)).toEqual(expected)
})
