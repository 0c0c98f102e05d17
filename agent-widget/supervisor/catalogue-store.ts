// Holds the state of the supervisors' page: the templates of a WABA, and the curation, which
// determines what each team is offered. The page shows a change immediately. The changes are sent
// to the API in the order in which the supervisor made them.
import type { BreakerRequest, Catalogue, Conflict, FileCheck, WatchAnswer } from '#supervisor-api'
import type { Problem } from '#whatsapp/errors/problems'
import type { CurationState, RuleTeam } from '#whatsapp/templates/curation'
import { type CurationEdit, edited } from '#whatsapp/templates/curation-edits'
import {
  type ChangeLine,
  isNothing,
  linesOf,
  patchBetween,
} from '#whatsapp/templates/curation-patch'
import { RequestRefused, UNCHANGED } from '../api.ts'
import { snapshotStore } from '../browser/snapshot-store.ts'
import type { SupervisorApi } from './api.ts'

/** The result of the last change, for a line above the list. */
export type Notice =
  | { is: 'changed'; id: string | undefined; lines: readonly ChangeLine[] }
  | { is: 'undone' }
  | { is: 'saved' }
  | { is: 'refused'; problems: readonly Problem[] }
  | { is: 'noAnswer' }

/**
 * A change that the API refused because another supervisor had changed the curation in the
 * meantime.
 */
export interface Collision extends Conflict {
  team: RuleTeam
  edits: readonly CurationEdit[]
}

export interface CatalogueSnapshot {
  is: 'loading' | 'failed' | 'ready'
  catalogue: Catalogue | undefined
  /**
   * The details of templates and numbers that the catalogue does not contain. Undefined until they
   * are read; the page works without them.
   */
  watched: WatchAnswer | undefined
  notice: Notice | undefined
  collision: Collision | undefined
}

export type CatalogueStore = ReturnType<typeof catalogueStore>

type Api = Pick<
  SupervisorApi,
  'catalogue' | 'watch' | 'change' | 'undo' | 'applyFile' | 'setBreaker'
>

