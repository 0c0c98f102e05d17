// The supervisors' page displays each change at once, and sends the changes to the API one after
// the other. In some tests, the API refuses a change.
import { expect, it } from 'vitest'
import type { Catalogue, ChangeRequest } from '#supervisor-api'
import { problem } from '#whatsapp/errors/problems'
import { DEFAULT_BREAKER } from '#whatsapp/templates/breaker'
import { curationFor } from '#whatsapp/templates/curation'
import { RequestRefused, UNCHANGED } from '../../../agent-widget/api.ts'
import { catalogueStore } from '../../../agent-widget/supervisor/catalogue-store.ts'
import {
  ALL_ROWS,
  catalogueRows,
  choicesIn,
  countOf,
  isSameSearch,
  offeredSamples,
  type RowSearch,
  rowSearch,
} from '../../../agent-widget/supervisor/rows.ts'
import { indexed } from '../../../agent-widget/templates/template-lists.ts'

const template = (name: string, language = 'en_US') => ({
  ...{ name, language, status: 'APPROVED', category: 'UTILITY' },
  ...{ body: `${name} says hello`, needs: [] },
})

const catalogueOf = (curation: Partial<Catalogue['curation']> = {}): Catalogue => ({
  version: 'v1',
  templates: [template('a'), template('b'), template('b', 'es'), template('c')],
  curation: { rules: [], undecided: [], newTemplatesWait: true, version: 'none', ...curation },
  breaker: { settings: DEFAULT_BREAKER, withheld: [], failing: [] },
})

/**
 * Returns an API that refuses one change for each error in `refusals`, in order, and accepts all
 * later changes.
 */
function anApi(refusals: readonly Error[] = []) {
  const left = [...refusals]
  const world = {
    requests: [] as ChangeRequest[],
    stored: catalogueOf(),
    undone: [] as string[],
    /**
     * The id of a change that cannot be undone, because somebody else has since changed the same
     * setting.
     */
    changedAgain: '',
    syncedAt: '2026-11-02T08:58:00Z',
  }
  const store = catalogueStore(
    {
      catalogue: async (_, seen) => (seen === world.stored.version ? UNCHANGED : world.stored),
      watch: async () => ({
        ...{ version: world.syncedAt, templates: [], attributes: [] },
        syncedAt: world.syncedAt,
      }),
      setBreaker: async () => {},
      async change(_, request) {
        world.requests.push(request)
        const refusal = left.shift()
        if (refusal) throw refusal
        return { id: `change-${world.requests.length}`, version: `v${world.requests.length}` }
      },
      async undo(_, id) {
        if (id === world.changedAgain)
          throw new RequestRefused(409, [problem('changed_again', '', 'Changed again.')])
        world.undone.push(id)
        return { version: 'undone' }
      },
      async applyFile(_, before) {
        const refusal = left.shift()
        if (refusal) throw refusal
        return { id: `file-after-${before}`, version: 'file' }
      },
    },
    'waba-1',
  )
  return { world, store }
}

const hide = (name: string) => ({ edit: 'offer' as const, names: [name], offered: false })
const offeredIn = ({ catalogue }: ReturnType<ReturnType<typeof anApi>['store']['getSnapshot']>) =>
  catalogueRows(catalogue!, {}).flatMap(({ name, offered }) => (offered === 'none' ? [] : [name]))

it('displays a change at once, sends two quick changes in order, and offers to undo the last change', async () => {
  const { world, store } = anApi()
  await store.load()

  const both = Promise.all([store.change({}, [hide('a')]), store.change({}, [hide('b')])])
  await Promise.resolve()
  expect(offeredIn(store.getSnapshot())).toEqual(['b', 'c'])
  await both

  expect(world.requests.map(({ before }) => before)).toEqual(['none', 'v1'])
  expect(offeredIn(store.getSnapshot())).toEqual(['c'])
  expect(store.getSnapshot().notice).toMatchObject({
    is: 'changed',
    id: 'change-2',
    lines: [{ kind: 'not_offered', names: ['b'] }],
  })
})

it('displays when the list was last read, even if a sync changed nothing', async () => {
  const { world, store } = anApi()
  await store.load()
  world.syncedAt = '2026-11-02T09:58:00Z'
  await store.load()

  expect(store.getSnapshot().catalogue!.syncedAt).toBe(world.syncedAt)
})

it('displays both changes after a conflict, and can then keep both', async () => {
  const refusal = new RequestRefused(409, [problem('curation_changed', 'before', 'Changed.')], {
    theirs: [{ id: 'x', at: '', by: 'Maria', lines: [] }],
    yours: [],
  })
  const { world, store } = anApi([refusal])
  await store.load()
  world.stored = {
    ...catalogueOf({ version: 'theirs', rules: [{ templates: [{ name: 'c', offered: false }] }] }),
    version: 'v2',
  }

  await store.change({}, [hide('a')])
  expect(store.getSnapshot().collision).toMatchObject({ theirs: [{ by: 'Maria' }] })
  expect(offeredIn(store.getSnapshot())).toEqual(['a', 'b'])
  await store.keepBoth()

  expect(world.requests.at(-1)?.before).toBe('theirs')
  expect(offeredIn(store.getSnapshot())).toEqual(['b'])
  expect(store.getSnapshot().collision).toBeUndefined()
})

