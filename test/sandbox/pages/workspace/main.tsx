// The simulated agent workspace. It contains the CCP and, in a sandboxed frame of another site, the
// widget as a third-party app.
import { createRoot } from 'react-dom/client'
import { snapshotStore } from '../../../../agent-widget/browser/snapshot-store.ts'
import type { PanelView } from '../../connect/panel.ts'
import type { Item } from '../../connect/records.ts'
import { justAccepted, Panel, type PanelState } from '../ccp/panel.tsx'
import { type AtTheBrowser, control, hear } from '../control.ts'
import { chosenLanguage, Translated, translationIn } from '../i18n/texts.tsx'
import { createApps } from './apps.ts'
import './workspace.css'

const { username, language, agents } = await control<AtTheBrowser>('GET', '/at-the-browser')
const translation = translationIn(chosenLanguage(language))
const { workspace } = translation.texts
document.getElementById('title')!.textContent = workspace.title
document.getElementById('subtitle')!.textContent = workspace.subtitle
document.getElementById('apps')!.ariaLabel = workspace.apps

const store = snapshotStore<PanelState>({
  panel: undefined,
  agents,
  offset: 0,
  selected: undefined,
  heard: 0,
})
const change = (changes: Partial<PanelState>) => store.set({ ...store.getSnapshot(), ...changes })
const mine = (contactId: string, what: string) =>
  control('POST', `/agents/${username}/contacts/${contactId}/${what}`)
const asAgent = (contactId: string, what: string, body: object = {}) =>
  control('POST', `/contacts/${contactId}/${what}`, { agent: username, ...body })

const otherName: Readonly<Record<string, string>> = {
  localhost: '127.0.0.1',
  '127.0.0.1': 'localhost',
}
const appOrigin = location.origin.replace(
  location.hostname,
  otherName[location.hostname] ?? location.hostname,
)
/** Tests show another app instead of the widget with ?app=/probe.html */
const app = new URLSearchParams(location.search).get('app') ?? '/widget/agent-workspace.html'
const apps = createApps(document.getElementById('apps')!, `${appOrigin}${app}`)

store.subscribe(() => {
  const { panel, selected } = store.getSnapshot()
  if (panel) apps.show(panel, selected)
})

const view = (selected: string) => change({ selected })

hear<{ panel: PanelView; offset: number }, Item>(
  `/agents/${username}/panel`,
  (state) => {
    const { selected, panel: before } = store.getSnapshot()
    const { contacts } = state.panel
    const accepted = justAccepted(before, state.panel)
    if (accepted) return change({ ...state, selected: accepted })
    const stillOpen = contacts.find(({ contactId }) => contactId === selected)
    const next = stillOpen ?? contacts.find(({ state: is }) => is === 'connected') ?? contacts[0]
    change({ ...state, selected: next?.contactId })
  },
  () => change({ heard: store.getSnapshot().heard + 1 }),
)

createRoot(document.getElementById('panel')!).render(
  <Translated value={translation}>
    <Panel store={store} view={view} asAgent={asAgent} mine={mine} />
  </Translated>,
)
