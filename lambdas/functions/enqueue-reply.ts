// Connect's chat streaming (SNS → SQS) into the outbox: what agents, flows and bots say to a customer whose chat we started.
import { type ChatItem, parseChatItem } from '#whatsapp/events/events'
import { contacts } from '../aws/contacts.ts'
import { outbox } from '../aws/outbox.ts'
import { wakes } from '../aws/signals.ts'
import type { Clock, ContactRecord, Contacts, Outbox, Wakes } from '../model/ports.ts'
import {
  type ChatAttachment,
  orderOf,
  queuedAt,
  type Reply,
  type ReplyContent,
} from '../model/reply.ts'
import { partsOf } from '../outbox/messages-of-reply.ts'
import { batch } from '../runtime/batch.ts'
import { env } from '../runtime/env.ts'
import { log, masked } from '../runtime/log.ts'
import { fromTopic, isFromInstance, readable } from '../runtime/topic-message.ts'

interface Ports {
  contacts: Contacts
  outbox: Outbox
  wakes: Wakes
  replyTopicArn: string
  instanceArn: string
  now: Clock
}

export function enqueueReply({ contacts, outbox, wakes, replyTopicArn, instanceArn, now }: Ports) {
  return async ({ body }: { body: string }): Promise<void> => {
    const received = fromTopic(body, replyTopicArn)
    if (!received || !isFromInstance(received, instanceArn)) return
    const item = readable(() => parseChatItem(received.message))
    if (!item || !isForCustomer(item, received.attributes.MessageVisibility)) return
    const content = contentOf(item)
    if (!content) return

    // Recorded before its streaming was asked for: what is not here is no chat of ours, above all no native one.
    const contact = await contacts.get(item.initialContactId)
    if (contact?.mode !== 'bridged')
      return log.warn('item_of_unknown_chat', { contact: item.initialContactId, item: item.id })

    const reply = replyOf(item, content, contact, now())
    if (await outbox.put(reply)) return wakes.wake(reply)
    if (
      content.type === 'attachments' &&
      content.attachments.every(({ status }) => status !== 'IN_PROGRESS')
    ) {
      await outbox.scanned(reply.conversation, reply.id, content.attachments)
      return wakes.wake(reply, { is: 'scanned', at: now() })
    }
    // A repetition changes nothing, but wakes: the first may have died before it could.
    await wakes.wake(reply)
    log.info('item_repeated', { conversation: masked(reply.conversation), reply: reply.id })
  }
}

/** Every role but the customer's, where the customer is meant to see it. */
const isForCustomer = ({ role }: ChatItem, visibility: string | undefined) =>
  role !== 'CUSTOMER' &&
  (visibility === undefined || visibility === 'CUSTOMER' || visibility === 'ALL')

// https://docs.aws.amazon.com/connect/latest/adminguide/interactive-messages.html
const INTERACTIVE = 'application/vnd.amazonaws.connect.message.interactive'

/** Undefined for what no customer is to read: events, JSON between programs, and an attachment item without a file. */
function contentOf({
  kind,
  at,
  content,
  contentType = 'text/plain',
  attachments,
}: ChatItem): ReplyContent | undefined {
  if (kind === 'chat.attachment' && attachments.length > 0) {
    return {
      type: 'attachments',
      at: at.toISOString(),
      attachments: attachments.map(({ attachmentId, name, mimeType, status }) => ({
        attachmentId,
        name,
        mimeType,
        status: status as ChatAttachment['status'],
      })),
    }
  }
  if (kind !== 'chat.message' || !content) return undefined
  if (contentType === INTERACTIVE) return { type: 'interactive', content }
  if (!contentType.startsWith('text/')) return undefined
  return {
    type: 'text',
    body: content,
    ...(contentType === 'text/markdown' ? { markdown: true } : {}),
  }
}

function replyOf(
  item: ChatItem,
  content: ReplyContent,
  { conversation, mode }: ContactRecord,
  at: Date,
): Reply {
  const id = `chat-${item.id}`
  return {
    conversation,
    id,
    contactId: item.initialContactId,
    mode,
    content,
    by: { role: item.role, ...(item.displayName ? { name: item.displayName } : {}) },
    order: orderOf(item.at.toISOString(), id),
    ...queuedAt(at),
    parts: partsOf(content),
  }
}

const table = env('TABLE')
const now = () => new Date()

export const handler = batch(
  enqueueReply({
    contacts: contacts(table),
    outbox: outbox(table, now),
    wakes: wakes(env('WAKES_QUEUE_URL')),
    replyTopicArn: env('REPLY_TOPIC_ARN'),
    instanceArn: env('INSTANCE_ARN'),
    now,
  }),
)
