// Makes a queue deliver a record again soon after a function has died. The queue does not learn of
// a death: the record, and in a FIFO queue all records behind it in its group, would wait for the
// queue's visibility time-out, which Lambda requires to be longer than the function may run. Each
// record is hidden for a shorter time as soon as it is received. If the work takes longer than
// that, the record is received once more, and the second receiver finds that the work is already
// claimed.
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { log } from '../runtime/log.ts'

/** A message delays the messages behind it for this long anyway (lambdas/model/inbound.ts). */
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
    // The records are hidden before the work begins, because the work may set another time at its
    // end.
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
