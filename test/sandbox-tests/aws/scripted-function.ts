// A function that executes the script in its event. In the tests of the function runner, this
// function replaces every real function.
import { setTimeout as sleep } from 'node:timers/promises'
import { DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'

interface Script {
  say?: string
  put?: string
  query?: true
  wake?: string
  fetch?: string
  /** Milliseconds. */
  sleep?: number
  /** How long the SDK waits before it repeats a call, in milliseconds. */
  pause?: number
  changeVisibility?: number
  fail?: true
  throw?: string
  answer?: unknown
}

const db = new DynamoDBClient({ maxAttempts: 1 })
const sqs = new SQSClient({ maxAttempts: 1 })
let invocations = 0

async function run(script: Script, receiptHandle?: string): Promise<unknown> {
  const TableName = process.env.TABLE
  if (script.say) console.log(script.say)
  if (script.put)
    await db.send(
      new PutItemCommand({ TableName, Item: { pk: { S: script.put }, sk: { S: '1' } } }),
    )
  if (script.query) {
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
  const QueueUrl = process.env.SIGNALS_QUEUE_URL
  if (script.wake)
    await sqs.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: script.wake,
        MessageGroupId: 'g',
        MessageDeduplicationId: script.wake,
      }),
    )
  if (script.fetch) console.log(await (await fetch(script.fetch)).text())
  if (script.sleep) await sleep(script.sleep)
  if (script.pause) await new Promise((resolve) => setTimeout(resolve, script.pause))
  if (script.changeVisibility !== undefined) {
    await sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: script.changeVisibility,
      }),
    )
  }
  if (script.say) console.log(`done ${script.say}`)
  if (script.throw) throw new TypeError(script.throw)
  return script.answer
}

export async function handler(event: any, context: any) {
  invocations++
  if (event['detail-type'] === 'Scheduled Event') return run({ query: true })
  if (event.version === '2.0') return run(event.body ? JSON.parse(event.body) : { answer: event })
  if (event.show)
    return {
      env: process.env,
      context: { ...context, remaining: context.getRemainingTimeInMillis() },
      now: Date.now(),
      invocations,
    }
  if (!event.Records) return run(event)

  const batchItemFailures: { itemIdentifier: string }[] = []
  for (const { messageId, receiptHandle, body } of event.Records) {
    const envelope = JSON.parse(body)
    const script = envelope.Message ? JSON.parse(envelope.Message) : (envelope.detail ?? envelope)
    await run(script, receiptHandle)
    if (script.fail) batchItemFailures.push({ itemIdentifier: messageId })
  }
  return { batchItemFailures }
}
