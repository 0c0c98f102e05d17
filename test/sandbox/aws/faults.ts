// Faults that can be injected into calls to AWS and into deliveries of SNS and EventBridge.
import type { Clock } from '../clock.ts'

type CallFaultKind =
  | 'throttle'
  | 'error'
  | 'drop_before'
  | 'drop_after'
  | 'slow'
  | 'crash_before'
  | 'crash_after'
type DeliveryFaultKind = 'duplicate' | 'swap' | 'delay' | 'lose'

export interface Fault {
  kind: CallFaultKind | DeliveryFaultKind
  /**
   * The signing name of the service, or 'sns' or 'events' for deliveries. If no service is named,
   * the fault affects every service.
   */
  service?: string
  operation?: string
  /** The calling function's name. */
  function?: string
  /** The topic's ARN or the event's detail-type, for faults of deliveries. */
  topic?: string
  /** Affects only calls whose input, as JSON, contains one of these texts. */
  containing?: readonly string[]
  /** Affects this share of the matching calls at random: 0.1 is one in ten. */
  chance?: number
  /** Seed of the random numbers: the same seed affects the same calls. Default 1. */
  seed?: number
  /** The number of matching calls to skip first. */
  after?: number
  /**
   * How many calls to affect. If no number is given, the fault affects all calls until the fault is
   * removed.
   */
  times?: number
  /** The answer of the service, for the kind 'error'. Default InternalServerError, 500. */
  code?: string
  status?: number
  message?: string
  /**
   * Virtual milliseconds. 'slow': the delay, by default until it is released. 'delay': the delay,
   * by default 1000. 'duplicate': the time until the second delivery, by default 0.
   */
  ms?: number
}

interface ActiveFault extends Fault {
  readonly id: number
  /** How many calls the fault has affected. */
  readonly struck: number
}

interface Occasion {
  service: string
  operation: string
  function?: string | undefined
  topic?: string
  request?: () => string
}

export interface Faults {
  add(fault: Fault): number
  remove(id: number): void
  clear(): void
  list(): ActiveFault[]
  /** Returns the first fault of these kinds that affects this call, and counts the call. */
  strike(kinds: readonly Fault['kind'][], occasion: Occasion): Fault | undefined
  /** Waits as long as a 'slow' fault demands. */
  hold(fault: Fault): Promise<void>
  /** Releases every call that a 'slow' fault delays. */
  release(): void
}

export function createFaults(clock: Clock): Faults {
  let next = 1
  const active = new Map<
    number,
    { fault: Fault; random: () => number; spared: number; struck: number }
  >()
  const held = new Set<() => void>()

  return {
    add(fault) {
      active.set(next, { fault, random: randomFrom(fault.seed ?? 1), spared: 0, struck: 0 })
      return next++
    },
    remove: (id) => void active.delete(id),
    clear() {
      active.clear()
      for (const release of held) release()
    },
    list: () => [...active].map(([id, { fault, struck }]) => ({ ...fault, id, struck })),
    strike(kinds, occasion) {
      for (const [id, entry] of active) {
        const { fault } = entry
        if (!kinds.includes(fault.kind) || !matches(fault, occasion)) continue
        if (entry.spared < (fault.after ?? 0)) {
          entry.spared++
          continue
        }
        if (fault.chance !== undefined && entry.random() >= fault.chance) continue
        entry.struck++
        if (fault.times !== undefined && entry.struck >= fault.times) active.delete(id)
        return fault
      }
      return undefined
    },
    hold: ({ ms }) =>
      new Promise((resolve) => {
        const release = () => {
          held.delete(release)
          cancel?.()
          resolve()
        }
        const cancel = ms === undefined ? undefined : clock.after(ms, release)
        held.add(release)
      }),
    release() {
      for (const release of held) release()
    },
  }
}

/**
 * Mulberry32 by Tommy Ettinger: seeded random numbers from 0 to 1.
 * https://gist.github.com/tommyettinger/46a874533244883189143505d203312c
 */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const matches = (fault: Fault, occasion: Occasion) =>
  (['service', 'operation', 'function', 'topic'] as const).every(
    (part) => fault[part] === undefined || fault[part] === occasion[part],
  ) &&
  (fault.containing === undefined ||
    fault.containing.some((text) => occasion.request?.().includes(text)))
