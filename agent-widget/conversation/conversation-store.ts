// One contact's conversation as the API tells it, kept up to date while it is looked at. Each contact has a store of its
// own, so that an answer that comes late can only ever reach the contact it was asked for.

import type { Problem } from '#whatsapp/errors/problems'
import type { ConversationView, ReplyView } from '../../lambdas/widget-api/api.ts'
import { type Api, RequestRefused, SignedOut, UNCHANGED } from '../api.ts'
import type { ServerClock } from '../browser/server-clock.ts'
import { pollDelayMs } from './poll-schedule.ts'

export interface ConversationState {
  /** Undefined until the first answer. Replies newest first. */
  view: ConversationView | undefined
  /** The last look failed; `view` is what was known before. */
  trouble:
    | { is: 'offline' }
    | { is: 'signed_out' }
    | { is: 'refused'; problems: readonly Problem[] }
    | undefined
}

export interface ConversationStore {
  /** The same object until something changed. */
  getSnapshot(): ConversationState
  subscribe(onChange: () => void): () => void
  /** Looks at once, and goes on looking until stopped. */
  start(): void
  stop(): void
  look(): void
  /** A reply was just accepted: it is shown at once, and its fate is looked for often. */
  accepted(reply: ReplyView): void
}

export function conversationStore(
  contactId: string,
  api: Pick<Api, 'conversation'>,
  clock: ServerClock,
): ConversationStore {
  const listeners = new Set<() => void>()
  let state: ConversationState = { view: undefined, trouble: undefined }
  let running = false
  let looking = false
  let lookAgain = false
  let sentAt: number | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  function become(next: ConversationState) {
    state = next
    for (const listener of listeners) listener()
  }

  async function look() {
    clearTimeout(timer)
    if (looking) {
      lookAgain = true
      return
    }
    looking = true
    const askedAt = clock.monotonic()
    try {
      const answer = await api.conversation(contactId, state.view?.cursor)
      if (answer !== UNCHANGED) {
        clock.heard(answer.at, askedAt)
        become({ view: merged(state.view, answer), trouble: undefined })
      } else if (state.trouble) become({ ...state, trouble: undefined })
    } catch (error) {
      become({ ...state, trouble: troubleOf(error) })
    }
    looking = false
    if (!running) return
    if (lookAgain) {
      lookAgain = false
      void look()
    } else schedule()
  }

  function schedule() {
    // Nobody looks at a hidden tab; being shown again looks at once.
    if (!running || document.hidden) return
    const ago = sentAt === undefined ? undefined : clock.monotonic() - sentAt
    timer = setTimeout(look, pollDelayMs(ago, state.trouble?.is === 'refused'))
  }

  const lookNow = () => void (running && !document.hidden && look())

  return {
    getSnapshot: () => state,
    subscribe(onChange) {
      listeners.add(onChange)
      return () => listeners.delete(onChange)
    },
    start() {
      if (running) return
      running = true
      document.addEventListener('visibilitychange', lookNow)
      window.addEventListener('online', lookNow)
      void look()
    },
    stop() {
      running = false
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', lookNow)
      window.removeEventListener('online', lookNow)
    },
    look: lookNow,
    accepted(reply) {
      sentAt = clock.monotonic()
      const { view } = state
      if (view)
        become({ ...state, view: { ...view, replies: mergedReplies(view.replies, [reply]) } })
      lookNow()
    },
  }
}

function troubleOf(error: unknown): NonNullable<ConversationState['trouble']> {
  if (error instanceof RequestRefused) return { is: 'refused', problems: error.problems }
  return { is: error instanceof SignedOut ? 'signed_out' : 'offline' }
}

const merged = (
  before: ConversationView | undefined,
  answer: ConversationView,
): ConversationView =>
  before ? { ...answer, replies: mergedReplies(before.replies, answer.replies) } : answer

/** Newest first, by when they were accepted. */
function mergedReplies(before: readonly ReplyView[], changed: readonly ReplyView[]): ReplyView[] {
  const byId = new Map(before.map((reply) => [reply.id, reply]))
  for (const reply of changed) byId.set(reply.id, reply)
  return [...byId.values()].sort((a, b) =>
    a.acceptedAt < b.acceptedAt ? 1 : a.acceptedAt > b.acceptedAt ? -1 : a.id < b.id ? 1 : -1,
  )
}
