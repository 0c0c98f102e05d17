// Processes a batch of signals. A signal only names a conversation that may have replies to send or
// messages to show. The outbox or the inbox knows which.
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { parseSignal, type Signal } from '#model/signal'
import { log, masked } from '../runtime/log.ts'
import type { Delay } from './deliver.ts'
import type { Joined } from './drain.ts'

/**
 * The conversations of a batch are processed concurrently. If a conversation must wait, each of its
 * records returns to the queue until then.
 *
 * Replies are stored, and signaled, in the conversation to which their contact belongs. If that
 * conversation was joined to an older conversation, the signal is passed on to the message group of
 * the older conversation. If two groups sent to one person at the same time, the first could have
 * read the outbox before an older reply was stored, and the second afterwards.
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

/** A record that is not a signal fails alone, and ends in the dead-letter queue. */
function signalOf({ messageId, body }: SQSRecord): Signal | undefined {
  try {
    return parseSignal(body)
  } catch (cause) {
    log.error('signal_unreadable', cause, { messageId })
    return undefined
  }
}
