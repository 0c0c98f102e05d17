// Makes global secondary indexes eventually consistent: an index shows a new or changed item only
// some milliseconds of virtual time after the write. The emulation is simpler than DynamoDB in two
// ways: an item that a write removes from an index disappears from the index at once, and the
// indexes show batch writes at once.
import type { Clock } from '../clock.ts'
import { type IndexSettings, rewritten } from './dynamodb.ts'
import type { Answer } from './http.ts'

type Item = Record<string, object>

interface Table {
  keys: string[]
  /** The key attributes of each global index, by the index's name. */
  indexes: Map<string, string[]>
  /**
   * For each item by primary key, the time of the last write, and the old version of the item,
   * which the indexes still show.
   */
  written: Map<string, { at: number; old: Item | undefined }>
}

type Send = (operation: string, input: object) => Promise<Answer>

export function lagging(clock: Clock, settings: IndexSettings, send: Send) {
  const tables = new Map<string, Table>()
  const sameIn = (names: readonly string[], a: Item, b: Item) =>
    names.every((name) => JSON.stringify(a[name]) === JSON.stringify(b[name]))
  const keyOf = ({ keys }: Table, item: Item) => JSON.stringify(keys.map((name) => item[name]))

  function forget({ written }: Table) {
    for (const [key, { at }] of written) {
      if (at + settings.indexLagMs > clock.now()) return
      written.delete(key)
    }
  }

  async function write(
    table: Table,
    input: any,
    run: (input: object) => Promise<Answer>,
    operation: string,
  ) {
    const key = keyOf(table, input.Item ?? input.Key)
    const wanted = input.ReturnValues ?? 'NONE'
    const asksOld = wanted === 'NONE' || wanted === 'ALL_OLD'
    const Key = Object.fromEntries(
      table.keys.map((name) => [name, (input.Item ?? input.Key)[name]]),
    )
    const before = asksOld
      ? undefined
      : JSON.parse(
          (
            await send('GetItem', { TableName: input.TableName, Key, ConsistentRead: true })
          ).body.toString(),
        ).Item

    const answer = await run(asksOld ? { ...input, ReturnValues: 'ALL_OLD' } : input)
    if (answer.status !== 200) return answer
    const output = JSON.parse(answer.body.toString())
    const old = asksOld ? output.Attributes : before
    const earlier = table.written.get(key)
    table.written.delete(key)
    if (operation !== 'DeleteItem')
      table.written.set(key, { at: clock.now(), old: earlier ? earlier.old : old })
    if (wanted !== 'NONE') return answer
    const { Attributes: _unasked, ...rest } = output
    return rewritten(answer, rest)
  }

  async function readIndex(table: Table, names: readonly string[], run: () => Promise<Answer>) {
    const answer = await run()
    if (answer.status !== 200 || table.written.size === 0) return answer
    const output = JSON.parse(answer.body.toString())
    if (!output.Items) return answer
    const shown = (output.Items as Item[]).filter((item) => {
      const recent = table.written.get(keyOf(table, item))
      return !recent || (recent.old && sameIn(names, recent.old, item))
    })
    return rewritten(answer, { ...output, Items: shown, Count: shown.length })
  }

  return async function through(
    operation: string,
    input: any,
    run: (input: object) => Promise<Answer>,
  ): Promise<Answer> {
    if (operation === 'CreateTable') {
      const answer = await run(input)
      if (answer.status === 200 && input.GlobalSecondaryIndexes?.length > 0)
        tables.set(input.TableName, described(input))
      return answer
    }
    const table = tables.get(input.TableName)
    if (!table || settings.indexLagMs <= 0) return run(input)
    forget(table)
    if (/^(Put|Update|Delete)Item$/.test(operation)) return write(table, input, run, operation)
    const names = input.IndexName && table.indexes.get(input.IndexName)
    return names ? readIndex(table, names, () => run(input)) : run(input)
  }
}

const described = (input: any): Table => ({
  keys: names(input.KeySchema),
  indexes: new Map(
    input.GlobalSecondaryIndexes.map((index: any) => [index.IndexName, names(index.KeySchema)]),
  ),
  written: new Map(),
})

const names = (schema: { AttributeName: string }[]) =>
  schema.map(({ AttributeName }) => AttributeName)
