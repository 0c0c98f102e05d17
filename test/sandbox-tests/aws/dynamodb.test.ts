import {
  ConditionalCheckFailedException,
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb'
import { expect, it } from 'vitest'
import { account, region, started } from './support.ts'

const { client, clock, door } = await started()
// Indexes lag behind by 900 ms of virtual time. Even on a slow machine, the calls of a test take
// less time. To get past the lag, a test advances the clock.
door.settings.indexLagMs = 900
const db = new DynamoDBClient(client)
const TableName = 'conversations'
const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const })
await db.send(
  new CreateTableCommand({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['pk', 'sk', 'due', 'dueAt', 'unsentOrder'].map(attribute),
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    LocalSecondaryIndexes: [
      {
        IndexName: 'unsent',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'unsentOrder', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'due',
        KeySchema: [
          { AttributeName: 'due', KeyType: 'HASH' },
          { AttributeName: 'dueAt', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  }),
)

const put = (pk: string, more: Record<string, { S: string }> = {}) =>
  db.send(new PutItemCommand({ TableName, Item: { pk: { S: pk }, sk: { S: '1' }, ...more } }))
const due = async () => {
  const query = new QueryCommand({
    TableName,
    IndexName: 'due',
    KeyConditionExpression: 'due = :y',
    ExpressionAttributeValues: { ':y': { S: 'y' } },
  })
  return (await db.send(query)).Items!.map(({ pk }) => pk!.S)
}

it('uses the sandbox’s account in a table’s ARN', async () => {
  const { Table } = await db.send(new DescribeTableCommand({ TableName }))

  expect(Table).toMatchObject({
    TableStatus: 'ACTIVE',
    TableArn: `arn:aws:dynamodb:${region}:${account}:table/${TableName}`,
  })
})

it('shows a write at once in the table and its local index, but in a global index only after a delay', async () => {
  await put('late', { due: { S: 'y' }, dueAt: { S: '1' }, unsentOrder: { S: '1' } })

  const unsent = new QueryCommand({
    TableName,
    IndexName: 'unsent',
    ConsistentRead: true,
    KeyConditionExpression: 'pk = :p',
    ExpressionAttributeValues: { ':p': { S: 'late' } },
  })
  expect((await db.send(unsent)).Count).toBe(1)
  expect(await due()).toEqual([])
  await clock.advance(1_000)
  expect(await due()).toEqual(['late'])
})

it('keeps showing an item in a global index if a write changes none of the index’s keys', async () => {
  await put('steady', { due: { S: 'y' }, dueAt: { S: '2' } })
  await clock.advance(1_000)

  const change = {
    TableName,
    Key: { pk: { S: 'steady' }, sk: { S: '1' } },
    UpdateExpression: 'SET note = :n',
    ExpressionAttributeValues: { ':n': { S: 'x' } },
  }
  const plain = await db.send(new UpdateItemCommand(change))
  const { Attributes } = await db.send(
    new UpdateItemCommand({ ...change, ReturnValues: 'ALL_NEW' }),
  )

  expect(plain.Attributes).toBeUndefined()
  expect(Attributes!.note).toEqual({ S: 'x' })
  expect(await due()).toContain('steady')
})

it('reports a failed condition as the SDK’s own error class', async () => {
  await put('once')

  const again = db.send(
    new PutItemCommand({
      TableName,
      Item: { pk: { S: 'once' }, sk: { S: '1' } },
      ConditionExpression: 'attribute_not_exists(pk)',
    }),
  )

  await expect(again).rejects.toThrow(ConditionalCheckFailedException)
})

it('evaluates the same condition with the values and names of each request', async () => {
  const change = (note: string, owner: string, more: object = {}) =>
    db.send(
      new UpdateItemCommand({
        TableName,
        Key: { pk: { S: 'judged' }, sk: { S: '1' } },
        UpdateExpression: 'SET note = :note',
        ConditionExpression: '(attribute_not_exists(pk) OR (#owner = :owner AND note <> :note))',
        ExpressionAttributeNames: { '#owner': 'owner', ...more },
        ExpressionAttributeValues: { ':note': { S: note }, ':owner': { S: owner } },
      }),
    )
  await put('judged', { owner: { S: 'maria' }, note: { S: 'a' } })

  await change('b', 'maria')
  await expect(change('c', 'jonas')).rejects.toThrow(ConditionalCheckFailedException)
  await expect(change('b', 'maria')).rejects.toThrow(ConditionalCheckFailedException)
  await expect(change('c', 'maria', { '#owner': 'note' })).rejects.toThrow(
    ConditionalCheckFailedException,
  )
  await expect(change('c', 'maria', { '#other': 'other' })).rejects.toThrow('unused in expressions')
  await change('c', 'maria')
})

it('applies the same update with the values and names of each request', async () => {
  const change = async (step: string, name: string, more: object = {}) => {
    const { Attributes } = await db.send(
      new UpdateItemCommand({
        TableName,
        Key: { pk: { S: 'counted' }, sk: { S: '1' } },
        UpdateExpression: 'SET #n = if_not_exists(#n, :none) + :step',
        ExpressionAttributeNames: { '#n': name, ...more },
        ExpressionAttributeValues: { ':none': { N: '0' }, ':step': { N: step } },
        ReturnValues: 'ALL_NEW',
      }),
    )
    return [Attributes!.first?.N, Attributes!.second?.N]
  }

  expect(await change('1', 'first')).toEqual(['1', undefined])
  expect(await change('2', 'first')).toEqual(['3', undefined])
  expect(await change('4', 'second')).toEqual(['3', '4'])
  await expect(change('1', 'first', { '#other': 'x' })).rejects.toThrow('unused in expressions')
  expect(await change('1', 'second')).toEqual(['3', '5'])
})

it('stores a table’s time to live', async () => {
  await db.send(
    new UpdateTimeToLiveCommand({
      TableName,
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    }),
  )

  const { TimeToLiveDescription } = await db.send(new DescribeTimeToLiveCommand({ TableName }))

  expect(TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' })
})