it('keeps only the supervisor’s change by undoing others’ changes first, unless an undo is refused', async () => {
  const theirs = ['newer', 'older'].map((id) => ({ id, at: '', by: 'Maria', lines: [] }))
  const collided = () =>
    new RequestRefused(409, [problem('curation_changed', 'before', 'Changed.')], {
      ...{ theirs, yours: [] },
    })
  const { world, store } = anApi([collided()])
  await store.load()

  await store.change({}, [hide('a')])
  await store.keepMine()
  expect(world.undone).toEqual(['newer', 'older'])
  expect([world.requests.length, offeredIn(store.getSnapshot())]).toEqual([2, ['b', 'c']])

  const other = anApi([collided()])
  await other.store.load()
  await other.store.change({}, [hide('a')])
  other.world.changedAgain = 'older'
  await other.store.keepMine()
  expect(other.world.requests.length).toBe(1)
  expect(other.store.getSnapshot().notice).toMatchObject({ is: 'refused' })
})

it('displays the stored catalogue again when a change is refused or gets no answer', async () => {
  const refused = new RequestRefused(422, [problem('curation_too_large', '', 'Too large.')])
  const { store } = anApi([refused, new Error('offline')])
  await store.load()

  await store.change({}, [hide('a')])
  expect(store.getSnapshot().notice).toMatchObject({ is: 'refused' })
  await store.change({}, [hide('a')])

  expect(store.getSnapshot().notice).toEqual({ is: 'noAnswer' })
  expect(offeredIn(store.getSnapshot())).toEqual(['a', 'b', 'c'])
})

it('lists for a team the templates that the widget offers, searches titles, and counts new templates', () => {
  const catalogue = catalogueOf({
    undecided: ['c'],
    rules: [
      { templates: [{ name: 'b', language: 'es', offered: false }] },
      { queues: ['repairs'], templates: [{ name: 'b', title: 'Repair done' }] },
    ],
  })
  const team = { queues: ['repairs'] }
  const rows = catalogueRows(catalogue, team)
  const seen = indexed({
    templates: catalogue.templates,
    curation: curationFor(catalogue.curation, { queue: 'repairs', routingProfile: undefined }),
  })

  expect(rows.map(({ name, offered }) => `${name} ${offered}`)).toEqual([
    'b all',
    'a all',
    'c none',
  ])
  expect(catalogueRows(catalogue, {}).map(({ name, offered }) => `${name} ${offered}`)).toEqual([
    'b some',
    'a all',
    'c none',
  ])
  expect(seen.index.groups.map(({ name }) => name)).toEqual(
    rows.filter(({ offered }) => offered !== 'none').map(({ name }) => name),
  )
  expect(
    rowSearch(rows)
      .find({ ...ALL_ROWS, query: 'repair done' })
      .map(({ name }) => name),
  ).toEqual(['b'])
  expect([countOf(rows, 'new'), countOf(rows, 'not_offered')]).toEqual([1, 0])
})

it('finds Meta’s samples among a team’s templates, and no template of the business', () => {
  const names = ['hello_world', 'jaspers_market_order_v2', 'sample_issue_resolution', 'sample_sale']
  const templates = names.map((name) => template(name))
  const rules = [{ templates: [{ name: 'hello_world', offered: false }] }]
  const { curation } = catalogueOf({ rules })

  expect(offeredSamples(catalogueRows({ templates, curation }, {}))).toEqual([
    'jaspers_market_order_v2',
    'sample_issue_resolution',
  ])
})

it('offers to undo the import of a file, and says why an import was refused', async () => {
  const { store } = anApi()
  const check = { problems: [], lines: [], version: 'none' }
  await store.load()
  await store.applyFile({ rules: [] }, check)
  const { notice } = store.getSnapshot()

  const late = anApi([new RequestRefused(409, [problem('curation_changed', 'before', 'Changed.')])])
  await late.store.load()
  await late.store.applyFile({ rules: [] }, check)

  expect(notice).toEqual({ is: 'changed', id: 'file-after-none', lines: [] })
  expect(late.store.getSnapshot()).toMatchObject({
    notice: { is: 'refused', problems: [{ code: 'curation_changed' }] },
    collision: undefined,
  })
})

it('finds a template only if one of its languages matches all filters, and filters by the team’s topic', () => {
  const pending = { ...template('b', 'es'), status: 'PENDING' }
  const marketing = { ...template('c'), category: 'MARKETING' }
  const rows = catalogueRows(
    {
      ...catalogueOf({ rules: [{ templates: [{ name: 'a', topic: 'Greetings' }] }] }),
      templates: [template('a'), template('b'), pending, marketing],
    },
    {},
  )
  const found = (search: Partial<RowSearch>) =>
    rowSearch(rows)
      .find({ ...ALL_ROWS, ...search })
      .map(({ name }) => name)
      .join('')

  expect(found({ status: 'PENDING' })).toBe('b')
  expect(found({ status: 'PENDING', language: 'es' })).toBe('b')
  expect(found({ status: 'APPROVED', language: 'es' })).toBe('')
  expect(found({ category: 'MARKETING' })).toBe('c')
  expect(found({ topic: 'Greetings' })).toBe('a')
  expect(choicesIn(rows)).toMatchObject({
    status: ['APPROVED', 'PENDING'],
    language: ['en_US', 'es'],
  })
})

it('recognizes the current search as a saved filter even if some of its settings are undefined', () => {
  const saved = { ...ALL_ROWS, query: 'repair', topic: 'Greetings' }

  expect(isSameSearch({ ...saved, query: 'repair ', status: undefined }, saved)).toBe(true)
  expect(isSameSearch({ ...saved, show: 'new' }, saved)).toBe(false)
  expect(isSameSearch({ ...saved, topic: undefined }, saved)).toBe(false)
})
