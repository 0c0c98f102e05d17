// A table in the sandbox without functions, to test the adapters that read and write it.
import {
  type AttributeValue,
  CreateTableCommand,
  DynamoDBClient,
  ScanCommand,
} from '@aws-sdk/client-dynamodb'
import { table as layout } from '#deployment/table'
import { openTable } from '../../../lambdas/aws/table.ts'
import { started } from '../../sandbox-tests/aws/support.ts'

const TableName = 'connect-whatsapp-conversations'

export async function sandboxTable() {
  const { client } = await started()
  const db = new DynamoDBClient(client)
  const keys = [layout.partitionKey, layout.sortKey]
  await db.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: keys.map((AttributeName, i) => ({
        AttributeName,
        KeyType: i === 0 ? 'HASH' : 'RANGE',
      })),
    }),
  )

  return {
    table: openTable(db, { name: TableName, retentionDays: 30 }),

    /** Returns the sort key and the size in bytes of every item, largest first. */
    async sizes(): Promise<[sk: string, bytes: number][]> {
      const found: [string, number][] = []
      let ExclusiveStartKey: Record<string, AttributeValue> | undefined
      do {
        const page = await db.send(new ScanCommand({ TableName, ExclusiveStartKey }))
        for (const item of page.Items ?? []) found.push([item.sk!.S!, sizeOf(item)])
        ExclusiveStartKey = page.LastEvaluatedKey
      } while (ExclusiveStartKey)
      return found.sort(([, a], [, b]) => b - a)
    },
  }
}

/**
 * Returns the size of an item as DynamoDB calculates it.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
const sizeOf = (item: Readonly<Record<string, AttributeValue>>): number =>
  sum(Object.entries(item).map(([name, value]) => Buffer.byteLength(name) + sizeOfValue(value)))

function sizeOfValue({ S, N, B, SS, NS, BS, L, M }: AttributeValue): number {
  if (S !== undefined) return Buffer.byteLength(S)
  if (N !== undefined) return Math.ceil(N.length / 2) + 2
  if (B !== undefined) return B.length
  const members = SS ?? NS ?? BS
  if (members) return sum([...members].map((each) => each.length))
  if (L) return 3 + sum(L.map((each) => 1 + sizeOfValue(each)))
  if (M) return 3 + Object.keys(M).length + sizeOf(M)
  return 1
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0)
