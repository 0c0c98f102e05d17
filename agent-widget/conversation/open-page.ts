// What is open in the panel of one contact: the tabs, a template or a form.

import type { ReplyView } from '#api'
import { type SnapshotStore, snapshotStore } from '../browser/snapshot-store.ts'
import type { Kind } from '../compose/kinds.ts'
import { EMPTY_SEARCH, type TemplateSearch } from '../templates/template-search.ts'

export type Open =
  | { is: 'tabs' }
  /** `language`: undefined until one is known. `isChosen`: the agent chose it. */
  | { is: 'template'; name: string; language: string | undefined; isChosen: boolean }
  /**
   * `isBlocked`: another reply was to be edited in this form, but the form has a draft already.
   * `openingId`: remounts the form each time it is opened.
   */
  | { is: 'form'; kind: Kind; isBlocked: boolean; openingId: string }

export type Tab = 'templates' | 'sent'

/**
 * Stays as it is while the agent looks at another chat; a form whose message is sent meanwhile is
 * closed.
 */
export interface PanelState {
  tab: Tab
  open: Open
  /** The agent's search among the templates. */
  search: TemplateSearch
}

const NEW: PanelState = { tab: 'templates', open: { is: 'tabs' }, search: EMPTY_SEARCH }

/**
 * The state of the panel of one contact. The storage belongs to one tab of the browser, so a reload
 * shows what was open before. `owner`: the agent's subject; another agent begins anew.
 */
export function panelState(
  contactId: string,
  storage: Storage | undefined,
  owner?: string,
): SnapshotStore<PanelState> {
  const key = `connect-whatsapp:panel:${contactId}`
  const store = snapshotStore(stored(storage?.getItem(key), owner) ?? NEW)
  store.subscribe(() => {
    try {
      storage?.setItem(key, JSON.stringify({ owner, state: store.getSnapshot() }))
    } catch {
      // The storage is full: after a reload the tabs are shown.
    }
  })
  return store
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
