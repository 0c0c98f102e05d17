// Holds the conversation of one contact, and polls the API while the conversation is shown. Each
// contact has its own store, so a late response never reaches another contact.

import type { ConversationView, ReplyView } from '#api'
import type { Problem } from '#whatsapp/errors/problems'
import {
  type Api,
  RequestRefused,
  ServiceTrouble,
  SignedOut,
  SignInNotAccepted,
  UNCHANGED,
} from '../api.ts'
import type { ServerClock } from '../browser/server-clock.ts'
import { pollDelayMs } from './poll-schedule.ts'

export interface ConversationState {
  /** The conversation. Undefined until the first response. Replies are sorted, newest first. */
  view: ConversationView | undefined
  /** Why the last request failed. During a failure, `view` is the last known state. */
  trouble:
    | { is: 'offline' }
    /** The service has a problem, but the agent's own network works. */
    | { is: 'service' }
    | { is: 'signed_out' }
    /** The provider has signed the agent in, but the API does not accept the token. */
    | { is: 'not_accepted' }
    | { is: 'refused'; problems: readonly Problem[] }
    | undefined
}

export interface ConversationStore {
  /** Returns the same object until something changes. */
  getSnapshot(): ConversationState
  subscribe(onChange: () => void): () => void
  /** Reads the conversation immediately, then polls it until `stop` is called. */
  start(): void
  stop(): void
  refresh(): void
  /** Shows a reply immediately after the API has accepted it, then polls its status often. */
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
  let isRefreshing = false
  let refreshAgain = false
  let sentAt: number | undefined
  /** The number of requests in succession that the service could not answer. */
  let failures = 0
  let changedAt = clock.monotonic()
  let timer: ReturnType<typeof setTimeout> | undefined

  function setState(next: ConversationState) {
    state = next
    for (const listener of listeners) listener()
  }

  async function refresh() {
    clearTimeout(timer)
    if (isRefreshing) {
      refreshAgain = true
      return
    }
    isRefreshing = true
    const askedAt = clock.monotonic()
    try {
      // If the computer was asleep, the server's time must be read again. Only a complete response
      // contains this time, so the request has no cursor.
      const cursor = clock.slept() ? undefined : state.view?.cursor
      const answer = await api.conversation(contactId, cursor)
      if (answer !== UNCHANGED) {
        changedAt = clock.monotonic()
        clock.setTo(answer.at, askedAt)
        setState({ view: merged(state.view, answer), trouble: undefined })
      } else if (state.trouble) setState({ ...state, trouble: undefined })
      failures = 0
    } catch (error) {
      const trouble = troubleOf(error)
      failures = trouble.is === 'service' || trouble.is === 'not_accepted' ? failures + 1 : 0
      setState({ ...state, trouble })
    }
    isRefreshing = false
    if (!running) return
    if (refreshAgain) {
      refreshAgain = false
      void refresh()
    } else schedule()
  }

  function schedule() {
    // A hidden tab does not poll, and reads the conversation again as soon as the tab is visible.
    if (!running || document.hidden) return
    const now = clock.monotonic()
    const delay = pollDelayMs({
      sentAgoMs: sentAt === undefined ? undefined : now - sentAt,
      changedAgoMs: now - changedAt,
      refused: state.trouble?.is === 'refused',
      failures,
    })
    timer = setTimeout(refresh, delay)
  }

  const refreshNow = () => void (running && !document.hidden && refresh())

  return {
    getSnapshot: () => state,
    subscribe(onChange) {
      listeners.add(onChange)
      return () => listeners.delete(onChange)
    },
    start() {
      if (running) return
      running = true
      document.addEventListener('visibilitychange', refreshNow)
      window.addEventListener('online', refreshNow)
      void refresh()
    },
    stop() {
      running = false
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', refreshNow)
      window.removeEventListener('online', refreshNow)
    },
    refresh: refreshNow,
    accepted(reply) {
      sentAt = clock.monotonic()
      changedAt = sentAt
      const { view } = state
      if (view)
        setState({ ...state, view: { ...view, replies: mergedReplies(view.replies, [reply]) } })
      refreshNow()
    },
  }
}

function troubleOf(error: unknown): NonNullable<ConversationState['trouble']> {
  if (error instanceof RequestRefused) return { is: 'refused', problems: error.problems }
  if (error instanceof SignedOut) return { is: 'signed_out' }
  if (error instanceof SignInNotAccepted) return { is: 'not_accepted' }
  return { is: error instanceof ServiceTrouble ? 'service' : 'offline' }
}

const merged = (
  before: ConversationView | undefined,
  answer: ConversationView,
): ConversationView =>
  before ? { ...answer, replies: mergedReplies(before.replies, answer.replies) } : answer

/** Returns all replies, sorted by the time at which the API accepted them, newest first. */
function mergedReplies(before: readonly ReplyView[], changed: readonly ReplyView[]): ReplyView[] {
  const byId = new Map(before.map((reply) => [reply.id, reply]))
  for (const reply of changed) byId.set(reply.id, reply)
  return [...byId.values()].sort((a, b) =>
    a.acceptedAt < b.acceptedAt ? 1 : a.acceptedAt > b.acceptedAt ? -1 : a.id < b.id ? 1 : -1,
  )
}
