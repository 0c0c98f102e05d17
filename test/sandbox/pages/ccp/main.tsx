// The simulated Contact Control Panel (CCP): shows an agent's contacts and performs the agent's
// actions. It communicates with the embedding page by the protocol of the genuine CCP.
import { createRoot } from 'react-dom/client'
import { snapshotStore } from '../../../../agent-widget/browser/snapshot-store.ts'
import type { PanelView } from '../../connect/panel.ts'
import type { Item } from '../../connect/records.ts'
import { contactAnswers } from '../contact-answers.ts'
import { type AtTheBrowser, control, hear } from '../control.ts'
import { chosenLanguage, Translated, translationIn } from '../i18n/texts.tsx'
import { conduit, type Methods } from './conduit.ts'
import { justAccepted, Panel, type PanelState } from './panel.tsx'
import { openSdkChannel } from './sdk-channel.ts'
import { agentUpdate } from './snapshot.ts'

const { username, language, agents } = await control<AtTheBrowser>('GET', '/at-the-browser')
const translation = translationIn(chosenLanguage(language))
const store = snapshotStore<PanelState>({
  panel: undefined,
  agents,
  offset: 0,
  selected: undefined,
  heard: 0,
})
const change = (changes: Partial<PanelState>) => store.set({ ...store.getSnapshot(), ...changes })
const panel = () =>
  store.getSnapshot().panel ?? {
    agent: { name: '', username, arn: '' },
    instance: { arn: '', region: '' },
    contacts: [],
  }
const mine = (contactId: string, what: string) =>
  control('POST', `/agents/${username}/contacts/${contactId}/${what}`)
const asAgent = (contactId: string, what: string, body: object = {}) =>
  control('POST', `/contacts/${contactId}/${what}`, { agent: username, ...body })

const methods: Methods = {
  acceptContact: ({ contactId }) => asAgent(contactId, 'accept'),
  rejectContact: ({ contactId }) => mine(contactId, 'decline'),
  clearContact: ({ contactId }) => mine(contactId, 'clear'),
  completeContact: ({ contactId }) => mine(contactId, 'clear'),
  holdConnection: ({ contactId }) => asAgent(contactId, 'hold'),
  resumeConnection: ({ contactId }) => asAgent(contactId, 'resume'),
  destroyConnection: ({ contactId }) => asAgent(contactId, 'end'),
  async createTransport({ transportType, contactId }) {
    if (transportType !== 'chat_token')
      throw new Error(`the simulated CCP has no transport ${transportType}`)
    return { chatTokenTransport: await mine(contactId, 'chat-token') }
  },
  putAgentState: () => ({}),
  getEndpoints: () => ({ endpoints: [], addresses: [] }),
}

const page = conduit(methods, (selected) => change({ selected }))
openSdkChannel(contactAnswers(panel, () => store.getSnapshot().selected))

/** Selects the contact in the CCP and in the embedding page. */
const view = (contactId: string) => {
  change({ selected: contactId })
  page.view(contactId)
}

hear<{ panel: PanelView; offset: number }, Item>(
  `/agents/${username}/panel`,
  (state) => {
    const { selected, panel: before } = store.getSnapshot()
    change(state)
    page.update(agentUpdate(state.panel, Date.now() + state.offset))
    const { contacts } = state.panel
    const accepted = justAccepted(before, state.panel)
    if (accepted) return view(accepted)
    if (contacts.some(({ contactId }) => contactId === selected)) return
    const next = contacts.find(({ state: is }) => is === 'connected') ?? contacts[0]
    if (next) view(next.contactId)
    else change({ selected: undefined })
  },
  (item) => {
    page.chatItem(item)
    change({ heard: store.getSnapshot().heard + 1 })
  },
)

createRoot(document.getElementById('panel')!).render(
  <Translated value={translation}>
    <Panel store={store} view={view} asAgent={asAgent} mine={mine} />
  </Translated>,
)

/** Lets tests simulate failures of a CCP. */
Object.assign(window, {
  simulatedCcp: {
    hang: page.hang,
    signedOut: page.signedOut,
    loggedOut: page.loggedOut,
    signedIn: page.signedIn,
  },
})
