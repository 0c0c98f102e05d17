// Opens the table of an installation for the commands.
import { ResourceNotFoundException } from '@aws-sdk/client-dynamodb'
import { DEFAULT_TABLE } from '#deployment/table'
import { UpstreamFailure } from '#whatsapp/errors/problems'
import { openTable, type Table } from '../../lambdas/aws/table.ts'
import { ConfigError } from '../config/error.ts'
import type { Aws } from './clients.ts'

export type TableAccess = Pick<Aws, 'dynamoDb' | 'tableName'>

/**
 * Opens the table. Only commands that create items about a customer, or send a reply again, must
 * pass `retentionDays`.
 */
export const tableOf = (
  { dynamoDb, tableName = DEFAULT_TABLE }: TableAccess,
  retentionDays = 0,
): Table => openTable(dynamoDb, { name: tableName, retentionDays })

/** Throws a ConfigError if the operation fails because the table does not exist. */
export async function inTable<Answer>(
  operation: Promise<Answer>,
  { tableName = DEFAULT_TABLE }: TableAccess,
): Promise<Answer> {
  try {
    return await operation
  } catch (error) {
    const cause = error instanceof UpstreamFailure ? error.cause : error
    if (!(cause instanceof ResourceNotFoundException)) throw error
    throw new ConfigError(
      `The table ${tableName} does not exist. If the deployed stack uses another table, name that one under "stack": {"table": …} in the configuration. If the table was deleted, see provisioning/RESTORE.md. If nothing is deployed yet, run "connect-whatsapp apply" first.`,
      { cause: error },
    )
  }
}
