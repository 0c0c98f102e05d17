// Handles the requests of supervisors: reads the catalogue of a WABA, changes which templates teams
// are offered, and undoes changes.
import { createHash } from 'node:crypto'
import {
  CHANGES_AT_A_TIME,
  type CurationChange,
  curationBytes,
  MOST_CURATION_BYTES,
  type StoredCuration,
  UNDO_DAYS,
} from '#model/curation'
import type { Clock, Connect, Contacts, Directory, Waba, Wabas } from '#model/ports'
import type {
  Curations,
  MissedByAgents,
  SavedFilter,
  SavedFilters,
  TemplateBreakers,
  TemplateStore,
  TemplateWatch,
  TemplateWishes,
} from '#model/template-ports'
import type {
  BreakerRequest,
  Catalogue,
  ChangeRequest,
  Changes,
  Conflict,
  FileCheck,
  Me,
  WatchAnswer,
} from '#supervisor-api'
import { type Problem, problem } from '#whatsapp/errors/problems'
import type { CurationState } from '#whatsapp/templates/curation'
import { edited } from '#whatsapp/templates/curation-edits'
import { isNothing, linesOf, patchBetween, undone } from '#whatsapp/templates/curation-patch'
import { zipped } from '../http-api/gzip.ts'
import { RequestRefused, refuse } from '../runtime/refused.ts'
import { curationFiles } from './curation-files.ts'
import { missedRequests } from './missed.ts'
import { recentContacts } from './recent-contacts.ts'
import { numbersFor, rightsFor, type Supervisor } from './supervisors.ts'

interface Ports {
  directory: Pick<Directory, 'queues' | 'routingProfiles' | 'recentChats'>
  connect: Pick<Connect, 'attributes'>
  contacts: Pick<Contacts, 'get'>
  wabas: Pick<Wabas, 'all'>
  templateStore: Pick<TemplateStore, 'head' | 'list' | 'definition'>
  watch: Pick<TemplateWatch, 'read'>
  curations: Pick<Curations, 'read' | 'change' | 'changes' | 'changeOf'>
  breakers: Pick<TemplateBreakers, 'read' | 'set'>
  savedFilters: SavedFilters
  /** Undefined if the configuration has switched off the list of missed words. */
  missed: Pick<MissedByAgents, 'list'> | undefined
  wishes: TemplateWishes
  now: Clock
}

/**
 * The maximum number of saved filters for a WABA. A single menu displays the names of all filters.
 */
const MOST_FILTERS = 50

