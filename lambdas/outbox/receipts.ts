// Sends read receipts and typing indicators ("receipts" in this file) to WhatsApp. Receipts have a
// queue and a function of their own, so that they never delay a reply. Each receipt is claimed
// before the call. A lost receipt does less harm than a repeated one, so a receipt is not sent
// again if the call may have had an effect.

import { randomUUID } from 'node:crypto'
import type { SQSRecord } from 'aws-lambda'
import type { Conversation } from '#model/conversation'
import type {
  Clock,
  Conversations,
  Inbox,
  Outbox,
  ReceiptRequests,
  Verified,
  WhatsApp,
} from '#model/ports'
import {
  isAnswered,
  isUnread,
  isUseful,
  newestOfCustomer,
  parseReceiptRequest,
  type Receipt,
  receiptFor,
  type Sign,
  toCloudApi,
} from '#model/receipt'
import type { Reply } from '#model/reply'
import { UpstreamFailure } from '#whatsapp/errors/problems'
import { log, masked } from '../runtime/log.ts'

interface Ports {
  conversations: Pick<Conversations, 'get' | 'claimReceipt' | 'releaseReceipt'>
  inbox: Pick<Inbox, 'recent'>
  outbox: Pick<Outbox, 'recent'>
  whatsapp: Pick<WhatsApp, 'send'>
  verified: Verified
  now: Clock
}

/**
 * The number of latest messages, and of latest replies, that are read. The latest messages may be
 * from the business phone, so more than one is read to find the customer's newest message.
 */
const LAST_MESSAGES = 20

export function receipts({ conversations, inbox, outbox, whatsapp, verified, now }: Ports) {
  return async ({ body }: Pick<SQSRecord, 'body'>): Promise<void> => {
    const request = parseReceiptRequest(body)
    if (!isUseful(request, now())) return
    const [conversation, found] = await Promise.all([
      conversations.get(request.conversation),
      verified.value('sentReceipts'),
    ])
    if (found === 'refused') return
    const receipt = conversation && (await due(conversation, request.sign))
    if (receipt) await send(conversation, receipt)
  }

  async function due(of: Conversation, sign: Sign): Promise<Receipt | undefined> {
    const messages = await inbox.recent(of, LAST_MESSAGES)
    const newest = newestOfCustomer(messages)
    if (!newest) return undefined
    const needsAnswer =
      sign === 'typing' && !isAnswered(newest, await outbox.recent(of, LAST_MESSAGES), messages)
    return receiptFor(of, newest, sign, needsAnswer, now())
  }

  async function send(of: Conversation, receipt: Receipt): Promise<void> {
    const token = randomUUID()
    if (!(await conversations.claimReceipt(of.id, receipt, token, now()))) return
    try {
      await whatsapp.send(of.phoneNumberId, toCloudApi(receipt))
    } catch (cause) {
      log.warn('receipt_not_sent', { conversation: masked(of.id) })
      // The call certainly had no effect, so the next request may send the receipt.
      if (cause instanceof UpstreamFailure && cause.certain && cause.retryable)
        await conversations.releaseReceipt(of.id, token, of.receipt)
    }
  }
}

/**
 * Notes in which conversations an agent's reply was sent to a customer with unread messages.
 * `requestReceipts` requests the read receipt for such a conversation afterwards.
 */
export function answers({ receipts: requests, now }: { receipts: ReceiptRequests; now: Clock }) {
  const answered = new Set<string>()
  return {
    answered(conversation: Conversation, { by }: Pick<Reply, 'by'>): void {
      if (by.role === 'AGENT' && isUnread(conversation)) answered.add(conversation.id)
    },
    async requestReceipts(conversation: string): Promise<void> {
      if (answered.delete(conversation)) await requestReceipt(requests, conversation, 'read', now())
    },
  }
}

/** Requests a receipt. A failure is only logged, because only the receipt is lost. */
export async function requestReceipt(
  requests: ReceiptRequests,
  conversation: string,
  sign: Sign,
  at: Date,
): Promise<void> {
  try {
    await requests.request({ conversation, sign, at: at.toISOString() })
  } catch {
    log.warn('receipt_not_requested', { conversation: masked(conversation) })
  }
}
