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
   * The service's signing name, or 'sns' or 'events' for deliveries. Without this field, the fault
   * affects every service.
   */
  service?: string
  operation?: string
  /** The name of the calling function. */
  function?: string
  /** For faults of deliveries: the topic's ARN or the event's detail-type. */
  topic?: string
  /** The fault affects only calls whose input, as JSON, contains one of these texts. */
  containing?: readonly string[]
  /**
   * The share of the matching calls that the fault affects, chosen at random: 0.1 is one call in
   * ten.
   */
  chance?: number
  /** The seed of the random choice: the same seed affects the same calls. Default 1. */
  seed?: number
  /** The number of matching calls that pass before the first call is affected. */
  after?: number
  /**
   * The number of calls that the fault affects. Without this field, the fault affects calls until
   * `remove` or `clear` is called.
   */
  times?: number
  /**
   * For the kind 'error': the error with which the service answers. Default InternalServerError,
   * 500.
   */
  code?: string
  status?: number
  message?: string
  /**
   * A duration in milliseconds of virtual time. For the kinds 'slow' and 'delay', the duration of
   * the delay. By default, the delay of 'slow' lasts until `release` is called, and the delay of
   * 'delay' is 1000. For 'duplicate', the time until the second delivery (by default 0).
   */
  ms?: number
}

interface ActiveFault extends Fault {
  readonly id: number
  /** The number of calls that the fault has affected. */
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
  /**
   * Returns the first fault of one of these kinds that affects this call or delivery, or undefined
   * if there is none. Counts the call for the fault's `after` and `times`.
   */
  strike(kinds: readonly Fault['kind'][], occasion: Occasion): Fault | undefined
  /** Resolves when the delay of a 'slow' fault is over. */
  hold(fault: Fault): Promise<void>
  /** Ends the delay of every call that a 'slow' fault delays. */
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
 * Returns a generator of random numbers from 0 to 1 for a seed (Mulberry32 by Tommy Ettinger).
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
