// The whole widget, in whichever host: sign-in, then the contact in the agent's view.
import './connect-theme.css'
import './styles.css'
import Alert from '@cloudscape-design/components/alert'
import { type DragEvent, type ReactNode, useState, useSyncExternalStore } from 'react'
import type { Language } from '#whatsapp/errors/language'
import type { Api } from './api.ts'
import { useDarkMode } from './browser/use-dark-mode.ts'
import { Contact, Loading } from './conversation/contact.tsx'
import { Nothing } from './empty-state.tsx'
import type { OwnPlace } from './hosts/settings.ts'
import { languageOf, Speaking, useLanguage, useMessages } from './i18n/messages.tsx'
import { createTools, ToolsProvider } from './services.tsx'
import type { SignIn } from './sign-in/sign-in.ts'
import { SignInGate } from './sign-in/sign-in-gate.tsx'
import type { Workspace } from './workspace/workspace.ts'

export interface AgentWidgetProps {
  workspace: Workspace
  /** `createApi({ url, token: signIn.token })` */
  api: Api
  /** `createSignIn({ … })` */
  signIn: SignIn
  /** The agent's language; the browser's when left out. */
  language?: Language
  /** Where the business is, to be sent as a location. */
  place?: OwnPlace | undefined
}

/** The page gives it a height; it scrolls inside. */
export function AgentWidget({
  workspace,
  api,
  signIn,
  language = languageOf(navigator.languages),
  place,
}: AgentWidgetProps): ReactNode {
  const [tools] = useState(() => createTools(api, place))
  useDarkMode()
  return (
    <ToolsProvider value={tools}>
      <Speaking language={language}>
        <Widget workspace={workspace} signIn={signIn} />
      </Speaking>
    </ToolsProvider>
  )
}

function Widget({ workspace, signIn }: Pick<AgentWidgetProps, 'workspace' | 'signIn'>) {
  const language = useLanguage()
  return (
    // A file that nothing here takes must not take the page's place.
    <section
      className="agent-widget"
      lang={language}
      aria-label="WhatsApp"
      onDragOver={stay}
      onDrop={stay}
    >
      <SignInGate signIn={signIn} waiting={<Loading />}>
        <Current workspace={workspace} />
      </SignInGate>
    </section>
  )
}

const stay = (event: DragEvent) => {
  if (event.dataTransfer.types.includes('Files')) event.preventDefault()
}

function Current({ workspace }: Pick<AgentWidgetProps, 'workspace'>) {
  const messages = useMessages()
  const { connection, contacts, currentContactId } = useSyncExternalStore(
    workspace.subscribe,
    workspace.getSnapshot,
  )
  const contact = contacts.find(({ contactId }) => contactId === currentContactId)
  return (
    <>
      {connection === 'lost' && <Alert type="warning">{messages.hostLost}</Alert>}
      {connection === 'signed_out' && <Alert type="warning">{messages.signedOutOfConnect}</Alert>}
      {contact ? (
        <Contact key={contact.contactId} contact={contact} sendChatText={workspace.sendChatText} />
      ) : connection === 'connecting' ? (
        <Loading />
      ) : (
        <Nothing title={messages.noContact} hint={messages.noContactHint} />
      )}
    </>
  )
}
