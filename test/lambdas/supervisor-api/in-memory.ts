// Runs the supervisors' API in this process. The curation (the supervisors' settings for templates)
// and everything else that the API stores is in memory.
import type { Right } from '#deployment/rights'
import {
  CHANGES_AT_A_TIME,
  type CurationChange,
  curationVersion,
  type StoredCuration,
} from '#model/curation'
import type { MissedLine } from '#model/missed'
import type { RecentChat } from '#model/ports'
import type { TemplateSummary } from '#model/template-list'
import type { Curations, SavedFilter, TemplateWish } from '#model/template-ports'
import { type BreakerSettings, DEFAULT_BREAKER } from '#whatsapp/templates/breaker'
import { patchBetween } from '#whatsapp/templates/curation-patch'
import { supervisorRequests } from '../../../lambdas/supervisor-api/requests.ts'
import { supervisorApi } from '../../../lambdas/supervisor-api/server.ts'
import type { Supervisor } from '../../../lambdas/supervisor-api/supervisors.ts'

export const WABA = 'waba-1'

export function inMemoryApi(stored: Partial<StoredCuration> = {}) {
  const world = {
    curation: {
      ...{ rules: [], undecided: [], newTemplatesWait: false, version: 'none' },
      ...stored,
    } as StoredCuration,
    changes: [] as CurationChange[],
    rights: ['choose', 'reports'] as readonly Right[],
    /** The numbers to which the supervisor's rights are limited. */
    numbers: {} as Supervisor['numbers'],
    supervisor: 'Jonas',
    syncedAt: '2026-11-02T08:58:00Z',
    /** How often the API has read the list of templates. */
    listReads: 0,
    filters: [] as SavedFilter[],
    breaker: DEFAULT_BREAKER as BreakerSettings,
    /**
     * The words that agents missed (they searched for them without a result, or wrote them in texts
     * that were not sent), by the id of the business number.
     */
    missed: {} as Record<string, MissedLine[]>,
    wishes: [] as TemplateWish[],
    chats: [] as RecentChat[],
    /**
     * The attributes of each contact, by contact id. `conversations` contains the conversation of
     * each contact in the same way.
     */
    attributes: {} as Record<string, Record<string, string>>,
    conversations: {} as Record<string, string>,
    now: new Date('2026-11-02T09:00:00Z'),
  }
  const curations: Pick<Curations, 'read' | 'change' | 'changes' | 'changeOf'> = {
    read: async () => world.curation,
    async change(_, before, after, { name, at, undoes }) {
      if (world.curation.version !== before.version) return undefined
      const version = curationVersion(after, { at, by: name })
      const id = `${at.toISOString()}.${version.slice(0, 8)}`
      const change: CurationChange = {
        ...{ id, at: at.toISOString(), by: name, before: before.version, version },
        patch: patchBetween(before, after),
        ...(undoes ? { undoes } : {}),
      }
      world.curation = { ...after, version, changedAt: change.at, changedBy: name }
      world.changes = [change, ...world.changes]
      return change
    },
    async changes(_, earlierThan) {
      const at = world.changes.findIndex(({ id }) => id === earlierThan)
      return world.changes.slice(at + 1, at + 2 + CHANGES_AT_A_TIME)
    },
    changeOf: async (_, changeId) => world.changes.find(({ id }) => id === changeId),
  }
  const templates = ['a', 'b', 'c'].map(
    (name): TemplateSummary => ({
      ...{ name, language: 'en_US', status: 'APPROVED', category: 'UTILITY' },
      ...{ body: `${name} says hello`, needs: [] },
    }),
  )
  const wabas = {
    all: async () => [
      {
        ...{ id: WABA, name: 'Lighthouse Travel', numbers: ['+15550100', '+15550101'] },
        phoneNumberIds: ['phone-number-id-1', 'phone-number-id-2'],
      },
      {
        ...{ id: 'waba-9', name: 'Lighthouse Repairs', numbers: ['+15550102'] },
        phoneNumberIds: ['phone-number-id-3'],
      },
    ],
  }
  const api = supervisorApi(
    supervisorRequests({
      directory: {
        queues: async () => [{ id: 'queue-1', name: 'Repairs' }],
        routingProfiles: async () => [],
        recentChats: async (queueId) => (queueId === 'queue-1' ? world.chats : []),
      },
      connect: { attributes: async (id) => world.attributes[id] ?? {} },
      contacts: {
        get: async (id) => {
          const conversation = world.conversations[id]
          return conversation ? { conversation, mode: 'native', startedAt: '' } : undefined
        },
      },
      wabas,
      templateStore: {
        head: async () => ({ version: 'v1', syncedAt: world.syncedAt }),
        async list() {
          world.listReads += 1
          return { version: 'v1', templates }
        },
        definition: async (_, name) =>
          name === 'a' ? { definition: { name: 'a', body: 'a says hello' } } : undefined,
      },
      watch: { read: async () => ({ templates: [], attributes: [] }) },
      curations,
      savedFilters: {
        list: async () => world.filters,
        async save(_, filter) {
          world.filters = [...world.filters.filter(({ name }) => name !== filter.name), filter]
        },
        async remove(_, name) {
          world.filters = world.filters.filter((filter) => filter.name !== name)
        },
      },
      breakers: {
        read: async () => ({
          settings: world.breaker,
          state: { withheld: [], released: {} },
          failing: [],
        }),
        async set(_, settings) {
          world.breaker = settings
        },
      },
      missed: { list: async (ids) => ids.flatMap((id) => world.missed[id] ?? []) },
      wishes: {
        list: async () => world.wishes,
        async note(_, wish) {
          if (!world.wishes.some(({ what }) => what === wish.what)) world.wishes.push(wish)
        },
        async remove(_, removed) {
          world.wishes = world.wishes.filter(({ what }) => what !== removed)
        },
      },
      now: () => world.now,
    }),
    async () => ({
      ...{ userId: 'user-1', name: world.supervisor, routingProfileId: undefined },
      rights: world.rights,
      numbers: world.numbers,
    }),
    wabas,
  )

  async function ask(method: string, path: string, body?: object, headers: HeadersInit = {}) {
    // Each request is made one second later than the last one, so no two changes have the same
    // time.
    world.now = new Date(world.now.getTime() + 1000)
    const request = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) }
    const response = await api.request(path, request, {})
    return { status: response.status, response, json: () => response.json() as Promise<any> }
  }
  return { world, ask }
}
