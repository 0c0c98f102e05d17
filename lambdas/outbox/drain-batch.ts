// Processes a batch of signals. A signal contains only the id of a conversation. The table contains
// the replies that must be sent, or the messages that must be put into the chat.
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { parseSignal, type Signal } from '#model/signal'
import { log, masked } from '../runtime/log.ts'
import type { Delay } from './deliver.ts'
import type { Joined } from './drain.ts'

/**
 * Returns a handler that processes the conversations of a batch concurrently. If a conversation
 * must wait, all of its records return to the queue for the delay.
 *
 * If a conversation was joined to an older conversation, its signal is sent on to the message group
 * of the older conversation. All replies to a person are therefore sent from one message group, one
 * after another. With two message groups, a younger reply might be sent before an older one.
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
 * Parses the signal in a record. Returns undefined if the record is not a signal. Only this record
 * then fails, and it finally reaches the dead-letter queue.
 */
function signalOf({ messageId, body }: SQSRecord): Signal | undefined {
  try {
    return parseSignal(body)
  } catch (cause) {
    log.error('signal_unreadable', cause, { messageId })
    return undefined
  }
}
