// Browser tabs that share their storage, and an API that accepts each request id only once.
import type { ReplyRequest, ReplyView } from '#api'
import { NoAnswer, RequestRefused } from '../../../agent-widget/api.ts'
import { draftStore } from '../../../agent-widget/drafts/draft-store.ts'
import { sendingStore } from '../../../agent-widget/drafts/sending.ts'

/** Emulates a browser's storage, so that the tests need no browser. */
export function aStorage(): Storage {
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

/**
 * A browser with several tabs, each of which is notified when another tab writes to the storage.
 */
export function aBrowser() {
  const storage = aStorage()
  const tabs = new Set<(key: string) => void>()
  let ids = 0

  function openTab(api: Parameters<typeof sendingStore>[0]['api']) {
    const listeners = new Set<(key: string) => void>()
    const notify = (key: string) => {
      for (const listener of [...listeners]) listener(key)
    }
    tabs.add(notify)
    const toOthers = (key: string) => {
      for (const tab of tabs) if (tab !== notify) tab(key)
    }
    const drafts = draftStore({
      storage: new Proxy(storage, {
        get: (_, method: 'getItem' | 'setItem' | 'removeItem') => (key: string, value: string) => {
          const result = storage[method](key, value)
          if (method !== 'getItem') toOthers(key)
          return result
        },
      }),
      onStorageChange(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
      newId: () => `id-${++ids}`,
      now: () => 0,
    })
    return {
      drafts,
      sending: sendingStore({ api, drafts }),
      /** Closes the tab. Everything that the tab has stored remains. */
      close: () => tabs.delete(notify),
    }
  }

  return { openTab }
}

/**
 * Returns an API that accepts each request id once: a request that is repeated with the same
 * content gets the same answer.
 */
export function anApi() {
  const accepted = new Map<string, { content: string; reply: ReplyView }>()
  const posts: ReplyRequest[] = []
  let isAnswerLost = false
  let refusal: RequestRefused | undefined
  let gate: Promise<void> = Promise.resolve()

  return {
    posts,
    replies: () => [...accepted.values()].map(({ reply }) => reply),
    /** While `isLost` is true, the API accepts every request, but its answers do not arrive. */
    loseAnswers(isLost: boolean) {
      isAnswerLost = isLost
    },
    refuseWith(problem: RequestRefused['problems'][number] | undefined) {
      refusal = problem && new RequestRefused(422, [problem])
    },
    /** Delays all requests until the returned function is called. */
    pause(): () => void {
      const { promise, resolve } = Promise.withResolvers<void>()
      gate = promise
      return resolve
    },
    async reply(_contactId: string, request: ReplyRequest): Promise<ReplyView> {
      posts.push(request)
      await gate
      if (refusal) throw refusal
      const { requestId, ...rest } = request
      const content = JSON.stringify(rest)
      const known = accepted.get(requestId)
      if (known && known.content !== content) throw new RequestRefused(409, [])
      const reply = known?.reply ?? ({ id: requestId, type: request.message.type } as ReplyView)
      accepted.set(requestId, { content, reply })
      if (isAnswerLost) throw new NoAnswer('the answer was lost')
      return reply
    },
    async replyOf(_contactId: string, requestId: string): Promise<ReplyView | undefined> {
      return accepted.get(requestId)?.reply
    },
  }
}
