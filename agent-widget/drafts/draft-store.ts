// What an agent has filled in, kept as it is typed. In localStorage, by contact and template, with the request id it will be
// sent under, because of what must not go wrong: a reload or a closed tab loses nothing (sessionStorage would lose the tab),
// and two tabs with the same draft send the same request, which the API accepts once. It holds what the agent typed for one
// customer: it goes when it is sent or discarded, and after a day. One-time codes are never kept. Where a frame
// is refused storage the draft lives as long as the page.

export interface Upload {
  uploadId: string
  name: string
  mimeType: string
  size: number
}

/** By the field's key. */
export interface Filled {
  values: Readonly<Record<string, unknown>>
  /** Files already uploaded. */
  uploads: Readonly<Record<string, Upload>>
}

export interface Draft extends Filled {
  /** Made with the draft and kept with it: the same reply however often it is posted. */
  requestId: string
  /** It was posted, and no answer came: it may have been accepted. */
  posted?: true
  /** Milliseconds since 1970. */
  changedAt: number
}

export interface DraftStore {
  get(of: DraftKey): Draft
  put(of: DraftKey, draft: Draft): void
  /** By whoever holds it. */
  discard(of: DraftKey): void
  /** By somebody else in this page: what was posted is found to be accepted. Whoever holds it hears of it. */
  settle(of: DraftKey): void
  /** Every draft of a contact. */
  all(contactId: string): { key: DraftKey; draft: Draft }[]
  /** The drafts of a contact that were posted without an answer. */
  posted(contactId: string): { key: DraftKey; draft: Draft }[]
  /** Calls when another tab changed the draft, or it was settled. */
  onForeignChange(of: DraftKey, changed: () => void): () => void
  /** Calls when another tab changed any draft of the contact, or one was settled. */
  onForeignChangeOf(contactId: string, changed: () => void): () => void
}

export interface DraftKey {
  contactId: string
  name: string
  language: string
}

const PREFIX = 'connect-whatsapp:draft:'
const KEPT_MS = 24 * 60 * 60_000

const keyOf = ({ contactId, name, language }: DraftKey) =>
  `${PREFIX}${contactId}:${name}:${language}`

export function draftStore(
  storage: Storage | undefined,
  newId: () => string,
  now: () => number,
): DraftStore {
  const memory = new Map<string, string>()
  /** Of this tab: a browser tells only the others. */
  const listeners = new Set<(key: string) => void>()
  const read = (key: string) => storage?.getItem(key) ?? memory.get(key)
  const keys = () =>
    [...(storage ? Object.keys(storage) : []), ...memory.keys()].filter((key) =>
      key.startsWith(PREFIX),
    )

  function write(key: string, value: string) {
    try {
      if (!storage) throw new Error('no storage')
      storage.setItem(key, value)
      memory.delete(key)
    } catch {
      // Full or refused: for as long as the page lives.
      memory.set(key, value)
    }
  }

  function remove(key: string) {
    storage?.removeItem(key)
    memory.delete(key)
  }

  for (const key of keys()) {
    const draft = parsed(read(key))
    if (!draft || now() - draft.changedAt > KEPT_MS) remove(key)
  }

  function listen(heard: (key: string) => void): () => void {
    listeners.add(heard)
    const stop = onStorage(heard)
    return () => {
      listeners.delete(heard)
      stop()
    }
  }

  function all(contactId: string) {
    const prefix = `${PREFIX}${contactId}:`
    return keys().flatMap((key) => {
      const draft = key.startsWith(prefix) ? parsed(read(key)) : undefined
      const [, name, language] = /^([\w-]+):([^:]+)$/.exec(key.slice(prefix.length)) ?? []
      return draft && name && language ? [{ key: { contactId, name, language }, draft }] : []
    })
  }

  return {
    get: (of) =>
      parsed(read(keyOf(of))) ?? { requestId: newId(), values: {}, uploads: {}, changedAt: now() },
    put: (of, draft) => write(keyOf(of), JSON.stringify(draft)),
    discard: (of) => remove(keyOf(of)),
    settle(of) {
      remove(keyOf(of))
      for (const heard of [...listeners]) heard(keyOf(of))
    },
    all,
    posted: (contactId) => all(contactId).filter(({ draft }) => draft.posted),
    onForeignChange: (of, changed) => listen((key) => key === keyOf(of) && changed()),
    onForeignChangeOf: (contactId, changed) =>
      listen((key) => key.startsWith(`${PREFIX}${contactId}:`) && changed()),
  }
}

function onStorage(heard: (key: string) => void): () => void {
  const listener = ({ key }: StorageEvent) => heard(key ?? '')
  window.addEventListener('storage', listener)
  return () => window.removeEventListener('storage', listener)
}

function parsed(stored: string | undefined): Draft | undefined {
  try {
    const draft = JSON.parse(stored ?? 'null') as Draft | null
    return draft && typeof draft.requestId === 'string' && typeof draft.values === 'object'
      ? draft
      : undefined
  } catch {
    return undefined
  }
}
