// Functions fed by SQS: each record is done or goes back to the queue by itself.
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { log } from './log.ts'

/**
 * Runs every record and reports the failed ones, which SQS delivers again after the queue's visibility time-out.
 * Throw for what may succeed later; return for what never will (and log why).
 */
export function batch(run: (record: SQSRecord) => Promise<void>) {
  return async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const results = await Promise.allSettled(Records.map(run))
    const failed = results.flatMap((result, i) =>
      result.status === 'rejected' ? [{ cause: result.reason, record: Records[i]! }] : [],
    )
    for (const { cause, record } of failed)
      log.error('record_failed', cause, { messageId: record.messageId })
    return { batchItemFailures: failed.map(({ record }) => ({ itemIdentifier: record.messageId })) }
  }
}
