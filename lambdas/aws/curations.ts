import { type Key, templatesKey } from '#deployment/table'
import {
  type CurationChange,
  curationVersion,
  type StoredCuration,
  UNDO_DAYS,
} from '#model/curation'
import { packed, unpacked } from '#model/template-list'
import type { Curations } from '#model/template-ports'
import { UpstreamFailure } from '#whatsapp/errors/problems'
import type { RecordedCause } from '#whatsapp/templates/breaker'
import type { CurationRule, CurationState } from '#whatsapp/templates/curation'
import { type CurationPatch, patchBetween } from '#whatsapp/templates/curation-patch'
import { chunks } from './chunks.ts'
import { expiresIn, type Item, type Table, type Update } from './table.ts'

const CHANGE = 'change#'
/**
 * The supervisors' page lists at most this many changes, which is more than a team makes in a few
 * days.
 */
const SHOWN_CHANGES = 100

/**
 * An item with at most this many bytes is read fast and costs little. Larger rules are stored in items
 * of their own.
 */
const INLINE_BYTES = 80_000
const CHUNK_BYTES = 90_000
/** A reader may still be reading the rules that were replaced. */
const OLD_RULES_DAYS = 1

const NAMES = {
  '#rules': 'rules',
  '#chunks': 'ruleChunks',
  '#version': 'version',
  '#at': 'appliedAt',
  '#by': 'appliedBy',
  '#wait': 'newTemplatesWait',
  '#topics': 'topics',
  // Older versions also stored the rules with names instead of ids. Every write removes the old
  // attribute.
  '#file': 'file',
}

export function curations(table: Table): Curations {
  const keyOf = (wabaId: string) => templatesKey(wabaId, 'curation')
  const changeKey = (wabaId: string, id: string) => templatesKey(wabaId, `${CHANGE}${id}`)
  const ruleKey = (wabaId: string, version: string) => (i: number) =>
    templatesKey(wabaId, `curation#${version}#${i}`)
  const patchKey = (wabaId: string, id: string) => (i: number) =>
    templatesKey(wabaId, `changed#${id}#${i}`)
  const parts = chunks(table, CHUNK_BYTES)
  const removeAll = (count: number, keyIn: (i: number) => Key) =>
    Promise.all(Array.from({ length: count }, (_, i) => table.remove(keyIn(i))))

  async function readOnce(wabaId: string): Promise<StoredCuration | undefined> {
    const item = await table.get(keyOf(wabaId))
    const stored = storedIn(item)
    if (!item?.ruleChunks) return stored
    const bytes = await parts.read(item.ruleChunks as number, ruleKey(wabaId, stored.version))
    return bytes && { ...stored, rules: unpacked<CurationRule[]>(bytes) }
  }

  /** Stores large rules under their version, and returns in how many items. */
  async function writeRules(
    wabaId: string,
    version: string,
    rules: readonly CurationRule[],
  ): Promise<number> {
    const isSmall = Buffer.byteLength(JSON.stringify(rules)) <= INLINE_BYTES
    return isSmall ? 0 : parts.write(packed(rules), ruleKey(wabaId, version))
  }

  /** Lets the rules of a version expire, which has this many items. */
  async function expireRules(wabaId: string, version: string, count: number, at: Date) {
    const keyIn = ruleKey(wabaId, version)
    for (let i = 0; i < count; i++)
      await table.update(keyIn(i), {
        set: ['expiresAt = :at'],
        values: { ':at': expiresIn(OLD_RULES_DAYS, at) },
      })
  }

  /** Stores the record of a change, and returns in how many further items its details are. */
  async function record(
    wabaId: string,
    { patch, ...described }: CurationChange,
    at: Date,
  ): Promise<number> {
    const expiresAt = expiresIn(UNDO_DAYS, at)
    const bytes = packed(patch)
    const isSmall = bytes.length <= INLINE_BYTES
    const patchChunks = isSmall
      ? 0
      : await parts.write(bytes, patchKey(wabaId, described.id), { expiresAt })
    await table.put({
      ...changeKey(wabaId, described.id),
      ...described,
      ...(isSmall ? { patch: bytes } : { patchChunks }),
      expiresAt,
    })
    return patchChunks
  }

  async function patchOf(wabaId: string, item: Item): Promise<Uint8Array> {
    if (!item.patchChunks) return item.patch as Uint8Array
    const bytes = await parts.read(item.patchChunks as number, patchKey(wabaId, item.id as string))
    return bytes ?? packed(NO_PATCH)
  }

  return {
    async read(wabaId) {
      // Rules that are replaced while they are read remain for a day, so another try finds the newer ones.
      const found = (await readOnce(wabaId)) ?? (await readOnce(wabaId))
      if (found) return found
      throw new Error(`The rules of ${wabaId} are incomplete in the table.`)
    },

    async change(wabaId, before, after, { name, at, undoes, cause }) {
      const version = curationVersion(after, { at, by: name })
      const change: CurationChange = {
        id: `${at.toISOString()}.${version.slice(0, 8)}`,
        at: at.toISOString(),
        by: name,
        before: before.version,
        version,
        patch: patchBetween(before, after),
        ...(undoes ? { undoes } : {}),
        ...(cause ? { cause } : {}),
      }
      // The record of the change is written before the change, so that every change has a record.
      const patchChunks = await record(wabaId, change, at)
      const ruleChunks = await writeRules(wabaId, version, after.rules)
      const forget = async () => {
        await table.remove(changeKey(wabaId, change.id))
        await removeAll(patchChunks, patchKey(wabaId, change.id))
        await removeAll(ruleChunks, ruleKey(wabaId, version))
      }
      const replaced = await table.get(keyOf(wabaId))
      const changed = await table
        .update(keyOf(wabaId), updateTo(after, before, change, ruleChunks))
        .catch(async (error) => {
          if (error instanceof UpstreamFailure && error.certain) await forget()
          throw error
        })
      if (!changed) {
        await forget()
        return undefined
      }
      if (replaced?.version === before.version)
        await expireRules(wabaId, before.version, Number(replaced.ruleChunks ?? 0), at)
      return change
    },

    async changes(wabaId) {
      const { items } = await table.query({
        condition: 'pk = :pk AND begins_with(sk, :sk)',
        values: { ':pk': keyOf(wabaId).pk, ':sk': CHANGE },
        consistent: true,
        newestFirst: true,
        limit: SHOWN_CHANGES,
      })
      return Promise.all(items.map(async (item) => changeIn(item, await patchOf(wabaId, item))))
    },

    async begin(wabaId) {
      await table.update(keyOf(wabaId), {
        set: ['#wait = :wait'],
        condition: 'attribute_not_exists(pk)',
        names: { '#wait': NAMES['#wait'] },
        values: { ':wait': true },
      })
    },

    async noteNew(wabaId, names) {
      await table.update(keyOf(wabaId), {
        set: [],
        add: ['#waiting :names'],
        condition: '#wait = :wait',
        names: { '#wait': NAMES['#wait'], '#waiting': 'waiting' },
        values: { ':wait': true, ':names': new Set(names) },
      })
    },
  }
}

