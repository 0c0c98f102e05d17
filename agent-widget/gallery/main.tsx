// For development only: each component in each state on one page, to be looked at and to be checked for accessibility.
// `npm run gallery`, then ?language=es&width=320&dir=rtl&only=files; light and dark as the system is set.
import '../connect-theme.css'
import '../styles.css'
import './gallery.css'
import { Suspense } from 'react'
import { createRoot } from 'react-dom/client'
import type { Language } from '#whatsapp/errors/language'
import { useDarkMode } from '../browser/use-dark-mode.ts'
import { Speaking } from '../i18n/messages.tsx'
import { createTools, ToolsProvider } from '../services.tsx'
import { type State, states } from './states.tsx'

const asked = new URL(location.href).searchParams
const language = (asked.get('language') ?? 'en') as Language
const width = `${asked.get('width') ?? 420}px`
const only = asked.get('only')

document.documentElement.dir = asked.get('dir') ?? 'ltr'
document.documentElement.lang = language
localStorage.clear()

const place = {
  latitude: 38.7107,
  longitude: -9.1366,
  name: 'Lighthouse Travel',
  address: 'Rua Augusta 24, Lisbon',
}

const shown = states
  .filter(({ name }) => !only || name === only)
  .map((state) => {
    const contactId = crypto.randomUUID()
    const tools = createTools(state.api, place)
    state.prepare?.(tools, contactId)
    return { state, contactId, tools }
  })

function Gallery() {
  useDarkMode()
  return shown.map(({ state, contactId, tools }) => (
    <section key={contactId} data-state={state.name} style={{ inlineSize: width }}>
      <h2>{state.name}</h2>
      <div>
        <ToolsProvider value={tools}>
          <Speaking language={language}>
            <section className="agent-widget" lang={language} aria-label={state.name}>
              <Shown state={state} contactId={contactId} />
            </section>
          </Speaking>
        </ToolsProvider>
      </div>
    </section>
  ))
}

const Shown = ({ state, contactId }: { state: State; contactId: string }) => (
  <Suspense>{state.show(contactId)}</Suspense>
)

createRoot(document.getElementById('gallery')!).render(<Gallery />)
