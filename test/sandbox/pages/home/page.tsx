import { useState, useSyncExternalStore } from 'react'
import type { SnapshotStore } from '../../../../agent-widget/browser/snapshot-store.ts'
import type { StoryStep } from '../../scene/story-state.ts'
import { control } from '../control.ts'
import { Calls } from './calls.tsx'
import { Clock } from './clock.tsx'
import { Faults } from './faults.tsx'
import { Phone } from './phone.tsx'
import { Story } from './story.tsx'
import type { Watched } from './watch.ts'

interface Props {
  store: SnapshotStore<Watched | undefined>
  steps: StoryStep[]
  agents: { username: string; name: string }[]
  present: string
}

export function Page({ store, steps, agents, present }: Props) {
  const watched = useSyncExternalStore(store.subscribe, store.getSnapshot)
  const [username, setUsername] = useState(present)
  // Calls up to here belong to what was done before.
  const [mark, setMark] = useState(0)
  if (!watched) return <p className="empty">Connecting to the sandbox…</p>

  const acted = () => setMark(watched?.calls.at(-1)?.n ?? 0)

  async function become(next: string) {
    await control('POST', '/at-the-browser', { username: next })
    setUsername(next)
  }

  return (
    <>
      <header className="top">
        <h1>
          WhatsApp for Amazon Connect <small>the sandbox: no AWS account needed</small>
        </h1>
        <Faults active={watched.faults} />
        <Clock offset={watched.offset} />
      </header>
      {steps.length > 0 && <Story steps={steps} state={watched.story} acted={acted} />}
      <main>
        <section className="desk" aria-label="The agent’s desk">
          <div className="caption">
            <h2>The agent’s desk</h2>
            <span>Connect’s own libraries, our widget on the right</span>
            <label>
              Agent{' '}
              <select value={username} onChange={(event) => void become(event.target.value)}>
                {agents.map((agent) => (
                  <option key={agent.username} value={agent.username}>
                    {agent.name}
                  </option>
                ))}
              </select>
            </label>
            <a href="/workspace.html" target="_blank" rel="noreferrer">
              In the agent workspace
            </a>
          </div>
          {/* Another agent is another page: the panel and the sign-in begin anew. */}
          <iframe
            key={username}
            title="The agent’s desk"
            src="/widget/ccp.html"
            allow="clipboard-write"
          />
        </section>
        <Phone
          screens={watched.screens}
          businesses={watched.businesses}
          customer={steps[watched.story.last ?? 0]?.customer ?? 0}
          acted={acted}
        />
      </main>
      <Calls calls={watched.calls.filter(({ n }) => n > mark)} />
    </>
  )
}
