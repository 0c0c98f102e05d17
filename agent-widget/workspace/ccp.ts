// The custom CCP page: a workspace on amazon-connect-streams and ChatJS, unmodified.

import { snapshotStore } from '../browser/snapshot-store.ts'
import { ccpContact } from './ccp-contact.ts'
import { type ChatSession, listen } from './chat-session.ts'
import { NUMBER_ATTRIBUTE } from './customer-number.ts'
import { heard, type LastWords, noWords } from './transcript.ts'
import type { Workspace, WorkspaceContact, WorkspaceSnapshot } from './workspace.ts'

type Streams = typeof connect

export interface CcpOptions {
  /** Where the CCP is put; it wants at least 320 × 460 pixels. Keep it out of React's hands: a moved frame loads anew. */
  container: HTMLElement
  /** https://<instance>.my.connect.aws/ccp-v2/ */
  ccpUrl: string
  region: string
  /** Where agents sign in with SAML. */
  loginUrl?: string
  /** ChatJS's own option: the participant service's address, where it is not AWS's for the Region. */
  participantEndpoint?: string
  numberAttribute?: string
}

/** Opens the CCP in `container`, or joins the one this page has already: a page holds one, however often it is asked for. */
export function ccpWorkspace(options: CcpOptions): Workspace {
  const { container, ccpUrl, region, loginUrl, participantEndpoint, numberAttribute } = options
  return follow(async () => {
    const { streams } = await import('./streams.ts')
    if (participantEndpoint)
      streams.ChatSession.setGlobalConfig({
        endpoint: participantEndpoint,
      } as connect.ChatGlobalConfig)
    const frame = document.querySelector('iframe[name="Amazon Connect CCP"]')
    // Initialised, but the frame was taken out of the page: initCCP would do nothing, and say nothing.
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

/** For a page that has called initCCP itself, with its own Streams (2.x) and, for the chat's times and text, its own ChatJS. */
export function attachedCcpWorkspace({
  numberAttribute,
}: Pick<CcpOptions, 'numberAttribute'> = {}): Workspace {
  return follow(async () => {
    const streams = (globalThis as { connect?: Streams }).connect
    if (!streams?.core?.getEventBus())
      throw new Error('this page has no CCP yet: call connect.core.initCCP first, then the widget')
    return streams
  }, numberAttribute)
}

/** Streams asks the CCP for a sign of life every second; this many without an answer, counted while our own timer runs as it should. */
const SILENT_TICKS = 6
const TICK_MS = 1000

function follow(open: () => Promise<Streams>, numberAttribute = NUMBER_ATTRIBUTE): Workspace {
  const store = snapshotStore<WorkspaceSnapshot>({
    connection: 'connecting',
    agent: undefined,
    contacts: [],
    currentContactId: undefined,
  })
  const contacts = new Map<string, connect.Contact>()
  const words = new Map<string, LastWords>()
  const sessions = new Map<string, Promise<ChatSession>>()
  let subscriptions: connect.Subscription[] = []
  let connection: WorkspaceSnapshot['connection'] = 'connecting'
  let agent: WorkspaceSnapshot['agent']
  let viewed: string | undefined
  let silent = 0
  let stopped = false
  let timer: ReturnType<typeof setInterval> | undefined

  function tell() {
    if (stopped) return
    const shown = [...contacts]
      .map(([id, contact]) => ccpContact(contact, words.get(id), numberAttribute))
      .filter((contact) => contact !== undefined)
    store.set({ connection, agent, contacts: shown, currentContactId: current(shown) })
  }

  /** What the agent looks at. The CCP says so only when it changes: before, and after that contact is gone, the likeliest. */
  function current(shown: readonly WorkspaceContact[]): string | undefined {
    if (viewed !== undefined && contacts.has(viewed)) return viewed
    return (
      shown.find(({ state }) => state === 'connected') ??
      shown.find(({ state }) => state === 'ended') ??
      shown[0]
    )?.contactId
  }

  function take(contact: connect.Contact) {
    const id = contact.getContactId()
    // The list of contacts and the event tell of the same contact.
    if (contacts.has(id)) return tell()
    contacts.set(id, contact)
    subscriptions.push(
      contact.onRefresh((fresh) => {
        contacts.set(id, fresh)
        converse(fresh)
        tell()
      }),
      contact.onDestroy(() => {
        contacts.delete(id)
        sessions.delete(id)
        words.delete(id)
        tell()
      }),
    )
    converse(contact)
    tell()
  }

  /** From the moment the agent has the chat: before, its transcript is not the agent's to read. */
  function converse(contact: connect.Contact) {
    const id = contact.getContactId()
    if (sessions.has(id)) return
    const connected = ccpContact(contact, undefined, numberAttribute)?.state === 'connected'
    const chat = connected
      ? (contact.getAgentConnection() as connect.ChatConnection | undefined)
      : undefined
    if (!chat?.getMediaController) return
    const session: Promise<ChatSession> = chat.getMediaController()
    sessions.set(id, session)
    session.then(
      (opened) =>
        listen(opened, (items) => {
          words.set(id, heard(words.get(id) ?? noWords, items))
          tell()
        }),
      // Without ChatJS, or where it cannot connect. The next refresh tries again.
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
      // The panel still gives signs of life then; what it tells of the agent is the first sign of a new sign-in.
      streams.core.onAuthFail(signedOut),
      streams.core.onAccessDenied(signedOut),
      bus.subscribe(streams.EventType.TERMINATED, signedOut),
      bus.subscribe(streams.AgentEvents.UPDATE, () => {
        if (connection === 'signed_out') become('ready')
      }),
      streams.core.onViewContact(({ contactId }) => {
        viewed = contactId || undefined
        tell()
      }),
      streams.contact(take),
      // Told at once when the agent is known already; contacts that are there already are told by nobody.
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
    tell()
  }

  open().then(
    (streams) => {
      if (stopped) return
      let bus = attach(streams)
      timer = setInterval(() => {
        // The page ended its CCP and opened another: every subscription went with the first.
        if (streams.core.getEventBus() !== bus) bus = attach(streams)
        silent += 1
        if (silent > SILENT_TICKS && connection === 'ready') become('lost')
      }, TICK_MS)
    },
    (error) => {
      become('lost')
      console.error(error)
    },
  )

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
      clearInterval(timer)
      for (const subscription of subscriptions) subscription.unsubscribe()
    },
  }
}
