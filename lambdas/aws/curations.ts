import { GetCommand } from '@aws-sdk/lib-dynamodb'
import type { CurationRule } from '#whatsapp/templates/curation'
import type { Curations } from '../model/template-ports.ts'
import { db, templatesKey } from './table.ts'

export function curations(table: string): Curations {
  return {
    async rules(wabaId) {
      const { Item } = await db.send(
        new GetCommand({
          TableName: table,
          Key: templatesKey(wabaId, 'curation'),
          ConsistentRead: true,
        }),
      )
      return (Item?.rules ?? []) as CurationRule[]
    },
  }
}
