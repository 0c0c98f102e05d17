import { createHash } from 'node:crypto'
import {
  ChangeMessageVisibilityCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import type {
  InboundSignals,
  MessageKey,
  OverdueReply,
  ReceiptRequests,
  Signals,
} from '#model/ports'
import { isAllowed } from '#model/receipt'
import type { Signal } from '#model/signal'
import { isHeld } from '#model/transitions'
import type { WrappedClient } from './client.ts'

const digest = (text: string) => createHash('sha256').update(text).digest('hex')

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
const LARGEST_BATCH = 10
const BATCHES_AT_ONCE = 4

export function signals(sqs: WrappedClient<SQSClient>, queueUrl: string): Signals {
  return {
    async signal(reply, cause) {
      await sqs.call(
        'SendMessage',
        new SendMessageCommand({ QueueUrl: queueUrl, ...messageFor(reply, cause) }),
      )
    },

    sweep: (replies, at) =>
      sendAll(
        sqs,
        queueUrl,
        replies.map((reply) => messageFor(reply, { is: 'sweep', at })),
      ),
  }
}

export function inboundSignals(sqs: WrappedClient<SQSClient>, queueUrl: string): InboundSignals {
  return {
    async signal(message, group, cause) {
      const signal = inboundMessageFor(message, group, cause)
      await sqs.call('SendMessage', new SendMessageCommand({ QueueUrl: queueUrl, ...signal }))
    },

    sweep: (messages, at) =>
      sendAll(
        sqs,
        queueUrl,
        messages.map((message) =>
          inboundMessageFor(message, message.conversation, `sweep/${minuteOf(at)}`),
        ),
      ),
  }
}

/**
 * Sends requests for read receipts and typing indicators to the queue, unless the setting forbids
 * them.
 */
export const receiptRequests = (
  sqs: WrappedClient<SQSClient>,
  queueUrl: string,
  setting: string,
): ReceiptRequests => ({
  async request(request) {
    if (!isAllowed(request.sign, setting)) return
    await sqs.call(
      'SendMessage',
      new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(request) }),
    )
  },
})

async function sendAll(
  sqs: WrappedClient<SQSClient>,
  queueUrl: string,
  messages: readonly Message[],
): Promise<void> {
  const batches = chunked(messages, LARGEST_BATCH)
  let failed = 0
  const send = async () => {
    for (let batch = batches.pop(); batch; batch = batches.pop()) {
      const Entries = batch.map((message, i) => ({ Id: String(i), ...message }))
      const { Failed = [] } = await sqs.call(
        'SendMessageBatch',
        new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }),
      )
      failed += Failed.length
    }
  }
  await Promise.all(Array.from({ length: BATCHES_AT_ONCE }, send))
  // The next run of the function `sweep` sends these signals again.
  if (failed > 0) throw new Error(`SQS did not accept ${failed} signals`)
}

interface Message {
  MessageBody: string
  MessageGroupId: string
  MessageDeduplicationId: string
}

const minuteOf = (at: Date) => at.toISOString().slice(0, 16)

type Cause = Parameters<Signals['signal']>[1]

function messageFor(reply: OverdueReply, cause: Cause): Message {
  const { conversation, id, attempt } = reply
  const held = isHeld(reply) ? ({ held: true } as const) : {}
  // SQS drops a message if another message of the last five minutes has the same deduplication id.
  // The deduplication id of a second signal for the same reply therefore also contains the signal's
  // cause and the minute.
  const again = cause ? `${cause.is}/${minuteOf(cause.at)}` : ''
  const what = isHeld(reply) ? 'held/' : ''
  return {
    MessageBody: JSON.stringify({ conversation, ...held } satisfies Signal),
    MessageGroupId: digest(conversation),
    MessageDeduplicationId: digest(`${conversation}/${id}/${attempt}/${what}${again}`),
  }
}

const inboundMessageFor = (
  { conversation, id }: MessageKey,
  group: string,
  cause = '',
): Message => ({
  MessageBody: JSON.stringify({ conversation: group } satisfies Signal),
  MessageGroupId: digest(group),
  MessageDeduplicationId: digest(`${conversation}/${id}/${cause}`),
})

const chunked = <Value>(values: readonly Value[], size: number): Value[][] =>
  Array.from({ length: Math.ceil(values.length / size) }, (_, i) =>
    values.slice(i * size, (i + 1) * size),
  )

/**
 * Sends a signal to the message group of the conversation that `signal` names. `messageId` is the
 * id of the SQS message that contained the original signal.
 */
export async function passOn(
  sqs: WrappedClient<SQSClient>,
  queueUrl: string,
  messageId: string,
  signal: Signal,
): Promise<void> {
  await sqs.call(
    'SendMessage',
    new SendMessageCommand({
      QueueUrl: queueUrl,
      MessageBody: JSON.stringify(signal),
      MessageGroupId: digest(signal.conversation),
      MessageDeduplicationId: digest(`${messageId}/joined`),
    }),
  )
}

/**
 * Returns an SQS message to its queue, which delivers the message again after `seconds`. In a FIFO
 * queue, later messages of the same message group wait too.
 */
export async function putOff(
  sqs: WrappedClient<SQSClient>,
  queueUrl: string,
  receiptHandle: string,
  seconds: number,
): Promise<void> {
  await sqs.call(
    'ChangeMessageVisibility',
    new ChangeMessageVisibilityCommand({
      QueueUrl: queueUrl,
      ReceiptHandle: receiptHandle,
      VisibilityTimeout: Math.max(0, Math.ceil(seconds)),
    }),
  )
}
