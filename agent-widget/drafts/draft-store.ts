// Stores drafts while the agent types. Drafts are in localStorage, by contact and template, each
// with the request id with which it will be sent. Unlike sessionStorage, localStorage survives a
// closed tab. Two tabs that show the same draft send the same request, and the API accepts it once.
// Drafts contain personal data and are therefore deleted early: when they are sent or discarded,
// after a day, when the agent signs out of Connect, and when another agent signs in. If the browser
// refuses storage to a frame, drafts last as long as the page.

export interface DraftUpload {
  uploadId: string
  name: string
  mimeType: string
  size: number
}

export interface Filled {
  /** The values, by field key. */
  values: Readonly<Record<string, unknown>>
  /** The uploaded files, by field key. */
  uploads: Readonly<Record<string, DraftUpload>>
}

export const NOTHING_FILLED: Filled = { values: {}, uploads: {} }

export interface Draft extends Filled {
  /**
   * The id of the request that sends the draft. The id is created with the draft, so that the draft
   * becomes a single reply even if it is sent several times.
   */
  requestId: string
  /**
   * Set while a request with this draft has had no response. The API may already have accepted the
   * reply.
   */
  posted?: { hold: boolean; sensitiveConfirmed?: boolean; tryAgain?: boolean }
  /** True if the agent has changed the draft's initial values. */
  begun?: boolean
}

interface StoredDraft extends Draft {
  /** The time of the last change, in milliseconds since 1970. */
  changedAt: number
  /** The agent who wrote the draft. */
  owner?: string
}

export interface DraftStore {
  /** Creates a draft with a new request id, but does not store the draft. */
  create(filled: Filled): Draft
  get(key: DraftKey): Draft | undefined
  put(key: DraftKey, draft: Draft): void
  discard(key: DraftKey): void
  /**
   * Deletes a draft whose request had no response, and which the API has accepted nevertheless.
   * Notifies the listeners of this page.
   */
  settle(key: DraftKey): void
  /** Deletes all drafts and stores no further ones. Called when the agent signs out. */
  close(): void
  /** Returns the contact's drafts, starting with the one that was changed last. */
  all(contactId: string): { key: DraftKey; draft: Draft }[]
  /**
   * Calls `onChange` when another tab has changed the draft, and when `settle` has deleted it.
   * Returns a function that ends the calls.
   */
  onForeignChange(key: DraftKey, onChange: () => void): () => void
  /**
   * Calls `onChange` when another tab has changed any draft of the contact, and when `settle` has
   * deleted one. Returns a function that ends the calls.
   */
  onForeignChangeOf(contactId: string, onChange: () => void): () => void
}

export interface DraftKey {
  contactId: string
  name: string
  language: string
}

interface Settings {
  /** The storage. Undefined if the browser refuses storage to a frame. */
  storage: Storage | undefined
  /**
   * Calls `onChange` with the storage key when another tab changes the storage. Returns a function
   * that ends the calls.
   */
  onStorageChange: (onChange: (key: string) => void) => () => void
  newId: () => string
  now: () => number
  /**
   * The subject of the agent's sign-in. Undefined while nobody is signed in. Drafts of other agents
   * are deleted.
   */
  owner?: string | undefined
}

const PREFIX = 'connect-whatsapp:draft:'
const LIFETIME_MS = 24 * 60 * 60_000

export const storageKeyOf = ({ contactId, name, language }: DraftKey): string =>
  `${PREFIX}${contactId}:${name}:${language}`

export function draftStore({ storage, onStorageChange, newId, now, owner }: Settings): DraftStore {
  const memory = new Map<string, string>()
  let isClosed = false
  /** The listeners of this page. The browser sends storage events only to other tabs. */
  const listeners = new Set<(key: string) => void>()
  const stored = (key: string) => parsed(storage?.getItem(key) ?? memory.get(key))
  function read(key: string): StoredDraft | undefined {
    const draft = stored(key)
    return draft?.owner === owner ? draft : undefined
  }
  const keys = () =>
    [...(storage ? Object.keys(storage) : []), ...memory.keys()].filter((key) =>
      key.startsWith(PREFIX),
    )

  function write(key: string, value: string) {
    // An upload may end after the agent has signed out. Nothing must be stored then.
    if (isClosed) return
    try {
      if (!storage) throw new Error('no storage')
      storage.setItem(key, value)
      memory.delete(key)
    } catch {
      // If the storage is full or refused, drafts last as long as the page.
      memory.set(key, value)
    }
  }

  function remove(key: string) {
    storage?.removeItem(key)
    memory.delete(key)
  }

  for (const key of keys()) {
    const draft = stored(key)
    const isForeign = owner !== undefined && draft?.owner !== owner
    if (!draft || isForeign || now() - draft.changedAt > LIFETIME_MS) remove(key)
  }

  function listen(onChange: (key: string) => void): () => void {
    listeners.add(onChange)
    const stop = onStorageChange(onChange)
    return () => {
      listeners.delete(onChange)
      stop()
    }
  }

  return {
    create: ({ values, uploads }) => ({ requestId: newId(), values, uploads }),
    get: (key) => read(storageKeyOf(key)),
    put: (key, draft) => {
      const changed: StoredDraft = { ...draft, changedAt: now(), ...(owner && { owner }) }
      write(storageKeyOf(key), JSON.stringify(changed))
    },
    discard: (key) => remove(storageKeyOf(key)),
    settle(key) {
      remove(storageKeyOf(key))
      for (const listener of [...listeners]) listener(storageKeyOf(key))
    },
    close() {
      isClosed = true
      for (const key of keys()) remove(key)
    },
    all(contactId) {
      const prefix = `${PREFIX}${contactId}:`
      const found = keys().flatMap((key) => {
        const draft = key.startsWith(prefix) ? read(key) : undefined
        const [, name, language] = /^([^:]+):([^:]+)$/.exec(key.slice(prefix.length)) ?? []
        return draft && name && language ? [{ key: { contactId, name, language }, draft }] : []
      })
      return found.sort((a, b) => b.draft.changedAt - a.draft.changedAt)
    },
    onForeignChange: (key, onChange) =>
      listen((changed) => changed === storageKeyOf(key) && onChange()),
    onForeignChangeOf: (contactId, onChange) =>
      listen((changed) => changed.startsWith(`${PREFIX}${contactId}:`) && onChange()),
  }
}

function parsed(stored: string | undefined): StoredDraft | undefined {
  try {
    const draft = JSON.parse(stored ?? 'null') as StoredDraft | null
    return draft && typeof draft.requestId === 'string' && typeof draft.values === 'object'
      ? draft
      : undefined
  } catch {
    return undefined
  }
}
