// A wake says that a conversation may have something to send: the outbox says what.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { chatSession } from '../aws/chat.ts'
import { conversations } from '../aws/conversations.ts'
import { files } from '../aws/files.ts'
import { heldReplies } from '../aws/held-replies.ts'
import { mediaIds } from '../aws/media-ids.ts'
import { messages } from '../aws/messages.ts'
import { outbox } from '../aws/outbox.ts'
import { parseWake, putOff, wakes } from '../aws/signals.ts'
import { templates } from '../aws/templates.ts'
import { whatsapp } from '../aws/whatsapp.ts'
import { SETTLE_MS } from '../model/reply.ts'
import { drainOutbox } from '../outbox/drain.ts'
import { env } from '../runtime/env.ts'
import { log, masked } from '../runtime/log.ts'

/** Conversations of a batch run at once; each record of one that must wait goes back to the queue until then. */
export function wokenBy(
  drain: ReturnType<typeof drainOutbox>,
  rest: (record: SQSRecord, seconds: number) => Promise<void>,
  settle: (ms: number) => Promise<unknown>,
) {
  return async (
    { Records }: SQSEvent,
    context: Pick<Context, 'getRemainingTimeInMillis'>,
  ): Promise<SQSBatchResponse> => {
    const byConversation = Map.groupBy(Records, ({ body }) => parseWake(body).conversation)
    const failed: SQSRecord[] = []
    await Promise.all(
      [...byConversation].map(async ([conversation, records]) => {
        try {
          // The wake is a little younger than the reply it is for: after this the reply needs no second look.
          const settled =
            Math.min(...records.map(({ attributes }) => Number(attributes.SentTimestamp))) +
            SETTLE_MS
          await settle(Math.min(SETTLE_MS, Math.max(0, settled - Date.now())))
          const held = records.some(({ body }) => parseWake(body).held)
          const waits = await drain(conversation, context.getRemainingTimeInMillis, { held })
          if (!waits) return
          failed.push(...records)
          await Promise.all(records.map((record) => rest(record, waits.afterSeconds)))
        } catch (cause) {
          failed.push(...records)
          log.error('conversation_failed', cause, { conversation: masked(conversation) })
        }
      }),
    )
    const order = new Map(Records.map(({ messageId }, i) => [messageId, i]))
    failed.sort((a, b) => order.get(a.messageId)! - order.get(b.messageId)!)
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) }
  }
}

const now = () => new Date()
const table = env('TABLE')
const media = files(env('MEDIA_BUCKET'))
const wakesQueue = env('WAKES_QUEUE_URL')

export const handler = wokenBy(
  drainOutbox({
    outbox: outbox(table, now),
    held: heldReplies(table),
    conversations: conversations(table),
    messages: messages(table),
    mediaIds: mediaIds(table, now),
    whatsapp: whatsapp(env('META_API_VERSION')),
    templates: templates(),
    files: media,
    chat: chatSession(media),
    wakes: wakes(wakesQueue),
    attachments: env('ATTACHMENTS'),
    now,
    settle: (ms) => sleep(ms),
  }),
  (record, seconds) => putOff(wakesQueue, record.receiptHandle, seconds),
  (ms) => sleep(ms),
)
