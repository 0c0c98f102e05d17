// Creates Lambda handlers for SQS queues. If one record fails, only this record returns to the
// queue.
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { log } from './log.ts'

/** Sets the visibility timeout of a record, so that the queue delivers it again after `seconds`. */
type PutOff = (record: SQSRecord, seconds: number) => Promise<void>

/**
 * The maximum delay, in seconds, before a failed record is delivered again. The delay doubles with
 * each attempt.
 */
const LONGEST_WAIT_SECONDS = 180

/**
 * Returns a handler that calls `run` for every record and reports the failed records. SQS delivers
 * the failed records again after the queue's visibility timeout or, if `putOff` is set, after 1, 2,
 * 4 … seconds. `run` must throw for records that may succeed later. For a record that can never
 * succeed, `run` must log the reason and return.
 */
export function batch(run: (record: SQSRecord) => Promise<void>, putOff?: PutOff) {
  return async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const results = await Promise.allSettled(Records.map(run))
    const failed = results.flatMap((result, i) =>
      result.status === 'rejected' ? [{ cause: result.reason, record: Records[i]! }] : [],
    )
    for (const { cause, record } of failed)
      log.error('record_failed', cause, { messageId: record.messageId })
    if (putOff) await Promise.all(failed.map(({ record }) => putOffRecord(record, putOff)))
    return { batchItemFailures: failed.map(({ record }) => ({ itemIdentifier: record.messageId })) }
  }
}

async function putOffRecord(record: SQSRecord, putOff: PutOff): Promise<void> {
  const attempts = Number(record.attributes?.ApproximateReceiveCount ?? 1)
  try {
    await putOff(record, Math.min(2 ** (attempts - 1), LONGEST_WAIT_SECONDS))
  } catch (cause) {
    // If the record cannot be postponed, the queue delivers it again after the visibility timeout.
    log.error('record_not_put_off', cause, { messageId: record.messageId })
  }
}
