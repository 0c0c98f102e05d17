// Bridged numbers: everything WhatsApp says, from the WABA's topic. What customers write goes into their Connect chat,
// each message once; what becomes of ours goes to the outbox.
import { setTimeout as sleep } from 'node:timers/promises'
import { opensWindow, parseWhatsAppEnvelope } from '#whatsapp/events/events'
import type { CallEvent, MessageEvent, StatusEvent, WhatsAppEvent } from '#whatsapp/events/types'
import { chatSession } from '../aws/chat.ts'
import { connect } from '../aws/connect.ts'
import { contacts } from '../aws/contacts.ts'
import { conversations } from '../aws/conversations.ts'
import { files } from '../aws/files.ts'
import { heldReplies } from '../aws/held-replies.ts'
import { inbox } from '../aws/inbox.ts'
import { outbox } from '../aws/outbox.ts'
import { wakes } from '../aws/signals.ts'
import { whatsapp } from '../aws/whatsapp.ts'
import { type InboundPorts, inboundChat } from '../inbound/chat.ts'
import { inboundMedia } from '../inbound/media.ts'
import { keptOf } from '../inbound/message.ts'
import { type Conversation, conversationId, phoneNumberIdOf } from '../model/conversation.ts'
import type { Files, HeldReplies, Inbox, Outbox, Wakes, WhatsApp } from '../model/ports.ts'
import { fromCallbackData, outcomeOf } from '../model/reply.ts'
import { outcomes } from '../outbox/outcomes.ts'
import { answered } from '../outbox/release-held.ts'
import { batch } from '../runtime/batch.ts'
import { env } from '../runtime/env.ts'
import { log, masked } from '../runtime/log.ts'
import { fromTopic, readable } from '../runtime/topic-message.ts'

interface Ports extends InboundPorts {
  inbox: Inbox
  outbox: Outbox
  held: HeldReplies
  wakes: Wakes
  whatsapp: Pick<WhatsApp, 'mediaInfo' | 'fetchMedia'>
  files: Pick<Files, 'bucket' | 'find'>
  whatsappTopicArn: string
}

export function whatsappEvent(ports: Ports) {
  const { conversations, inbox, whatsappTopicArn, now } = ports
  const settle = outcomes(ports)
  const receive = inboundMedia(ports)
  const carry = inboundChat(ports)
  const release = answered(ports)
  const account = whatsappTopicArn.split(':')[4]

  return async ({ body }: { body: string }): Promise<void> => {
    const received = fromTopic(body, whatsappTopicArn)
    if (!received) return
    for (const event of readable(() => parseWhatsAppEnvelope(received.message)) ?? []) {
      if (event.origin.awsAccountId !== account)
        log.warn('not_our_account', { account: event.origin.awsAccountId })
      else await one(event)
    }
  }

  function one(event: WhatsAppEvent): Promise<void> | void {
    if (event.about === 'message') return customerWrote(event)
    if (event.about === 'call') return customerCalled(event)
    if (event.about === 'status') return statusCame(event)
    log.info('event_noted', { kind: event.kind })
  }

  async function statusCame({ status, at, errors, callbackData }: StatusEvent): Promise<void> {
    const of = fromCallbackData(callbackData)
    const outcome = outcomeOf(status, (at ?? now()).toISOString(), errors)
    if (of && outcome) await settle(of, outcome)
  }

  /** The call itself goes another way; here it opens the service window, as a message would. */
  async function customerCalled(event: CallEvent): Promise<void> {
    const conversation = conversationOf(event)
    if (conversation && opensWindow(event)) {
      await conversations.note(conversation)
      await conversations.inbound(conversation.id, event.at ?? now(), 'webhook')
      await release(conversation.id)
    }
    log.info('event_noted', { kind: event.kind })
  }

  async function customerWrote(event: MessageEvent): Promise<void> {
    const messageId = event.id
    const conversation = conversationOf(event)
    if (!messageId || !conversation) return log.warn('message_from_nobody', { kind: event.kind })

    await conversations.note(conversation)
    // A message of the system (a changed number, …) is not the customer's: it opens nothing.
    if (!opensWindow(event)) return log.info('event_noted', { kind: event.kind })
    await conversations.inbound(conversation.id, event.at ?? now(), 'webhook')
    await release(conversation.id)

    const taken = await inbox.take(conversation.id, messageId, now())
    if (taken === 'done') return
    if (taken === 'busy') throw new Error('another delivery of this message is at work')
    const file = await receive(conversation, event.content, messageId)
    await carry(conversation.id, event, messageId, file)
    await inbox.done(
      conversation.id,
      keptOf(event, messageId, now(), file === 'unavailable' ? undefined : file),
    )
    log.info('message_carried', { conversation: masked(conversation.id), kind: event.kind })
  }
}

/** Undefined when the event does not say who wrote, or to which of our numbers. */
function conversationOf({
  origin,
  customer: who,
}: MessageEvent | CallEvent): Conversation | undefined {
  const phoneNumberId = origin.phoneNumberArn && phoneNumberIdOf(origin.phoneNumberArn)
  const customer = {
    ...(who.waId ? { number: `+${who.waId}` } : {}),
    ...(who.userId ? { userId: who.userId } : {}),
    ...(who.name ? { name: who.name } : {}),
    ...(who.username ? { username: who.username } : {}),
  }
  if (!phoneNumberId || !(customer.number ?? customer.userId)) return undefined
  return { id: conversationId(phoneNumberId, customer), mode: 'bridged', phoneNumberId, customer }
}

const table = env('TABLE')
const now = () => new Date()
const media = files(env('MEDIA_BUCKET'))

export const handler = batch(
  whatsappEvent({
    conversations: conversations(table),
    contacts: contacts(table),
    connect: connect(env('INSTANCE_ARN'), { chatFlowId: env('CHAT_FLOW_ID') }),
    chat: chatSession(media),
    whatsapp: whatsapp(),
    files: media,
    inbox: inbox(table),
    outbox: outbox(table, now),
    held: heldReplies(table),
    wakes: wakes(env('WAKES_QUEUE_URL')),
    replyTopicArn: env('REPLY_TOPIC_ARN'),
    whatsappTopicArn: env('WHATSAPP_TOPIC_ARN'),
    now,
    pause: (ms) => sleep(ms),
  }),
)
