// Does what agents do in the Contact Control Panel (CCP). Refuses an action that the CCP would not
// offer.
import { randomUUID } from 'node:crypto'
import { announce, complete } from './attachments.ts'
import { connectAgent, endChat, setHold, transfer } from './chat.ts'
import type { Core, Remark } from './core.ts'
import { receipt, say, typing } from './items.ts'
import { chatObjection, whatsappObjection } from './media-rules.ts'
import type { Contact, Item, QuickConnectType } from './records.ts'

// https://docs.aws.amazon.com/connect-participant/latest/APIReference/API_SendMessage.html
const MAX_MESSAGE_BYTES = 16_384

export interface ConsoleContact {
  readonly contactId: string
  readonly initialContactId: string
  readonly previousContactId: string | undefined
  readonly state: 'flow' | 'queued' | 'connected' | 'ended'
  readonly onHold: boolean
  readonly subtype: 'connect:WhatsApp' | 'connect:Chat'
  readonly customer: { readonly name: string; readonly number: string | undefined }
  readonly businessNumber: string | undefined
  /** The agent who has or had the contact, or the agent in whose own queue the contact waits. */
  readonly agent: string | undefined
  readonly initiatedAt: string
  readonly endedAt: string | undefined
  readonly endedBy: string | undefined
}

export interface AgentConsole {
  /** Returns every contact, latest first. */
  contacts(): ConsoleContact[]
  accept(contactId: string, username: string): void
  message(contactId: string, username: string, text: string): { itemId: string }
  types(contactId: string, username: string): void
  /**
   * Marks the chat as read. Like the CCP, sends a single read receipt, for the customer's newest
   * message.
   */
  reads(contactId: string, username: string): void
  attachment(
    contactId: string,
    username: string,
    file: { name: string; contentType: string; body: Buffer; caption?: string },
  ): Promise<{ itemId: string; attachmentId: string }>
  /**
   * Transfers the contact to another agent's own queue. Returns the id of the new contact, which
   * the other agent has to accept.
   */
  transfer(contactId: string, fromUsername: string, toUsername: string): { contactId: string }
  /**
   * Uses a quick connect to add a participant to the open chat, or to run a flow in it. The agent
   * keeps the chat.
   */
  add(contactId: string, username: string, type: QuickConnectType): void
  /** Sets the agent's status to Offline, or back to Available. */
  setAway(username: string, isAway: boolean): void
  hold(contactId: string, username: string): void
  resume(contactId: string, username: string): void
  end(contactId: string, username: string): void
  transcript(contactId: string): readonly Item[]
  /**
   * Returns the id of the contact whose chat this participant token or connection token gives
   * access to.
   */
  contactOfToken(token: string): string | undefined
  /** Returns the actions that Connect ignored or could not perform without reporting an error. */
  remarks(): readonly Remark[]
}

/** Thrown for an action that the CCP would not offer. */
export class ConsoleRefusal extends Error {
  override readonly name = 'ConsoleRefusal'
}

