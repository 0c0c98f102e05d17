// Emulates WhatsApp: the customers' phones, and Meta's servers between the phones and the business.
import type { Clock } from '../clock.ts'
import { type GuessValues, usualValues } from '../guesses.ts'
import type { World } from '../world.ts'
import { createCore, type Webhook, type WhatsAppSettings } from './core.ts'
import type { Customer, CustomerSettings } from './customers.ts'
import type { FormStore } from './form-store.ts'
import { createIncoming, type Incoming } from './incoming.ts'
import type { MediaStore, StoredMedia } from './media-store.ts'
import { createOutgoing, type Outgoing } from './outgoing.ts'
import { type Screen, screenOf } from './screen.ts'
import type { TemplateStore } from './template-store.ts'

export interface WhatsApp extends Incoming, Omit<Outgoing, 'resume'> {
  settings: WhatsAppSettings
  media: MediaStore
  templates: TemplateStore
  forms: FormStore
  customer(address: string): Readonly<Customer> | undefined
  /**
   * Creates or changes a customer, for example to switch the phone off or to opt out of marketing.
   */
  setCustomer(address: string, settings: CustomerSettings): Readonly<Customer>
  /**
   * Registers a function that is called for everything that Meta reports to the business: messages,
   * statuses, and changes to templates.
   */
  onWebhook(listener: (webhook: Webhook) => void): void
  screen(address: string): Screen
  /** Returns the file as stored on the phone, for the page that shows it. */
  file(mediaId: string): StoredMedia | undefined
}

export function createWhatsApp({
  clock,
  world,
  random = Math.random,
  guesses = usualValues(),
}: {
  clock: Clock
  world: World
  random?: () => number
  guesses?: GuessValues
}): WhatsApp {
  const core = createCore({ clock, world, random, guesses })
  const { resume, ...outgoing } = createOutgoing(core)
  const { settings, media, templates, forms, customers, conversations, files, onWebhook } = core
  return {
    settings,
    media,
    templates,
    forms,
    ...createIncoming(core),
    ...outgoing,
    customer: customers.find,
    setCustomer(address, changes) {
      const customer = Object.assign(customers.get(address), changes)
      resume(customer)
      return customer
    },
    onWebhook,
    screen(address) {
      const customer = customers.find(address)
      return customer
        ? screenOf(customer, conversations.all(), clock.now())
        : { number: address, messages: [], typing: [] }
    },
    file: (mediaId) => files.get(mediaId),
  }
}
