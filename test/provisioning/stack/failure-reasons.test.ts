import { expect, it } from 'vitest'
import { reasonOf } from '../../../provisioning/stack/failure-reasons.ts'

it.each([
  [
    'Your account must be verified before you can add new CloudFront resources.',
    'open a case with AWS Support',
  ],
  [
    "decreases account's UnreservedConcurrentExecution below its minimum value",
    'reservedConcurrency',
  ],
  ['Issue caused by fetching issuer/.well-known/openid-configuration', 'identityProvider.issuer'],
])('adds the remedy to CloudFormation’s reason “%s”', (reason, remedy) => {
  expect(reasonOf('the resource', reason)).toContain(remedy)
})
