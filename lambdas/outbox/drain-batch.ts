// Processes a batch of signals. A signal only names a conversation. The outbox or the inbox of the
// conversation contains the replies to send or the messages to put into the chat.
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { parseSignal, type Signal } from '#model/signal'
import { log, masked } from '../runtime/log.ts'
import type { Delay } from './deliver.ts'
import type { Joined } from './drain.ts'

/**
 * The conversations of a batch are processed concurrently. If a conversation must wait, each of its
 * records returns to the queue for the delay.
 *
 * Replies are stored, and signaled, in the conversation to which their contact belongs. If a
 * signaled conversation was joined to an older conversation, the signal is passed on to the message
 * group of the older conversation. Without this rule, two message groups could send replies to one
 * person at the same time. One message group might then send a younger reply before the other
 * message group sends an older reply.
 */
export function drainSignaled(
  drain: (
    conversation: string,
    timeLeft: () => number,
    what: { held: boolean; repeated: boolean },
  ) => Promise<Delay | Joined | undefined>,
  rest: (record: SQSRecord, seconds: number) => Promise<void>,
  passOn: (record: SQSRecord, signal: Signal) => Promise<void>,
) {
  return async (
    { Records }: SQSEvent,
    context: Pick<Context, 'getRemainingTimeInMillis'>,
  ): Promise<SQSBatchResponse> => {
    const failed: SQSRecord[] = []
    const readable = Records.flatMap((record) => {
      const signal = signalOf(record)
      if (!signal) failed.push(record)
      return signal ? [{ record, signal }] : []
    })
    const byConversation = Map.groupBy(readable, ({ signal }) => signal.conversation)
    await Promise.all(
      [...byConversation].map(async ([conversation, signaled]) => {
        const records = signaled.map(({ record }) => record)
        try {
          const held = signaled.some(({ signal }) => signal.held)
          const what = { held, repeated: records.some(isRepeated) }
          const next = await drain(conversation, context.getRemainingTimeInMillis, what)
          if (!next) return
          if ('joinedTo' in next) {
            const signal = { conversation: next.joinedTo, ...(held ? { held } : {}) }
            return await passOn(records[0]!, signal)
          }
          failed.push(...records)
          await Promise.all(records.map((record) => rest(record, next.afterSeconds)))
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

const isRepeated = ({ attributes }: SQSRecord) => Number(attributes.ApproximateReceiveCount) > 1

/**
 * Parses a record. If the record is not a signal, only this record fails and finally reaches the
 * dead-letter queue.
 */
function signalOf({ messageId, body }: SQSRecord): Signal | undefined {
  try {
    return parseSignal(body)
  } catch (cause) {
    log.error('signal_unreadable', cause, { messageId })
    return undefined
  }
}
