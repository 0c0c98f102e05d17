// Reads and writes the items of the table. lambdas/deployment/table.ts defines the layout of the
// table. This module adds the version of the schema to every item, and the time of the last write
// to every item of a conversation.
//
// Every conditional write stores its own token. If the answer of a write is lost, the SDK repeats
// the write. The repeated write finds its token in the item and succeeds, although its condition
// may no longer be true.
import { randomUUID } from 'node:crypto'
import { ConditionalCheckFailedException, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  BatchGetCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'
import { isOfConversation, type Key, SCHEMA_VERSION } from '#deployment/table'
import { pages, wrapped } from './client.ts'
import { answerUnlessRefused } from './failure.ts'

export type Item = Record<string, unknown>

export interface Update {
  /** Assignments such as `chat = :chat`. */
  set: readonly string[]
  remove?: readonly string[]
  /** Additions to sets, such as `includes :id`. */
  add?: readonly string[]
  /** Removals from sets, such as `gone :values`. */
  take?: readonly string[]
  condition?: string
  names?: Readonly<Record<string, string>>
  values?: Readonly<Record<string, unknown>>
}

export interface Query {
  index?: string
  condition: string
  names?: Readonly<Record<string, string>>
  values: Readonly<Record<string, unknown>>
  limit?: number
  newestFirst?: boolean
  /**
   * Must be false for a global index: DynamoDB does not support consistent reads of global indexes.
   */
  consistent: boolean
}

export interface Table {
  /** Returns an item. Throws NewerItem if a newer version of this project wrote the item. */
  get(key: Key, options?: { consistent: boolean }): Promise<Item | undefined>
  /**
   * Returns the items in the order of `keys`, with undefined for items that do not exist or that a
   * newer version of this project wrote.
   */
  getAll(keys: readonly Key[], options?: { consistent: boolean }): Promise<(Item | undefined)[]>
  /** Writes an item. Returns false and changes nothing if the condition is false. */
  put(
    item: Key & Item,
    condition?: Pick<Update, 'condition' | 'names' | 'values'>,
  ): Promise<boolean>
  /**
   * Updates an item and returns it. If the condition is false, changes nothing and returns
   * undefined.
   */
  update(key: Key, update: Update): Promise<Item | undefined>
  /** Returns one page of items, without items that a newer version of this project wrote. */
  query(query: Query): Promise<{ items: Item[]; more: boolean }>
  /** Returns all pages, one after another. */
  queryAll(query: Query): AsyncIterable<Item[]>
  /** Reads all items of the table or of the index `due`. */
  scan(filter: {
    index?: 'due'
    filter: string
    values: Readonly<Record<string, unknown>>
  }): AsyncIterable<Item[]>
  remove(key: Key): Promise<void>
  /**
   * Returns the expiry date of an item about a customer. `lastContact` is the time of the
   * customer's last contact.
   */
  expiresAt(lastContact: Date): number
}

interface Options {
  name: string
  /**
   * The number of days after the customer's last contact until items about a customer expire.
   * `expiresAt` uses this number.
   */
  retentionDays: number
  /** Called for each item that a newer version of this project wrote. */
  onNewerItem?: (kind: string) => void
}

/**
 * Thrown for an item that a newer version of this project wrote. Only the newer version can read
 * the item.
 */
class NewerItem extends Error {
  override name = 'NewerItem'
}

/** Returns an expiry date in seconds since 1970, as DynamoDB requires. */
export const expiresIn = (days: number, from: Date): number =>
  Math.floor(from.getTime() / 1000) + days * 86_400

/**
 * Returns a value for `changedAt` that is unique even if an item is written twice in the same
 * millisecond.
 */
const changedNow = () => `${new Date().toISOString()}#${randomUUID().slice(0, 6)}`

const IS_KNOWN_VERSION = '(attribute_not_exists(#v) OR #v <= :v)'

export function openTable(
  client: DynamoDBClient,
  { name: TableName, retentionDays, onNewerItem = () => {} }: Options,
): Table {
  const db = wrapped(
    DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
  )

  /** Returns whether a newer version of this project wrote the item, and reports such items. */
  function isNewer(item: Item | undefined): boolean {
    if (!item || Number(item.v ?? 0) <= SCHEMA_VERSION) return false
    onNewerItem(String(item.sk).split('#')[0]!)
    return true
  }
  const known = (items: Item[] = []) => items.filter((item) => !isNewer(item))

  const commandOf = (
    { index, condition, names, values, limit, newestFirst, consistent }: Query,
    from?: Item,
  ) =>
    new QueryCommand({
      TableName,
      KeyConditionExpression: condition,
      ExpressionAttributeValues: values,
      ...(names ? { ExpressionAttributeNames: names } : {}),
      ...(index ? { IndexName: index } : {}),
      ...(consistent ? { ConsistentRead: true } : {}),
      ...(limit === undefined ? {} : { Limit: limit }),
      ...(newestFirst ? { ScanIndexForward: false } : {}),
      ...(from ? { ExclusiveStartKey: from } : {}),
    })

  return {
    async get(key, { consistent } = { consistent: true }) {
      const { Item } = await db.call(
        'GetItem',
        new GetCommand({ TableName, Key: key, ConsistentRead: consistent }),
      )
      if (isNewer(Item)) throw new NewerItem('the item was written by a newer version')
      return Item
    },

    async getAll(keys, { consistent } = { consistent: true }) {
      const found: Item[] = []
      let left: Record<string, any>[] = [...keys]
      while (left.length > 0) {
        // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
        const Keys = left.splice(0, 100)
        const { Responses, UnprocessedKeys } = await db.call(
          'BatchGetItem',
          new BatchGetCommand({
            RequestItems: { [TableName]: { Keys, ConsistentRead: consistent } },
          }),
        )
        found.push(...known(Responses?.[TableName]))
        left = [...left, ...(UnprocessedKeys?.[TableName]?.Keys ?? [])]
      }
      return keys.map(({ pk, sk }) => found.find((item) => item.pk === pk && item.sk === sk))
    },

    async put(item, { condition, names, values } = {}) {
      const put = db.call(
        'PutItem',
        new PutCommand({
          TableName,
          Item: {
            ...item,
            v: SCHEMA_VERSION,
            ...(isOfConversation(item) ? { changedAt: changedNow() } : {}),
          },
          ConditionExpression: condition
            ? `(${condition}) AND ${IS_KNOWN_VERSION}`
            : IS_KNOWN_VERSION,
          ExpressionAttributeNames: { ...names, '#v': 'v' },
          ExpressionAttributeValues: { ...values, ':v': SCHEMA_VERSION },
        }),
      )
      return (await unlessRefused(put)) !== undefined
    },

    async update(key, { set, remove = [], add = [], take = [], condition, names, values }) {
      const isChange = isOfConversation(key)
      const sets = [...set, '#v = :v', ...(isChange ? ['changedAt = :changedAt'] : [])]
      const updated = await unlessRefused(
        db.call(
          'UpdateItem',
          new UpdateCommand({
            TableName,
            Key: key,
            UpdateExpression: [
              `SET ${sets.join(', ')}`,
              ...(remove.length > 0 ? [`REMOVE ${remove.join(', ')}`] : []),
              ...(add.length > 0 ? [`ADD ${add.join(', ')}`] : []),
              ...(take.length > 0 ? [`DELETE ${take.join(', ')}`] : []),
            ].join(' '),
            ConditionExpression: condition
              ? `(${condition}) AND ${IS_KNOWN_VERSION}`
              : IS_KNOWN_VERSION,
            ExpressionAttributeNames: { ...names, '#v': 'v' },
            ExpressionAttributeValues: {
              ...values,
              ':v': SCHEMA_VERSION,
              ...(isChange ? { ':changedAt': changedNow() } : {}),
            },
            ReturnValues: 'ALL_NEW',
          }),
        ),
      )
      return updated && (updated.Attributes as Item)
    },

    async query(query) {
      const { Items, LastEvaluatedKey } = await db.call('Query', commandOf(query))
      return { items: known(Items), more: LastEvaluatedKey !== undefined }
    },

    async *queryAll(query) {
      const read = (from?: Item) => db.call('Query', commandOf(query, from))
      for await (const { Items } of pages(read, ({ LastEvaluatedKey }) => LastEvaluatedKey))
        yield known(Items)
    },

    async *scan({ index, filter, values }) {
      const read = (from?: Item) =>
        db.call(
          'Scan',
          new ScanCommand({
            TableName,
            IndexName: index,
            FilterExpression: filter,
            ExpressionAttributeValues: values,
            ExclusiveStartKey: from,
          }),
        )
      for await (const { Items } of pages(read, ({ LastEvaluatedKey }) => LastEvaluatedKey))
        yield known(Items)
    },

    async remove(key) {
      await db.call('DeleteItem', new DeleteCommand({ TableName, Key: key }))
    },

    expiresAt: (lastContact) => expiresIn(retentionDays, lastContact),
  }
}

const unlessRefused = <Answer>(write: Promise<Answer>): Promise<Answer | undefined> =>
  answerUnlessRefused(write, ConditionalCheckFailedException)
