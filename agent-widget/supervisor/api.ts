// The requests that the supervisors' page sends to the function `supervisor-api`.
import type {
  BreakerRequest,
  Catalogue,
  ChangeRequest,
  Changes,
  FileCheck,
  Me,
  Missed,
  RecentContacts,
  RecentContactsRequest,
  SavedFilter,
  SupervisorRoutes,
  Teams,
  WatchAnswer,
} from '#supervisor-api'
import { createClient, type UNCHANGED } from '../api.ts'

export interface SupervisorApi {
  me(): Promise<Me>
  teams(): Promise<Teams>
  /** Returns the catalogue, or UNCHANGED if the catalogue still has this `version`. */
  catalogue(wabaId: string, version?: string): Promise<Catalogue | typeof UNCHANGED>
  /**
   * Returns what the catalogue does not contain about the WABA's templates and numbers, for example
   * the earlier states of templates and the quality of numbers. Returns UNCHANGED if the answer
   * still has this `version`.
   */
  watch(wabaId: string, version?: string): Promise<WatchAnswer | typeof UNCHANGED>
  /** Returns the template's definition as Meta returned it. */
  definition(wabaId: string, name: string, language: string): Promise<unknown>
  /**
   * Returns the latest contacts of the queue that `request` names, each with those of its
   * attributes that `request` lists.
   */
  recentContacts(wabaId: string, request: RecentContactsRequest): Promise<RecentContacts>
  /**
   * Returns the changes of the last 30 days, newest first. With `earlierThan`, returns only the
   * changes before that change.
   */
  changes(wabaId: string, earlierThan?: string): Promise<Changes>
  /**
   * Changes what a team is offered. Throws RequestRefused with 409 if another supervisor has
   * changed the curation since the version in `request`.
   */
  change(wabaId: string, request: ChangeRequest): Promise<Changed>
  /** Undoes a change. Throws RequestRefused with 409 if a later change affects the same setting. */
  undo(wabaId: string, changeId: string): Promise<Changed>
  /** Sets the conditions under which the circuit breaker withholds a template. */
  setBreaker(wabaId: string, settings: BreakerRequest): Promise<void>
  /**
   * Returns the filters that supervisors have saved for the catalogue. `saveFilter` and
   * `removeFilter` change one filter and return all filters.
   */
  filters(wabaId: string): Promise<readonly SavedFilter[]>
  saveFilter(wabaId: string, filter: SavedFilter): Promise<readonly SavedFilter[]>
  removeFilter(wabaId: string, name: string): Promise<readonly SavedFilter[]>
  /**
   * Returns the words that agents searched for without a result or could not send, and the
   * supervisors' wishes for new templates. `noteWish` and `removeWish` change one wish and return
   * all wishes.
   */
  missed(wabaId: string): Promise<Missed>
  noteWish(wabaId: string, what: string): Promise<Missed['wishes']>
  removeWish(wabaId: string, what: string): Promise<Missed['wishes']>
  /** Returns all settings of the WABA as a curation file. */
  file(wabaId: string): Promise<object>
  /** Returns what a curation file would change, or the problems in it. */
  checkFile(wabaId: string, file: unknown): Promise<FileCheck>
  /**
   * Applies a curation file. `before` is the version of the settings for which the file was
   * checked. Throws the same errors as `change`.
   */
  applyFile(wabaId: string, before: string, file: unknown): Promise<Changed>
}

interface Changed {
  /** The id of the change, or undefined if there was nothing to change. */
  id?: string | undefined
  version: string
}

export function createSupervisorApi(settings: Parameters<typeof createClient>[0]): SupervisorApi {
  const { answerOf, newerOf } = createClient<SupervisorRoutes>(settings)
  return {
    me: () => answerOf('GET /supervisor/me', { params: {} }),
    teams: () => answerOf('GET /supervisor/teams', { params: {} }),
    catalogue: (wabaId, version) =>
      newerOf('GET /supervisor/wabas/{wabaId}/catalogue', { params: { wabaId }, version }),
    watch: (wabaId, version) =>
      newerOf('GET /supervisor/wabas/{wabaId}/watch', { params: { wabaId }, version }),
    definition: async (wabaId, name, language) => {
      const { definition } = await answerOf(
        'GET /supervisor/wabas/{wabaId}/templates/{name}/{language}',
        { params: { wabaId, name, language } },
      )
      return definition
    },
    recentContacts: (wabaId, body) =>
      answerOf('POST /supervisor/wabas/{wabaId}/recent-contacts', { params: { wabaId }, body }),
    changes: (wabaId, changeId) =>
      changeId === undefined
        ? answerOf('GET /supervisor/wabas/{wabaId}/changes', { params: { wabaId } })
        : answerOf('GET /supervisor/wabas/{wabaId}/changes/{changeId}/older', {
            params: { wabaId, changeId },
          }),
    change: (wabaId, body) =>
      answerOf('POST /supervisor/wabas/{wabaId}/changes', { params: { wabaId }, body }),
    undo: (wabaId, changeId) =>
      answerOf('POST /supervisor/wabas/{wabaId}/changes/{changeId}/undo', {
        params: { wabaId, changeId },
      }),
    async setBreaker(wabaId, body) {
      await answerOf('POST /supervisor/wabas/{wabaId}/breaker', { params: { wabaId }, body })
    },
    filters: async (wabaId) =>
      (await answerOf('GET /supervisor/wabas/{wabaId}/filters', { params: { wabaId } })).filters,
    saveFilter: async (wabaId, body) =>
      (await answerOf('POST /supervisor/wabas/{wabaId}/filters', { params: { wabaId }, body }))
        .filters,
    removeFilter: async (wabaId, name) => {
      const { filters } = await answerOf('POST /supervisor/wabas/{wabaId}/filters/remove', {
        params: { wabaId },
        body: { name },
      })
      return filters
    },
    missed: (wabaId) => answerOf('GET /supervisor/wabas/{wabaId}/missed', { params: { wabaId } }),
    noteWish: async (wabaId, what) =>
      (
        await answerOf('POST /supervisor/wabas/{wabaId}/wishes', {
          params: { wabaId },
          body: { what },
        })
      ).wishes,
    removeWish: async (wabaId, what) =>
      (
        await answerOf('POST /supervisor/wabas/{wabaId}/wishes/remove', {
          params: { wabaId },
          body: { what },
        })
      ).wishes,
    file: async (wabaId) =>
      (await answerOf('GET /supervisor/wabas/{wabaId}/curation-file', { params: { wabaId } })).file,
    checkFile: (wabaId, file) =>
      answerOf('POST /supervisor/wabas/{wabaId}/curation-file/check', {
        params: { wabaId },
        body: { file },
      }),
    applyFile: (wabaId, before, file) =>
      answerOf('POST /supervisor/wabas/{wabaId}/curation-file', {
        params: { wabaId },
        body: { before, file },
      }),
  }
}
