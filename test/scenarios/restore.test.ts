// An admin restores the table to an earlier time. The sandbox cannot restore tables, so the tests
// copy the items of the earlier time into another table. Then they run the command `after-restore`,
// as an admin would.
import { CreateTableCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb'
import { PutCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { afterEach, expect, it } from 'vitest'
import { DEFAULT_TABLE } from '#deployment/table'
import { awsClients } from '../../provisioning/account/clients.ts'
import { proxiedFetch } from '../../provisioning/account/fetch.ts'
import type { Stacks } from '../../provisioning/cli/host.ts'
import { afterRestore } from '../../provisioning/commands/after-restore.ts'
import { permissions } from '../../provisioning/commands/permissions.ts'
import { resume } from '../../provisioning/commands/resume.ts'
import { configFile, startTerminal } from '../provisioning/host.ts'
import { channelsOf } from '../sandbox/sandbox.ts'
import { startOwnScenario } from './start-scenario.ts'

const scenario = await startOwnScenario()
const { clients, urls, world, functions, guesses } = scenario.sandbox
const TABLE = 'connect-whatsapp-restored'

afterEach(() => {
  scenario.asUsual()
  meanwhile = () => {}
})

const terminal = startTerminal({
  aws: clients,
  wait: (ms) => scenario.clock.advance(ms),
  now: scenario.clock.now,
})
const file = (table: string) =>
  configFile({
    ...channelsOf(world),
    identityProvider: { issuer: urls.issuer, audience: 'agent-widget', userClaim: 'connect_user' },
    stack: { table, chatFlow: world.flows[1]!.name },
  })
let inUse = DEFAULT_TABLE
/**
 * What happens while the command deploys the stack. During this time, the functions still use the
 * old table.
 */
let meanwhile: () => Promise<void> | void = () => {}
/** A fake deployment that only makes the functions use the configured table. */
const stacks = async () =>
  ({
    async deployStacks({ table }: { table: string }) {
      await meanwhile()
      functions.use(table)
      inUse = table
      return {}
    },
  }) as unknown as Stacks
const takeOver = (table: string, config = file(table)) =>
  terminal.run(afterRestore, ['--config', config, '--table', table, '--yes'], {
    stacks,
    fetch: proxiedFetch(),
  })

type Items = Record<string, unknown>[]

async function itemsNow(): Promise<Items> {
  const items: Items = []
  let ExclusiveStartKey: Record<string, unknown> | undefined
  do {
    const page = await scenario.db.send(
      new ScanCommand({ TableName: inUse, ConsistentRead: true, ExclusiveStartKey }),
    )
    items.push(...(page.Items ?? []))
    ExclusiveStartKey = page.LastEvaluatedKey
  } while (ExclusiveStartKey)
  return items
}

/**
 * Creates a table like one that DynamoDB has restored: it has its indexes, but neither expiry nor
 * deletion protection.
 */
async function restored(TableName: string, items: Items, { indexes = true } = {}) {
  const { Table } = await clients.dynamoDb.send(
    new DescribeTableCommand({ TableName: DEFAULT_TABLE }),
  )
  const indexOf = ({ IndexName, KeySchema, Projection }: any) => ({
    ...{ IndexName, KeySchema },
    Projection,
  })
  await clients.dynamoDb.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: Table!.AttributeDefinitions!.filter(
        ({ AttributeName }) => indexes || !AttributeName!.startsWith('due'),
      ),
      KeySchema: Table!.KeySchema!,
      LocalSecondaryIndexes: Table!.LocalSecondaryIndexes!.map(indexOf),
      ...(indexes ? { GlobalSecondaryIndexes: Table!.GlobalSecondaryIndexes!.map(indexOf) } : {}),
    }),
  )
  for (const Item of items) await scenario.db.send(new PutCommand({ TableName, Item }))
}

it('sends nothing twice, loses nothing silently, and connects open chats to the restored table', async () => {
  const queued = await scenario.bridgedChat()
  const held = await scenario.bridgedChat()
  scenario.fault({ kind: 'throttle', operation: 'SendWhatsAppMessage', times: 3 })
  queued.says('Queued then')
  await scenario.advance('2s')
  await scenario.db.send(
    new UpdateCommand({
      TableName: DEFAULT_TABLE,
      Key: { pk: `conversation#${held.conversation}`, sk: 'conversation' },
      UpdateExpression: 'REMOVE inboundAt',
    }),
  )
  const place = { type: 'location', latitude: 38.7, longitude: -9.1, name: 'Shop' }
  expect((await held.reply(place, { hold: true })).status).toBe(202)

  const items = await itemsNow()
  await scenario.advance('2m')
  held.writes('I am back')
  const young = await scenario.bridgedChat('jonas')
  young.says('Sent since')
  await scenario.advance('2m')
  expect([queued.texts(), held.phone().length, young.texts()]).toEqual([
    ['Queued then'],
    1,
    ['Sent since'],
  ])
  await restored(TABLE, items)
  meanwhile = async () => {
    expect((await young.reply({ type: 'text', body: 'From the widget' })).status).toBe(202)
    young.says('While nothing is received')
    await scenario.advance('10s')
  }

  const { code, output, errors } = await takeOver(TABLE)
  expect(errors).toBe('')
  expect(code).toBe(0)
  expect(output).toContain('1 open chat that was missing in the table is connected again')
  scenario.calm()
  await terminal.run(resume, ['--config', file(TABLE)])
  await scenario.advance('2m')
  held.writes('Still there')
  await scenario.advance('1m')
  young.says('Said afterwards')
  young.writes('Written afterwards')
  await scenario.advance('1m')

  expect(queued.texts()).toEqual(['Queued then'])
  expect(held.phone()).toHaveLength(1)
  expect(young.texts()).toEqual(['Sent since', 'While nothing is received', 'Said afterwards'])
  for (const chat of [queued, held])
    expect(chat.notices()).toEqual([expect.stringMatching(/Perhaps not delivered.*restored/)])
  expect(young.notices()).toEqual([
    expect.stringMatching(/Perhaps not delivered.*“From the widget”.*restored/),
  ])
  expect(young.transcript().map(({ Content }) => Content)).toContain('Written afterwards')
})

