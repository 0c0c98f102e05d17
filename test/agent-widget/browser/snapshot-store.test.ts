import { expect, it } from 'vitest'
import { snapshotStore } from '../../../agent-widget/browser/snapshot-store.ts'

const subscribed = (store: ReturnType<typeof snapshotStore<object>>) => {
  const times: object[] = []
  const stop = store.subscribe(() => times.push(store.getSnapshot()))
  return { times, stop }
}

it('returns the same object and notifies no subscriber if the state is set to equal values', () => {
  const first = {
    contacts: [{ id: 'a', at: new Date(1000), attributes: { language: 'pt' } }],
    current: undefined,
  }
  const store = snapshotStore<object>(first)
  const { times } = subscribed(store)

  store.set({
    contacts: [{ id: 'a', at: new Date(1000), attributes: { language: 'pt' } }],
    current: undefined,
  })

  expect(store.getSnapshot()).toBe(first)
  expect(times).toEqual([])
})

it.each([
  { contacts: [{ id: 'a', at: new Date(2000) }] },
  { contacts: [{ id: 'a', at: undefined }] },
  { contacts: [] },
  { contacts: [{ id: 'a', at: new Date(1000) }], more: 1 },
])('notifies subscribers when the state changes to %o', (next) => {
  const store = snapshotStore<object>({ contacts: [{ id: 'a', at: new Date(1000) }] })
  const { times } = subscribed(store)

  store.set(next)

  expect(times).toEqual([next])
})

it('does not notify a subscriber that has unsubscribed', () => {
  const store = snapshotStore<object>({ n: 1 })
  const { times, stop } = subscribed(store)

  stop()
  store.set({ n: 2 })

  expect(times).toEqual([])
})
