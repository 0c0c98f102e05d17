// EventBridge's rules as its API shows them, and turning them off.
import * as sdk from '@aws-sdk/client-eventbridge'
import { AwsError, type Service } from '../service.ts'
import type { EventBus } from './eventbridge.ts'

export function eventRules(
  bus: EventBus,
  { account, region }: { account: string; region: string },
): Service {
  function existing(name: string) {
    const rule = bus.rule(name)
    if (!rule)
      throw new AwsError(
        'ResourceNotFoundException',
        `Rule ${name} does not exist on EventBus default.`,
      )
    return rule
  }
  return {
    signingName: 'events',
    sdk,
    operations: {
      DescribeRule({ Name }) {
        const { name, source, off } = existing(Name)
        return {
          Name: name,
          Arn: `arn:aws:events:${region}:${account}:rule/${name}`,
          EventPattern: JSON.stringify({ source }),
          State: off ? 'DISABLED' : 'ENABLED',
          EventBusName: 'default',
        }
      },
      DisableRule({ Name }) {
        existing(Name).off = true
        return {}
      },
      EnableRule({ Name }) {
        existing(Name).off = false
        return {}
      },
    },
  }
}
