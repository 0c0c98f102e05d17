import { expect, it } from 'vitest'
import { draftStore } from '../../../agent-widget/drafts/draft-store.ts'
import { aStorage } from './tabs.ts'

const key = { contactId: 'c-1', name: 'order_ready', language: 'en_US' }
const FILLED = { values: { 'body.1': 'Ana' }, uploads: {} }
const DAY = 24 * 3_600_000

function aStore(storage: Storage | undefined, now = () => 0, owner?: string) {
  let n = 0
  const newId = () => `id-${++n}`
  return draftStore({ storage, onStorageChange: () => () => {}, newId, now, owner })
}

it('keeps the request id of a draft across a reload, so that a repeated request is recognized', () => {
  const storage = aStorage()
  const before = aStore(storage)
  before.put(key, before.create(FILLED))

  const after = aStore(storage, () => 1000)

  expect(after.get(key)).toMatchObject({ requestId: 'id-1', values: { 'body.1': 'Ana' } })
})

it('stores a separate draft for each contact and each language', () => {
  const store = aStore(aStorage())
  store.put(key, store.create(FILLED))

  expect(store.get({ ...key, contactId: 'c-2' })).toBeUndefined()
  expect(store.get({ ...key, language: 'es_MX' })).toBeUndefined()
})

it('gives a new draft a different request id after the previous draft was discarded', () => {
  const store = aStore(aStorage())
  store.put(key, store.create(FILLED))
  store.discard(key)

  expect(store.get(key)).toBeUndefined()
  expect(store.create(FILLED).requestId).toBe('id-2')
})

it('lists the drafts of one contact only', () => {
  const store = aStore(aStorage())
  store.put(key, store.create(FILLED))
  store.put({ ...key, name: 'reaction wamid.HBg= 👍' }, store.create(FILLED))
  store.put({ ...key, contactId: 'c-2' }, store.create(FILLED))

  expect(store.all('c-1').map(({ key: { name } }) => name)).toEqual([
    'order_ready',
    'reaction wamid.HBg= 👍',
  ])
})

it('deletes a draft after a day', () => {
  const storage = aStorage()
  const before = aStore(storage)
  before.put(key, before.create(FILLED))

  aStore(storage, () => DAY + 1)

  expect(Object.keys(storage)).toEqual([])
})

it('keeps a draft only until the page is closed if the browser refuses storage', () => {
  const store = aStore(undefined)
  store.put(key, store.create(FILLED))

  expect(store.get(key)?.values).toEqual({ 'body.1': 'Ana' })
})

it('shows a draft to the agent who wrote it, even after the agent has signed in again', () => {
  const storage = aStorage()
  const maria = aStore(storage, undefined, 'maria')
  maria.put(key, maria.create(FILLED))

  expect(aStore(storage, undefined, 'maria').get(key)?.values).toEqual({ 'body.1': 'Ana' })
  // While no agent is signed in, the store does not return the draft, but the draft stays in the
  // browser's storage.
  expect(aStore(storage).get(key)).toBeUndefined()
  expect(aStore(storage, undefined, 'maria').all('c-1')).toHaveLength(1)
})

it('deletes the drafts of one agent when another signs in', () => {
  const storage = aStorage()
  const maria = aStore(storage, undefined, 'maria')
  maria.put(key, maria.create(FILLED))

  expect(aStore(storage, undefined, 'jonas').get(key)).toBeUndefined()
  expect(Object.keys(storage)).toEqual([])
})

it('deletes all drafts when the agent signs out, and stores none afterwards', () => {
  const storage = aStorage()
  const maria = aStore(storage, undefined, 'maria')
  maria.put(key, maria.create(FILLED))
  maria.put({ ...key, contactId: 'c-2' }, maria.create(FILLED))

  maria.close()
  maria.put(key, maria.create(FILLED))

  expect(Object.keys(storage)).toEqual([])
  expect(maria.all('c-1')).toEqual([])
})
