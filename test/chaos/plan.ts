// The plan of a chaos test: the conversations, the actions of agents and customers with their
// times, and the faults. The same seed always gives the same plan. The plan does not determine how
// the functions' invocations overlap in time.
import type { Fault } from '../sandbox/aws/faults.ts'
import { randomFrom } from '../sandbox/aws/faults.ts'

export type Mode = 'bridged' | 'native'

/**
 * An action of an agent or a customer. `at` is the virtual time since the first action of the chaos
 * test could happen, in milliseconds.
 */
export type Action = { at: number } & (
  | { does: 'says'; tag: number; parts: number }
  | { does: 'attaches'; tag: number }
  | { does: 'sends'; tag: number; type: WidgetType }
  | { does: 'holds'; tag: number }
  | { does: 'writes' }
  | { does: 'resends' }
  | { does: 'transfers' }
  | { does: 'ends' }
)

type WidgetType = 'media' | 'location' | 'contacts' | 'buttons' | 'template'

export interface PlannedConversation {
  mode: Mode
  actions: Action[]
}

export interface Outage {
  at: number
  ms: number
  faults: Fault[]
}

export interface Plan {
  conversations: PlannedConversation[]
  outages: Outage[]
  /** When sending is paused, and for how long. */
  pauses: { at: number; ms: number }[]
  trafficMs: number
}

const MINUTE = 60_000

/**
 * The functions into whose AWS calls faults are injected. All other calls are actions of people,
 * and get no faults.
 */
const FUNCTIONS = [
  'enqueue-reply',
  'send-reply',
  'whatsapp-event',
  'delivery-status',
  'contact-started',
  'widget-api',
  'sweep',
  'show-message',
  'send-receipt',
] as const

/** Together, these faults affect at least one AWS call in ten. */
const RANDOM_FAULTS: readonly (Pick<Fault, 'kind' | 'chance'> & Partial<Fault>)[] = [
  { kind: 'throttle', chance: 0.05 },
  { kind: 'error', chance: 0.015, status: 500, code: 'InternalServerError' },
  { kind: 'drop_before', chance: 0.02 },
  { kind: 'drop_after', chance: 0.02 },
  { kind: 'slow', chance: 0.01, ms: 3_000 },
  { kind: 'slow', chance: 0.003, ms: 12_000 },
  { kind: 'slow', chance: 0.002, ms: 25_000 },
  { kind: 'crash_before', chance: 0.004 },
  { kind: 'crash_after', chance: 0.006 },
]

const DELIVERY_FAULTS: readonly Fault[] = ['sns', 'events'].flatMap((service) => [
  { kind: 'duplicate', service, chance: 0.04 },
  { kind: 'duplicate', service, chance: 0.02, ms: 20_000 },
  { kind: 'swap', service, chance: 0.02 },
  { kind: 'delay', service, chance: 0.02, ms: 4_000 },
  { kind: 'delay', service, chance: 0.005, ms: 90_000 },
])

export function randomFaults(seed: number): Fault[] {
  return [
    ...FUNCTIONS.flatMap((name) => RANDOM_FAULTS.map((fault) => ({ ...fault, function: name }))),
    ...DELIVERY_FAULTS,
  ].map((fault, i) => ({ ...fault, seed: seed * 1_000 + i }))
}

const outageOf = (service: Partial<Fault>): Fault[] =>
  FUNCTIONS.map((name) => ({
    kind: 'error',
    function: name,
    code: 'InternalServerError',
    status: 500,
    ...service,
  }))

const OUTAGES: readonly Fault[][] = [
  outageOf({ service: 'dynamodb' }),
  outageOf({ service: 'sqs' }),
  outageOf({ kind: 'throttle', operation: 'SendWhatsAppMessage' }),
  outageOf({ kind: 'drop_before', operation: 'SendWhatsAppMessage' }),
  outageOf({ kind: 'drop_after', operation: 'SendWhatsAppMessage' }),
  outageOf({ operation: 'SendMessage' }),
  outageOf({ operation: 'PostWhatsAppMessageMedia' }),
]

export function planOf(seed: number, conversations: number, replies: number): Plan {
  const random = randomFrom(seed)
  const pick = <Value>(values: readonly Value[]) => values[Math.floor(random() * values.length)]!
  const each = Math.max(1, Math.round(replies / conversations))
  // Agents write at most 60 replies a minute, because one machine runs all the functions.
  const trafficMs = Math.max(3, Math.ceil(replies / 60)) * MINUTE
  let tag = 0

  const reply = (mode: Mode, at: number): Action => {
    const own = { at, tag: tag++ }
    const kind = random()
    if (mode === 'bridged' && kind < 0.5) return { ...own, does: 'says', parts: 1 }
    if (mode === 'bridged' && kind < 0.6)
      return { ...own, does: 'says', parts: 2 + Math.floor(random() * 2) }
    if (mode === 'bridged' && kind < 0.7) return { ...own, does: 'attaches' }
    const type = pick(['media', 'location', 'contacts', 'buttons', 'template'] as const)
    return { ...own, does: 'sends', type }
  }

  const planned = Array.from({ length: conversations }, (): PlannedConversation => {
    const mode: Mode = random() < 0.75 ? 'bridged' : 'native'
    const times = Array.from({ length: each }, () => random() * trafficMs).sort((a, b) => a - b)
    const actions = times.map((at, i) =>
      // An agent writes two replies at least 700 ms apart.
      reply(mode, at + i * 700),
    )
    for (const [does, share] of [
      ['writes', 0.9],
      ['writes', 0.5],
      ['resends', 0.5],
      ['resends', 0.3],
      ['transfers', 0.1],
      ['ends', 0.1],
    ] as const)
      if (random() < share)
        actions.push({ does, at: (does === 'ends' ? 0.7 + 0.3 * random() : random()) * trafficMs })
    if (random() < 0.3) actions.push({ does: 'holds', at: HOLD_AT, tag: tag++ })
    return { mode, actions: actions.sort((a, b) => a.at - b.at) }
  })

  const outages = Array.from(
    { length: Math.max(1, Math.round(trafficMs / (12 * MINUTE))) },
    () => ({
      at: random() * trafficMs * 0.9,
      ms: MINUTE * (0.5 + 3 * random()),
      faults: pick(OUTAGES),
    }),
  )
  const pauses = Array.from({ length: Math.max(1, Math.round(trafficMs / (15 * MINUTE))) }, () => ({
    at: random() * trafficMs,
    ms: MINUTE * (0.5 + 2 * random()),
  }))
  return { conversations: planned, outages, pauses, trafficMs }
}

/**
 * Marks a reply that is held until the customer answers. Agents compose these replies a day after
 * all other actions, when the service windows are closed. Then half of the customers answer.
 */
export const HOLD_AT = Number.MAX_SAFE_INTEGER
