import { templatesKey } from '#deployment/table'
import {
  CHANGES_AT_A_TIME,
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
import { newTemplates } from './new-templates.ts'
import { expiresIn, type Item, type Table, type Update } from './table.ts'

const CHANGE = 'change#'

/**
 * The maximum size of a separate item. The curation's own item stays small, so that reading it is
 * fast and cheap: large rules, large changes and long lists of new templates are stored in separate
 * items.
 */
const CHUNK_BYTES = 90_000
const INLINE_PATCH_BYTES = 80_000
const INLINE_RULES_BYTES = 60_000
/**
 * The maximum number of attempts to write the curation. An attempt fails if the template sync or a
 * supervisor writes the curation at the same time.
 */
const ATTEMPTS = 5

const NAMES = {
  '#rules': 'rules',
  '#chunks': 'ruleChunks',
  '#version': 'version',
  '#at': 'appliedAt',
  '#by': 'appliedBy',
  '#wait': 'newTemplatesWait',
  '#topics': 'topics',
  // In the attribute `file`, older versions of this project stored the rules a second time, with
  // names instead of ids. Every write removes this attribute.
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
  const newNames = newTemplates(table, CHUNK_BYTES)

  /**
   * Returns the curation, or undefined if one of its separate items is missing because another
   * write has replaced it.
   */
  async function readOnce(wabaId: string): Promise<StoredCuration | undefined> {
    const item = await table.get(keyOf(wabaId))
    const [undecided, rules] = await Promise.all([
      newNames.read(wabaId, item),
      rulesIn(wabaId, item),
    ])
    return undecided && rules && storedIn(item, rules, undecided)
  }

  async function rulesIn(wabaId: string, item: Item | undefined) {
    if (!item?.ruleChunks) return (item?.rules ?? []) as CurationRule[]
    const keyIn = ruleKey(wabaId, item.version as string)
    const bytes = await parts.read(item.ruleChunks as number, keyIn)
    return bytes && unpacked<CurationRule[]>(bytes)
  }

  /**
   * Stores rules that are too large for the curation's item in separate items, and returns the
   * number of these items. For small rules, stores nothing and returns 0.
   */
  async function writeRules(
    wabaId: string,
    version: string,
    rules: readonly CurationRule[],
  ): Promise<number> {
    const isSmall = Buffer.byteLength(JSON.stringify(rules)) <= INLINE_RULES_BYTES
    return isSmall ? 0 : parts.write(packed(rules), ruleKey(wabaId, version))
  }

  /**
   * Stores the record of a change in the list of changes. Returns the number of separate items with
   * the patch, or 0 if the patch is part of the record.
   */
  async function record(
    wabaId: string,
    { patch, ...described }: CurationChange,
    at: Date,
  ): Promise<number> {
    const expiresAt = expiresIn(UNDO_DAYS, at)
    const bytes = packed(patch)
    const isSmall = bytes.length <= INLINE_PATCH_BYTES
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
      // Replaced items stay in the table for a day. If an item is missing nevertheless, the
      // curation was replaced during the first attempt, and the second attempt reads the newer
      // items.
      const found = (await readOnce(wabaId)) ?? (await readOnce(wabaId))
      if (found) return found
      throw new Error(`The curation of ${wabaId} is incomplete in the table.`)
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
      // The record is written before the change itself, so that every change has a record.
      const patchChunks = await record(wabaId, change, at)
      const ruleChunks = await writeRules(wabaId, version, after.rules)
      const forget = async () => {
        await table.remove(changeKey(wabaId, change.id))
        await parts.remove(patchChunks, patchKey(wabaId, change.id))
        await parts.remove(ruleChunks, ruleKey(wabaId, version))
      }
      const isWritten = await write(wabaId, before, after, change, ruleChunks).catch(
        async (error) => {
          if (error instanceof UpstreamFailure && error.certain) await forget()
          throw error
        },
      )
      if (isWritten) return change
      await forget()
      return undefined
    },

    async changes(wabaId, earlierThan) {
      const { pk } = keyOf(wabaId)
      const { items } = await table.query({
        ...(earlierThan === undefined
          ? {
              condition: 'pk = :pk AND begins_with(sk, :sk)',
              values: { ':pk': pk, ':sk': CHANGE },
            }
          : {
              condition: 'pk = :pk AND sk BETWEEN :sk AND :end',
              values: { ':pk': pk, ':sk': CHANGE, ':end': changeKey(wabaId, earlierThan).sk },
            }),
        consistent: true,
        newestFirst: true,
        // BETWEEN includes the change `earlierThan` itself, which is removed below.
        limit: CHANGES_AT_A_TIME + (earlierThan === undefined ? 1 : 2),
      })
      const found = items.filter(({ id }) => id !== earlierThan).slice(0, CHANGES_AT_A_TIME + 1)
      return Promise.all(found.map(async (item) => changeIn(item, await patchOf(wabaId, item))))
    },

    async changeOf(wabaId, id) {
      const item = await table.get(changeKey(wabaId, id), { consistent: true })
      return item && changeIn(item, await patchOf(wabaId, item))
    },

    async offerNewAtOnce(wabaId) {
      await table.update(keyOf(wabaId), {
        set: ['#wait = :wait'],
        condition: 'attribute_not_exists(#wait)',
        names: { '#wait': NAMES['#wait'] },
        values: { ':wait': false },
      })
    },

    async noteNew(wabaId, names, at) {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const item = await table.get(keyOf(wabaId))
        if (!doNewTemplatesWait(item)) return
        const known = await newNames.read(wabaId, item)
        if (!known) continue
        const all = [...new Set([...known, ...names])]
        if (all.length === known.length) return
        const update = {
          set: [],
          condition: 'attribute_not_exists(#wait) OR #wait = :wait',
          names: { '#wait': NAMES['#wait'] },
          values: { ':wait': true },
        }
        if (await newNames.replace(wabaId, item, all, { at, update })) return
      }
      throw tooManyWrites(wabaId)
    },
  }

  /**
   * Writes the curation. Returns false if a supervisor has changed the curation after `before` was
   * read. The names of new templates that the template sync has added since then are preserved.
   */
  async function write(
    wabaId: string,
    before: StoredCuration,
    after: CurationState,
    change: CurationChange,
    ruleChunks: number,
  ): Promise<boolean> {
    const update = updateTo(after, before, change, ruleChunks)
    const at = new Date(change.at)
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const item = await table.get(keyOf(wabaId))
      // An earlier attempt has stored this change, but the answer of DynamoDB was lost.
      if (item?.version === change.version) return true
      if (item?.version && item.version !== before.version) return false
      const known = await newNames.read(wabaId, item)
      if (!known) continue
      const names = undecidedAfter(known, before, after)
      const isWritten = names
        ? await newNames.replace(wabaId, item, names, { at, update })
        : (await table.update(keyOf(wabaId), update)) !== undefined
      if (!isWritten) continue
      await parts.expire(Number(item?.ruleChunks ?? 0), ruleKey(wabaId, before.version), at)
      return true
    }
    throw tooManyWrites(wabaId)
  }
}

