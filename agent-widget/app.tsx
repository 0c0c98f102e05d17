// The widget as one component, for every page that contains it. Shows the sign-in first, and then
// the contact that the agent is viewing.
import './connect-theme.css'
import './styles.css'
import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import {
  type DragEvent,
  lazy,
  type ReactNode,
  Suspense,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react'
import type { Language } from '#whatsapp/errors/language'
import { About } from './about.tsx'
import type { Api } from './api.ts'
import { useDarkMode } from './browser/use-dark-mode.ts'
import { Contact, Loading } from './conversation/contact.tsx'
import { withdrawDeliveredCopies } from './conversation/withdraw-copies.ts'
import { createServices } from './create-services.ts'
import { EmptyState } from './empty-state.tsx'
import type { PolicyWatch } from './hosts/blocked-by-policy.ts'
import { LanguageProvider, useLanguage, useMessages, widgetLanguage } from './i18n/messages.tsx'
import { type Services, ServicesProvider, useServices } from './services.tsx'
import type { SignIn } from './sign-in/sign-in.ts'
import { SignInGate } from './sign-in/sign-in-gate.tsx'
import { useAside } from './unanswered/use-aside.ts'
import { reportClearedContacts } from './workspace/cleared-contacts.ts'
import type { Workspace } from './workspace/workspace.ts'

export interface AgentWidgetProps {
  workspace: Workspace
  /** Created with `createApi({ url, token: signIn.token })`. */
  api: Api
  /** Created with `createSignIn({ … })`. */
  signIn: SignIn
  /** The agent's language. The default is the browser's language. */
  language?: Language
  /** Returns the location that agents can send from this business number. */
  locationOf?: Services['businessLocation']
  /**
   * If true, supervisors see words that the agent searches for without a result, and words of texts
   * that are not sent. True by default.
   */
  reportsMissed?: boolean
  /** Reports which requests the page's content security policy blocks. */
  policy?: Pick<PolicyWatch, 'getSnapshot' | 'subscribe'>
}

const NO_POLICY: NonNullable<AgentWidgetProps['policy']> = {
  getSnapshot: () => undefined,
  subscribe: () => () => {},
}

const nowhere = () => undefined

/** The widget fills the height that the page gives it, and scrolls inside. */
export function AgentWidget({
  workspace,
  api,
  signIn,
  language = widgetLanguage(),
  locationOf = nowhere,
  reportsMissed = true,
  policy = NO_POLICY,
}: AgentWidgetProps): ReactNode {
  const agent = useAgent(signIn)
  const [signOuts, setSignOuts] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a sign-out must create new services
  const services = useMemo(
    () => createServices(api, { businessLocation: locationOf, reportsMissed, owner: agent }),
    [api, locationOf, reportsMissed, agent, signOuts],
  )
  useEffect(
    () =>
      workspace.subscribe(() => {
        const now = workspace.getSnapshot().signOuts
        if (now === signOuts) return
        services.forget()
        setSignOuts(now)
      }),
    [workspace, services, signOuts],
  )
  useDarkMode()
  return (
    <ServicesProvider value={services}>
      <LanguageProvider language={language}>
        <Widget
          key={`${agent} ${signOuts}`}
          workspace={workspace}
          signIn={signIn}
          policy={policy}
        />
      </LanguageProvider>
    </ServicesProvider>
  )
}

/**
 * Returns the subject of the signed-in agent, or of the last agent if the sign-in has expired. With
 * the new subject of another agent, the widget hides what the previous agent has typed.
 */
function useAgent(signIn: SignIn): string | undefined {
  const state = useSyncExternalStore(signIn.subscribe, signIn.getSnapshot)
  const [agent, setAgent] = useState<string>()
  if (state.is === 'signed_in' && state.subject !== agent) setAgent(state.subject)
  return agent
}

function Widget({
  workspace,
  signIn,
  policy,
}: Pick<AgentWidgetProps, 'workspace' | 'signIn'> & Required<Pick<AgentWidgetProps, 'policy'>>) {
  const language = useLanguage()
  const messages = useMessages()
  const blocked = useSyncExternalStore(policy.subscribe, policy.getSnapshot)
  return (
    // Without these handlers, dropping a file outside an input would replace the page with the
    // file.
    <section
      className="agent-widget"
      lang={language}
      aria-label="WhatsApp"
      onDragOver={stay}
      onDrop={stay}
    >
      {blocked && <Alert type="error">{messages.blockedByPolicy({ ...blocked })}</Alert>}
      <SignInGate signIn={signIn} loading={<Loading />}>
        <Current workspace={workspace} />
      </SignInGate>
      <About />
    </section>
  )
}

const stay = (event: DragEvent) => {
  if (event.dataTransfer.types.includes('Files')) event.preventDefault()
}

/** The code of this page is loaded when the page is first opened. */
const UnansweredPage = lazy(async () => ({
  default: (await import('./unanswered/unanswered-page.tsx')).UnansweredPage,
}))

function Current({ workspace }: Pick<AgentWidgetProps, 'workspace'>) {
  const messages = useMessages()
  const services = useServices()
  useEffect(() => reportClearedContacts(workspace, services.api), [workspace, services])
  useEffect(() => withdrawDeliveredCopies(workspace, services), [workspace, services])
  const { connection, contacts, currentContactId } = useSyncExternalStore(
    workspace.subscribe,
    workspace.getSnapshot,
  )
  const { aside, showList, showChat, close } = useAside(currentContactId, contacts)
  const current = contacts.find(({ contactId }) => contactId === currentContactId)
  const contact = aside.is === 'chat' ? aside.contact : current

  function page() {
    if (aside.is === 'list')
      return (
        <Suspense fallback={<div className="aw-wait" />}>
          <UnansweredPage onOpen={showChat} onBack={close} />
        </Suspense>
      )
    if (contact)
      return (
        <Contact key={contact.contactId} contact={contact} sendChatText={workspace.sendChatText} />
      )
    if (connection === 'connecting') return <Loading />
    if (connection === 'no_ccp' || connection === 'not_ready')
      return (
        <Alert type="warning">
          {connection === 'no_ccp' ? messages.noCcp : messages.ccpNotReady}
        </Alert>
      )
    return <EmptyState title={messages.noContact} hint={messages.noContactHint} />
  }

  return (
    <>
      {connection === 'lost' && <Alert type="warning">{messages.hostLost}</Alert>}
      {connection === 'signed_out' && <Alert type="warning">{messages.signedOutOfConnect}</Alert>}
      {aside.is === 'chat' && (
        <p className="aw-aside">
          <Button variant="inline-link" iconName="arrow-left" onClick={showList}>
            {messages.unanswered.title}
          </Button>
          <span className="aw-facts">{messages.unanswered.notCurrent}</span>
        </p>
      )}
      {page()}
      {aside.is === 'none' && (
        <p className="aw-unanswered-link">
          <Button variant="inline-link" onClick={showList}>
            {messages.unanswered.open}
          </Button>
        </p>
      )}
    </>
  )
}
