import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import { keyOf, packed, type TemplateList, unpacked } from '../model/template-list.ts'
import type { TemplateStore } from '../model/template-ports.ts'
import { db, expiresIn, templatesKey } from './table.ts'

/** An item of DynamoDB holds 400 KB, names and all. */
const CHUNK_BYTES = 350_000
/** Readers may still be at the list before. */
const KEEP_OLD_DAYS = 1

interface Head {
  version: string
  syncedAt: string
  chunks: number
}

export function templateStore(table: string): TemplateStore {
  async function get<Item>(wabaId: string, what: string): Promise<Item | undefined> {
    const { Item } = await db.send(
      new GetCommand({ TableName: table, Key: templatesKey(wabaId, what), ConsistentRead: true }),
    )
    return Item as Item | undefined
  }
  const put = (wabaId: string, what: string, item: object) =>
    db.send(new PutCommand({ TableName: table, Item: { ...templatesKey(wabaId, what), ...item } }))

  async function writeChunks(
    wabaId: string,
    what: string,
    bytes: Uint8Array,
    also: object,
  ): Promise<number> {
    const chunks = Math.ceil(bytes.length / CHUNK_BYTES)
    for (let i = 0; i < chunks; i++)
      await put(wabaId, `${what}#${i}`, {
        bytes: bytes.subarray(i * CHUNK_BYTES, (i + 1) * CHUNK_BYTES),
        ...also,
      })
    return chunks
  }

  async function readChunks(
    wabaId: string,
    what: string,
    chunks: number,
  ): Promise<Uint8Array | undefined> {
    const found = await Promise.all(
      Array.from({ length: chunks }, (_, i) => get<{ bytes: Uint8Array }>(wabaId, `${what}#${i}`)),
    )
    return found.every((chunk) => chunk !== undefined)
      ? Buffer.concat(found.map(({ bytes }) => bytes))
      : undefined
  }

  return {
    async head(wabaId) {
      const head = await get<Head>(wabaId, 'list')
      return head && { version: head.version, syncedAt: head.syncedAt }
    },

    async list(wabaId) {
      const head = await get<Head>(wabaId, 'list')
      const bytes = head && (await readChunks(wabaId, `list#${head.version}`, head.chunks))
      return bytes && { ...unpacked<TemplateList>(bytes), syncedAt: head.syncedAt }
    },

    async publish(wabaId, list, now) {
      const before = await get<Head>(wabaId, 'list')
      const { version, syncedAt = now.toISOString() } = list
      if (before?.version === version)
        return void (await put(wabaId, 'list', { version, syncedAt, chunks: before.chunks }))
      // The head comes last: whoever reads it finds every chunk. Those of the version before expire by themselves.
      const chunks = await writeChunks(wabaId, `list#${version}`, packed(list), {})
      await put(wabaId, 'list', { version, syncedAt, chunks })
      if (!before) return
      const old = await readChunks(wabaId, `list#${before.version}`, before.chunks)
      if (old)
        await writeChunks(wabaId, `list#${before.version}`, old, {
          expiresAt: expiresIn(KEEP_OLD_DAYS, now),
        })
    },

    async reads(wabaId) {
      const head = await get<{ chunks: number }>(wabaId, 'reads')
      const bytes = head && (await readChunks(wabaId, 'reads', head.chunks))
      return new Map(Object.entries(bytes ? unpacked<Record<string, string>>(bytes) : {}))
    },

    async noteReads(wabaId, reads) {
      const chunks = await writeChunks(wabaId, 'reads', packed(Object.fromEntries(reads)), {})
      await put(wabaId, 'reads', { chunks })
    },

    async definition(wabaId, name, language) {
      const item = await get<{ definition: string }>(
        wabaId,
        `template#${keyOf({ name, language })}`,
      )
      return item && JSON.parse(item.definition)
    },

    async keep(wabaId, { name, language }, definition) {
      await put(wabaId, `template#${keyOf({ name, language })}`, {
        definition: JSON.stringify(definition),
      })
    },

    async forget(wabaId, key) {
      await db.send(
        new DeleteCommand({ TableName: table, Key: templatesKey(wabaId, `template#${key}`) }),
      )
    },
  }
}
