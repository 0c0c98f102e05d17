// Stores the names of new templates that wait for a supervisor's decision. The list of names is
// compressed and stored in the item of the WABA's curation, or in separate items if it is too large
// for that item.
import { randomUUID } from 'node:crypto'
import { templatesKey } from '#deployment/table'
import { packed, unpacked } from '#model/template-list'
import { UpstreamFailure } from '#whatsapp/errors/problems'
import { chunks } from './chunks.ts'
import type { Item, Table, Update } from './table.ts'

const INLINE_BYTES = 15_000

const NAMES = {
  '#undecided': 'undecided',
  '#undecidedChunks': 'undecidedChunks',
  '#undecidedVersion': 'undecidedVersion',
}

export function newTemplates(table: Table, chunkBytes: number) {
  const keyIn = (wabaId: string, version: unknown) => (i: number) =>
    templatesKey(wabaId, `undecided#${version}#${i}`)
  const parts = chunks(table, chunkBytes)

  return {
    /**
     * Returns the names, or undefined if separate items are missing because the names were replaced
     * after `item` was read.
     */
    async read(wabaId: string, item: Item | undefined): Promise<readonly string[] | undefined> {
      const bytes = item?.undecidedChunks
        ? await parts.read(item.undecidedChunks as number, keyIn(wabaId, item.undecidedVersion))
        : (item?.undecided as Uint8Array | undefined)
      if (!bytes) return item?.undecidedChunks ? undefined : []
      return unpacked<string[]>(bytes)
    },

    /**
     * Replaces the names in the curation's item and applies `update` to the same item. Returns
     * false and changes nothing if the condition of `update` is false, or if the names were
     * replaced after `item` was read.
     */
    async replace(
      wabaId: string,
      item: Item | undefined,
      names: readonly string[],
      { at, update }: { at: Date; update: Update },
    ): Promise<boolean> {
      const version = randomUUID()
      const bytes = packed([...names].sort())
      const isSmall = bytes.length <= INLINE_BYTES
      const count = isSmall ? 0 : await parts.write(bytes, keyIn(wabaId, version))
      const forget = () => parts.remove(count, keyIn(wabaId, version))
      const updated = await table
        .update(
          templatesKey(wabaId, 'curation'),
          replacing(item, { version, undecided: isSmall ? bytes : count }, update),
        )
        .catch(async (error) => {
          if (error instanceof UpstreamFailure && error.certain) await forget()
          throw error
        })
      if (updated)
        await parts.expire(
          Number(item?.undecidedChunks ?? 0),
          keyIn(wabaId, item?.undecidedVersion),
          at,
        )
      else await forget()
      return updated !== undefined
    },
  }
}

/**
 * Adds the replacement of the names to an update. `undecided` is either the compressed list of
 * names or the number of separate items that contain the list.
 */
function replacing(
  item: Item | undefined,
  { version, undecided }: { version: string; undecided: Uint8Array | number },
  update: Update,
): Update {
  const before = item?.undecidedVersion as string | undefined
  const [set, remove] =
    typeof undecided === 'number'
      ? ['#undecidedChunks', '#undecided']
      : ['#undecided', '#undecidedChunks']
  const isAsRead = before
    ? '#undecidedVersion = :undecidedBefore'
    : 'attribute_not_exists(#undecidedVersion)'
  return {
    ...update,
    set: [...update.set, '#undecidedVersion = :undecidedVersion', `${set} = :undecided`],
    remove: [...(update.remove ?? []), remove],
    condition: `(${update.condition}) AND (${isAsRead} OR #undecidedVersion = :undecidedVersion)`,
    names: { ...update.names, ...NAMES },
    values: {
      ...update.values,
      ':undecidedVersion': version,
      ':undecided': undecided,
      ...(before ? { ':undecidedBefore': before } : {}),
    },
  }
}
