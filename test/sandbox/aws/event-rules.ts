// Emulates the EventBridge operations that list, disable and enable rules, and list the targets of
// a rule.
import * as sdk from '@aws-sdk/client-eventbridge'
import { AwsError, type Service } from '../service.ts'
import type { EventBus, Rule } from './eventbridge.ts'

interface Account {
  account: string
  region: string
  /** Sends a message to the queue. */
  send(queue: string, body: string): Promise<void>
}

export function eventRules(bus: EventBus, { account, region, send }: Account): Service {
  /**
   * Delivers an event to all queues among the rule's targets. The targets are read when the event
   * arrives. Targets other than queues receive nothing.
   */
  const deliverTo = (name: string) => async (event: string) => {
    for (const arn of Object.values(bus.rule(name)?.targets ?? {}))
      if (arn.includes(':sqs:')) await send(arn.split(':').at(-1)!, event)
  }

  function existing(name: string) {
    const rule = bus.rule(name)
    if (!rule)
      throw new AwsError(
        'ResourceNotFoundException',
        `Rule ${name} does not exist on EventBus default.`,
      )
    return rule
  }
  const shown = ({ name, source, schedule, off }: Rule) => ({
    Name: name,
    Arn: `arn:aws:events:${region}:${account}:rule/${name}`,
    ...(schedule ? { ScheduleExpression: schedule } : { EventPattern: JSON.stringify({ source }) }),
    State: off ? 'DISABLED' : 'ENABLED',
    EventBusName: 'default',
  })
  return {
    signingName: 'events',
    sdk,
    operations: {
      ListRules: ({ NamePrefix = '' }) => ({
        Rules: bus
          .rules()
          .filter(({ name }) => name.startsWith(NamePrefix))
          .map(shown),
      }),
      PutRule({ Name, ScheduleExpression, EventPattern, State }) {
        const { source = [] } = JSON.parse(EventPattern ?? '{}')
        const known = bus.rule(Name)
        bus.putRule({
          name: Name,
          source,
          schedule: ScheduleExpression,
          off: State === 'DISABLED',
          targets: known?.targets ?? {},
          deliver: known?.deliver ?? deliverTo(Name),
        })
        return { RuleArn: `arn:aws:events:${region}:${account}:rule/${Name}` }
      },
      DeleteRule({ Name }) {
        if (Object.keys(bus.rule(Name)?.targets ?? {}).length > 0)
          throw new AwsError('ValidationException', "Rule can't be deleted since it has targets.")
        bus.removeRule(Name)
        return {}
      },
      DescribeRule: ({ Name }) => shown(existing(Name)),
      DisableRule({ Name }) {
        existing(Name).off = true
        return {}
      },
      EnableRule({ Name }) {
        existing(Name).off = false
        return {}
      },
      ListTargetsByRule: ({ Rule: name }) => ({
        Targets: Object.entries(existing(name).targets).map(([Id, Arn]) => ({ Id, Arn })),
      }),
      PutTargets({ Rule: name, Targets }) {
        for (const { Id, Arn } of Targets) existing(name).targets[Id] = Arn
        return { FailedEntryCount: 0, FailedEntries: [] }
      },
      RemoveTargets({ Rule: name, Ids }) {
        for (const id of Ids) delete existing(name).targets[id]
        return { FailedEntryCount: 0, FailedEntries: [] }
      },
    },
  }
}
