// What both directions of WhatsApp share: accounts, people, conversations, files and listeners.
import type { Clock } from '../clock.ts'
import type { GuessValues } from '../guesses.ts'
import type { BusinessNumber, Waba, World } from '../world.ts'
import { type Conversations, createConversations } from './conversations.ts'
import { type Customers, createCustomers, withPlus } from './customers.ts'
import type { Pace } from './delivery.ts'
import { createFormStore, type FormStore } from './form-store.ts'
import type { RateSettings } from './limits.ts'
import { createMediaStore, type MediaStore, type StoredMedia } from './media-store.ts'
import { createTemplateStore, type ReviewSettings, type TemplateStore } from './template-store.ts'

export interface WhatsAppSettings extends RateSettings, ReviewSettings {
  pace: Pace
  /**
   * Whether the Cloud API accepts marketing templates. It refuses them with error 131063 otherwise.
   */
  marketing: boolean
  /** Whether statuses arrive late, in any order and twice. */
  oddStatuses: boolean
  /** The error codes with which the next messages are refused, one code for each message. */
  refusals: number[]
}

export interface Webhook {
  waba: Waba
  /** The business number. Undefined if the event is about the whole account. */
  number?: BusinessNumber
  field: string
  value: Record<string, any>
}

export interface Business {
  waba: Waba
  number: BusinessNumber
}

export interface Core {
  clock: Clock
  random: () => number
  settings: WhatsAppSettings
  guesses: GuessValues
  customers: Customers
  conversations: Conversations
  media: MediaStore
  /**
   * The files on phones, by media id. A file stays on the phone after Meta has deleted its own
   * copy.
   */
  files: Map<string, StoredMedia>
  templates: TemplateStore
  forms: FormStore
  tell(webhook: Webhook): void
  onWebhook(listener: (webhook: Webhook) => void): void
  /** Returns the business with this number. Throws if the world has no such number. */
  byNumber(number: string): Business
  byMetaId(phoneNumberId: string): Business
}

export function createCore({
  clock,
  world,
  random,
  guesses,
}: {
  clock: Clock
  world: World
  random: () => number
  guesses: GuessValues
}): Core {
  const settings: WhatsAppSettings = {
    pace: { sentMs: 200, deliveredMs: 1000, readMs: 3000, jitter: 0 },
    pairRate: true,
    messagesPerSecond: Number.POSITIVE_INFINITY,
    marketing: true,
    oddStatuses: false,
    refusals: [],
    reviewMs: 60_000,
    review: () => undefined,
  }
  const listeners: ((webhook: Webhook) => void)[] = []
  const tell = (webhook: Webhook) => {
    for (const listener of listeners) listener(webhook)
  }
  const tellOfWaba = (wabaId: string, field: string, value: object) =>
    tell({ waba: world.wabas.find((waba) => waba.metaId === wabaId)!, field, value })
  const templates = createTemplateStore(clock, world, settings, tellOfWaba)
  const businesses = world.wabas.flatMap((waba) => waba.numbers.map((number) => ({ waba, number })))
  const business = (is: (number: BusinessNumber) => boolean) => {
    const found = businesses.find(({ number }) => is(number))
    if (!found) throw new Error('no such business number in this world')
    return found
  }
  return {
    clock,
    random,
    settings,
    guesses,
    customers: createCustomers(world),
    conversations: createConversations(),
    media: createMediaStore(clock),
    files: new Map(),
    templates,
    forms: createFormStore(clock, world, tellOfWaba),
    tell,
    onWebhook: (listener) => void listeners.push(listener),
    byNumber: (number) => business((each) => each.number === withPlus(number)),
    byMetaId: (phoneNumberId) => business((each) => each.metaId === phoneNumberId),
  }
}

export function react(
  messages: readonly { id: string; reactions: { business?: string; customer?: string } }[],
  from: 'business' | 'customer',
  reaction: { message_id: string; emoji?: string },
) {
  const target = messages.find(({ id }) => id === reaction.message_id)
  if (target) target.reactions[from] = reaction.emoji || undefined
}
