import { type RefObject, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import type { SnapshotStore } from '../../../../agent-widget/browser/snapshot-store.ts'
import type { StoryStep } from '../../scene/story-state.ts'
import { control } from '../control.ts'
import { LANGUAGES, type Language, Translated, translationIn } from '../i18n/texts.tsx'
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
  initialAgent: string
  initialLanguage: Language
}

export function Page({ store, steps, agents, initialAgent, initialLanguage }: Props) {
  const watched = useSyncExternalStore(store.subscribe, store.getSnapshot)
  const [username, setUsername] = useState(initialAgent)
  const [translation, setTranslation] = useState(() => translationIn(initialLanguage))
  const { language, texts } = translation
  // The number of the last AWS call before the latest action on this page.
  const [mark, setMark] = useState(0)
  const agentConsole = useRef<HTMLIFrameElement>(null)
  useReadAgain(agentConsole, steps[watched?.story.last ?? -1])
  if (!watched) return <p className="empty">{texts.page.connecting}</p>

  const acted = () => setMark(watched?.calls.at(-1)?.n ?? 0)

  async function switchAgent(next: string) {
    await control('POST', '/at-the-browser', { username: next })
    setUsername(next)
  }
  async function switchLanguage(next: Language) {
    await control('POST', '/at-the-browser', { language: next })
    setTranslation(translationIn(next))
  }

  return (
    <Translated value={translation}>
      <header className="top">
        <h1>
          {texts.page.title} <small>{texts.page.subtitle}</small>
        </h1>
        <Faults active={watched.faults} />
        <Clock offset={watched.offset} />
        <label className="language">
          <span className="unseen">{texts.page.language}</span>
          <select
            value={language}
            onChange={(event) => void switchLanguage(event.target.value as Language)}
          >
            {Object.entries(LANGUAGES).map(([code, name]) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </header>
      {steps.length > 0 && <Story steps={steps} state={watched.story} acted={acted} />}
      <main>
        <section className="agent-console" aria-label={texts.page.agentConsole}>
          <div className="caption">
            <h2>{texts.page.agentConsole}</h2>
            <span>{texts.page.agentConsoleHint}</span>
            <label>
              {texts.page.agent}{' '}
              <select value={username} onChange={(event) => void switchAgent(event.target.value)}>
                {agents.map((agent) => (
                  <option key={agent.username} value={agent.username}>
                    {agent.name}
                  </option>
                ))}
              </select>
            </label>
            <a href="/workspace.html" target="_blank" rel="noreferrer">
              {texts.page.openWorkspace}
            </a>
          </div>
          {/*
           * The key depends on the agent and the language. When either changes, React creates the
           * frame again, so that the CCP and the sign-in start again.
           */}
          <iframe
            ref={agentConsole}
            key={`${username} ${language}`}
            title={texts.page.agentConsole}
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
    </Translated>
  )
}

/**
 * The widget reads its list of templates each minute and when its page becomes visible. After each
 * step of the supervisor, this hook makes the widget read the list at once, so that the screen
 * shows what the step has changed.
 */
function useReadAgain(frame: RefObject<HTMLIFrameElement | null>, step: StoryStep | undefined) {
  useEffect(() => {
    if (step?.chapter !== 'supervisor') return
    frame.current?.contentDocument?.dispatchEvent(new Event('visibilitychange'))
  }, [frame, step])
}
