import { createHash } from 'node:crypto'
import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { Wakes } from '../model/ports.ts'

const sqs = new SQSClient()

export interface Wake {
  conversation: string
  /** The held replies are meant, too. */
  held?: true
}

export const parseWake = (body: string): Wake => JSON.parse(body)

const digest = (text: string) => createHash('sha256').update(text).digest('hex')

export function wakes(queueUrl: string): Wakes {
  return {
    async wake({ conversation, id, attempt, state }, cause) {
      const held = state === 'held' ? ({ held: true } as const) : {}
      // SQS swallows a repeated deduplication id for five minutes: a second wake for the same reply says why, and when.
      const again = cause ? `${cause.is}/${cause.at.toISOString().slice(0, 16)}` : ''
      const what = held.held ? 'held' : ''
      await sqs.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: JSON.stringify({ conversation, ...held } satisfies Wake),
          MessageGroupId: digest(conversation),
          MessageDeduplicationId: digest(`${conversation}/${id}/${attempt}/${what}${again}`),
        }),
      )
    },
  }
}

/** Puts off a wake: it comes back after so many seconds, and its conversation rests until then. */
export async function putOff(
  queueUrl: string,
  receiptHandle: string,
  seconds: number,
): Promise<void> {
  await sqs.send(
    new ChangeMessageVisibilityCommand({
      QueueUrl: queueUrl,
      ReceiptHandle: receiptHandle,
      VisibilityTimeout: Math.max(0, Math.ceil(seconds)),
    }),
  )
}
