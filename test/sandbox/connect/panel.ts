// Returns what an agent's Contact Control Panel (CCP) shows: the contacts that are offered to the
// agent, connected, or ended but not yet cleared, and the tokens for their chats. The pages of the
// simulated CCP and agent workspace display this information.
import { agentTokens } from '../participant/tokens.ts'
import { ConsoleRefusal } from './agent-console.ts'
import { segmentAttributes } from './contact-events.ts'
import type { Core } from './core.ts'
import type { Chat, Contact, Item, WhatsAppEnds } from './records.ts'

export interface PanelEndpoint {
  readonly type: 'phone_number'
  readonly phoneNumber: string
}

export interface PanelContact {
  readonly contactId: string
  readonly initialContactId: string
  readonly state: 'connecting' | 'connected' | 'ended' | 'missed'
  readonly onHold: boolean
  /** The virtual time at which the contact entered this state, in milliseconds since 1970. */
  readonly since: number
  readonly initiationMethod: string
  readonly queue: { readonly queueId: string; readonly queueARN: string; readonly name: string }
  readonly queuedAt: number
  readonly attributes: Readonly<Record<string, string>>
  readonly segmentAttributes: object
  readonly customerName: string
  readonly customerEndpoint: PanelEndpoint | null
  readonly initialEndpoint: PanelEndpoint | null
  readonly systemEndpoint: PanelEndpoint | null
  /** The id of the participant that stands for the agent in the chat. */
  readonly participantId: string
  readonly customerParticipantId: string
  readonly participantToken: string
}

export interface PanelView {
  readonly agent: { readonly name: string; readonly username: string; readonly arn: string }
  readonly instance: { readonly arn: string; readonly region: string }
  readonly contacts: readonly PanelContact[]
}

export interface Panel {
  view(username: string): PanelView
  /**
   * Returns the chat token that the CTI API's operation CreateTransport returns to an agent's CCP.
   */
  chatToken(contactId: string, username: string): { participantToken: string; expiry: string }
  /** The agent declines an offered contact. */
  decline(contactId: string, username: string): void
  /** The agent closes an ended or missed contact. */
  clear(contactId: string, username: string): void
  /**
   * Registers a function that is called for every item of this agent's chats. Returns a function
   * that removes the listener.
   */
  onItem(username: string, tell: (item: Item) => void): () => void
}

