// Stores the items that Connect streams (through SNS and SQS) in the outbox: the messages of
// agents, flows and bots in chats that this project started. If a text is the only unsent reply of
// its conversation, the text is also sent at once.

import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import type {
  Clock,
  ContactRecord,
  Contacts,
  Conversations,
  Outbox,
  ReceiptRequests,
  Signals,
} from '#model/ports'
import type { Sign } from '#model/receipt'
import type { Reply, ReplyContent } from '#model/reply'
import { transitions } from '#model/transitions'
import { type ChatItem, parseChatItem } from '#whatsapp/events/events'
import { log, masked } from '../runtime/log.ts'
import { fromTopic, isFromInstance } from '../runtime/topic-message.ts'
import { requestReceipt } from './receipts.ts'
import { contentOf, isForCustomer, replyOf } from './reply-of-item.ts'
import { type directSending, isSimple } from './send-directly.ts'

interface Ports {
  contacts: Pick<Contacts, 'get'>
  conversations: Pick<Conversations, 'chatEnded'>
  outbox: Pick<Outbox, 'put' | 'apply'>
  signals: Signals
  direct: ReturnType<typeof directSending>
  receipts: ReceiptRequests
  replyTopicArn: string
  instanceArn: string
  now: Clock
}

/** An item of a bridged chat, and the SQS record that contained the item. */
interface Received {
  record: SQSRecord
  item: ChatItem
  content: ReplyContent
  contact: ContactRecord
}

/** The maximum number of contacts in the cache. The cached data of a contact never changes. */
const MOST_CONTACTS = 1_000

