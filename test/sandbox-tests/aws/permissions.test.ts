import { expect, it } from 'vitest'
import { decide, type Statement } from '../../sandbox/aws/permissions.ts'

const topic = 'arn:aws:sns:us-east-1:111122223333:events'
const allow: Statement = { Effect: 'Allow', Action: 'sns:Publish', Resource: topic }
const attempt = { action: 'sns:Publish', resource: topic }
const decided = (statements: Statement[], more = {}) =>
  decide([{ Statement: statements }], { ...attempt, ...more })

it('allows a call only if a statement allows it and none denies it', () => {
  expect(decided([])).toBe('not allowed')
  expect(decided([allow])).toBe('allowed')
  expect(decided([allow, { ...allow, Effect: 'Deny' }])).toBe('denied')
})

it.each([
  ['sns:Publish', topic, 'allowed'],
  ['SNS:publish', topic, 'allowed'],
  ['sns:*', 'arn:aws:sns:*:111122223333:*', 'allowed'],
  ['*', '*', 'allowed'],
  ['sns:Publis?', topic, 'allowed'],
  ['sns:Pub', topic, 'not allowed'],
  ['sns:Publish', topic.slice(0, -1), 'not allowed'],
  ['sns:Publish', 'arn.aws.sns*', 'not allowed'],
])('evaluates a policy with action %s and resource %s: %s', (Action, Resource, decision) => {
  expect(
    decided([
      {
        Effect: 'Allow',
        Action: ['dynamodb:GetItem', Action],
        Resource: ['arn:aws:s3:::x', Resource],
      },
    ]),
  ).toBe(decision)
})

it('applies a statement only to the principals and under the conditions that it names', () => {
  const Condition = {
    StringEquals: { 'aws:SourceAccount': '111122223333' },
    ArnLike: { 'AWS:SourceArn': 'arn:aws:connect:*:111122223333:*' },
  }
  const statement = { ...allow, Principal: { Service: ['connect.amazonaws.com'] }, Condition }
  const principal = 'connect.amazonaws.com'
  const context = {
    'aws:SourceAccount': '111122223333',
    'aws:SourceArn': 'arn:aws:connect:us-east-1:111122223333:instance/1',
  }

  expect(decided([statement], { principal, context })).toBe('allowed')
  expect(decided([statement], { principal: 'sns.amazonaws.com', context })).toBe('not allowed')
  expect(
    decided([statement], {
      principal,
      context: { ...context, 'aws:SourceAccount': '444455556666' },
    }),
  ).toBe('not allowed')
  expect(
    decided([statement], { principal, context: { 'aws:SourceAccount': '111122223333' } }),
  ).toBe('not allowed')
  expect(decided([statement], { principal })).toBe('not allowed')
})
