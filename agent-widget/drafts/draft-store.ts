// What an agent has filled in, stored while it is typed. Drafts are in localStorage, by contact and
// template, together with the request id they will be sent under: a reload or a closed tab loses
// nothing (sessionStorage would lose a closed tab), and two tabs that show the same draft send the
// same request, which the API accepts once. A draft holds what an agent typed for one customer, so
// it is deleted when it is sent or discarded, after a day, and when another agent signs in. Where a
// frame may not use storage, the draft lives as long as the page.

export interface DraftUpload {
  uploadId: string
  name: string
  mimeType: string
  size: number
}

export interface Filled {
  /** By the field's key. */
  values: Readonly<Record<string, unknown>>
  /** Files that are uploaded already, by the field's key. */
  uploads: Readonly<Record<string, DraftUpload>>
}

export const NOTHING_FILLED: Filled = { values: {}, uploads: {} }

export interface Draft extends Filled {
  /** Created with the draft, so that the draft is one reply, however often it is posted. */
  requestId: string
  /** Present while a request has no answer yet. The reply may have been accepted. */
  posted?: { hold: boolean; sensitiveConfirmed?: boolean }
  /** The agent has changed what the draft began with. */
  begun?: boolean
}

interface StoredDraft extends Draft {
  /** Milliseconds since 1970. */
  changedAt: number
  /** The agent who is writing it. */
  owner?: string
}

export interface DraftStore {
  /** A draft with a request id of its own. It is not stored yet. */
  create(filled: Filled): Draft
  get(key: DraftKey): Draft | undefined
  put(key: DraftKey, draft: Draft): void
  discard(key: DraftKey): void
  /** Deletes a draft whose reply was found to be accepted, and notifies this page's listeners. */
  settle(key: DraftKey): void
  /** Every draft of a contact, the one that was changed last first. */
  all(contactId: string): { key: DraftKey; draft: Draft }[]
  /** Calls back when another tab has changed the draft, or when it was found to be accepted. */
  onForeignChange(key: DraftKey, onChange: () => void): () => void
  /**
   * Calls back when another tab has changed any draft of the contact, or when one was found to be
   * accepted.
   */
  onForeignChangeOf(contactId: string, onChange: () => void): () => void
}

export interface DraftKey {
  contactId: string
  name: string
  language: string
}

interface Settings {
  /** Undefined where the browser refuses storage to a frame. */
  storage: Storage | undefined
  /** Calls back with the storage key that another tab changed; returns how to stop. */
  onStorageChange: (onChange: (key: string) => void) => () => void
  newId: () => string
  now: () => number
  /**
   * The subject of the agent's sign-in. Drafts of others are deleted; undefined while nobody is
   * signed in.
   */
  owner?: string | undefined
}

const PREFIX = 'connect-whatsapp:draft:'
const LIFETIME_MS = 24 * 60 * 60_000

export const storageKeyOf = ({ contactId, name, language }: DraftKey): string =>
  `${PREFIX}${contactId}:${name}:${language}`

export function draftStore({ storage, onStorageChange, newId, now, owner }: Settings): DraftStore {
  const memory = new Map<string, string>()
  /** A browser's storage events reach the other tabs only. */
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
    try {
      if (!storage) throw new Error('no storage')
      storage.setItem(key, value)
      memory.delete(key)
    } catch {
      // The storage is full or refused: the draft lives as long as the page.
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
