// 1,000 conversations at once: two replies in each, in the order of the chat, none lost and none twice.
import { randomUUID } from 'node:crypto'
import { PublishBatchCommand } from '@aws-sdk/client-sns'
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb'
import { tableName, topicArn } from '../../lambdas/deployment/resources.ts'
import { conversationId } from '../../lambdas/model/conversation.ts'
import type { Town } from '../scenarios/scenario.ts'
import type { Row } from './rows.ts'

const CONVERSATIONS = 1000
const TEXTS = ['First', 'Second']

export async function crowd(town: Town): Promise<Row[]> {
  const { world, business, clock } = town
  const customers = Array.from({ length: CONVERSATIONS }, () => ({
    number: town.newNumber(),
    contactId: randomUUID(),
  }))
  await writeChats(town, customers)

  const began = new Map(town.whatsapp.sent().map(({ id }) => [id, true]))
  const started = performance.now()
  for (const Content of TEXTS) {
    const at = clock.now()
    for (let i = 0; i < customers.length; i += 10) {
      const entries = customers
        .slice(i, i + 10)
        .map(({ contactId }, n) => ({ Id: String(n), ...published(world, contactId, Content, at) }))
      await town.sandbox.clients.sns.send(
        new PublishBatchCommand({
          TopicArn: topicArn('chat-replies', world),
          PublishBatchRequestEntries: entries,
        }),
      )
    }
  }
  await town.advance('3m')
  const seconds = (performance.now() - started) / 1000

  const received = Map.groupBy(
    town.whatsapp
      .sent()
      .filter(({ id, business: from }) => !began.has(id) && from === business.bridged.number),
    ({ to }) => to,
  )
  const textsOf = (number: string) =>
    (received.get(number) ?? []).map(({ payload }) => payload.text?.body as string)
  const lost = customers.flatMap(({ number }) =>
    TEXTS.filter((text) => !textsOf(number).includes(text)),
  ).length
  const twice = customers.filter(
    ({ number }) => new Set(textsOf(number)).size < textsOf(number).length,
  ).length
  let disordered = 0
  for (const { number } of customers) {
    if (textsOf(number).join() === TEXTS.join()) continue
    // A busy machine may bring an item later than we wait for it: then it says so.
    if (!(await town.outbox(number)).some(({ late }) => late)) disordered++
  }
  const what = (is: string) => `1,000 conversations at once: ${is}`
  return [
    {
      what: what('lost'),
      measured: lost,
      unit: 'replies',
      budget: { exactly: 0 },
      note: `2,000 replies in ${seconds.toFixed(0)} s`,
    },
    { what: what('twice'), measured: twice, unit: 'replies', budget: { exactly: 0 } },
    {
      what: what('out of order and not marked late'),
      measured: disordered,
      unit: 'replies',
      budget: { exactly: 0 },
    },
  ]
}

/** As whatsapp-event leaves them, once each customer has written: what they wrote is lost on its way to us. */
async function writeChats(town: Town, customers: readonly { number: string; contactId: string }[]) {
  const { db, business, clock, whatsapp } = town
  for (const service of ['sns', 'events']) town.fault({ kind: 'lose', service })
  for (const { number } of customers)
    whatsapp.customerSends(number, business.bridged.number, {
      type: 'text',
      text: { body: 'Hello' },
    })
  await town.rest()
  town.calm()
  const at = new Date(clock.now()).toISOString()
  const items = customers.flatMap(({ number, contactId }) => {
    const id = conversationId(business.bridged.id, { number })
    const conversation = {
      id,
      mode: 'bridged',
      phoneNumberId: business.bridged.id,
      customer: { number },
      inboundAt: at,
      inboundFrom: 'webhook',
    }
    return [
      { pk: `conversation#${id}`, sk: 'conversation', unsentOrder: '!', ...conversation },
      {
        pk: `contact#${contactId}`,
        sk: 'contact',
        conversation: id,
        mode: 'bridged',
        startedAt: at,
      },
    ]
  })
  for (let i = 0; i < items.length; i += 24) {
    const RequestItems = {
      [tableName]: items.slice(i, i + 24).map((Item) => ({ PutRequest: { Item } })),
    }
    await db.send(new BatchWriteCommand({ RequestItems }))
  }
}

function published(world: Town['world'], contactId: string, Content: string, at: number) {
  const Message = JSON.stringify({
    AbsoluteTime: new Date(at).toISOString(),
    Content,
    ContentType: 'text/plain',
    Id: randomUUID(),
    Type: 'MESSAGE',
    ParticipantRole: 'AGENT',
    InitialContactId: contactId,
    ContactId: contactId,
  })
  const attributes = {
    AccountId: world.account,
    InstanceId: world.instance.id,
    MessageVisibility: 'ALL',
  }
  const MessageAttributes = Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]) => [
      name,
      { DataType: 'String', StringValue },
    ]),
  )
  return { Message, MessageAttributes }
}
