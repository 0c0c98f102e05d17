// Handles the messages that businesses send. WhatsApp accepts a message at once, and reports later
// whether it was delivered or refused.
import type { TemplateDefinition } from '../world.ts'
import { type Context, checkMessage } from './check-message.ts'
import { type Conversation, windowOpen } from './conversations.ts'
import { type Business, type Core, react } from './core.ts'
import { addressOf, type Customer, withPlus } from './customers.ts'
import { createDelivery } from './delivery.ts'
import { wamid } from './ids.ts'
import { checkMarketing, createRates } from './limits.ts'
import { type Refusal, refusalFrom, refuse, type StatusError, statusError } from './refusal.ts'
import { shown } from './render.ts'
import { contactOf, metadataOf, type Status, statusOf } from './webhooks.ts'

type Payload = Record<string, any>

/** A message that a business sent, whether or not it was delivered. */
export interface Sent {
  id: string
  business: string
  to: string
  payload: Payload
  at: string
  status: 'accepted' | Status
  errors?: StatusError[]
}

export interface Outgoing {
  /**
   * Accepts a Cloud API message from a business number and returns at once. The message's statuses
   * are reported later by webhook.
   */
  accept(phoneNumberMetaId: string, payload: Payload, metaApiVersion: string): string
  sent(): readonly Sent[]
  /**
   * Call this method when the customer's phone is online again, or when the customer opens the
   * chat.
   */
  resume(customer: Customer): void
  /**
   * Discards the pending statuses of messages that wait for a phone to be online or for a customer
   * to read them.
   */
  drop(): void
}

