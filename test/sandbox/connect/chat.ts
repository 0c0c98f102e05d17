// Changes the state of a contact: queued, connected to an agent, on hold, transferred or ended.
import { randomUUID } from 'node:crypto'
import { emitContactEvent } from './contact-events.ts'
import type { Core } from './core.ts'
import { happen } from './items.ts'
import { type Chat, type Contact, current, type EndReason, type Participant } from './records.ts'

export function enqueue(core: Core, contact: Contact, queue: { id: string; agentId?: string }) {
  const at = core.clock.now()
  contact.queue = { id: queue.id, at, agentId: queue.agentId }
  contact.updatedAt = at
  emitContactEvent(core, contact, 'QUEUED')
}

export function connectAgent(core: Core, contact: Contact, agent: { id: string; name: string }) {
  const at = core.clock.now()
  contact.agent = { id: agent.id, connectedAt: at, participant: offer(contact, agent) }
  contact.updatedAt = at
  disconnectBot(core, contact.chat)
  join(core, contact.chat, contact.agent.participant)
  emitContactEvent(core, contact, 'CONNECTED_TO_AGENT')
}

/**
 * Puts the contact on hold, or resumes it. As in Connect, the transcript does not show a hold, and
 * both sides may still write. AWS documents no contact event for a hold.
 */
export function setHold(core: Core, { hold }: Contact, on: boolean) {
  const now = core.clock.now()
  if (hold.since !== undefined) hold.totalMs += now - hold.since
  hold.since = on ? now : undefined
}

/**
 * Returns the chat participant for an agent to whom the contact is offered. The participant is
 * created at the first offer, before the agent accepts: the agent's Contact Control Panel needs
 * tokens for the chat already then.
 */
export function offer(
  { offered }: Contact,
  { id, name }: { id: string; name: string },
): Participant {
  const seat = offered.get(id) ?? participant('AGENT', name)
  offered.set(id, seat)
  return seat
}

/**
 * Transfers the contact to another agent's own queue. As in Connect, the first agent leaves the
 * chat at once, and the new contact waits until the other agent accepts it.
 */
export function transfer(core: Core, contact: Contact, to: { id: string }): Contact {
  const { chat, agent } = contact
  happen(core, chat, 'participant.left', agent!.participant)
  happen(core, chat, 'transfer.succeeded', agent!.participant)
  endContact(core, contact, 'TRANSFERRED')
  const next = addContact(core, chat, randomUUID(), 'TRANSFER')
  enqueue(core, next, { id: to.id, agentId: to.id })
  return next
}

/**
 * Ends a contact that waits in a queue, and puts a new contact of the same chat into another queue,
 * as a customer queue flow can do in Connect.
 */
export function requeue(core: Core, contact: Contact, queue: { id: string; agentId?: string }) {
  endContact(core, contact, 'TRANSFERRED')
  const next = addContact(core, contact.chat, randomUUID(), 'QUEUE_TRANSFER')
  enqueue(core, next, queue)
  return next
}

export function endChat(core: Core, chat: Chat, reason: EndReason, by?: Participant) {
  if (by) happen(core, chat, 'participant.left', by)
  happen(core, chat, 'chat.ended')
  chat.cancelExpiry()
  endContact(core, current(chat), reason)
}

/**
 * Ends all contacts and tasks without publishing events and without adding items to their
 * transcripts.
 */
export function dropContacts({ clock, contacts, tasks }: Core) {
  const ended = { at: clock.now() }
  for (const contact of contacts.values()) {
    contact.chat.streams.length = 0
    contact.ended ??= { ...ended, reason: 'API' }
  }
  for (const task of tasks.values()) task.ended ??= ended
}

/** Connect disconnects a custom bot when an agent joins the chat. */
function disconnectBot(core: Core, chat: Chat) {
  const { bot } = chat
  if (!bot || bot.left) return
  bot.left = true
  if (bot.joined) happen(core, chat, 'participant.left', bot)
}

export function join(core: Core, chat: Chat, who: Participant) {
  if (who.joined) return
  who.joined = true
  happen(core, chat, 'participant.joined', who)
}

export function addContact(
  core: Core,
  chat: Chat,
  id: string,
  initiationMethod: Contact['initiationMethod'],
): Contact {
  const initiatedAt = core.clock.now()
  const contact: Contact = {
    id,
    chat,
    previousContactId: chat.contacts.at(-1)?.id,
    initiationMethod,
    initiatedAt,
    queue: undefined,
    agent: undefined,
    hold: { since: undefined, totalMs: 0 },
    added: [],
    updatedAt: initiatedAt,
    ended: undefined,
    offered: new Map(),
  }
  chat.contacts.push(contact)
  core.contacts.set(id, contact)
  emitContactEvent(core, contact, 'INITIATED')
  return contact
}

function endContact(core: Core, contact: Contact, reason: EndReason) {
  setHold(core, contact, false)
  contact.ended = { at: core.clock.now(), reason }
  contact.updatedAt = contact.ended.at
  emitContactEvent(core, contact, 'DISCONNECTED')
}

export const participant = (role: Participant['role'], name: string): Participant => ({
  id: randomUUID(),
  role,
  name,
  answers: new Map(),
  joined: false,
})
