// The newcomer's page: the agent's desk, the customer's phone, and what goes on in AWS between them.
import { createRoot } from 'react-dom/client'
import { snapshotStore } from '../../../../agent-widget/browser/snapshot-store.ts'
import type { StoryStep } from '../../scene/story-state.ts'
import { control, hear } from '../control.ts'
import { Page } from './page.tsx'
import type { Watched } from './watch.ts'
import './home.css'

const [{ steps }, { username, agents }] = await Promise.all([
  control<{ steps: StoryStep[] }>('GET', '/story'),
  control<{ username: string; agents: { username: string; name: string }[] }>(
    'GET',
    '/at-the-browser',
  ),
])
const store = snapshotStore<Watched | undefined>(undefined)
hear<Watched>('/watch', store.set)

createRoot(document.getElementById('page')!).render(
  <Page store={store} steps={steps} agents={agents} present={username} />,
)
