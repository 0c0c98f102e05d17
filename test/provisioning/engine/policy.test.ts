import { expect, it } from 'vitest'
import { allows, type Policy, sameMeaning, trusts } from '../../../provisioning/engine/policy.ts'

const publish = { Effect: 'Allow', Action: ['sns:Publish', 'sns:Subscribe'], Resource: '*' }

it.each<[string, Policy, boolean]>([
  [
    'the order of actions',
    { Statement: [{ ...publish, Action: ['sns:Subscribe', 'sns:Publish'] }] },
    true,
  ],
  ['a Sid', { Statement: [{ ...publish, Sid: 'Named' }] }, true],
  ['a list of one', { Statement: [{ ...publish, Resource: ['*'] }] }, true],
  ['one statement without its list', { Statement: publish }, true],
  [
    'the version and id of the document',
    { Version: '2008-10-17', Id: 'x', Statement: [publish] },
    true,
  ],
  ['one action less', { Statement: [{ ...publish, Action: 'sns:Publish' }] }, false],
  [
    'a narrower resource',
    { Statement: [{ ...publish, Resource: 'arn:aws:sns:us-east-1:111122223333:a' }] },
    false,
  ],
  [
    'a condition',
    {
      Statement: [
        { ...publish, Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } } },
      ],
    },
    false,
  ],
  ['the effect', { Statement: [{ ...publish, Effect: 'Deny' }] }, false],
  [
    'one more statement',
    { Statement: [publish, { ...publish, Action: 'sns:DeleteTopic' }] },
    false,
  ],
])('decides whether two policies mean the same if they differ in %s', (_, policy, same) => {
  expect(sameMeaning({ Statement: [publish] }, policy)).toBe(same)
})

it.each<[string, object[], boolean]>([
  [
    'named exactly',
    [{ Effect: 'Allow', Action: 'connect:ImportPhoneNumber', Resource: '*' }],
    true,
  ],
  [
    'named in another letter case',
    [{ Effect: 'Allow', Action: 'Connect:importphonenumber', Resource: '*' }],
    true,
  ],
  ['by a wildcard', [{ Effect: 'Allow', Action: ['connect:Import*'], Resource: '*' }], true],
  [
    'by a wildcard of another service',
    [{ Effect: 'Allow', Action: 'connectx:*', Resource: '*' }],
    false,
  ],
  ['not at all', [], false],
  [
    'but also denied',
    [
      { Effect: 'Allow', Action: '*', Resource: '*' },
      { Effect: 'Deny', Action: 'connect:*', Resource: '*' },
    ],
    false,
  ],
])('decides whether a policy allows an action: %s', (_, Statement, allowed) => {
  expect(allows([{ Statement } as Policy], 'connect:ImportPhoneNumber')).toBe(allowed)
})

it('does not trust the service if the policy names only another service', () => {
  const trust = (Service: string): Policy => ({
    Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }],
  })

  expect(trusts(trust('social-messaging.amazonaws.com'), 'social-messaging.amazonaws.com')).toBe(
    true,
  )
  expect(trusts(trust('lambda.amazonaws.com'), 'social-messaging.amazonaws.com')).toBe(false)
})