export function enqueueReplies(ports: Ports) {
  const { contacts, conversations, outbox, signals, direct, receipts } = ports
  const { replyTopicArn, instanceArn, now } = ports
  const knownContacts = new Map<string, ContactRecord>()

  return async (
    { Records }: Pick<SQSEvent, 'Records'>,
    context: Pick<Context, 'getRemainingTimeInMillis'>,
  ): Promise<SQSBatchResponse> => {
    const failed = new Set<SQSRecord>()
    const signs: Signs = []
    /**
     * Processes one record. If the processing fails, the record returns to the queue and the other
     * records are still processed.
     */
    const unlessFailed = async <Value>(record: SQSRecord, work: () => Promise<Value>) => {
      try {
        return await work()
      } catch (cause) {
        failed.add(record)
        log.error('record_failed', cause, { messageId: record.messageId })
        return undefined
      }
    }

    const received = (
      await Promise.all(Records.map((record) => unlessFailed(record, () => read(record, signs))))
    ).filter((one) => one !== undefined)
    const byConversation = Map.groupBy(received, ({ contact }) => contact.conversation)
    // All replies are stored and signaled before the first reply is sent, so that slow sending
    // delays no other reply.
    const simple = await Promise.all(
      [...byConversation.values()].map(async (items) => {
        items.sort((a, b) => a.item.at.getTime() - b.item.at.getTime())
        const alone = items.length === 1
        let left: { record: SQSRecord; reply: Reply } | undefined
        for (const one of items) {
          const reply = await unlessFailed(one.record, () => put(one, alone))
          if (reply) left = { record: one.record, reply }
        }
        return left
      }),
    )
    await Promise.all(
      simple.map(
        (left) =>
          left &&
          unlessFailed(left.record, () => sent(left.reply, context.getRemainingTimeInMillis)),
      ),
    )
    await requestSigns(signs)
    return {
      batchItemFailures: [...failed].map(({ messageId }) => ({ itemIdentifier: messageId })),
    }
  }

  /** Reads an item. Returns undefined if the item is not meant for the customer. */
  async function read(record: SQSRecord, signs: Signs): Promise<Received | undefined> {
    const received = fromTopic(record.body, replyTopicArn)
    if (!isFromInstance(received, instanceArn)) return undefined
    const item = parseChatItem(received.message)
    if (isEnd(item)) await chatEnded(item)
    const sign = signOf(item)
    if (sign) signs.push({ item, sign })
    if (!isForCustomer(item, received.attributes.MessageVisibility)) return undefined
    const content = contentOf(item)
    if (!content) return undefined
    const contact = await contactOf(item)
    if (contact?.mode === 'bridged') return { record, item, content, contact }
    log.warn('item_of_unknown_chat', { contact: item.initialContactId, item: item.id })
    // The contact of a bridged chat is recorded before streaming is requested, so it can be unknown
    // only if, for example, the table was restored to an earlier time. The item must not be lost,
    // so the record returns to the queue.
    throw new Error('the chat is not known')
  }

  async function contactOf({
    initialContactId: id,
  }: Pick<ChatItem, 'initialContactId'>): Promise<ContactRecord | undefined> {
    const known = knownContacts.get(id) ?? (await contacts.get(id))
    if (known) knownContacts.set(id, known)
    if (knownContacts.size > MOST_CONTACTS) knownContacts.delete(knownContacts.keys().next().value!)
    return known
  }

  /**
   * Stores the reply and sends a signal for it. Returns the reply, without a signal, if the caller
   * should send it directly.
   */
  async function put(
    { item, content, contact }: Received,
    isAlone: boolean,
  ): Promise<Reply | undefined> {
    const reply = replyOf(item, content, contact, now())
    if (await outbox.put(reply)) {
      if (isAlone && isSimple(reply) && (await direct.isOpen())) return reply
      await signals.signal(reply)
      return undefined
    }
    if (
      content.type === 'attachments' &&
      content.attachments.every(({ status }) => status !== 'IN_PROGRESS')
    ) {
      const { attachments } = content
      await outbox.apply(transitions.scanned, reply, { attachments })
      await signals.signal(reply, { is: 'scanned', at: now() })
      return undefined
    }
    // The reply is already stored. The earlier invocation may have stopped before it sent the
    // signal, or while it was sending the reply.
    await signals.signal(reply)
    await direct.joinItemAgain(reply)
    log.info('item_repeated', { conversation: masked(reply.conversation), reply: reply.id })
    return undefined
  }

  /**
   * Sends the reply directly. If a direct send is not possible or fails, the reply is sent through
   * the queue.
   */
  async function sent(reply: Reply, timeLeft: () => number): Promise<void> {
    const isSent = await direct.sendDirectly(reply, timeLeft).catch((cause: unknown) => {
      log.error('not_sent_directly', cause, {
        conversation: masked(reply.conversation),
        reply: reply.id,
      })
      return false
    })
    if (!isSent) return signals.signal(reply)
    await direct.requestReceipts(reply.conversation)
    if (isSent === 'join_again') throw new Error('the id of the message does not lead to the reply')
  }

  /**
   * Requests read receipts and typing indicators for the customer. If a request fails, no reply is
   * lost, so the record does not return to the queue.
   */
  async function requestSigns(signs: Signs): Promise<void> {
    const latest = new Map(
      signs.map(({ item, sign }) => [`${item.initialContactId}/${sign}`, { item, sign }]),
    )
    for (const { item, sign } of latest.values()) {
      const contact = await contactOf(item).catch(() => undefined)
      if (contact?.mode === 'bridged')
        await requestReceipt(receipts, contact.conversation, sign, item.at)
    }
  }

  /** Records that a chat has ended, and removes its credentials from the conversation. */
  async function chatEnded({ initialContactId }: ChatItem): Promise<void> {
    const contact = await contactOf({ initialContactId })
    if (contact?.mode === 'bridged')
      await conversations.chatEnded(contact.conversation, initialContactId)
  }
}

type Signs = { item: ChatItem; sign: Sign }[]

/**
 * Returns `read` or `typing` if the item reports that an agent has read a message or is typing. AWS
 * documents that typing events are streamed, but not whether read receipts are.
 * https://docs.aws.amazon.com/connect/latest/adminguide/chat-message-streaming.html
 */
function signOf({ kind, role, contentType = '' }: ChatItem): Sign | undefined {
  if (kind !== 'chat.event' || role !== 'AGENT') return undefined
  if (contentType.endsWith('.event.typing')) return 'typing'
  return contentType.endsWith('.event.message.read') ? 'read' : undefined
}

/** https://docs.aws.amazon.com/connect/latest/adminguide/chat-message-streaming.html */
const isEnd = ({ kind, contentType = '' }: ChatItem) =>
  kind === 'chat.event' && contentType.endsWith('.event.chat.ended')
