// Implements `Workspace` for pages that contain the Contact Control Panel (CCP). Uses the libraries
// amazon-connect-streams (Streams) and amazon-connect-chatjs (ChatJS).

import { snapshotStore } from '../browser/snapshot-store.ts'
import { ccpContact } from './ccp-contact.ts'
import { type ChatJsSession, listen } from './chat-session.ts'
import { NUMBER_ATTRIBUTE } from './customer-number.ts'
import { type LastMessages, NO_MESSAGES, withItems } from './transcript.ts'
import type { Workspace, WorkspaceContact, WorkspaceSnapshot } from './workspace.ts'

type Streams = typeof connect

export interface CcpOptions {
  /**
   * The element that contains the CCP, at least 320 × 460 pixels. React must not move the element,
   * because browsers load a frame again if it is moved.
   */
  container: HTMLElement
  /** The address of the CCP, https://<instance>.my.connect.aws/ccp-v2/. */
  ccpUrl: string
  region: string
  /** The page on which agents sign in with SAML. */
  loginUrl?: string
  /**
   * The address of the participant service, for ChatJS. Required if the page cannot use AWS's own
   * address for the Region.
   */
  participantEndpoint?: string
  numberAttribute?: string
}

/**
 * Opens the CCP in `container`, and returns its workspace. If this page already has a CCP, returns
 * the workspace of that CCP, because a page can have only one.
 */
export function ccpWorkspace(options: CcpOptions): Workspace {
  const { container, ccpUrl, region, loginUrl, participantEndpoint, numberAttribute } = options
  return follow(async () => {
    const { streams } = await import('./streams.ts')
    if (participantEndpoint)
      streams.ChatSession.setGlobalConfig({
        endpoint: participantEndpoint,
      } as connect.ChatGlobalConfig)
    const frame = document.querySelector('iframe[name="Amazon Connect CCP"]')
    // If the CCP's frame has been removed from the page, Streams is still initialized. In this
    // state, initCCP would do nothing and report no error.
    if (!frame && streams.core.getEventBus()) streams.core.terminate()
    if (!frame) {
      streams.core.initCCP(container, {
        ccpUrl,
        region,
        loginPopupAutoClose: true,
        ...(loginUrl && { loginUrl }),
        softphone: { allowFramedSoftphone: false, disableRingtone: true },
      })
    }
    return streams
  }, numberAttribute)
}

/**
 * Returns the workspace for a page that opens the CCP itself, with its own copy of Streams (2.x).
 * The page must also load ChatJS. Without it, the times and texts of chats are unknown.
 */
export function attachedCcpWorkspace({
  numberAttribute,
}: Pick<CcpOptions, 'numberAttribute'> = {}): Workspace {
  return follow(async () => {
    const streams = (globalThis as { connect?: Streams }).connect
    return streams?.core?.getEventBus() ? streams : undefined
  }, numberAttribute)
}

/**
 * The number of seconds without a response of the CCP after which the connection counts as lost.
 * Streams pings the CCP every second.
 */
const SILENT_TICKS = 6
/**
 * The number of seconds without a report about the agent after which the CCP counts as not ready.
 * Nobody is signed in, or the page is not allowed to embed the CCP.
 */
const NOT_READY_TICKS = 15
const TICK_MS = 1000

/**
 * Calls `open` every second until it returns Streams. While the page has no CCP, `open` returns
 * undefined.
 */
