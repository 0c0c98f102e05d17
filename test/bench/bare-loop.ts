// Makes the four AWS calls that send-reply makes for a text, with inputs of the same size, and does
// nothing else. The bench compares the throughput of this loop with that of send-reply.
import { randomUUID } from 'node:crypto'
import { clients, commands } from './bare.ts'

const key = {
  TableName: 'bucket/prefix',
  Key: { pk: 'conversation#phone-number-id-1/+15550142', sk: 'reply#chat-1' },
}
const message = {
  messaging_product: 'whatsapp',
  recipient_type: 'individual',
  to: '+15550142',
  type: 'text',
  text: { body: 'One moment, I am looking it up for you.' },
}

const update = (state: string) =>
  new commands.UpdateCommand({
    ...key,
    UpdateExpression: 'SET #state = :state, #token = :token, #leaseUntil = :until, dueAt = :until',
    ConditionExpression: '(#attempt = :attempt AND #state = :queued) OR #token = :token',
    ExpressionAttributeNames: {
      '#state': 'state',
      '#token': 'token',
      '#leaseUntil': 'leaseUntil',
      '#attempt': 'attempt',
    },
    ExpressionAttributeValues: {
      ':state': state,
      ':queued': 'queued',
      ':attempt': 1,
      ':token': randomUUID(),
      ':until': new Date().toISOString(),
    },
    ReturnValues: 'ALL_NEW',
  })

export const read = () =>
  clients.db.send(
    new commands.QueryCommand({
      TableName: key.TableName,
      IndexName: 'unsent',
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': key.Key.pk },
      Limit: 25,
    }),
  )

export const send = () =>
  clients.whatsapp.send(
    new commands.SendWhatsAppMessageCommand({
      originationPhoneNumberId: 'phone-number-id-00000000000000000000000000000001',
      metaApiVersion: 'v23.0',
      message: new TextEncoder().encode(JSON.stringify(message)),
    }),
  )

async function reply() {
  await read()
  await clients.db.send(update('sending'))
  await send()
  await clients.db.send(update('accepted'))
}

export const batch = (conversations: number) =>
  Promise.all(Array.from({ length: conversations }, reply))
