// How supervisors change the catalogue of templates: who made each change, what happens when two
// supervisors change it at the same time, and how a change is undone.
import { gunzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { MOST_CURATION_BYTES } from '#model/curation'
import type { SavedFilter } from '#model/template-ports'
import { inMemoryApi, WABA } from './in-memory.ts'

const CHANGES = `/supervisor/wabas/${WABA}/changes`
const hide = (...names: string[]) => [{ edit: 'offer', names, offered: false }]

it('records who changed what and when, and returns the new version', async () => {
  const { world, ask } = inMemoryApi()

  const changed = await ask('POST', CHANGES, { before: 'none', team: {}, edits: hide('a', 'b') })
  const { version } = await changed.json()
  const { changes } = await (await ask('GET', CHANGES)).json()

  expect(changed.status).toBe(200)
  expect(version).toBe(world.curation.version)
  expect(changes).toEqual([
    {
      id: expect.any(String),
      at: '2026-11-02T09:00:01.000Z',
      by: 'Jonas',
      lines: [{ kind: 'not_offered', team: {}, names: ['a', 'b'], count: 2 }],
    },
  ])
})

it('answers 409 with both changes if another supervisor was first, and accepts the repeated change', async () => {
  const { world, ask } = inMemoryApi()
  await ask('POST', CHANGES, { before: 'none', team: {}, edits: hide('a') })
  world.supervisor = 'Maria'

  const late = { team: {}, edits: hide('b') }
  const refused = await ask('POST', CHANGES, { before: 'none', ...late })
  const body = await refused.json()
  const repeated = await ask('POST', CHANGES, { before: world.curation.version, ...late })

  expect([refused.status, body.problems[0].code]).toEqual([409, 'curation_changed'])
  expect(body.theirs).toMatchObject([{ by: 'Jonas', lines: [{ names: ['a'] }] }])
  expect(body.yours).toMatchObject([{ kind: 'not_offered', names: ['b'] }])
  expect(repeated.status).toBe(200)
  expect(world.curation.rules[0]!.templates.map(({ name }) => name)).toEqual(['a', 'b'])
})

it('undoes a change without losing later changes, but not if the same entry has changed since', async () => {
  const { world, ask } = inMemoryApi()
  const change = async (edits: object[]) =>
    (await ask('POST', CHANGES, { before: world.curation.version, team: {}, edits })).json()
  const undo = (id: string) => ask('POST', `${CHANGES}/${id}/undo`)
  const first = await change(hide('a'))
  await change(hide('b'))

  const undone = await undo(first.id)
  const twice = await undo(first.id)
  const { changes } = await (await ask('GET', CHANGES)).json()

  expect([undone.status, twice.status, (await twice.json()).problems[0].code]).toEqual([
    200,
    409,
    'changed_again',
  ])
  expect(world.curation.rules[0]!.templates.map(({ name }) => name)).toEqual(['b'])
  expect(changes[0]).toMatchObject({ undoes: first.id, lines: [{ kind: 'offered' }] })
  expect((await undo('2026-01-01T00:00:00.000Z.12345678')).status).toBe(404)
})

it('lists changes page by page, and undoes any change of the last 30 days', async () => {
  const { world, ask } = inMemoryApi()
  const ids: string[] = []
  for (let n = 0; n < 230; n++) {
    // The first ten changes are more than 30 days old.
    world.now = new Date(Date.UTC(2026, 10, n < 10 ? 1 : 30, 9, 0, n))
    const edits = [{ edit: 'describe', name: 'a', title: '', note: `Note ${n}` }]
    const body = { before: world.curation.version, team: {}, edits }
    ids.push((await (await ask('POST', CHANGES, body)).json()).id)
  }
  world.now = new Date(Date.UTC(2026, 11, 1, 10))

  const pages: { changes: { id: string }[]; hasOlder: boolean }[] = []
  for (let path = CHANGES; pages.at(-1)?.hasOlder !== false; ) {
    pages.push(await (await ask('GET', path)).json())
    path = `${CHANGES}/${pages.at(-1)!.changes.at(-1)!.id}/older`
  }

  const listed = pages.flatMap(({ changes }) => changes.map(({ id }) => id))
  expect(listed).toEqual(ids.slice(10).reverse())
  expect(pages.map(({ changes }) => changes.length)).toEqual([100, 100, 20])
  const undo = async (id: string) => {
    const { status, json } = await ask('POST', `${CHANGES}/${id}/undo`)
    return [status, (await json()).problems?.[0].code]
  }
  expect(await undo(ids[9]!)).toEqual([404, 'change_unknown'])
  expect(await undo(ids[10]!)).toEqual([409, 'changed_again'])
  expect(await undo(ids.at(-1)!)).toEqual([200, undefined])
})

it('stores nothing for an edit without an effect', async () => {
  const { world, ask } = inMemoryApi()
  const edits = [{ edit: 'offer', names: ['a'], offered: true }]
  const { status, json } = await ask('POST', CHANGES, { before: 'none', team: {}, edits })

  expect([status, await json()]).toEqual([200, { version: 'none' }])
  expect(world.changes).toEqual([])
})

it('answers 304 until the list, the rules or the new templates change', async () => {
  const { world, ask } = inMemoryApi()
  const path = `/supervisor/wabas/${WABA}/catalogue`
  const first = (await ask('GET', path)).response.headers.get('etag')
  const same = (await ask('GET', path)).response.headers.get('etag')
  world.curation = { ...world.curation, undecided: ['c'] }
  const other = (await ask('GET', path)).response.headers.get('etag')

  expect(same).toBe(first)
  expect(other).not.toBe(first)
})

it('does not read the list again after a sync that changed nothing, but returns the time of that sync', async () => {
  const { world, ask } = inMemoryApi()
  const path = `/supervisor/wabas/${WABA}`
  const etag = (await ask('GET', `${path}/catalogue`)).response.headers.get('etag')!
  world.syncedAt = '2026-11-02T09:58:00Z'

  const same = await ask('GET', `${path}/catalogue`, undefined, { 'if-none-match': etag })
  const watched = await (await ask('GET', `${path}/watch`)).response.arrayBuffer()
  const { syncedAt } = JSON.parse(gunzipSync(watched).toString())

  expect([same.status, world.listReads]).toEqual([304, 1])
  expect(syncedAt).toBe(world.syncedAt)
})

it('counts bytes, not characters, before it refuses a curation that is too large', async () => {
  const note = '日'.repeat(300)
  const templates = Array.from({ length: 330 }, (_, i) => ({ name: `t${i}`, note }))
  const { world, ask } = inMemoryApi({ rules: [{ templates }], version: 'v' })
  const characters = JSON.stringify(world.curation.rules).length
  const { status, json } = await ask('POST', CHANGES, {
    ...{ before: 'v', team: {} },
    edits: [{ edit: 'describe', name: 'a', title: '', note }, ...hide('b')],
  })

  expect(characters).toBeLessThan(MOST_CURATION_BYTES)
  expect([status, (await json()).problems[0].code]).toEqual([422, 'curation_too_large'])
})

it('answers 404 for other WABAs, and names the members that a request lacks', async () => {
  const { ask } = inMemoryApi()
  const elsewhere = await ask('GET', '/supervisor/wabas/waba-2/changes')
  const malformed = await ask('POST', CHANGES, { before: 'none', team: {}, edits: [] })

  expect([elsewhere.status, malformed.status]).toEqual([404, 400])
  expect((await malformed.json()).problems[0].message).toBe('“edits” should be 1 entry or more.')
})

it('returns a template’s definition from the last sync, and 404 for a template that was not read', async () => {
  const { ask } = inMemoryApi()
  const read = (name: string) => ask('GET', `/supervisor/wabas/${WABA}/templates/${name}/en_US`)
  const [found, missing] = [await read('a'), await read('z')]

  expect(await found.json()).toEqual({ definition: { name: 'a', body: 'a says hello' } })
  expect([missing.status, (await missing.json()).problems[0].code]).toEqual([
    404,
    'template_unknown',
  ])
})

it('saves, replaces and removes filters by name for all supervisors, and keeps at most 50', async () => {
  const { world, ask } = inMemoryApi()
  const filters = `/supervisor/wabas/${WABA}/filters`
  const filter = (name: string, query = '') => ({ name, search: { query, show: 'all' } })

  await ask('POST', filters, filter(' Codes '))
  const replaced = await ask('POST', filters, {
    ...filter('Codes'),
    search: { query: 'code', show: 'new' },
  })
  world.supervisor = 'Maria'
  const listed = await (await ask('GET', filters)).json()
  const removed = await (await ask('POST', `${filters}/remove`, { name: 'Codes' })).json()
  world.filters = Array.from({ length: 50 }, (_, i) => ({ ...filter(`f${i}`) }) as SavedFilter)
  const [one, more] = [
    await ask('POST', filters, filter('f7')),
    await ask('POST', filters, filter('g')),
  ]

  expect(await replaced.json()).toEqual(listed)
  expect(listed).toEqual({ filters: [{ name: 'Codes', search: { query: 'code', show: 'new' } }] })
  expect(removed).toEqual({ filters: [] })
  expect([one.status, more.status, (await more.json()).problems[0].code]).toEqual([
    ...[200, 422, 'too_many_filters'],
  ])
})
