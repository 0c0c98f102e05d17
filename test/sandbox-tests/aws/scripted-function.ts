// A function that does what it is told, for the tests of what runs functions: bundled in the place of each real one.
import { setTimeout as sleep } from 'node:timers/promises'
import { DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'

interface Told {
  say?: string
  put?: string
  query?: true
  wake?: string
  fetch?: string
  /** Milliseconds. */
  sleep?: number
  changeVisibility?: number
  fail?: true
  throw?: string
  answer?: unknown
}

const db = new DynamoDBClient({ maxAttempts: 1 })
const sqs = new SQSClient({ maxAttempts: 1 })
let invocations = 0

async function obey(told: Told, receiptHandle?: string): Promise<unknown> {
  const TableName = process.env.TABLE
  if (told.say) console.log(told.say)
  if (told.put)
    await db.send(new PutItemCommand({ TableName, Item: { pk: { S: told.put }, sk: { S: '1' } } }))
  if (told.query) {
    const ExpressionAttributeValues = { ':d': { S: 'd' } }
    await db.send(
      new QueryCommand({
        TableName,
        IndexName: 'due',
        KeyConditionExpression: 'due = :d',
        ExpressionAttributeValues,
      }),
    )
  }
  const QueueUrl = process.env.WAKES_QUEUE_URL
  if (told.wake)
    await sqs.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: told.wake,
        MessageGroupId: 'g',
        MessageDeduplicationId: told.wake,
      }),
    )
  if (told.fetch) console.log(await (await fetch(told.fetch)).text())
  if (told.sleep) await sleep(told.sleep)
  if (told.changeVisibility !== undefined) {
    await sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: told.changeVisibility,
      }),
    )
  }
  if (told.say) console.log(`done ${told.say}`)
  if (told.throw) throw new TypeError(told.throw)
  return told.answer
}

export async function handler(event: any, context: any) {
  invocations++
  if (event['detail-type'] === 'Scheduled Event') return obey({ query: true })
  if (event.version === '2.0') return obey(event.body ? JSON.parse(event.body) : { answer: event })
  if (event.show)
    return {
      env: process.env,
      context: { ...context, remaining: context.getRemainingTimeInMillis() },
      now: Date.now(),
      invocations,
    }
  if (!event.Records) return obey(event)

  const batchItemFailures: { itemIdentifier: string }[] = []
  for (const { messageId, receiptHandle, body } of event.Records) {
    const envelope = JSON.parse(body)
    const told = envelope.Message ? JSON.parse(envelope.Message) : (envelope.detail ?? envelope)
    await obey(told, receiptHandle)
    if (told.fail) batchItemFailures.push({ itemIdentifier: messageId })
  }
  return { batchItemFailures }
}
