// Creates the services of a widget. Only the widget's entry points import this module.
import type { Api } from './api.ts'
import { serverClock } from './browser/server-clock.ts'
import { snapshotStore } from './browser/snapshot-store.ts'
import {
  localStorageIfAllowed,
  onStorageChange,
  sessionStorageIfAllowed,
} from './browser/storage.ts'
import { conversationStore } from './conversation/conversation-store.ts'
import { forgetPanels, panelState } from './conversation/open-page.ts'
import { draftStore } from './drafts/draft-store.ts'
import { sendingStore } from './drafts/sending.ts'
import { localFiles } from './files/local-files.ts'
import { missedReports } from './missed/missed-reports.ts'
import type { Services } from './services.tsx'
import { templateLists } from './templates/template-lists.ts'
import { templatePreferences } from './templates/template-preferences.ts'

interface Options {
  businessLocation: Services['businessLocation']
  /**
   * If true, the widget reports words that the agent searches for without a result, and words of
   * texts that are not sent.
   */
  reportsMissed: boolean
  /**
   * The subject of the agent's sign-in. The widget does not show the drafts of agents with another
   * subject.
   */
  owner?: string | undefined
}

export function createServices(
  api: Api,
  { businessLocation, reportsMissed, owner }: Options,
): Services {
  const clock = serverClock()
  const storage = localStorageIfAllowed()
  const drafts = draftStore({
    storage,
    onStorageChange,
    newId: () => crypto.randomUUID(),
    now: Date.now,
    owner,
  })
  const session = sessionStorageIfAllowed()
  return {
    api,
    clock,
    drafts,
    forget() {
      drafts.close()
      forgetPanels(session)
    },
    sending: sendingStore({ api, drafts }),
    files: localFiles(),
    businessLocation,
    preferences: templatePreferences(storage),
    lists: templateLists(api),
    missed: missedReports({
      send: reportsMissed ? api.missed : undefined,
      later: setTimeout,
      now: Date.now,
    }),
    conversation: perContact(
      (contactId) => conversationStore(contactId, api, clock),
      (store) => store.stop(),
    ),
    deliveredTexts: perContact(
      () => snapshotStore<readonly string[]>([]),
      () => {},
    ),
    panel: perContact(
      (contactId) => panelState(contactId, session, owner),
      () => {},
    ),
  }
}

/** Agents have fewer chats than this at the same time, so no chat in use loses its state. */
const MAX_CONTACTS = 20

/**
 * Returns a function that creates one instance per contact. If there are too many instances, the
 * least recently used one is removed.
 */
function perContact<Instance>(
  create: (contactId: string) => Instance,
  dispose: (instance: Instance) => void,
): (contactId: string) => Instance {
  const instances = new Map<string, Instance>()
  return (contactId) => {
    const instance = instances.get(contactId) ?? create(contactId)
    instances.delete(contactId)
    instances.set(contactId, instance)
    const [oldest] = instances
    if (oldest && instances.size > MAX_CONTACTS) {
      dispose(oldest[1])
      instances.delete(oldest[0])
    }
    return instance
  }
}
