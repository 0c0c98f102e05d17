// Emulates the default event bus. Rules match an event by source and detail-type, and their targets
// are queues.
// https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
import { randomUUID } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { Deliveries } from './deliveries.ts'

export interface Rule {
  off?: boolean
  name: string
  source: readonly string[]
  /**
   * The schedule expression of a rule that runs on a schedule, such as rate(1 minute). A rule with
   * a schedule matches no event.
   */
  schedule?: string | undefined
  /** The ARN of each target by the target's id. A rule without targets delivers nothing. */
  targets: Record<string, string>
  detailType?: readonly string[]
  deliver(event: string): Promise<void>
}

export interface EventBus {
  putRule(rule: Rule): void
  removeRule(name: string): void
  rule(name: string): Rule | undefined
  rules(): Rule[]
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
    removeRule: (name) => void rules.delete(name),
    rule: (name) => rules.get(name),
    rules: () => [...rules.values()],
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
          rule.schedule ||
          Object.keys(rule.targets).length === 0 ||
          !rule.source.includes(source) ||
          (rule.detailType && !rule.detailType.includes(detailType))
        )
          continue
        // EventBridge delivers events on a best-effort basis: if the target no longer exists, the
        // event is lost.
        deliveries.deliver('events', detailType, () => rule.deliver(event)).catch(() => {})
      }
    },
  }
}
