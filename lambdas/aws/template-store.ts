import { templatesKey } from '#deployment/table'
import { packed, type TemplateList, templateKeyOf, unpacked } from '#model/template-list'
import type { TemplateStore } from '#model/template-ports'
import { chunks } from './chunks.ts'
import type { Table } from './table.ts'

/**
 * The maximum size of the compressed data in one item. DynamoDB allows 400 KB for an item,
 * including the names of its attributes.
 */
const CHUNK_BYTES = 350_000

interface Head {
  version: string
  syncedAt: string
  chunks: number
}

export function templateStore(table: Table): TemplateStore {
  async function get<Item>(wabaId: string, what: string): Promise<Item | undefined> {
    return (await table.get(templatesKey(wabaId, what))) as Item | undefined
  }
  const put = (wabaId: string, what: string, item: object) =>
    table.put({ ...templatesKey(wabaId, what), ...item })

  const stored = chunks(table, CHUNK_BYTES)
  const chunkKey = (wabaId: string, what: string) => (i: number) =>
    templatesKey(wabaId, `${what}#${i}`)
  const writeChunks = (wabaId: string, what: string, bytes: Uint8Array, also: object) =>
    stored.write(bytes, chunkKey(wabaId, what), also)
  const readChunks = (wabaId: string, what: string, count: number) =>
    stored.read(count, chunkKey(wabaId, what))

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

    async publish(wabaId, list, before, now) {
      const known = await get<Head>(wabaId, 'list')
      if (known?.version !== before) return false
      const { version, syncedAt = now.toISOString() } = list
      const replaces = before
        ? {
            condition: '#version = :before OR #version = :own',
            names: { '#version': 'version' },
            values: { ':before': before, ':own': version },
          }
        : { condition: 'attribute_not_exists(pk)' }
      const putHead = (chunks: number) =>
        table.put({ ...templatesKey(wabaId, 'list'), version, syncedAt, chunks }, replaces)
      if (before === version) return putHead(known!.chunks)
      // The item `list`, which names the version, is written after the chunks of that version, so
      // that readers always find all chunks. The chunks of the previous version expire later.
      const chunks = await writeChunks(wabaId, `list#${version}`, packed(list), {})
      if (!(await putHead(chunks))) return false
      if (!known) return true
      await stored.expire(known.chunks, chunkKey(wabaId, `list#${known.version}`), now)
      return true
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
      const item = await get<{ definition: string; readAt?: string }>(
        wabaId,
        `template#${templateKeyOf({ name, language })}`,
      )
      return (
        item && {
          definition: JSON.parse(item.definition) as unknown,
          ...(item.readAt ? { readAt: item.readAt } : {}),
        }
      )
    },

    async keep(wabaId, { name, language }, definition, readAt) {
      await put(wabaId, `template#${templateKeyOf({ name, language })}`, {
        definition: JSON.stringify(definition),
        readAt: readAt.toISOString(),
      })
    },

    async forget(wabaId, key) {
      await table.remove(templatesKey(wabaId, `template#${key}`))
    },
  }
}
