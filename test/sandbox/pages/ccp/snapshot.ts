// Returns the data of the event `agent::update`, as the genuine CCP sends it: a snapshot of the
// agent's state, configuration and contacts. Timestamps are Date objects, which postMessage can
// clone. The field names are those of the CTI service model in the Streams bundle.
import type { PanelContact, PanelView } from '../../connect/panel.ts'

export function agentUpdate({ agent, instance, contacts }: PanelView, now: number) {
  const at = new Date(now)
  const available = {
    agentStateARN: `${instance.arn}/agent-state/available`,
    type: 'routable',
    name: 'Available',
  }
  const queues = [...new Map(contacts.map(({ queue }) => [queue.queueId, queue])).values()]
  const defaultQueue = queues[0] ?? {
    queueId: 'none',
    queueARN: `${instance.arn}/queue/none`,
    name: 'WhatsApp',
  }
  return {
    snapshot: {
      state: { ...available, startTimestamp: at },
      nextState: undefined,
      agentAvailabilityState: { state: 'Available', timeStamp: at },
      snapshotTimestamp: at,
      localTimestamp: Date.now(),
      skew: now - Date.now(),
      contacts: contacts.map(contactOf),
    },
    configuration: {
      name: agent.name,
      username: agent.username,
      agentARN: agent.arn,
      softphoneEnabled: false,
      softphoneAutoAccept: false,
      extension: '',
      agentPreferences: { LANGUAGE: 'en_US' },
      permissions: ['outboundCall'],
      dialableCountries: ['us'],
      agentStates: [available],
      routingProfile: {
        name: 'WhatsApp',
        routingProfileARN: `${instance.arn}/routing-profile/a1b2c3d4-0000-4000-8000-000000000001`,
        routingProfileId: `${instance.arn}/routing-profile/a1b2c3d4-0000-4000-8000-000000000001`,
        defaultOutboundQueue: defaultQueue,
        // Streams reads the agent's resource id from the agent's own queue.
        queues: [
          defaultQueue,
          {
            queueId: agent.arn,
            queueARN: agent.arn.replace('/agent/', '/queue/agent/'),
            name: null,
          },
        ],
        channelConcurrencyMap: { CHAT: 5, VOICE: 1, TASK: 1, EMAIL: 1 },
      },
    },
  }
}

function contactOf(contact: PanelContact) {
  const {
    contactId,
    initialContactId,
    initiationMethod,
    queue,
    queuedAt,
    segmentAttributes,
    customerName,
  } = contact
  const state = { type: contact.state, timestamp: new Date(contact.since) }
  const over = contact.state === 'ended' || contact.state === 'missed'
  const connectionState = { type: over ? 'disconnected' : 'connected', timestamp: state.timestamp }
  const attributes = Object.entries(contact.attributes).map(([name, value]) => [
    name,
    { name, value },
  ])
  const chat = (token?: string) => ({
    chatAutoAccept: false,
    customerName,
    ...(token && { connectionData: JSON.stringify({ ConnectionAuthenticationToken: token }) }),
  })
  return {
    contactId,
    initialContactId,
    type: 'chat',
    state,
    status: state,
    queue,
    queueTimestamp: new Date(queuedAt),
    initiationMethod,
    attributes: Object.fromEntries(attributes),
    segmentAttributes,
    customerEndpoint: contact.customerEndpoint,
    connectSystemEndpoint: contact.systemEndpoint,
    contactFeatures: {
      attachmentsEnabled: true,
      messagingMarkdownEnabled: false,
      multiPartyConferenceEnabled: false,
    },
    references: {},
    connections: [
      {
        connectionId: contact.participantId,
        type: 'agent',
        initial: false,
        state: over ? connectionState : { ...state },
        endpoint: null,
        address: null,
        chatMediaInfo: chat(contact.participantToken),
      },
      {
        connectionId: contact.customerParticipantId,
        type: 'inbound',
        initial: true,
        state: contact.onHold ? { ...connectionState, type: 'hold' } : connectionState,
        endpoint: contact.initialEndpoint,
        address: contact.initialEndpoint,
        chatMediaInfo: chat(),
      },
    ],
  }
}
