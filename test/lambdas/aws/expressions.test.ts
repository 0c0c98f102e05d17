import { expect, it } from 'vitest'
import { allOf, anyOf, conditionalWrite, is, missing } from '#model/conditions'
import { updateOf } from '../../../lambdas/aws/expressions.ts'

it('puts parentheses around each of several conditions, but not around a single condition', () => {
  const requires = allOf(allOf(is('state', 'sending')), anyOf(missing('token'), is('token', 't')))
  const { condition } = updateOf(conditionalWrite(requires, {}, []))
  expect(condition).toBe('(#state = :v0) AND ((attribute_not_exists(#token)) OR (#token = :v1))')
})
