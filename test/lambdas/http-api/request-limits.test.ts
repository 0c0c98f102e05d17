import { expect, it } from 'vitest'
import {
  bodyOf,
  DEEPEST_REQUEST,
  LARGEST_REQUEST,
  requireShort,
} from '../../../lambdas/http-api/request-limits.ts'

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`
const text = (bytes: number) => JSON.stringify('x'.repeat(bytes - 2))

it('accepts the largest and the most deeply nested request, and ignores brackets in strings', () => {
  expect(bodyOf(text(LARGEST_REQUEST))).toHaveLength(LARGEST_REQUEST - 2)
  expect(bodyOf(nested(DEEPEST_REQUEST))).toBeInstanceOf(Array)
  expect(bodyOf(JSON.stringify(`"${'['.repeat(100)}`))).toContain('[[[')
})

it.each([
  ['one byte more than the limit', text(LARGEST_REQUEST + 1)],
  ['a text of 400 KB', text(400_000)],
  ['one nested list more than the limit', nested(DEEPEST_REQUEST + 1)],
  ['20,000 nested lists', nested(20_000)],
])('refuses, without parsing the body, a request that has %s', (_, body) => {
  expect(() => bodyOf(body)).toThrow(
    expect.objectContaining({
      status: 400,
      problems: [expect.objectContaining({ code: 'message_too_large' })],
    }),
  )
})

it('refuses an id in the path that no service could accept', () => {
  expect(() => requireShort({ contactId: 'c'.repeat(512) })).not.toThrow()
  expect(() => requireShort({ contactId: 'c'.repeat(513) })).toThrow(
    expect.objectContaining({ status: 400 }),
  )
})
