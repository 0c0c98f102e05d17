// Makes a queue deliver a record again soon after a function has died. Normally, a queue delivers
// the record of a dead function again only after the queue's visibility timeout, which Lambda
// requires to be longer than the function's timeout. In a FIFO queue, all later records of the same
// message group also wait until then. This module therefore shortens the visibility timeout of each
// record as soon as the record is received. If the work takes longer than the shortened timeout,
// the record is delivered again, but the second invocation finds that the work is already claimed.
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { log } from '../runtime/log.ts'

/**
 * The shortened visibility timeout. A message that cannot be put into the chat delays later
 * messages for the same time (see lambdas/model/inbound.ts).
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
    // The visibility timeout is set before the work begins, because the handler may set another
    // timeout at its end.
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
