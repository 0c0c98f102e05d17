// A bridged WhatsApp Business account whose events go to a topic that the admin created. The
// commands set it up.
import {
  CreateTopicCommand,
  ListSubscriptionsByTopicCommand,
  SetSubscriptionAttributesCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns'
import { expect, it } from 'vitest'
import type { Command } from '../../provisioning/cli/command.ts'
import { apply } from '../../provisioning/commands/apply.ts'
import { doctor } from '../../provisioning/commands/doctor.ts'
import { configFile, startTerminal } from '../provisioning/host.ts'
import { smallStacks as stacks } from '../provisioning/small-stacks.ts'
import { channelsOf } from '../sandbox/sandbox.ts'
import { startOwnScenario } from './start-scenario.ts'

const scenario = await startOwnScenario()
const { world, business, sandbox, clock } = scenario
const { clients } = sandbox
const topic = `arn:aws:sns:${world.region}:${world.account}:my-whatsapp-events`
const config = {
  ...channelsOf(world),
  identityProvider: {
    issuer: 'https://id.example.com/',
    audience: 'agent-widget',
    userClaim: 'connect_user',
  },
  stack: { chatFlow: world.flows[1]!.name },
  channels: channelsOf(world).channels.map((channel) =>
    channel.mode === 'bridged' ? { ...channel, topic } : channel,
  ),
}
const file = configFile(config)
const { run } = startTerminal({
  aws: clients,
  wait: (ms) => clock.advance(ms),
  now: () => clock.now(),
})
const runs = (command: Command, ...args: string[]) =>
  run(command, ['--config', file, ...args], { stacks })

const writes = (customer: string, body: string) =>
  scenario.whatsapp.customerSends(customer, business.bridged.number, {
    type: 'text',
    text: { body },
  })

const saidIn = (contactId: string) =>
  scenario.agentConsole.transcript(contactId).flatMap(({ Content }) => Content ?? [])
async function subscription(): Promise<string> {
  const { Subscriptions = [] } = await clients.sns.send(
    new ListSubscriptionsByTopicCommand({ TopicArn: topic }),
  )
  return Subscriptions[0]!.SubscriptionArn!
}

await clients.sns.send(new CreateTopicCommand({ Name: topic.split(':').at(-1)! }))
const customer = scenario.newNumber()

it('puts customers’ messages into the chat after apply has subscribed the queue to the admin’s topic', async () => {
  expect(await runs(apply, '--yes')).toMatchObject({ code: 0, errors: '' })

  for (const text of ['One', 'Two', 'Three']) writes(customer, text)
  const { contactId } = await scenario.contactOf(customer)
  await scenario.advance('15m')

  expect(saidIn(contactId)).toEqual(['One', 'Two', 'Three'])
  expect((await runs(doctor)).output).toMatch(
    /✓ events: the events that WhatsApp published .*3 to my-whatsapp-events\) reached the queue/,
  )
})

it('apply --only channel refuses a topic to which the deployed functions are not subscribed', async () => {
  const other = JSON.parse(JSON.stringify(config).replaceAll(topic, `${topic}-2`))
  await clients.sns.send(new CreateTopicCommand({ Name: `${topic.split(':').at(-1)!}-2` }))

  const { code, errors } = await run(apply, [
    ...['--config', configFile(other), '--only', 'channel', '--yes'],
  ])

  expect(code).toBe(1)
  expect(errors).toMatch(
    /does not receive what is published to .*my-whatsapp-events-2\. Run "connect-whatsapp apply" without --waba and --only/,
  )
})

it('doctor reports a subscription whose filter lets no event through', async () => {
  await clients.sns.send(
    new SetSubscriptionAttributesCommand({
      SubscriptionArn: await subscription(),
      AttributeName: 'FilterPolicy',
      AttributeValue: JSON.stringify({ kind: ['orders'] }),
    }),
  )
  writes(customer, 'Is anybody there?')
  await scenario.advance('15m')

  const { code, output } = await runs(doctor)

  expect(output).toMatch(/✗ events: of 4 events in the last 24 hours .* 3 reached queue .*missing/)
  expect(output).toMatch(/→ Look at the topic's subscription .* no filter policy/)
  expect(code).toBe(1)
})

it('apply subscribes the queue again after somebody has removed the subscription', async () => {
  await clients.sns.send(new UnsubscribeCommand({ SubscriptionArn: await subscription() }))
  const { output } = await runs(doctor)
  await runs(apply, '--yes')
  writes(customer, 'And now?')
  await scenario.advance('10s')

  expect(output).toMatch(/✗ topic my-whatsapp-events: apply would subscribe queue/)
  const { contactId } = await scenario.contactOf(customer)
  expect(saidIn(contactId).at(-1)).toBe('And now?')
})