/** Stands for a patch whose items have expired a moment before the record of the change. */
const NO_PATCH: CurationPatch = { teams: [] }

/** Returns the update from one state to the next, unless another supervisor made a change first. */
function updateTo(
  after: CurationState,
  before: StoredCuration,
  { version, at, by }: CurationChange,
  ruleChunks: number,
): Update {
  const [added, removed] = [
    missingIn(after.waiting, before.waiting),
    missingIn(before.waiting, after.waiting),
  ]
  const isSplit = ruleChunks > 0
  return {
    set: [
      isSplit ? '#chunks = :chunks' : '#rules = :rules',
      ...['#version = :own', '#at = :at', '#by = :by', '#wait = :wait', '#topics = :topics'],
    ],
    remove: ['#file', isSplit ? '#rules' : '#chunks'],
    // Names that the template sync adds in the meantime are preserved.
    ...(added ? { add: ['#waiting :added'] } : {}),
    ...(removed && !added ? { take: ['#waiting :removed'] } : {}),
    condition: 'attribute_not_exists(#version) OR #version = :before OR #version = :own',
    names: { ...NAMES, ...(added || removed ? { '#waiting': 'waiting' } : {}) },
    values: {
      ...(isSplit ? { ':chunks': ruleChunks } : { ':rules': after.rules }),
      ':own': version,
      ':at': at,
      ':by': by,
      ':wait': after.newTemplatesWait,
      ':topics': after.topics ?? [],
      ':before': before.version,
      ...(added ? { ':added': added } : {}),
      ...(removed && !added ? { ':removed': removed } : {}),
    },
  }
}

const storedIn = (item: Item | undefined): StoredCuration => ({
  rules: (item?.rules ?? []) as CurationRule[],
  waiting: [...((item?.waiting ?? []) as Iterable<string>)].sort(),
  newTemplatesWait: item?.newTemplatesWait === true,
  ...(item?.topics ? { topics: item.topics as string[] } : {}),
  version: (item?.version as string | undefined) ?? 'none',
  ...(item?.appliedAt ? { changedAt: item.appliedAt as string } : {}),
  ...(item?.appliedBy ? { changedBy: item.appliedBy as string } : {}),
})

function changeIn(
  { id, at, by, before, version, undoes, cause }: Item,
  patch: Uint8Array,
): CurationChange {
  return {
    id: id as string,
    at: at as string,
    by: by as string,
    before: before as string,
    version: version as string,
    patch: unpacked<CurationPatch>(patch),
    ...(undoes ? { undoes: undoes as string } : {}),
    ...(cause ? { cause: cause as RecordedCause } : {}),
  }
}

/** Returns undefined instead of an empty set, because DynamoDB has no empty sets. */
function missingIn(names: readonly string[], others: readonly string[]): Set<string> | undefined {
  const known = new Set(others)
  const found = names.filter((name) => !known.has(name))
  return found.length > 0 ? new Set(found) : undefined
}
