// Opens the table of an installation for the commands.
import { DEFAULT_TABLE } from '#deployment/table'
import { openTable, type Table } from '../../lambdas/aws/table.ts'
import type { Aws } from './clients.ts'

export type TableAccess = Pick<Aws, 'dynamoDb' | 'tableName'>

/**
 * Opens the table. `retentionDays` matters only to commands that create items about a customer or
 * send a reply again.
 */
export const tableOf = (
  { dynamoDb, tableName = DEFAULT_TABLE }: TableAccess,
  retentionDays = 0,
): Table => openTable(dynamoDb, { name: tableName, retentionDays })
