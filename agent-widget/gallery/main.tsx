// A development page that shows every component in every state, so that a developer can look at
// each and check its accessibility. Run `npm run gallery`, then add
// `?language=es&width=320&height=519&dir=rtl&only=files`. Light or dark mode follows the system's
// setting.
import '../connect-theme.css'
import '../styles.css'
import './gallery.css'
import { Suspense } from 'react'
import { createRoot } from 'react-dom/client'
import type { Language } from '#whatsapp/errors/language'
import { useDarkMode } from '../browser/use-dark-mode.ts'
import { createServices } from '../create-services.ts'
import { LanguageProvider } from '../i18n/messages.tsx'
import { ServicesProvider } from '../services.tsx'
import { type State, states } from './states.tsx'

const asked = new URL(location.href).searchParams
const language = (asked.get('language') ?? 'en') as Language
const width = `${asked.get('width') ?? 420}px`
const height = `${asked.get('height') ?? 720}px`
const only = asked.get('only')

document.documentElement.dir = asked.get('dir') ?? 'ltr'
document.documentElement.lang = language
localStorage.clear()

const businessLocation = {
  latitude: 38.7107,
  longitude: -9.1366,
  name: 'Lighthouse Travel',
  address: 'Rua Augusta 24, Lisbon',
}

const openStates = states
  .filter(({ name }) => !only || name === only)
  .map((state) => {
    const contactId = crypto.randomUUID()
    const services = createServices(state.api, {
      businessLocation: () => businessLocation,
      reportsMissed: true,
    })
    state.prepare?.(services, contactId)
    return { state, contactId, services }
  })

function Gallery() {
  useDarkMode()
  return openStates.map(({ state, contactId, services }) => (
    <section key={contactId} data-state={state.name} style={{ inlineSize: width }}>
      <h2>{state.name}</h2>
      <div style={{ blockSize: height }}>
        <ServicesProvider value={services}>
          <LanguageProvider language={language}>
            <section className="agent-widget" lang={language} aria-label={state.name}>
              <StateView state={state} contactId={contactId} />
            </section>
          </LanguageProvider>
        </ServicesProvider>
      </div>
    </section>
  ))
}

const StateView = ({ state, contactId }: { state: State; contactId: string }) => (
  <Suspense>{state.show(contactId)}</Suspense>
)

createRoot(document.getElementById('gallery')!).render(<Gallery />)
