// The state of a contact's panel, which is the part of the widget that shows one contact: which
// tab, template or form is open, and what the agent is searching for.

import type { ReplyView } from '#api'
import { type SnapshotStore, snapshotStore } from '../browser/snapshot-store.ts'
import type { Kind } from '../compose/kinds.ts'
import type { MovedFrom } from '../fill/moved-values.ts'
import { EMPTY_SEARCH, type TemplateSearch } from '../templates/template-search.ts'

export type Open =
  | { is: 'tabs' }
  | { is: 'history' }
  /**
   * `language` is undefined until a language is known. `isChosen` is true if the agent chose the
   * language.
   */
  | {
      is: 'template'
      name: string
      language: string | undefined
      isChosen: boolean
      isBlocked?: boolean
      /** Set if the values were moved from a template that can no longer be sent. */
      movedFrom?: MovedFrom
    }
  /**
   * `isBlocked` is true if the agent wants to edit a reply, but this form (or template) already has
   * another draft. `openingId` is different each time the form is opened, so that React mounts it
   * again.
   */
  | { is: 'form'; kind: Kind; isBlocked: boolean; openingId: string }

export type Tab = 'templates' | 'sent'

/**
 * The state does not change while the agent is in another chat, with one exception: a form closes
 * when its message has been sent.
 */
export interface PanelState {
  tab: Tab
  open: Open
  /** The agent's search among the templates. */
  search: TemplateSearch
}

const PREFIX = 'connect-whatsapp:panel:'

const NEW: PanelState = { tab: 'templates', open: { is: 'tabs' }, search: EMPTY_SEARCH }

/**
 * Returns the state of a contact's panel. The storage belongs to one browser tab, so a reload shows
 * the same page again. `owner` is the agent's subject; for another agent, nothing is restored.
 */
export function panelState(
  contactId: string,
  storage: Storage | undefined,
  owner?: string,
): SnapshotStore<PanelState> {
  const key = `${PREFIX}${contactId}`
  const store = snapshotStore(stored(storage?.getItem(key), owner) ?? NEW)
  store.subscribe(() => {
    try {
      storage?.setItem(key, JSON.stringify({ owner, state: store.getSnapshot() }))
    } catch {
      // If the storage is full, the state is not stored, and a reload shows the tabs again.
    }
  })
  return store
}

/** Deletes the stored state of all panels. Called when the agent signs out. */
export function forgetPanels(storage: Storage | undefined): void {
  for (const key of Object.keys(storage ?? {})) if (key.startsWith(PREFIX)) storage?.removeItem(key)
}

function stored(text: string | null | undefined, owner: string | undefined) {
  try {
    const found = JSON.parse(text ?? 'null') as { owner?: string; state: PanelState } | null
    return found?.owner === owner ? found?.state : undefined
  } catch {
    return undefined
  }
}

/**
 * Closes the form of a reply whose request had no response, and which the API has accepted
 * nevertheless.
 */
export function closeSent(
  panel: SnapshotStore<PanelState>,
  { type, shows }: Pick<ReplyView, 'type' | 'shows'>,
): void {
  const state = panel.getSnapshot()
  const { open } = state
  const isSent =
    (open.is === 'template' && open.name === (shows as { template?: string })?.template) ||
    (open.is === 'form' && open.kind === type)
  if (isSent) panel.set({ ...state, open: { is: 'tabs' } })
}