const tooManyWrites = (wabaId: string) =>
  new Error(`The curation of ${wabaId} was changed ${ATTEMPTS} times while it was written.`)

/**
 * Returns the names of undecided templates after a change, or undefined if the change neither adds
 * nor removes such names.
 */
function undecidedAfter(
  known: readonly string[],
  before: CurationState,
  after: CurationState,
): readonly string[] | undefined {
  const added = missingIn(after.undecided, before.undecided)
  const removed = missingIn(before.undecided, after.undecided)
  return added.size + removed.size === 0
    ? undefined
    : [...new Set([...known.filter((name) => !removed.has(name)), ...added])]
}

/**
 * The empty patch of a change whose separate items have already expired although its record has
 * not.
 */
const NO_PATCH: CurationPatch = { teams: [] }

/**
 * Returns the update that replaces the state `before` with the state `after`. The update's
 * condition fails if another supervisor has changed the curation.
 */
function updateTo(
  after: CurationState,
  before: StoredCuration,
  { version, at, by }: CurationChange,
  ruleChunks: number,
): Update {
  const isSplit = ruleChunks > 0
  return {
    set: [
      isSplit ? '#chunks = :chunks' : '#rules = :rules',
      ...['#version = :own', '#at = :at', '#by = :by', '#wait = :wait', '#topics = :topics'],
    ],
    remove: ['#file', isSplit ? '#rules' : '#chunks'],
    condition: 'attribute_not_exists(#version) OR #version = :before OR #version = :own',
    names: NAMES,
    values: {
      ...(isSplit ? { ':chunks': ruleChunks } : { ':rules': after.rules }),
      ':own': version,
      ':at': at,
      ':by': by,
      ':wait': after.newTemplatesWait,
      ':topics': after.topics ?? [],
      ':before': before.version,
    },
  }
}

/**
 * Returns whether new templates wait for a decision. New templates wait by default, until a
 * supervisor or a curation file sets another value.
 */
const doNewTemplatesWait = (item: Item | undefined): boolean => item?.newTemplatesWait !== false

const storedIn = (
  item: Item | undefined,
  rules: readonly CurationRule[],
  undecided: readonly string[],
): StoredCuration => ({
  rules,
  undecided,
  newTemplatesWait: doNewTemplatesWait(item),
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

function missingIn(names: readonly string[], others: readonly string[]): ReadonlySet<string> {
  const known = new Set(others)
  return new Set(names.filter((name) => !known.has(name)))
}
