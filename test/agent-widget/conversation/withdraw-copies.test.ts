import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { ConversationView, ReplyView } from '#api'
import { NoAnswer, RequestRefused } from '../../../agent-widget/api.ts'
import { serverClock } from '../../../agent-widget/browser/server-clock.ts'
import { snapshotStore } from '../../../agent-widget/browser/snapshot-store.ts'
import { withdrawDeliveredCopies } from '../../../agent-widget/conversation/withdraw-copies.ts'
import type {
  WorkspaceContact,
  WorkspaceSnapshot,
} from '../../../agent-widget/workspace/workspace.ts'

const now = new Date('2026-03-02T12:00:00Z')
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000)
const held = {
  id: 'held-1',
  type: 'text',
  status: 'held',
  shows: { text: 'See you at six' },
  acceptedAt: ago(5).toISOString(),
} as unknown as ReplyView

beforeEach(() => vi.useFakeTimers({ now }))
afterEach(() => vi.useRealTimers())

/**
 * Returns a native chat whose service window closed an hour ago, with one text that is held until
 * the customer answers.
 */
function aChat(withdraw: () => Promise<ReplyView>) {
  const view = snapshotStore({
    view: {
      mode: 'native',
      evidence: [{ at: ago(25 * 60).toISOString(), from: 'chat' }],
      replies: [held],
    } as unknown as ConversationView,
    trouble: undefined,
  })
  const contact = (isDelivered: boolean) =>
    ({
      contactId: 'c-1',
      agentTexts: [{ at: ago(10), text: 'See you at six', ...(isDelivered && { isDelivered }) }],
    }) as unknown as WorkspaceContact
  const workspace = snapshotStore({ contacts: [contact(false)] } as unknown as WorkspaceSnapshot)
  const deliveredTexts = snapshotStore<readonly string[]>([])
  let requests = 0
  const stop = withdrawDeliveredCopies(workspace, {
    api: {
      withdraw() {
        requests += 1
        return withdraw()
      },
    },
    clock: serverClock(),
    conversation: () => ({
      ...view,
      start() {},
      stop() {},
      refresh() {},
      accepted: (reply) =>
        view.set({ ...view.getSnapshot(), view: { ...view.getSnapshot().view, replies: [reply] } }),
    }),
    deliveredTexts: () => deliveredTexts,
  })
  return {
    connectDelivers: () => workspace.set({ ...workspace.getSnapshot(), contacts: [contact(true)] }),
    told: deliveredTexts.getSnapshot,
    requests: () => requests,
    stop,
  }
}

const withdrawn = { ...held, status: 'withdrawn' } as ReplyView

it('withdraws a held text that Connect has delivered, and tries again if the API does not answer', async () => {
  const answers = [() => Promise.reject(new NoAnswer('lost')), () => Promise.resolve(withdrawn)]
  const chat = aChat(() => answers.shift()!())
  expect(chat.requests()).toBe(0)

  chat.connectDelivers()
  await vi.advanceTimersByTimeAsync(1_000)
  expect([chat.requests(), chat.told()]).toEqual([1, []])
  await vi.advanceTimersByTimeAsync(60_000)

  expect([chat.requests(), chat.told()]).toEqual([2, ['See you at six']])
  chat.stop()
})

it('does not try again to withdraw a held text that was already released', async () => {
  const problems = [{ code: 'already_released', path: '', message: '' }] as const
  const chat = aChat(() => Promise.reject(new RequestRefused(409, problems)))

  chat.connectDelivers()
  await vi.advanceTimersByTimeAsync(120_000)

  expect([chat.requests(), chat.told()]).toEqual([1, []])
  chat.stop()
})
