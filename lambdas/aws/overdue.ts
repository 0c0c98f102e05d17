import { paginateQuery } from '@aws-sdk/lib-dynamodb'
import type { Overdue } from '../model/ports.ts'
import { DUE_PARTITIONS, db } from './table.ts'

export function overdue(table: string): Overdue {
  return {
    async *before(at) {
      for (let partition = 0; partition < DUE_PARTITIONS; partition++) {
        const pages = paginateQuery(
          { client: db },
          {
            TableName: table,
            IndexName: 'due',
            KeyConditionExpression: 'due = :due AND dueAt < :at',
            ExpressionAttributeValues: { ':due': `due-${partition}`, ':at': at.toISOString() },
          },
        )
        for await (const { Items = [] } of pages) {
          for (const { conversation, id, attempt, state } of Items)
            yield { conversation, id, attempt, state }
        }
      }
    },
  }
}
