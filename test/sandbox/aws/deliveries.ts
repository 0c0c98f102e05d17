// Delivers the messages of SNS and EventBridge. Each delivery is independent of the others, and
// their order is not guaranteed. Faults can duplicate, delay, swap or lose a delivery.
import type { Clock } from '../clock.ts'
import type { Faults } from './faults.ts'

export interface Deliveries {
  /**
   * Delivers a message. `topic` is the topic's ARN or the event's detail-type. Resolves when the
   * message has been delivered or lost, or when the message is held back to be swapped with the
   * next one.
   */
  deliver(service: 'sns' | 'events', topic: string, deliver: () => Promise<void>): Promise<void>
  /** Resolves once no delivery is under way, except deliveries that wait for virtual time. */
  idle(): Promise<void>
  /** Forgets the messages that wait to be swapped. */
  drop(): void
}

export function createDeliveries(clock: Clock, faults: Faults): Deliveries {
  const underway = new Set<Promise<void>>()
  /**
   * Deliveries by topic, each held back until the next message of that topic has been delivered.
   */
  const swapped = new Map<string, () => Promise<void>>()

  function track(delivery: Promise<void>) {
    underway.add(delivery)
    const done = () => underway.delete(delivery)
    delivery.then(done, done)
    return delivery
  }

  async function pass(service: 'sns' | 'events', topic: string, deliver: () => Promise<void>) {
    const fault = faults.strike(['duplicate', 'swap', 'delay', 'lose'], {
      service,
      operation: 'deliver',
      topic,
    })
    if (fault?.kind === 'lose') return
    if (fault?.kind === 'swap' && !swapped.has(topic)) return void swapped.set(topic, deliver)
    const later = (ms: number) => void clock.after(ms, () => track(deliver()))
    if (fault?.kind === 'delay') return later(fault.ms ?? 1000)
    await deliver()
    if (fault?.kind === 'duplicate') fault.ms ? later(fault.ms) : await deliver()
    const before = swapped.get(topic)
    swapped.delete(topic)
    await before?.()
  }

  return {
    deliver: (service, topic, deliver) => track(pass(service, topic, deliver)),
    drop: () => swapped.clear(),
    async idle() {
      while (underway.size > 0) await Promise.allSettled(underway)
    },
  }
}
