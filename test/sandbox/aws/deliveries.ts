// What SNS and EventBridge hand on, each message by itself and in no promised order: here faults may repeat, hold back, swap or lose it.
import type { Clock } from '../clock.ts'
import type { Faults } from './faults.ts'

export interface Deliveries {
  /** `topic`: the topic's ARN or the event's detail-type. Resolves when the message is delivered, or has been set aside. */
  deliver(service: 'sns' | 'events', topic: string, deliver: () => Promise<void>): Promise<void>
  /** Resolves once nothing is on its way that does not wait for virtual time. */
  idle(): Promise<void>
}

export function createDeliveries(clock: Clock, faults: Faults): Deliveries {
  const underway = new Set<Promise<void>>()
  /** Held until the next one of the same topic has gone before it. */
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
    async idle() {
      while (underway.size > 0) await Promise.allSettled(underway)
    },
  }
}
