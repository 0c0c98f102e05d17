// The state of the panel of one contact: the tabs, a template or a form is open.

import type { ReplyView } from '#api'
import { type SnapshotStore, snapshotStore } from '../browser/snapshot-store.ts'
import type { Kind } from '../compose/kinds.ts'
import type { MovedFrom } from '../fill/moved-values.ts'
import { EMPTY_SEARCH, type TemplateSearch } from '../templates/template-search.ts'

export type Open =
  | { is: 'tabs' }
  | { is: 'history' }
  /**
   * `language` is undefined until a language is known. `isChosen` means that the agent chose it.
   */
  | {
      is: 'template'
      name: string
      language: string | undefined
      isChosen: boolean
      isBlocked?: boolean
      /** Set if the values come from a template that can no longer be sent. */
      movedFrom?: MovedFrom
    }
  /**
   * `isBlocked` means that another reply should be edited in this form, which already has a draft. The
   * same holds for a template.
   * `openingId` mounts the form anew each time it is opened.
   */
  | { is: 'form'; kind: Kind; isBlocked: boolean; openingId: string }

export type Tab = 'templates' | 'sent'

/**
 * The state does not change while the agent is in another chat, except that a form is closed when
 * its message has been sent.
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
 * The state of the panel of one contact. The storage belongs to one tab of the browser, so a reload
 * shows the page that was open before. `owner` is the agent's subject. For another agent, nothing
 * is restored.
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
      // If the storage is full, a reload shows the tabs.
    }
  })
  return store
}

/** Forgets what was open in each panel, because the agent has signed out. */
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

/** Closes the page whose reply was found to be accepted. */
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
