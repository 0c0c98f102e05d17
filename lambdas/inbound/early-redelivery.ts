// Makes a queue deliver an SQS message again soon after a function has crashed. Without this
// module, SQS would wait for the queue's visibility timeout, which Lambda requires to be at least
// as long as the function's timeout. In a FIFO queue, all later messages of the same message group
// would wait too. This module shortens the visibility timeout of each received message. If the
// function needs more time than that, the message is delivered again, but the second invocation
// finds that the work is already claimed.
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { log } from '../runtime/log.ts'

/**
 * The shortened visibility timeout. It is as long as a message that cannot be put into the chat
 * delays later messages (see lambdas/model/inbound.ts).
 */
const HIDDEN_SECONDS = 20

type Handler = (
  event: SQSEvent,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
) => Promise<SQSBatchResponse>

export function withEarlyRedelivery(
  handle: Handler,
  hide: (record: SQSRecord, seconds: number) => Promise<void>,
): Handler {
  return async (event, context) => {
    // The timeout is shortened before `handle` begins, because `handle` may set another timeout
    // when it ends.
    await Promise.all(event.Records.map(hidden))
    return handle(event, context)
  }

  async function hidden(record: SQSRecord): Promise<void> {
    try {
      await hide(record, HIDDEN_SECONDS)
    } catch (cause) {
      log.error('record_not_put_off', cause, { messageId: record.messageId })
    }
  }
}
