// Implements `Workspace` for a third-party app in the Amazon Connect agent workspace. Uses the
// libraries @amazon-connect/app and @amazon-connect/contact. The agent workspace reports the
// contact's id, its attributes and the agent. The agent workspace offers no transcript, no way to
// send chat text, and no customer endpoint for chats.
import type { AppContext } from '@amazon-connect/app'
import type { ContactClient } from '@amazon-connect/contact'
import { type SnapshotStore, snapshotStore } from '../browser/snapshot-store.ts'
import { customerNumber, NUMBER_ATTRIBUTE } from './customer-number.ts'
import type { Workspace, WorkspaceContact, WorkspaceSnapshot } from './workspace.ts'

interface Options {
  numberAttribute?: string
}

/**
 * The state of the connected workspace. All calls of `agentWorkspace` share it, because the SDK can
 * connect a page to its workspace only once.
 */
let running: SnapshotStore<WorkspaceSnapshot> | undefined

export function agentWorkspace({ numberAttribute = NUMBER_ATTRIBUTE }: Options = {}): Workspace {
  running ??= connected(numberAttribute)
  return {
    host: 'workspace',
    getSnapshot: running.getSnapshot,
    subscribe: running.subscribe,
    stop: () => {},
  }
}

function connected(numberAttribute: string): SnapshotStore<WorkspaceSnapshot> {
  const store = snapshotStore<WorkspaceSnapshot>({
    connection: 'connecting',
    signOuts: 0,
    agent: undefined,
    contacts: [],
    currentContactId: undefined,
  })
  const change = (changes: Partial<WorkspaceSnapshot>) =>
    store.set({ ...store.getSnapshot(), ...changes })
  const lost = (why: unknown) => {
    console.error(why)
    change({ connection: 'lost' })
  }

  Promise.all([import('@amazon-connect/app'), import('@amazon-connect/contact')]).then(
    ([{ AmazonConnectApp }, { AgentClient, ContactClient }]) => {
      // Each client gets the provider explicitly. Otherwise, the client would look for the provider
      // in its own copy of @amazon-connect/core.
      const { provider } = AmazonConnectApp.init({
        async onCreate({ context }) {
          change({ connection: 'ready' })
          const agent = new AgentClient(provider)
          // The workspace shows the app only when `onCreate` has returned, so `onCreate` does not
          // wait for the agent's data.
          void Promise.all([agent.getName(), agent.getARN()]).then(
            ([name, arn]) => change({ agent: { name, arn } }),
            lost,
          )
          const contactId = contactOf(context)
          if (contactId) follow(new ContactClient(provider), contactId, numberAttribute, change)
        },
        async onDestroy() {
          change({ contacts: [], currentContactId: undefined })
        },
      })
      // If the page is not in a workspace, nothing responds, and the error is
      // workspaceConnectTimeout.
      provider.onError((error) => error.isFatal && lost(error.message))
    },
    lost,
  )
  return store
}

/** Returns the id of the contact, or undefined if the app is open without a contact. */
const contactOf = ({ scope, contactScope }: AppContext) =>
  scope?.type === 'contact' ? scope.contactId : contactScope?.contactId

/**
 * Watches the app's only contact. For the next contact, the workspace opens another instance of the
 * app.
 */
function follow(
  client: ContactClient,
  contactId: string,
  numberAttribute: string,
  change: (changes: Partial<WorkspaceSnapshot>) => void,
): void {
  let contact: WorkspaceContact = {
    contactId,
    initialContactId: contactId,
    subtype: undefined,
    // The workspace opens the app only after the agent has accepted the contact. Events report all
    // later states.
    state: 'connected',
    customerName: undefined,
    customerNumber: undefined,
    attributes: {},
    lastCustomerMessageAt: undefined,
    lastAgentMessageAt: undefined,
    agentTexts: [],
  }
  const update = (changes: Partial<WorkspaceContact>) => {
    contact = { ...contact, ...changes }
    change({ contacts: [contact], currentContactId: contactId })
  }
  update({})

  client.onIncoming(async () => update({ state: 'incoming' }), contactId)
  client.onConnected(async () => update({ state: 'connected' }), contactId)
  client.onStartingAcw(async () => update({ state: 'ended' }), contactId)
  client.onCleared(async () => change({ contacts: [], currentContactId: undefined }), contactId)
  client.onMissed(async () => change({ contacts: [], currentContactId: undefined }), contactId)

  // Each request needs its own permission, which the administrator may not have granted. If a
  // request is refused, the value in question stays undefined.
  const asked = <Answer>(answer: Promise<Answer>, then: (answer: Answer) => void) =>
    void answer.then(then, () => {})
  // The SDK's types contain only older subtypes, not connect:WhatsApp.
  asked(client.getChannelType(contactId), ({ subtype }) => update({ subtype: String(subtype) }))
  asked(
    client.getInitialContactId(contactId),
    (initialContactId) => initialContactId && update({ initialContactId }),
  )
  asked(client.getAttributes(contactId, '*'), (attributes) =>
    update({
      attributes,
      customerNumber: customerNumber([attributes[numberAttribute]]),
      customerName: attributes.customerName,
    }),
  )
}
