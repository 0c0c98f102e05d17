// The default event bus: rules match on source and detail-type, targets are queues.
// https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
import { randomUUID } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { Deliveries } from './deliveries.ts'

export interface Rule {
  /** Turned off: nothing is delivered. */
  off?: boolean
  name: string
  source: readonly string[]
  detailType?: readonly string[]
  deliver(event: string): Promise<void>
}

export interface EventBus {
  putRule(rule: Rule): void
  rule(name: string): Rule | undefined
  emit(event: { source: string; detailType: string; detail: object; resources?: string[] }): void
}

export function eventBus({
  account,
  region,
  clock,
  deliveries,
}: {
  account: string
  region: string
  clock: Clock
  deliveries: Deliveries
}): EventBus {
  const rules = new Map<string, Rule>()
  return {
    putRule: (rule) => void rules.set(rule.name, rule),
    rule: (name) => rules.get(name),
    emit({ source, detailType, detail, resources = [] }) {
      const event = JSON.stringify({
        version: '0',
        id: randomUUID(),
        'detail-type': detailType,
        source,
        account,
        time: new Date(clock.now()).toISOString().replace(/\.\d{3}Z$/, 'Z'),
        region,
        resources,
        detail,
      })
      for (const rule of rules.values()) {
        if (
          rule.off ||
          !rule.source.includes(source) ||
          (rule.detailType && !rule.detailType.includes(detailType))
        )
          continue
        // Best effort, as documented: a target that is gone loses the event.
        deliveries.deliver('events', detailType, () => rule.deliver(event)).catch(() => {})
      }
    },
  }
}
