// A conditional update of one reply, written down by the paths it sets and removes.
import { UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { Reply } from '../model/reply.ts'
import { db, replyKey, unlessRefused } from './table.ts'

export interface Update {
  set: Readonly<Record<string, unknown>>
  remove?: readonly string[]
  /** `names` may be used in the condition as `#name`. */
  when: { condition: string; names: readonly string[]; values: Readonly<Record<string, unknown>> }
}

/** Answers with the whole reply as it is then, or undefined when the condition did not hold. */
export function writer(table: string) {
  return (reply: Pick<Reply, 'conversation' | 'id'>, { set, remove = [], when }: Update) => {
    const names: Record<string, string> = {}
    const values: Record<string, unknown> = { ...when.values }
    for (const name of when.names) names[`#${name}`] = name
    const sets = Object.entries(set).map(([path, value], i) => {
      values[`:set${i}`] = value
      return `${aliased(path, names)} = :set${i}`
    })
    const removes = remove.map((path) => aliased(path, names))
    return unlessRefused(
      db.send(
        new UpdateCommand({
          TableName: table,
          Key: replyKey(reply.conversation, reply.id),
          UpdateExpression: [
            sets.length > 0 ? `SET ${sets.join(', ')}` : '',
            removes.length > 0 ? `REMOVE ${removes.join(', ')}` : '',
          ]
            .join(' ')
            .trim(),
          ConditionExpression: when.condition,
          ExpressionAttributeNames: names,
          ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
          ReturnValues: 'ALL_NEW',
        }),
      ),
    )
  }
}

/** `parts[0].state` → `#parts[0].#state`, with the names noted: any of them may be a reserved word. */
function aliased(path: string, names: Record<string, string>): string {
  return path
    .split('.')
    .map((step) => {
      const [name, index = ''] = step.split(/(?=\[)/)
      names[`#${name}`] = name!
      return `#${name}${index}`
    })
    .join('.')
}

export const defined = <T extends object>(fields: T): Partial<T> =>
  Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Partial<T>