export function catalogueStore(api: Api, wabaId: string) {
  const store = snapshotStore<CatalogueSnapshot>({
    is: 'loading',
    catalogue: undefined,
    watched: undefined,
    notice: undefined,
    collision: undefined,
  })
  let last: Promise<unknown> = Promise.resolve()
  const set = (changes: Partial<CatalogueSnapshot>) =>
    store.set({ ...store.getSnapshot(), ...changes })

  /** Sends one request after the other, so that changes of the same supervisor never collide. */
  function queued(work: () => Promise<void>): Promise<void> {
    const done = last.then(work)
    last = done.catch(() => {})
    return done
  }

  async function read(seen?: string): Promise<void> {
    try {
      const answer = await api.catalogue(wabaId, seen)
      if (answer !== UNCHANGED)
        set({ is: 'ready', catalogue: withSync(answer, store.getSnapshot().watched) })
    } catch {
      if (!store.getSnapshot().catalogue) set({ is: 'failed' })
    }
  }

  async function readWatched(): Promise<void> {
    try {
      const answer = await api.watch(wabaId, store.getSnapshot().watched?.version)
      if (answer === UNCHANGED) return
      const { catalogue } = store.getSnapshot()
      set({ watched: answer, catalogue: catalogue && withSync(catalogue, answer) })
    } catch {
      // If the request fails, the page keeps showing the previous answer, which contains the times
      // at which it was read.
    }
  }

  const reloaded = () => read()

  function changed(catalogue: Catalogue, state: CurationState, version: string): void {
    set({
      // Without a version, the next poll reads the whole catalogue again.
      catalogue: {
        ...catalogue,
        version: '',
        curation: { ...catalogue.curation, ...shape(state), version },
      },
    })
  }

  async function failed(error: unknown, team?: RuleTeam, edits?: readonly CurationEdit[]) {
    await reloaded()
    if (!(error instanceof RequestRefused)) return set({ notice: { is: 'noAnswer' } })
    if (team && edits && error.problems[0]?.code === 'curation_changed')
      return set({ notice: undefined, collision: { ...(error.answer as Conflict), team, edits } })
    set({ notice: { is: 'refused', problems: error.problems } })
  }

  function change(team: RuleTeam, edits: readonly CurationEdit[]): Promise<void> {
    return queued(async () => {
      const { catalogue } = store.getSnapshot()
      if (!catalogue) return
      const { curation } = catalogue
      const after = edits.reduce<CurationState>(
        (state, edit) => edited(state, team, edit),
        curation,
      )
      const patch = patchBetween(curation, after)
      if (isNothing(patch)) return
      changed(catalogue, after, curation.version)
      set({ notice: undefined, collision: undefined })
      try {
        const request = { before: curation.version, team, edits: [...edits] }
        const { id, version } = await api.change(wabaId, request)
        changed(store.getSnapshot().catalogue!, after, version)
        set({ notice: { is: 'changed', id, lines: linesOf(patch) } })
      } catch (error) {
        await failed(error, team, edits)
      }
    })
  }

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    load: () =>
      queued(async () => {
        const { catalogue } = store.getSnapshot()
        await Promise.all([read(catalogue?.version || undefined), readWatched()])
      }),
    change,

    /** Repeats the change that collided, and keeps the other supervisors' changes. */
    async keepBoth(): Promise<void> {
      const { collision } = store.getSnapshot()
      set({ collision: undefined })
      if (collision) await change(collision.team, collision.edits)
    },

    /**
     * Undoes the other supervisors' changes, newest first, then repeats the change that collided.
     * If a change cannot be undone, the page shows an error, and the change that collided is not
     * repeated.
     */
    async keepMine(): Promise<void> {
      const { collision } = store.getSnapshot()
      set({ collision: undefined })
      if (!collision) return
      let areUndone = false
      await queued(async () => {
        try {
          for (const { id } of collision.theirs) await api.undo(wabaId, id)
          await reloaded()
          areUndone = true
        } catch (error) {
          await failed(error)
        }
      })
      if (areUndone) await change(collision.team, collision.edits)
    },

    keepTheirs: () => set({ collision: undefined }),

    undo: (changeId: string) =>
      queued(async () => {
        try {
          await api.undo(wabaId, changeId)
          await reloaded()
          set({ notice: { is: 'undone' } })
        } catch (error) {
          await failed(error)
        }
      }),

    /** Applies a curation file. `FileCheck` is the result of checking this file. */
    applyFile: (file: unknown, { version: before, lines }: FileCheck) =>
      queued(async () => {
        try {
          const { id } = await api.applyFile(wabaId, before, file)
          await reloaded()
          set({ notice: { is: 'changed', id, lines } })
        } catch (error) {
          await failed(error)
        }
      }),

    setBreaker: (settings: BreakerRequest) =>
      queued(async () => {
        try {
          await api.setBreaker(wabaId, settings)
          await reloaded()
          set({ notice: { is: 'saved' } })
        } catch (error) {
          await failed(error)
        }
      }),

    /**
     * Shows the reason why a request failed. Called for requests that do not change the curation.
     */
    report: (error: unknown) =>
      set({
        notice:
          error instanceof RequestRefused
            ? { is: 'refused', problems: error.problems }
            : { is: 'noAnswer' },
      }),

    dismiss: () => set({ notice: undefined }),
  }
}

/**
 * Returns the catalogue with the time of the last sync. A sync that finds no changes does not
 * change the version of the catalogue, and an unchanged catalogue is not read again. The time
 * therefore comes from `watched`.
 */
function withSync(catalogue: Catalogue, watched: WatchAnswer | undefined): Catalogue {
  const { syncedAt = '' } = catalogue
  const latest = watched?.syncedAt ?? ''
  return latest > syncedAt ? { ...catalogue, syncedAt: latest } : catalogue
}

/** Returns `state` unchanged, with the type of the API's responses. */
const shape = (state: CurationState) => state as Catalogue['curation']
