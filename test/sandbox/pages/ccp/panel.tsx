import { useSyncExternalStore } from 'react'
import type { SnapshotStore } from '../../../../agent-widget/browser/snapshot-store.ts'
import type { PanelContact, PanelView } from '../../connect/panel.ts'
import { type Texts, useTexts } from '../i18n/texts.tsx'
import { Chat } from './chat.tsx'
import './ccp.css'

export interface PanelState {
  panel: PanelView | undefined
  agents: { username: string; name: string }[]
  /** The milliseconds to add to the browser's time to get virtual time. */
  offset: number
  selected: string | undefined
  /**
   * The number of chat items received so far. When this number changes, the CCP reads the
   * transcript again.
   */
  heard: number
}

interface Props extends Actions {
  store: SnapshotStore<PanelState>
}

export interface Actions {
  view(contactId: string): void
  asAgent(contactId: string, what: string, body?: object): Promise<unknown>
  mine(contactId: string, what: string): Promise<unknown>
}

export function Panel({ store, ...actions }: Props) {
  const { panel, agents, selected, heard } = useSyncExternalStore(
    store.subscribe,
    store.getSnapshot,
  )
  const texts = useTexts().ccp
  if (!panel) return <p className="empty">{texts.connecting}</p>
  const contact = panel.contacts.find(({ contactId }) => contactId === selected)
  const others = agents.filter(({ username }) => username !== panel.agent.username)
  return (
    <div className="ccp">
      <header className="topbar">
        <span className="available">{texts.available}</span>
        <span>{panel.agent.name}</span>
      </header>
      <nav aria-label={texts.contacts}>
        {panel.contacts.map((each) => (
          <Tab
            key={each.contactId}
            contact={each}
            selected={each.contactId === selected}
            view={actions.view}
          />
        ))}
      </nav>
      {contact ? (
        <Chat
          key={contact.contactId}
          contact={contact}
          heard={heard}
          others={others}
          {...actions}
        />
      ) : (
        <p className="empty">{texts.noContacts}</p>
      )}
    </div>
  )
}

/**
 * Returns the id of the contact that the agent has just accepted and that the CCP should therefore
 * select.
 */
export function justAccepted(before: PanelView | undefined, now: PanelView): string | undefined {
  if (!before) return undefined
  const had = new Set(
    before.contacts.filter(({ state }) => state !== 'connecting').map(({ contactId }) => contactId),
  )
  return now.contacts.find(({ contactId, state }) => state === 'connected' && !had.has(contactId))
    ?.contactId
}

interface TabProps extends Pick<Actions, 'view'> {
  contact: PanelContact
  selected: boolean
}

function Tab({ contact: { contactId, customerName, state, onHold }, selected, view }: TabProps) {
  const texts = useTexts().ccp
  return (
    <button
      type="button"
      className={`tab ${state}`}
      aria-current={selected}
      onClick={() => view(contactId)}
    >
      <span className="name">{customerName}</span>
      <span className="state">{onHold ? texts.onHold : texts[STATES[state]]}</span>
    </button>
  )
}

const STATES = {
  connecting: 'incoming',
  connected: 'connected',
  ended: 'ended',
  missed: 'missed',
} as const satisfies Record<PanelContact['state'], keyof Texts['ccp']>
