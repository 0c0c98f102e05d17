// Handles a table that was restored to a point in time: checks whether this version can use it, and
// switches on what DynamoDB does not restore.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery.html
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  ResourceNotFoundException,
  type TableDescription,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb'
import { table as layout } from '#deployment/table'
import { answerUnlessRefused } from '../../lambdas/aws/failure.ts'
import { ConfigError } from '../config/error.ts'

/**
 * Throws ConfigError unless the table is complete and has the keys and indexes that this version
 * needs.
 */
export async function requireUsable(TableName: string, client: DynamoDBClient): Promise<void> {
  const found = await answerUnlessRefused(
    client.send(new DescribeTableCommand({ TableName })),
    ResourceNotFoundException,
  )
  if (!found?.Table)
    throw new ConfigError(
      `There is no table ${TableName} in this account and Region. Restore a table of this name first: "aws dynamodb restore-table-to-point-in-time" with --target-table-name ${TableName}.`,
    )
  const { TableStatus } = found.Table
  if (TableStatus !== 'ACTIVE')
    throw new ConfigError(
      `The table ${TableName} is ${TableStatus}. Wait until it is ACTIVE, then run this again.`,
    )
  const missing = missingIn(found.Table)
  if (missing.length > 0)
    throw new ConfigError(
      `The table ${TableName} does not have ${missing.join(', ')}. Restore it again with all its indexes; a table of another version of connect-whatsapp cannot be used.`,
    )
}

function missingIn({
  KeySchema,
  LocalSecondaryIndexes = [],
  GlobalSecondaryIndexes = [],
}: TableDescription): string[] {
  const keysOf = (keys: TableDescription['KeySchema'] = []) =>
    keys.map(({ AttributeName }) => AttributeName).join(', ')
  const has = (
    indexes: readonly { IndexName?: string | undefined; KeySchema?: typeof KeySchema }[],
    name: string,
    keys: string,
  ) =>
    indexes.some((index) => index.IndexName === name && keysOf(index.KeySchema) === keys)
      ? []
      : [`the index ${name} (${keys})`]
  const own = `${layout.partitionKey}, ${layout.sortKey}`
  return [
    ...(keysOf(KeySchema) === own ? [] : [`the keys ${own}`]),
    ...Object.entries(layout.localIndexes).flatMap(([name, { sortKey }]) =>
      has(LocalSecondaryIndexes, name, `${layout.partitionKey}, ${sortKey}`),
    ),
    ...Object.entries(layout.globalIndexes).flatMap(([name, { partitionKey, sortKey }]) =>
      has(GlobalSecondaryIndexes, name, `${partitionKey}, ${sortKey}`),
    ),
  ]
}

/**
 * Switches on what DynamoDB does not restore: expiry, point-in-time recovery and deletion
 * protection. Returns a sentence for each change.
 */
export async function protect(TableName: string, client: DynamoDBClient): Promise<string[]> {
  const which = { TableName }
  const [ttl, backups, described] = await Promise.all([
    client.send(new DescribeTimeToLiveCommand(which)),
    client.send(new DescribeContinuousBackupsCommand(which)),
    client.send(new DescribeTableCommand(which)),
  ])
  const done: string[] = []
  if (!/^ENABL/.test(ttl.TimeToLiveDescription?.TimeToLiveStatus ?? '')) {
    const TimeToLiveSpecification = { AttributeName: layout.expiryAttribute, Enabled: true }
    await client.send(new UpdateTimeToLiveCommand({ ...which, TimeToLiveSpecification }))
    done.push(`items expire by ${layout.expiryAttribute}`)
  }
  const { PointInTimeRecoveryDescription: recovery } = backups.ContinuousBackupsDescription ?? {}
  if (recovery?.PointInTimeRecoveryStatus !== 'ENABLED') {
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true }
    await client.send(
      new UpdateContinuousBackupsCommand({ ...which, PointInTimeRecoverySpecification }),
    )
    done.push('the table can be restored to any second from now on')
  }
  if (!described.Table?.DeletionProtectionEnabled) {
    await client.send(new UpdateTableCommand({ ...which, DeletionProtectionEnabled: true }))
    done.push('the table is protected against deletion')
  }
  return done
}