export function createOutgoing(core: Core): Outgoing {
  const { clock, random, settings, customers, conversations, media, files, templates, forms } = core
  const log = new Map<string, Sent>()
  const checkRate = createRates(settings)

  /**
   * Sends a webhook with a message's status. Without `customer`, as for a failure, the webhook has
   * no `contacts`.
   */
  function tellStatus({ waba, number }: Business, status: object, customer?: Customer) {
    const value = {
      messaging_product: 'whatsapp',
      metadata: metadataOf(number),
      ...(customer && { contacts: [contactOf(customer)] }),
      statuses: [status],
    }
    const tell = () => core.tell({ waba, number, field: 'messages', value })
    if (!settings.oddStatuses) return tell()
    for (const _ of ['once', 'twice']) clock.after(random() * 5000, tell)
  }

  const delivery = createDelivery(
    clock,
    settings.pace,
    random,
    ({ conversation, message, category }, status) => {
      const { waba, business: number, customer } = conversation
      log.get(message.id)!.status = status
      const facts = { id: message.id, payload: message.payload, customer, now: clock.now() }
      tellStatus(
        { waba, number },
        statusOf(status, { ...facts, category, inWindow: windowOpen(conversation, message.at) }),
        customer,
      )
    },
  )

  function fail(business: Business, sent: Sent, refusal: Refusal, customer: Customer | undefined) {
    clock.after(settings.pace.sentMs, () => {
      sent.status = 'failed'
      sent.errors = [statusError(refusal)]
      const recipient =
        customer ?? (sent.to.startsWith('+') ? { number: sent.to } : { userId: sent.to })
      const facts = { id: sent.id, payload: sent.payload, customer: recipient, now: clock.now() }
      tellStatus(business, { ...statusOf('failed', facts), errors: sent.errors })
    })
  }

  /** Throws a Refusal if this customer cannot receive the message now. */
  function checkRecipient(
    conversation: Conversation,
    payload: Payload,
    definition: TemplateDefinition | undefined,
  ) {
    const { customer, business: number } = conversation
    const now = clock.now()
    if (!payload.to && definition?.category === 'AUTHENTICATION')
      refuse(131062, 'Authentication templates need a phone number')
    checkRate(number.metaId, addressOf(customer), now)
    if (!customer.registered) refuse(131026, 'Message Undeliverable.')
    if (!definition && !windowOpen(conversation, now)) {
      refuse(
        131047,
        'Message failed to send because more than 24 hours have passed since the customer last replied to this number.',
      )
    }
    if (definition?.category === 'MARKETING' && !settings.marketing)
      refuse(131063, 'Marketing messages are disabled on Cloud API')
    if (definition?.category === 'MARKETING') checkMarketing(customer)
  }

  const conversationsOf = (phoneNumberId: string) =>
    conversations.all().filter(({ business }) => business.metaId === phoneNumberId)

  function read(phoneNumberId: string, { message_id, typing_indicator }: Payload) {
    for (const conversation of conversationsOf(phoneNumberId)) {
      const last = conversation.messages.findIndex(
        ({ id, direction }) => id === message_id && direction === 'inbound',
      )
      if (last < 0) continue
      const seen = conversation.messages
        .slice(0, last + 1)
        .filter(({ direction }) => direction === 'inbound')
      for (const { times } of seen) times.read ??= clock.now()
      if (typing_indicator) conversation.typingAt = clock.now()
    }
  }

  function send(id: string, conversation: Conversation, payload: Payload, context: Context) {
    const { name, language } = payload.template ?? {}
    const definition = context.templates.find(
      (template) => template.name === name && template.language === language.code,
    )
    const opened = formOf(conversation.waba.metaId, payload, definition)
    checkRecipient(conversation, payload, definition)
    conversation.typingAt = Number.NEGATIVE_INFINITY
    const message = conversations.add(conversation, {
      id,
      direction: 'outbound',
      at: context.now,
      payload,
      shown: {
        ...shown(payload, keep(context.media), definition),
        ...(opened && { form: opened }),
      },
      ...(payload.context && { quotes: payload.context.message_id }),
    })
    if (payload.reaction) react(conversation.messages, 'business', payload.reaction)
    delivery.send({ conversation, message, category: definition?.category })
  }

  /**
   * Returns the form that a button of the message opens, if any. Throws a Refusal if a message that
   * opens this form cannot be sent.
   */
  function formOf(waba: string, payload: Payload, definition: TemplateDefinition | undefined) {
    const parameters =
      payload.interactive?.type === 'flow' ? payload.interactive.action.parameters : undefined
    if (parameters) forms.checkSending(waba, parameters)
    const buttons = definition?.components.flatMap(({ buttons = [] }: Payload) => buttons) ?? []
    const button = buttons.find(({ type }: Payload) => type === 'FLOW')
    const { flow_id, flow_name } = parameters ?? button ?? {}
    const form = forms
      .list(waba)
      .find(({ id, name }) => (flow_id === undefined ? name === flow_name : id === String(flow_id)))
    const sent = payload.template?.components?.find(
      ({ sub_type }: Payload) => sub_type?.toLowerCase() === 'flow',
    )
    const token = parameters?.flow_token ?? sent?.parameters?.[0]?.action?.flow_token ?? 'unused'
    return form && { name: form.name, token, fields: form.fields }
  }

  const keep = (find: Context['media']) => (id: string) => {
    const stored = find(id)
    if (stored) files.set(id, stored)
    return stored
  }

  function accept(phoneNumberId: string, payload: Payload, metaApiVersion: string) {
    const business = core.byMetaId(phoneNumberId)
    const { waba, number } = business
    const receipt = payload.status !== undefined
    const to =
      payload.to !== undefined ? withPlus(String(payload.to)) : String(payload.recipient ?? '')
    const customer = customers.find(to)
    const conversation = customer && conversations.of(waba, number, customer)
    const sent: Sent = {
      id: wamid(to),
      business: number.number,
      to,
      payload,
      at: new Date(clock.now()).toISOString(),
      status: 'accepted',
    }
    log.set(sent.id, sent)

    const known = receipt
      ? conversationsOf(phoneNumberId).flatMap(({ messages }) => messages)
      : (conversation?.messages ?? [])
    const context: Context = {
      now: clock.now(),
      apiVersion: Number(/^v(\d+)/.exec(metaApiVersion)?.[1]),
      templates: templates.list(waba.metaId),
      media: (id) => media.get(phoneNumberId, id),
      message(id) {
        const message = known.find((each) => each.id === id)
        return message && { type: message.shown.type, at: message.at }
      },
    }
    const refusal = refusalFrom(() => {
      const code = receipt ? undefined : settings.refusals.shift()
      if (code !== undefined) refuse(code, 'Refused by a setting of the sandbox.')
      checkMessage(payload, context)
      if (receipt) read(phoneNumberId, payload)
      else if (to === number.number) refuse(131021, 'Sender and recipient phone number is the same')
      else send(sent.id, conversation ?? refuse(131026, 'Message Undeliverable.'), payload, context)
    })
    if (refusal) fail(business, sent, refusal, customer)
    return sent.id
  }

  return { accept, sent: () => [...log.values()], resume: delivery.resume, drop: delivery.drop }
}
