// Stores drafts while the agent types. Drafts are in localStorage, by contact and template,
// together with the request id under which they will be sent. A reload or a closed tab loses
// nothing (with sessionStorage, a closed tab would). Two tabs that show the same draft send the
// same request, which the API accepts once. A draft contains text for one customer, so it is
// deleted when it is sent or discarded, after a day, when the agent logs out of Connect, and when
// another agent signs in. If the browser refuses storage to a frame, drafts exist as long as the
// page.

export interface DraftUpload {
  uploadId: string
  name: string
  mimeType: string
  size: number
}

export interface Filled {
  /** The values by the keys of the fields. */
  values: Readonly<Record<string, unknown>>
  /** The uploaded files by the keys of the fields. */
  uploads: Readonly<Record<string, DraftUpload>>
}

export const NOTHING_FILLED: Filled = { values: {}, uploads: {} }

export interface Draft extends Filled {
  /**
   * The id is created with the draft, so that the draft becomes one reply, however often it is
   * posted.
   */
  requestId: string
  /** Set while a request has no answer yet. The reply may already have been accepted. */
  posted?: { hold: boolean; sensitiveConfirmed?: boolean; tryAgain?: boolean }
  /** Whether the agent has changed the initial values of the draft. */
  begun?: boolean
}

interface StoredDraft extends Draft {
  /** The time of the last change, in milliseconds since 1970. */
  changedAt: number
  /** The agent to whom the draft belongs. */
  owner?: string
}

export interface DraftStore {
  /** Returns a draft with a new request id. The new draft is not stored yet. */
  create(filled: Filled): Draft
  get(key: DraftKey): Draft | undefined
  put(key: DraftKey, draft: Draft): void
  discard(key: DraftKey): void
  /** Deletes a draft whose reply was found to be accepted, and notifies this page's listeners. */
  settle(key: DraftKey): void
  /**
   * Deletes all drafts, because the agent has signed out. After that, this store stores no other
   * drafts.
   */
  close(): void
  /** Returns every draft of a contact. The draft that was changed last comes first. */
  all(contactId: string): { key: DraftKey; draft: Draft }[]
  /**
   * Calls `onChange` when another tab has changed the draft, or when the draft was found to be
   * accepted. Returns a function that ends this.
   */
  onForeignChange(key: DraftKey, onChange: () => void): () => void
  /**
   * Calls `onChange` when another tab has changed any draft of the contact, or when a draft was
   * found to be accepted. Returns a function that ends this.
   */
  onForeignChangeOf(contactId: string, onChange: () => void): () => void
}

export interface DraftKey {
  contactId: string
  name: string
  language: string
}

interface Settings {
  /** The storage, or undefined if the browser refuses storage to a frame. */
  storage: Storage | undefined
  /**
   * Calls `onChange` with the storage key that another tab changed. Returns a function that ends
   * this.
   */
  onStorageChange: (onChange: (key: string) => void) => () => void
  newId: () => string
  now: () => number
  /**
   * The subject of the agent's sign-in, or undefined while nobody is signed in. Drafts of other
   * agents are deleted.
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
  /** These listeners are needed, because a browser's storage events reach only other tabs. */
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
    // An upload that was under way may end after the agent has signed out.
    if (isClosed) return
    try {
      if (!storage) throw new Error('no storage')
      storage.setItem(key, value)
      memory.delete(key)
    } catch {
      // If the storage is full or refused, the draft exists as long as the page.
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