export function createPanel(core: Core): Panel {
  const declined = new Map<string, number>()
  const cleared = new Set<string>()
  const tokens = new Map<string, string>()

  const agentNamed = (username: string) => {
    const agent = core.world.agents.find((one) => one.username === username)
    if (!agent)
      throw new ConsoleRefusal(
        `${username} is not an agent; there are ${core.world.agents.map((one) => one.username).join(', ')}`,
      )
    return agent
  }
  const key = (contact: { id: string }, agent: { id: string }) => `${contact.id} ${agent.id}`

  function stateFor(
    contact: Contact,
    agent: { id: string },
  ): Pick<PanelContact, 'state' | 'since'> | undefined {
    if (cleared.has(key(contact, agent))) return undefined
    const { agent: holder, ended, queue } = contact
    const missedAt = declined.get(key(contact, agent))
    if (holder?.id === agent.id)
      return ended
        ? { state: 'ended', since: ended.at }
        : { state: 'connected', since: holder.connectedAt }
    if (missedAt !== undefined) return { state: 'missed', since: missedAt }
    if (holder || ended || !queue || (queue.agentId && queue.agentId !== agent.id)) return undefined
    return { state: 'connecting', since: queue.at }
  }

  function contactFor(
    contact: Contact,
    agent: { id: string; name: string },
  ): PanelContact | undefined {
    const state = stateFor(contact, agent)
    if (!state) return undefined
    const { id, chat, queue, initiationMethod, initiatedAt } = contact
    const { panelCustomerEndpoint, panelInitialConnection, copiedCustomerNumber } = core.guesses
    const { participantId, participantToken } = agentTokens(core, contact, agent)
    const token = tokens.get(key(contact, agent)) ?? participantToken()
    tokens.set(key(contact, agent), token)
    const endpoint = (number: string | undefined, shown = true) =>
      number && shown ? ({ type: 'phone_number', phoneNumber: number } as const) : null
    const queueId = queue?.id ?? ''
    const name = core.world.queues.find((one) => one.id === queueId)?.name ?? agent.name
    return {
      contactId: id,
      initialContactId: chat.id,
      ...state,
      onHold: contact.hold.since !== undefined,
      initiationMethod: initiationMethod.toLowerCase(),
      queue: { queueId, queueARN: `${core.instanceArn}/queue/${queueId}`, name },
      queuedAt: queue?.at ?? initiatedAt,
      attributes: attributesOf(
        chat.attributes,
        chat.whatsapp?.customer,
        copiedCustomerNumber === 'filled',
      ),
      segmentAttributes: segmentAttributes(core, contact),
      customerName: chat.customer.name,
      customerEndpoint: endpoint(
        chat.whatsapp?.customer.number,
        panelCustomerEndpoint === 'filled',
      ),
      initialEndpoint: endpoint(
        chat.whatsapp?.customer.number,
        panelInitialConnection === 'filled',
      ),
      systemEndpoint: endpoint(chat.whatsapp?.businessNumber),
      participantId,
      customerParticipantId: chat.customer.id,
      participantToken: token,
    }
  }

  // Returns the attributes that the CCP shows, with two attributes that flows set in a real
  // instance: the project's flow copies the customer's number from $.CustomerEndpoint.Address, and
  // a company's own flow adds the customer's name from its database. The sandbox's flow sets
  // neither.
  function attributesOf(
    { customerNumber: _, ...others }: Chat['attributes'],
    customer: WhatsAppEnds['customer'] | undefined,
    shown: boolean,
  ) {
    const { name, number } = customer ?? {}
    return {
      ...(name ? { customerName: name } : {}),
      ...others,
      ...(number && shown ? { customerNumber: number } : {}),
    }
  }

  const find = (contactId: string, agent: { id: string }) => {
    const contact = core.contacts.get(contactId)
    const state = contact && stateFor(contact, agent)
    if (!contact || !state)
      throw new ConsoleRefusal(`contact ${contactId} is not in this agent's panel`)
    return { contact, ...state }
  }

  return {
    view(username) {
      const agent = agentNamed(username)
      const contacts = [...core.contacts.values()]
        .map((contact) => contactFor(contact, agent))
        .filter((contact) => contact !== undefined)
      return {
        agent: { name: agent.name, username, arn: `${core.instanceArn}/agent/${agent.id}` },
        instance: { arn: core.instanceArn, region: core.world.region },
        contacts,
      }
    },
    chatToken(contactId, username) {
      const agent = agentNamed(username)
      return agentTokens(core, find(contactId, agent).contact, agent).chatToken()
    },
    decline(contactId, username) {
      const agent = agentNamed(username)
      const { contact, state } = find(contactId, agent)
      if (state !== 'connecting')
        throw new ConsoleRefusal(`contact ${contactId} is ${state}: only an offer can be declined`)
      declined.set(key(contact, agent), core.clock.now())
    },
    clear(contactId, username) {
      const agent = agentNamed(username)
      const { contact, state } = find(contactId, agent)
      if (state !== 'ended' && state !== 'missed')
        throw new ConsoleRefusal(`contact ${contactId} is ${state}: end it first`)
      cleared.add(key(contact, agent))
    },
    onItem(username, tell) {
      const agent = agentNamed(username)
      const listener = (item: Item) => {
        const contact = core.contacts.get(item.ContactId)
        if (contact?.agent?.id === agent.id) tell(item)
      }
      core.listeners.add(listener)
      return () => void core.listeners.delete(listener)
    },
  }
}
