// Lambda handlers for SQS queues. Each record succeeds or returns to the queue independently of the
// others.
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { log } from './log.ts'

/** Returns a record to its queue after so many seconds, instead of the queue's visibility time-out. */
type PutOff = (record: SQSRecord, seconds: number) => Promise<void>

/** The wait doubles with each attempt, up to this limit. */
const LONGEST_WAIT_SECONDS = 180

/**
 * Runs `run` for every record and reports the failed records. SQS delivers those records again
 * after the queue's visibility time-out or, with `putOff`, after 1, 2, 4 … seconds. `run` must
 * throw for records that may succeed later. For a record that can never succeed, `run` must log the
 * reason and return.
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
    // The record returns to the queue after the visibility time-out instead.
    log.error('record_not_put_off', cause, { messageId: record.messageId })
  }
}
