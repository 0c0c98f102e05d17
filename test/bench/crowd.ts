// Measures what happens when an agent's two replies are sent in each of 1,000 conversations at the
// same time. Every reply must arrive once, and in the order in which the agent wrote it.
import { randomUUID } from 'node:crypto'
import { PublishBatchCommand } from '@aws-sdk/client-sns'
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb'
import { topicArn } from '#deployment/resources'
import { identityKey, DEFAULT_TABLE as tableName } from '#deployment/table'
import { conversationId } from '#model/conversation'
import type { Scenario } from '../scenarios/scenario.ts'
import type { Row } from './rows.ts'

const CONVERSATIONS = 1000
const TEXTS = ['First', 'Second']

export async function crowd(scenario: Scenario): Promise<Row[]> {
  const { world, business, clock } = scenario
  const customers = Array.from({ length: CONVERSATIONS }, () => ({
    number: scenario.newNumber(),
    contactId: randomUUID(),
  }))
  await writeChats(scenario, customers)

  const began = new Map(scenario.whatsapp.sent().map(({ id }) => [id, true]))
  const started = performance.now()
  for (const Content of TEXTS) {
    const at = clock.now()
    for (let i = 0; i < customers.length; i += 10) {
      const entries = customers
        .slice(i, i + 10)
        .map(({ contactId }, n) => ({ Id: String(n), ...published(world, contactId, Content, at) }))
      await scenario.sandbox.clients.sns.send(
        new PublishBatchCommand({
          TopicArn: topicArn('chat-replies', world),
          PublishBatchRequestEntries: entries,
        }),
      )
    }
  }
  await scenario.advance('3m')
  const seconds = (performance.now() - started) / 1000

  const received = Map.groupBy(
    scenario.whatsapp
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
    // On a busy machine, a reply may arrive so late that the function no longer waits for it. Such
    // a reply is marked as late, and its conversation does not count as disordered.
    if (!(await scenario.outbox(number)).some(({ late }) => late)) disordered++
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

/**
 * Stores conversations and contacts as whatsapp-event would after each customer has written. The
 * functions do not receive the customers' messages.
 */
export async function writeChats(
  scenario: Scenario,
  customers: readonly { number: string; contactId: string }[],
) {
  const { db, business, clock, whatsapp } = scenario
  for (const service of ['sns', 'events']) scenario.fault({ kind: 'lose', service })
  for (const { number } of customers)
    whatsapp.customerSends(number, business.bridged.number, {
      type: 'text',
      text: { body: 'Hello' },
    })
  await scenario.rest()
  scenario.calm()
  const at = new Date(clock.now()).toISOString()
  const items = customers.flatMap(({ number, contactId }) => {
    const customerId = randomUUID()
    const id = conversationId(business.bridged.id, customerId)
    const conversation = {
      id,
      mode: 'bridged',
      phoneNumberId: business.bridged.id,
      customer: { number },
      inboundAt: at,
      inboundFrom: 'webhook',
    }
    return [
      { ...identityKey('number', number), customer: customerId, createdAt: at },
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

export function published(
  world: Scenario['world'],
  contactId: string,
  Content: string,
  at: number,
) {
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