export function supervisorRequests(ports: Ports) {
  const { directory, wabas, templateStore, watch, curations, breakers, savedFilters, now } = ports
  const files = curationFiles({ directory, templateStore })

  async function requireWaba(wabaId: string): Promise<Waba> {
    const waba = (await wabas.all()).find(({ id }) => id === wabaId)
    if (waba) return waba
    return refuse(
      404,
      'waba_unknown',
      `There is no WhatsApp Business Account ${wabaId} here.`,
      '',
      {
        waba: wabaId,
      },
    )
  }

  /**
   * Stores the state after a change. Throws RequestRefused if the state is too large or if the
   * curation was changed in the meantime.
   */
  async function store(
    wabaId: string,
    stored: StoredCuration,
    after: CurationState,
    by: { name: string; undoes?: string },
  ): Promise<CurationChange> {
    const bytes = curationBytes(after)
    if (bytes > MOST_CURATION_BYTES)
      refuse(
        422,
        'curation_too_large',
        `The settings of all templates take up ${bytes} bytes, but at most ${MOST_CURATION_BYTES} can be stored. Shorten notes, or remove the settings of some queues.`,
        '',
        { bytes, limit: MOST_CURATION_BYTES },
      )
    const change = await curations.change(wabaId, stored, after, { ...by, at: now() })
    return change ?? changedMeanwhile(wabaId, stored.version, patchBetween(stored, after))
  }

  /**
   * Returns whether a change is at most `UNDO_DAYS` old. Older changes may still be in the table,
   * because DynamoDB may delete an item only some days after its expiry date.
   */
  const isRecent = ({ at }: CurationChange) =>
    now().getTime() - Date.parse(at) < UNDO_DAYS * 86_400_000

  /**
   * Throws RequestRefused with status 409. The answer contains the changes since the version
   * `since` and the changes of the refused request.
   */
  async function changedMeanwhile(
    wabaId: string,
    since: string,
    wanted: CurationChange['patch'],
  ): Promise<never> {
    const recent = await curations.changes(wabaId)
    const at = recent.findIndex(({ before }) => before === since)
    const theirs = recent.slice(0, at < 0 ? 1 : at + 1).map(described)
    const conflict: Conflict = { theirs, yours: linesOf(wanted) }
    throw new RequestRefused(
      409,
      [
        problem(
          'curation_changed',
          'before',
          'Somebody else changed the templates in the meantime. Look at their change, then decide.',
        ),
      ],
      conflict,
    )
  }

  return {
    async me(supervisor: Supervisor): Promise<Me> {
      const accounts = await wabas.all()
      const all = accounts.flatMap(({ id, name, numbers }) => {
        const rights = rightsFor(supervisor, { numbers })
        const own = numbersFor(supervisor, { numbers })
        return rights.length > 0 ? [{ id, name, numbers: own, rights }] : []
      })
      return {
        name: supervisor.name,
        rights: supervisor.rights.filter(
          (right) => accounts.length === 0 || all.some(({ rights }) => rights.includes(right)),
        ),
        wabas: all,
      }
    },

    ...missedRequests({ ...ports, requireWaba }),
    recentContacts: recentContacts({ ...ports, requireWaba }),

    teams: files.teams,

    /** Returns the catalogue, or undefined if `seen` is its current version. */
    async catalogue(wabaId: string, seen: string | undefined) {
      await requireWaba(wabaId)
      const [head, curation, { settings, state, failing }] = await Promise.all([
        templateStore.head(wabaId),
        curations.read(wabaId),
        breakers.read(wabaId),
      ])
      const breaker: Catalogue['breaker'] = {
        ...{ settings, failing },
        withheld: [...state.withheld],
        ...(state.refused ? { refused: state.refused } : {}),
      }
      // The version does not depend on the time of the sync. Otherwise, every page would read the
      // whole list again after a sync without changes. `watched` returns the time of the sync.
      const version = digestOf([head?.version, curation.version, curation.undecided, breaker])
      if (seen === version) return undefined
      const list = (head && (await templateStore.list(wabaId))) ?? {
        version: 'none',
        templates: [],
      }
      const answer: Catalogue = { ...list, version, curation, breaker }
      return { version, answer: { gzip: zipped(answer) } }
    },

    /**
     * Returns the states of the templates, and of the numbers for which the supervisor has a right.
     * Returns undefined if `seen` is the current version.
     */
    async watched(supervisor: Supervisor, wabaId: string, seen: string | undefined) {
      const own = numbersFor(supervisor, await requireWaba(wabaId))
      const [{ account, ...found }, head] = await Promise.all([
        watch.read(wabaId),
        templateStore.head(wabaId),
      ])
      const numbers = account?.numbers.filter(({ number }) => own.includes(number)) ?? []
      const visible = {
        ...found,
        ...(head ? { syncedAt: head.syncedAt } : {}),
        ...(account ? { account: { ...account, numbers } } : {}),
      }
      const version = digestOf(visible)
      if (seen === version) return undefined
      const answer: WatchAnswer = { ...visible, version }
      return { version, answer: { gzip: zipped(answer) } }
    },

    async setBreaker({ name }: Supervisor, wabaId: string, settings: BreakerRequest) {
      await requireWaba(wabaId)
      await breakers.set(wabaId, settings, { name, at: now() })
      return { settings }
    },

    /** Returns the stored definition of a template. */
    async definition(wabaId: string, { name, language }: { name: string; language: string }) {
      await requireWaba(wabaId)
      const stored = await templateStore.definition(wabaId, name, language)
      if (stored) return { definition: stored.definition }
      return refuse(
        404,
        'template_unknown',
        `There is no template ${name} in ${language}, or it has not been read yet.`,
        '',
        { name, language },
      )
    },

    async changes(wabaId: string, earlierThan?: string): Promise<Changes> {
      await requireWaba(wabaId)
      const found = (await curations.changes(wabaId, earlierThan)).filter(isRecent)
      return {
        changes: found.slice(0, CHANGES_AT_A_TIME).map((change) => ({
          ...described(change),
          ...(change.undoes ? { undoes: change.undoes } : {}),
        })),
        hasOlder: found.length > CHANGES_AT_A_TIME,
      }
    },

    async change({ name }: Supervisor, wabaId: string, { before, team, edits }: ChangeRequest) {
      await requireWaba(wabaId)
      const stored = await curations.read(wabaId)
      const after = edits.reduce(
        (state, edit) => edited(state, team, edit),
        stored as CurationState,
      )
      const patch = patchBetween(stored, after)
      if (stored.version !== before) await changedMeanwhile(wabaId, before, patch)
      if (isNothing(patch)) return { version: stored.version }
      const { id, version } = await store(wabaId, stored, after, { name })
      return { id, version }
    },

    async filters(wabaId: string) {
      await requireWaba(wabaId)
      return { filters: await savedFilters.list(wabaId) }
    },

    async saveFilter(wabaId: string, filter: SavedFilter) {
      await requireWaba(wabaId)
      const saved = await savedFilters.list(wabaId)
      if (saved.length >= MOST_FILTERS && !saved.some(({ name }) => name === filter.name))
        refuse(
          422,
          'too_many_filters',
          `There are ${MOST_FILTERS} saved filters already. Remove one that is no longer needed.`,
          '',
          { limit: MOST_FILTERS },
        )
      await savedFilters.save(wabaId, filter)
      return { filters: await savedFilters.list(wabaId) }
    },

    async removeFilter(wabaId: string, { name }: { name: string }) {
      await requireWaba(wabaId)
      await savedFilters.remove(wabaId, name)
      return { filters: await savedFilters.list(wabaId) }
    },

    async file(wabaId: string) {
      await requireWaba(wabaId)
      return { file: await files.written(wabaId, await curations.read(wabaId)) }
    },

    async checkFile(wabaId: string, { file }: { file?: unknown }): Promise<FileCheck> {
      await requireWaba(wabaId)
      const stored = await curations.read(wabaId)
      const read = await files.read(wabaId, file, stored)
      return {
        problems: read.problems.map(inAnswer),
        lines: 'after' in read ? linesOf(patchBetween(stored, read.after)) : [],
        version: stored.version,
      }
    },

    async applyFile(
      { name }: Supervisor,
      wabaId: string,
      { before, file }: { before: string; file?: unknown },
    ) {
      await requireWaba(wabaId)
      const stored = await curations.read(wabaId)
      const read = await files.read(wabaId, file, stored)
      if (!('after' in read)) throw new RequestRefused(422, read.problems)
      const patch = patchBetween(stored, read.after)
      if (stored.version !== before) await changedMeanwhile(wabaId, before, patch)
      if (isNothing(patch)) return { version: stored.version }
      const { id, version } = await store(wabaId, stored, read.after, { name })
      return { id, version }
    },

    async undo({ name }: Supervisor, wabaId: string, changeId: string) {
      await requireWaba(wabaId)
      const [stored, change] = await Promise.all([
        curations.read(wabaId),
        curations.changeOf(wabaId, changeId),
      ])
      if (!change || !isRecent(change))
        return refuse(
          404,
          'change_unknown',
          'This change can no longer be undone, because it is older than 30 days.',
        )
      const after = undone(stored, change.patch)
      if (!after)
        return refuse(
          409,
          'changed_again',
          'This change cannot be undone, because the same setting was changed again later. Change the setting itself.',
        )
      const patch = patchBetween(stored, after)
      if (isNothing(patch)) return { version: stored.version }
      const { id, version } = await store(wabaId, stored, after, { name, undoes: changeId })
      return { id, version }
    },
  }
}

/** Converts a problem into the form in which the API returns it. */
const inAnswer = ({ code, path, message, values }: Problem) => ({
  ...{ code, path, message },
  ...(values ? { values } : {}),
})

const described = ({ id, at, by, patch, cause }: CurationChange) => ({
  id,
  at,
  by,
  lines: linesOf(patch),
  ...(cause ? { cause } : {}),
})

const digestOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 16)
