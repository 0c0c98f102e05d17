// The start page: the agent's console, the customer's phone, and the AWS calls in between.
import { createRoot } from 'react-dom/client'
import { snapshotStore } from '../../../../agent-widget/browser/snapshot-store.ts'
import type { StoryStep } from '../../scene/story-state.ts'
import { type AtTheBrowser, control, hear } from '../control.ts'
import { chosenLanguage } from '../i18n/texts.tsx'
import { Page } from './page.tsx'
import type { Watched } from './watch.ts'
import './home.css'

const [{ steps }, { username, language, agents }] = await Promise.all([
  control<{ steps: StoryStep[] }>('GET', '/story'),
  control<AtTheBrowser>('GET', '/at-the-browser'),
])
const store = snapshotStore<Watched | undefined>(undefined)
hear<Watched>('/watch', store.set)

createRoot(document.getElementById('page')!).render(
  <Page
    store={store}
    steps={steps}
    agents={agents}
    initialAgent={username}
    initialLanguage={chosenLanguage(language)}
  />,
)
