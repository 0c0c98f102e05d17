// An EventBridge rule with a schedule or an event pattern, and the rule's target.
import {
  EnableRuleCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge'
import { ruleName } from '#deployment/resources'
import type { Aws } from '../account/clients.ts'
import type { Change, Resource } from '../engine/resource.ts'
import type { LinkReads } from './reads.ts'

interface LiveRule {
  isEnabled: boolean
  hasTarget: boolean
}

interface Wanted {
  /** The name from lambdas/deployment, without the prefix. */
  key: string
  broken: string
  /** When the rule runs its target: at a rate, or for events that match a pattern. */
  reactsTo: { rate: string } | { pattern: object }
  target: { id: string; arn: string; deadLetters?: string; retries?: number }
  /**
   * Returns whether the rule is known to call its target, for example because the target has run
   * recently. If so, the rule's targets are not read.
   */
  isKnownToRun?: () => Promise<boolean>
}

export function eventRule(
  { key, broken, reactsTo, target, isKnownToRun = async () => false }: Wanted,
  reads: LinkReads,
  { eventBridge }: Aws,
): Resource<LiveRule> {
  const name = ruleName(key)
  async function read(rules = reads.rules): Promise<LiveRule | undefined> {
    const rule = (await rules()).find(({ Name }) => Name === name)
    if (!rule) return undefined
    const isEnabled = rule.State === 'ENABLED'
    if (isEnabled && (await isKnownToRun())) return { isEnabled, hasTarget: true }
    const { Targets = [] } = await eventBridge.send(new ListTargetsByRuleCommand({ Rule: name }))
    return {
      isEnabled,
      hasTarget: Targets.some(({ Arn }) => Arn === target.arn),
    }
  }
  return {
    name: `rule ${name}`,
    stays: 'is enabled and has its target',
    iam: [
      'events:ListRules',
      'events:ListTargetsByRule',
      'events:EnableRule',
      'events:PutRule',
      'events:PutTargets',
    ],
    read: () => read(),
    diff(live) {
      if (!live)
        return [
          {
            action: 'create',
            summary: `create it again, because somebody deleted it; until then, ${broken}`,
          },
        ]
      const changes: Change[] = []
      if (!live.isEnabled)
        changes.push({
          action: 'update',
          summary: `enable it, because somebody disabled it; until then, ${broken}`,
        })
      if (!live.hasTarget)
        changes.push({
          action: 'update',
          summary: `add its target ${target.arn}, because it was removed; until then, ${broken}`,
        })
      return changes
    },
    async apply(live) {
      if (!live)
        await eventBridge.send(
          new PutRuleCommand({
            Name: name,
            State: 'ENABLED',
            ...('rate' in reactsTo
              ? { ScheduleExpression: reactsTo.rate }
              : { EventPattern: JSON.stringify(reactsTo.pattern) }),
          }),
        )
      else if (!live.isEnabled) await eventBridge.send(new EnableRuleCommand({ Name: name }))
      if (!live?.hasTarget)
        await eventBridge.send(
          new PutTargetsCommand({
            Rule: name,
            Targets: [
              {
                Id: target.id,
                Arn: target.arn,
                ...(target.deadLetters && { DeadLetterConfig: { Arn: target.deadLetters } }),
                ...(target.retries !== undefined && {
                  RetryPolicy: { MaximumRetryAttempts: target.retries },
                }),
              },
            ],
          }),
        )
      const { Rules = [] } = await eventBridge.send(new ListRulesCommand({ NamePrefix: name }))
      return (await read(async () => Rules))!
    },
  }
}
