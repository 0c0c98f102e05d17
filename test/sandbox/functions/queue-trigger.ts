// Emulates an SQS event source mapping: receives messages from a queue in batches, and invokes the
// function with each batch.
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html

import { hasVisible, nextVisible, type Queue } from '../aws/fauxqs.ts'
import type { FrontDoor } from '../aws/front-door.ts'
import { withOurAccount } from '../aws/sqs.ts'
import type { Pool } from './pool.ts'

export interface QueueTrigger {
  /** Polls the queue. Call this method when a message may have become receivable. */
  poll(): void
  /**
   * Whether the trigger has nothing to do now: either no message can be received, or no execution
   * environment is free.
   */
  readonly atRest: boolean
  /** Turns polling on or off. While polling is off, the messages stay in the queue. */
  turn(on: boolean): void
  stop(): void
}

export function queueTrigger(
  door: FrontDoor,
  name: string,
  batchSize: number,
  pool: Pool,
): QueueTrigger {
  const { clock, library, account, region } = door
  const arn = `arn:aws:sqs:${region}:${account}:${name}`
  let cancel: (() => void) | undefined
  let stopped = false
  let off = false

  function poll() {
    const queue = library.queue(name)
    if (stopped || off || !queue) return
    while (pool.hasRoom && hasVisible(queue)) {
      // The list may be empty although a message was visible: a message that was received too often
      // is moved to the dead-letter queue instead of being returned.
      const records = receive(queue)
      if (records.length > 0) void run(queue, records)
    }
    cancel?.()
    // Sets a timer for the next message only if an execution environment is free. Otherwise, the
    // end of an invocation starts the next poll. A timer would poll again and again without
    // receiving anything, and an advance of the clock would never end.
    const next = pool.hasRoom ? nextVisible(queue) : undefined
    cancel = next === undefined ? undefined : clock.after(Math.max(0, next - clock.now()), poll)
  }

  function receive(queue: Queue) {
    const deadLetters = (deadArn: string) => library.queue(deadArn.split(':').at(-1)!)
    return queue.dequeue(batchSize, undefined, deadLetters).map((received) => {
      const { Body, MD5OfBody } = withOurAccount(received, account)
      return record(queue, { ...received, Body, MD5OfBody })
    })
  }

  async function run(queue: Queue, records: ReturnType<typeof record>[]) {
    try {
      const failed = failedOf(await pool.invoke({ Records: records }), records)
      for (const { messageId, receiptHandle } of records)
        if (!failed.has(messageId)) queue.deleteMessage(receiptHandle)
    } catch {
      // If the invocation fails, nothing is deleted: each message returns to the queue when its
      // visibility time-out ends, which the function may have shortened.
    }
  }

  function record(
    queue: Queue,
    { MessageId, ReceiptHandle, Body, MD5OfBody, MessageAttributes = {} }: any,
  ) {
    const { message } = queue.inflightMessages.get(ReceiptHandle) as any
    return {
      messageId: MessageId as string,
      receiptHandle: ReceiptHandle as string,
      body: Body,
      attributes: {
        ApproximateReceiveCount: String(message.approximateReceiveCount),
        SentTimestamp: String(message.sentTimestamp),
        SenderId: account,
        ApproximateFirstReceiveTimestamp: String(message.approximateFirstReceiveTimestamp),
        ...(queue.isFifo() && {
          MessageGroupId: message.messageGroupId,
          MessageDeduplicationId: message.messageDeduplicationId,
          SequenceNumber: message.sequenceNumber,
        }),
      },
      messageAttributes: Object.fromEntries(
        Object.entries<any>(MessageAttributes).map(
          ([key, { DataType, StringValue, BinaryValue }]) => [
            key,
            {
              dataType: DataType,
              stringValue: StringValue,
              binaryValue: BinaryValue,
              stringListValues: [],
              binaryListValues: [],
            },
          ],
        ),
      ),
      md5OfBody: MD5OfBody,
      eventSource: 'aws:sqs',
      eventSourceARN: arn,
      awsRegion: region,
    }
  }

  // Polls only in the next turn of the event loop, when the messages of the batch that has just
  // ended have been deleted.
  pool.onRoom(() => void setImmediate(poll))

  return {
    poll,
    get atRest() {
      const queue = library.queue(name)
      return off || !(queue && pool.hasRoom && hasVisible(queue))
    },
    turn(on) {
      off = !on
      poll()
    },
    stop() {
      stopped = true
      cancel?.()
    },
  }
}

/**
 * Returns the ids of the messages that a batch response reports as failed. As in Lambda, a
 * malformed response means that all messages failed.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
function failedOf(
  response: unknown,
  records: readonly { messageId: string }[],
): ReadonlySet<string> {
  const failures = (response as { batchItemFailures?: unknown } | null | undefined)
    ?.batchItemFailures
  if (failures === undefined || failures === null) return new Set()
  const ids = Array.isArray(failures)
    ? failures.map((failure) => failure?.itemIdentifier)
    : [undefined]
  const known = new Set(records.map(({ messageId }) => messageId))
  return ids.every((id) => known.has(id)) ? new Set(ids) : known
}