export function createAgentConsole(core: Core): AgentConsole {
  const { agents } = core.world

  const agentNamed = (username: string) => {
    const agent = agents.find((one) => one.username === username)
    if (!agent)
      throw new ConsoleRefusal(
        `${username} is not an agent; there are ${agents.map((one) => one.username).join(', ')}`,
      )
    return agent
  }
  const nameOf = (agentId: string | undefined) => agents.find(({ id }) => id === agentId)?.username

  const find = (contactId: string) => {
    const contact = core.contacts.get(contactId)
    if (!contact) throw new ConsoleRefusal(`there is no contact ${contactId}`)
    return contact
  }

  /** Returns the contact. Throws unless this agent is connected to it. */
  const held = (contactId: string, username: string) => {
    const contact = find(contactId)
    const { agent, ended } = contact
    if (ended) throw new ConsoleRefusal(`contact ${contactId} has ended (${ended.reason})`)
    if (!agent || agent.id !== agentNamed(username).id) {
      throw new ConsoleRefusal(
        `contact ${contactId} is with ${nameOf(agent?.id) ?? 'nobody'}, not with ${username}`,
      )
    }
    return { contact, chat: contact.chat, me: agent.participant }
  }

  return {
    contacts: () => [...core.contacts.values()].reverse().map((contact) => view(contact, nameOf)),

    contactOfToken: (token) => core.tokens.get(token)?.chat.id,

    accept(contactId, username) {
      const contact = find(contactId)
      const agent = agentNamed(username)
      const { state, agent: holder } = view(contact, nameOf)
      if (state !== 'queued')
        throw new ConsoleRefusal(
          `contact ${contactId} is not waiting in a queue: ${state}${holder ? `, ${holder}` : ''}`,
        )
      if (contact.queue!.agentId && contact.queue!.agentId !== agent.id)
        throw new ConsoleRefusal(`contact ${contactId} is offered to ${holder} only`)
      connectAgent(core, contact, agent)
    },

    message(contactId, username, text) {
      const { chat, me } = held(contactId, username)
      const bytes = Buffer.byteLength(text)
      if (bytes < 1 || bytes > MAX_MESSAGE_BYTES)
        throw new ConsoleRefusal(`${bytes} bytes; a chat message has 1 to ${MAX_MESSAGE_BYTES}`)
      return { itemId: say(core, chat, me, text).Id }
    },

    types(contactId, username) {
      const { chat, me } = held(contactId, username)
      typing(core, chat, me)
    },

    reads(contactId, username) {
      const { chat, me } = held(contactId, username)
      const newest = chat.transcript.findLast(
        ({ Type, ParticipantRole }) => Type !== 'EVENT' && ParticipantRole === 'CUSTOMER',
      )
      if (!newest) throw new ConsoleRefusal('the customer has written nothing')
      receipt(core, chat, newest.Id, 'read', me)
    },

    async attachment(contactId, username, { name, contentType, body, caption }) {
      const { chat, me } = held(contactId, username)
      if (caption)
        throw new ConsoleRefusal(
          'an attachment in a chat has no caption; send the text as a message of its own',
        )
      const file = { name, contentType, size: body.length }
      const objection = chat.whatsapp ? whatsappObjection(file) : chatObjection(file)
      if (objection) throw new ConsoleRefusal(objection)
      const attachment = announce(core, chat, me, file)
      await core.api.writeObject(attachment.bucket, attachment.key, body, contentType)
      return { itemId: await complete(core, attachment), attachmentId: attachment.id }
    },

    transfer(contactId, fromUsername, toUsername) {
      const to = agentNamed(toUsername)
      const { contact } = held(contactId, fromUsername)
      if (to.id === contact.agent!.id)
        throw new ConsoleRefusal(`contact ${contactId} is already with ${toUsername}`)
      return { contactId: transfer(core, contact, to).id }
    },

    add(contactId, username, type) {
      const { contact } = held(contactId, username)
      contact.added.push({ id: randomUUID(), type, at: core.clock.now() })
    },

    setAway(username, isAway) {
      if (isAway) core.away.add(agentNamed(username).id)
      else core.away.delete(agentNamed(username).id)
    },

    hold(contactId, username) {
      const { contact } = held(contactId, username)
      if (core.guesses.heldChats === 'refused' || contact.hold.since !== undefined) {
        throw new ConsoleRefusal('Cannot put chat on hold: Invalid contact state.')
      }
      setHold(core, contact, true)
    },

    resume(contactId, username) {
      const { contact } = held(contactId, username)
      if (contact.hold.since === undefined)
        throw new ConsoleRefusal('Cannot resume chat: Invalid contact state.')
      setHold(core, contact, false)
    },

    end(contactId, username) {
      const { chat, me } = held(contactId, username)
      endChat(core, chat, 'AGENT_DISCONNECT', me)
    },

    transcript: (contactId) => find(contactId).chat.transcript,
    remarks: () => core.remarks,
  }
}

function view(
  contact: Contact,
  nameOf: (agentId: string | undefined) => string | undefined,
): ConsoleContact {
  const { id, chat, previousContactId, queue, agent, hold, ended, initiatedAt } = contact
  return {
    contactId: id,
    initialContactId: chat.id,
    previousContactId,
    state: ended ? 'ended' : agent ? 'connected' : queue ? 'queued' : 'flow',
    onHold: hold.since !== undefined,
    subtype: chat.whatsapp ? 'connect:WhatsApp' : 'connect:Chat',
    customer: { name: chat.customer.name, number: chat.whatsapp?.customer.number },
    businessNumber: chat.whatsapp?.businessNumber,
    agent: nameOf(agent?.id ?? queue?.agentId),
    initiatedAt: new Date(initiatedAt).toISOString(),
    endedAt: ended && new Date(ended.at).toISOString(),
    endedBy: ended?.reason,
  }
}
