import { templatesKey } from '#deployment/table'
import {
  type CurationChange,
  curationVersion,
  type StoredCuration,
  UNDO_DAYS,
} from '#model/curation'
import { packed, unpacked } from '#model/template-list'
import type { Curations } from '#model/template-ports'
import { UpstreamFailure } from '#whatsapp/errors/problems'
import type { CurationRule } from '#whatsapp/templates/curation'
import { type CurationPatch, patchBetween } from '#whatsapp/templates/curation-patch'
import { expiresIn, type Item, type Table, type Update } from './table.ts'

const CHANGE = 'change#'
/**
 * The supervisors' page lists at most this many changes, which is more than a team makes in a few
 * days.
 */
const SHOWN_CHANGES = 100

const NAMES = {
  '#rules': 'rules',
  '#version': 'version',
  '#at': 'appliedAt',
  '#by': 'appliedBy',
  '#wait': 'newTemplatesWait',
  '#topics': 'topics',
  // Older versions also stored the rules with names instead of ids. Every write removes that
  // attribute.
  '#file': 'file',
}

export function curations(table: Table): Curations {
  const keyOf = (wabaId: string) => templatesKey(wabaId, 'curation')
  const changeKey = (wabaId: string, id: string) => templatesKey(wabaId, `${CHANGE}${id}`)

  return {
    async read(wabaId) {
      return storedIn(await table.get(keyOf(wabaId)))
    },

    async change(wabaId, before, after, { name, at, undoes }) {
      const version = curationVersion(after, { at, by: name })
      const change: CurationChange = {
        id: `${at.toISOString()}.${version.slice(0, 8)}`,
        at: at.toISOString(),
        by: name,
        before: before.version,
        version,
        patch: patchBetween(before, after),
        ...(undoes ? { undoes } : {}),
      }
      const { patch, ...described } = change
      // The record of the change is written before the change, so that every change has a record.
      await table.put({
        ...changeKey(wabaId, change.id),
        ...described,
        patch: packed(patch),
        expiresAt: expiresIn(UNDO_DAYS, at),
      })
      const forget = () => table.remove(changeKey(wabaId, change.id))
      const [added, removed] = [
        missingIn(after.waiting, before.waiting),
        missingIn(before.waiting, after.waiting),
      ]
      const update: Update = {
        set: [
          ...['#rules = :rules', '#version = :own', '#at = :at', '#by = :by', '#wait = :wait'],
          '#topics = :topics',
        ],
        remove: ['#file'],
        // Names that the template sync adds in the meantime are preserved.
        ...(added ? { add: ['#waiting :added'] } : {}),
        ...(removed && !added ? { take: ['#waiting :removed'] } : {}),
        condition: 'attribute_not_exists(#version) OR #version = :before OR #version = :own',
        names: { ...NAMES, ...(added || removed ? { '#waiting': 'waiting' } : {}) },
        values: {
          ':rules': after.rules,
          ':own': version,
          ':at': change.at,
          ':by': name,
          ':wait': after.newTemplatesWait,
          ':topics': after.topics ?? [],
          ':before': before.version,
          ...(added ? { ':added': added } : {}),
          ...(removed && !added ? { ':removed': removed } : {}),
        },
      }
      const changed = await table.update(keyOf(wabaId), update).catch(async (error) => {
        if (error instanceof UpstreamFailure && error.certain) await forget()
        throw error
      })
      if (changed) return change
      await forget()
      return undefined
    },

    async changes(wabaId) {
      const { items } = await table.query({
        condition: 'pk = :pk AND begins_with(sk, :sk)',
        values: { ':pk': keyOf(wabaId).pk, ':sk': CHANGE },
        consistent: true,
        newestFirst: true,
        limit: SHOWN_CHANGES,
      })
      return items.map(changeIn)
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

const storedIn = (item: Item | undefined): StoredCuration => ({
  rules: (item?.rules ?? []) as CurationRule[],
  waiting: [...((item?.waiting ?? []) as Iterable<string>)].sort(),
  newTemplatesWait: item?.newTemplatesWait === true,
  ...(item?.topics ? { topics: item.topics as string[] } : {}),
  version: (item?.version as string | undefined) ?? 'none',
  ...(item?.appliedAt ? { changedAt: item.appliedAt as string } : {}),
  ...(item?.appliedBy ? { changedBy: item.appliedBy as string } : {}),
})

function changeIn({ id, at, by, before, version, patch, undoes }: Item): CurationChange {
  return {
    id: id as string,
    at: at as string,
    by: by as string,
    before: before as string,
    version: version as string,
    patch: unpacked<CurationPatch>(patch as Uint8Array),
    ...(undoes ? { undoes: undoes as string } : {}),
  }
}

/** Returns undefined instead of an empty set, because DynamoDB has no empty sets. */
function missingIn(names: readonly string[], others: readonly string[]): Set<string> | undefined {
  const known = new Set(others)
  const found = names.filter((name) => !known.has(name))
  return found.length > 0 ? new Set(found) : undefined
}