function follow(
  open: () => Promise<Streams | undefined>,
  numberAttribute = NUMBER_ATTRIBUTE,
): Workspace {
  const store = snapshotStore<WorkspaceSnapshot>({
    connection: 'connecting',
    signOuts: 0,
    agent: undefined,
    contacts: [],
    currentContactId: undefined,
  })
  const contacts = new Map<string, connect.Contact>()
  const lastMessages = new Map<string, LastMessages>()
  const sessions = new Map<string, Promise<ChatJsSession>>()
  let subscriptions: connect.Subscription[] = []
  let connection: WorkspaceSnapshot['connection'] = 'connecting'
  let agent: WorkspaceSnapshot['agent']
  let signOuts = 0
  let viewed: string | undefined
  let silent = 0
  let stopped = false
  let timer: ReturnType<typeof setTimeout> | undefined

  function publish() {
    if (stopped) return
    const known = [...contacts]
      .map(([id, contact]) => ccpContact(contact, lastMessages.get(id), numberAttribute))
      .filter((contact) => contact !== undefined)
    store.set({
      connection,
      signOuts,
      agent,
      contacts: known,
      currentContactId: currentContactOf(known),
    })
  }

  /**
   * Returns the id of the contact that the agent is viewing. The CCP reports this contact only when
   * it changes. Before the first report, or if the reported contact no longer exists, returns the
   * most likely contact.
   */
  function currentContactOf(known: readonly WorkspaceContact[]): string | undefined {
    if (viewed !== undefined && contacts.has(viewed)) return viewed
    return (
      known.find(({ state }) => state === 'connected') ??
      known.find(({ state }) => state === 'ended') ??
      known[0]
    )?.contactId
  }

  function take(contact: connect.Contact) {
    const id = contact.getContactId()
    // Streams can report a contact twice: in the list of contacts, and with the event.
    if (contacts.has(id)) return publish()
    contacts.set(id, contact)
    subscriptions.push(
      contact.onRefresh((fresh) => {
        contacts.set(id, fresh)
        converse(fresh)
        publish()
      }),
      contact.onDestroy(() => {
        contacts.delete(id)
        sessions.delete(id)
        lastMessages.delete(id)
        publish()
      }),
    )
    converse(contact)
    publish()
  }

  /**
   * Starts the chat session after the agent has accepted the chat. Before the agent has accepted
   * the chat, Connect does not let the agent read the transcript.
   */
  function converse(contact: connect.Contact) {
    const id = contact.getContactId()
    if (sessions.has(id)) return
    const connected = ccpContact(contact, undefined, numberAttribute)?.state === 'connected'
    const chat = connected
      ? (contact.getAgentConnection() as connect.ChatConnection | undefined)
      : undefined
    if (!chat?.getMediaController) return
    const session: Promise<ChatJsSession> = chat.getMediaController()
    sessions.set(id, session)
    session.then(
      (opened) =>
        listen(opened, (items) => {
          lastMessages.set(id, withItems(lastMessages.get(id) ?? NO_MESSAGES, items))
          publish()
        }),
      // If ChatJS is missing or could not connect, the next refresh tries again.
      () => sessions.delete(id),
    )
  }

  function attach(streams: Streams) {
    const bus = streams.core.getEventBus()
    const signedOut = () => become('signed_out')
    for (const subscription of subscriptions) subscription.unsubscribe()
    contacts.clear()
    sessions.clear()
    subscriptions = [
      bus.subscribe(streams.EventType.ACKNOWLEDGE, () => {
        silent = 0
        if (connection === 'lost') become(agent ? 'ready' : 'connecting')
      }),
      // While the agent is signed out, the CCP still responds to pings, so only its next report
      // about the agent shows that the agent has signed in again.
      streams.core.onAuthFail(signedOut),
      streams.core.onAccessDenied(signedOut),
      // Streams reports this event when the agent signs out in the CCP. If a session expires,
      // Streams reports an authorization failure instead.
      bus.subscribe(streams.EventType.TERMINATED, () => {
        signOuts += 1
        signedOut()
      }),
      bus.subscribe(streams.AgentEvents.UPDATE, () => {
        if (connection === 'signed_out') become('ready')
      }),
      streams.core.onViewContact(({ contactId }) => {
        viewed = contactId || undefined
        publish()
      }),
      streams.contact(take),
      // If Streams already knows the agent, it calls this function immediately. It does not report
      // contacts that already exist, so these are read from the agent.
      streams.agent((known) => {
        agent = { name: known.getName(), arn: known.getConfiguration().agentARN }
        silent = 0
        become('ready')
        for (const contact of known.getContacts()) take(contact)
      }),
    ]
    return bus
  }

  function become(next: typeof connection) {
    connection = next
    publish()
  }

  function watch(streams: Streams) {
    let bus = attach(streams)
    let ticks = 0
    timer = setInterval(() => {
      // If the page has closed its CCP and opened another one, all subscriptions are lost and must
      // be made again.
      if (streams.core.getEventBus() !== bus) bus = attach(streams)
      silent += 1
      ticks += 1
      if (silent > SILENT_TICKS && connection === 'ready') become('lost')
      if (ticks >= NOT_READY_TICKS && connection === 'connecting') become('not_ready')
    }, TICK_MS)
  }

  async function begin() {
    try {
      const streams = await open()
      if (stopped) return
      if (streams) {
        if (connection === 'no_ccp') become('connecting')
        watch(streams)
      } else {
        if (connection !== 'no_ccp') become('no_ccp')
        timer = setTimeout(begin, TICK_MS)
      }
    } catch (error) {
      become('lost')
      console.error(error)
    }
  }
  void begin()

  return {
    host: 'ccp',
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    async sendChatText(contactId, text) {
      const session = await sessions.get(contactId)
      if (!session) throw new Error('the chat is not connected')
      await session.sendMessage({ contentType: 'text/plain', message: text })
    },
    stop() {
      stopped = true
      clearTimeout(timer)
      clearInterval(timer)
      for (const subscription of subscriptions) subscription.unsubscribe()
    },
  }
}
