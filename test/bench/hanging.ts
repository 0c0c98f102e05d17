// Measures how long it takes to store an agent's text while WhatsApp does not answer the calls that
// send twenty texts of other conversations. The text must still be stored at once.
import { randomUUID } from 'node:crypto'
import { PublishBatchCommand } from '@aws-sdk/client-sns'
import { topicArn } from '#deployment/resources'
import type { Scenario } from '../scenarios/scenario.ts'
import { published, writeChats } from './crowd.ts'
import type { Row } from './rows.ts'

const HANGING = 20
const STEP_MS = 100
const LONGEST_MS = 20_000

export async function hanging(scenario: Scenario): Promise<Row[]> {
  const { world, clock } = scenario
  const chat = await scenario.bridgedChat()
  const customers = Array.from({ length: HANGING }, () => ({
    number: scenario.newNumber(),
    contactId: randomUUID(),
  }))
  await writeChats(scenario, customers)
  scenario.fault({ kind: 'slow', operation: 'SendWhatsAppMessage', ms: 9_000 })
  for (let i = 0; i < HANGING; i += 10)
    await scenario.sandbox.clients.sns.send(
      new PublishBatchCommand({
        TopicArn: topicArn('chat-replies', world),
        PublishBatchRequestEntries: customers.slice(i, i + 10).map(({ contactId }, n) => ({
          Id: String(n),
          ...published(world, contactId, 'Hanging', clock.now()),
        })),
      }),
    )
  await scenario.advance('1s')

  const at = clock.now()
  chat.says('Next')
  while ((await chat.outbox()).length === 0 && clock.now() - at < LONGEST_MS)
    await scenario.advance(`${STEP_MS}ms`)
  return [
    {
      what: `until a text is stored while ${HANGING} sends of other conversations hang`,
      measured: clock.now() - at,
      unit: 'ms',
      budget: { atMost: 1_000 },
    },
  ]
}