it('after-restore needs only the permissions that are printed for it', async () => {
  const table = `${TABLE}-0`
  await restored(table, [])
  await scenario.bridgedChat()
  const config = file(table)
  const { output } = await terminal.run(permissions, ['after-restore', '--config', config])
  const { accessKeyId, secretAccessKey } = scenario.sandbox.identities.create({
    caller: { is: 'role', name: 'operator' },
    arn: 'arn:aws:iam::111122223333:role/operator',
    policies: () => [
      JSON.parse(output),
      {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'sts:GetCallerIdentity', Resource: '*' }],
      },
    ],
    crash: undefined,
  })
  const aws = awsClients(world.region, {
    endpoint: urls.aws,
    credentials: { accessKeyId, secretAccessKey },
  })

  const { errors, code } = await startTerminal({
    aws,
    wait: (ms) => scenario.clock.advance(ms),
    now: scenario.clock.now,
  }).run(afterRestore, ['--config', config, '--table', table, '--yes'], {
    stacks,
    fetch: proxiedFetch(),
  })

  expect({ errors, code }).toEqual({ errors: '', code: 0 })
})

it('connects a chat to its customer again even if Connect no longer remembers the start of the chat', async () => {
  const table = `${TABLE}-2`
  await restored(table, [])
  const chat = await scenario.bridgedChat()
  guesses.repeatedStart = 'another-chat'

  const { code, output } = await takeOver(table)
  await terminal.run(resume, ['--config', file(table)])
  chat.says('Are you still there?')
  chat.writes('Yes')
  await scenario.advance('1m')

  expect(code).toBe(0)
  expect(output).toContain(`! Contact ${chat.contactId}: messages from its agent are sent`)
  expect(chat.texts()).toEqual(['Are you still there?'])
  const [next] = scenario.agentConsole
    .contacts()
    .filter(({ state, customer }) => state === 'queued' && customer.name === chat.customer)
  expect(scenario.agentConsole.transcript(next!.contactId).map(({ Content }) => Content)).toContain(
    'Yes',
  )
})

it('after-restore finishes when run again after an interruption, and notifies each chat’s agent once', async () => {
  const table = `${TABLE}-5`
  const chat = await scenario.bridgedChat()
  const native = await scenario.nativeChat()
  const fault = scenario.fault({ kind: 'throttle', operation: 'SendWhatsAppMessage' })
  chat.says('Queued then')
  const place = { type: 'location', latitude: 38.7, longitude: -9.1, name: 'Shop' }
  expect((await native.reply(place)).status).toBe(202)
  await scenario.advance('5s')
  const items = await itemsNow()
  scenario.sandbox.faults.remove(fault)
  await scenario.advance('2m')
  await restored(table, items)
  meanwhile = () => {
    meanwhile = () => {}
    throw new Error('The terminal was closed')
  }

  const interrupted = await takeOver(table)
  chat.writes('Written meanwhile')
  await scenario.advance('2m')
  const whileStopped = [...chat.transcript()]
  const again = await takeOver(table)
  await terminal.run(resume, ['--config', file(table)])
  await scenario.advance('2m')

  expect([interrupted.code, again.code]).toEqual([1, 0])
  const written = expect.objectContaining({ Content: expect.stringContaining('Written meanwhile') })
  expect(whileStopped).not.toContainEqual(written)
  expect(chat.transcript()).toContainEqual(written)
  expect([chat.texts(), native.phone().length]).toEqual([['Queued then'], 1])
  expect(chat.notices()).toEqual([expect.stringMatching(/Perhaps not delivered.*restored/)])
  const { body } = await native.api('GET', '/conversation')
  expect(body.replies).toMatchObject([{ status: 'unconfirmed', problems: [{ code: 'restored' }] }])
})

it('switches on what a restored table lacks, such as time to live, and changes nothing when it runs again', async () => {
  const table = `${TABLE}-3`
  await restored(table, [])

  const { output } = await takeOver(table)
  const again = await takeOver(table)

  for (const sentence of [
    /items expire by expiresAt/,
    /any second/,
    /protected against deletion/,
  ]) {
    expect(output).toMatch(sentence)
    expect(again.output).not.toMatch(sentence)
  }
  expect(again.code).toBe(0)
})

it('after-restore refuses a table that is missing, lacks an index, or is not in the configuration', async () => {
  const table = `${TABLE}-4`

  const other = await takeOver(table, file(DEFAULT_TABLE))
  const missing = await takeOver(table)
  await restored(table, [], { indexes: false })
  const incomplete = await takeOver(table)

  expect(other.errors).toContain(`Set "stack": {"table": "${table}"}`)
  expect(missing.errors).toContain(`There is no table ${table}`)
  expect(incomplete.errors).toContain('does not have the index due (due, dueAt)')
})
