import { expect, it } from 'vitest'
import { draftStore } from '../../../agent-widget/drafts/draft-store.ts'

const of = { contactId: 'c-1', name: 'order_ready', language: 'en_US' }
const DAY = 24 * 3_600_000

/** A browser's storage, without a browser. */
function aStorage(): Storage {
  const items = new Map<string, string>()
  const methods = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  }
  return new Proxy(methods, {
    ownKeys: () => [...items.keys()],
    getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
  }) as Storage
}

function aStore(storage: Storage | undefined = aStorage(), now = () => 0) {
  let n = 0
  return draftStore(storage, () => `id-${++n}`, now)
}

it('a draft keeps its request id over a reload, so that sending it again is the same request', () => {
  const storage = aStorage()
  const before = aStore(storage)
  before.put(of, { ...before.get(of), values: { 'body.1': 'Ana' } })

  const after = draftStore(
    storage,
    () => 'another',
    () => 1000,
  )

  expect(after.get(of)).toMatchObject({ requestId: 'id-1', values: { 'body.1': 'Ana' } })
})

it('two tabs have the same draft, other contacts and languages have others', () => {
  const storage = aStorage()
  const [one, other] = [
    aStore(storage),
    draftStore(
      storage,
      () => 'second',
      () => 0,
    ),
  ]
  one.put(of, one.get(of))

  expect(other.get(of).requestId).toBe('id-1')
  expect(other.get({ ...of, contactId: 'c-2' }).requestId).toBe('second')
  expect(other.get({ ...of, language: 'es_MX' }).requestId).toBe('second')
})

it('a discarded draft is gone, and the next one has another request id', () => {
  const store = aStore()
  store.put(of, store.get(of))
  store.discard(of)

  expect(store.get(of).requestId).toBe('id-2')
})

it('finds what was posted without an answer, of this contact only', () => {
  const store = aStore()
  store.put(of, { ...store.get(of), posted: true })
  store.put({ ...of, name: 'not_posted' }, store.get({ ...of, name: 'not_posted' }))
  store.put({ ...of, contactId: 'c-2' }, { ...store.get(of), posted: true })

  expect(store.posted('c-1')).toMatchObject([{ key: of, draft: { requestId: 'id-1' } }])
})

it('nothing of a customer is kept longer than a day', () => {
  const storage = aStorage()
  aStore(storage).put(of, { requestId: 'old', values: {}, uploads: {}, changedAt: 0 })

  aStore(storage, () => DAY + 1)

  expect(Object.keys(storage)).toEqual([])
})

it('where storage is refused a draft lives as long as the page', () => {
  const store = draftStore(
    undefined,
    () => 'only',
    () => 0,
  )
  store.put(of, { requestId: 'only', values: { 'body.1': 'Ana' }, uploads: {}, changedAt: 0 })

  expect(store.get(of).values).toEqual({ 'body.1': 'Ana' })
})
