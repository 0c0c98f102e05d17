// Finds or creates the conversation of an event about a customer. For this purpose, the module
// identifies the customer, stores new details from the event, and joins other conversations of the
// same person. If the customer's details change, a notice in the open chat informs the agent.
import { createHash } from 'node:crypto'
import { type Chat, type Conversation, conversationId } from '#model/conversation'
import {
  type CustomerChange,
  customerChange,
  isChange,
  type NamedPerson,
  type Person,
  sentencesAbout,
} from '#model/customer'
import { notice } from '#model/notice'
import { isOpen } from '#model/partitions'
import type { ChatSession, Clock, Conversations, Customers } from '#model/ports'
import { identifying } from '../customers/identify.ts'
import { chatConnection } from '../outbox/chat-connection.ts'
import { log } from '../runtime/log.ts'

interface Ports {
  customers: Customers
  conversations: Conversations
  chat: Pick<ChatSession, 'say' | 'connect'>
  now: Clock
}

export interface Meeting {
  /** Whether the event proves that the customer wrote or called. */
  isEvidence?: boolean
  store?: ((conversation: string) => Promise<unknown>) | undefined
}

const tokenOf = (...words: string[]) => createHash('sha256').update(words.join('/')).digest('hex')

export function meeting(ports: Ports) {
  const { conversations, chat } = ports
  const identify = identifying(ports)
  const connection = chatConnection(ports)

  /**
   * Returns the person's conversation after the event. `at` is the time of the event. `store` is
   * called as soon as the conversation exists, so that the customer's message is stored before any
   * notice is written into the chat.
   */
  return async (
    phoneNumberId: string,
    named: NamedPerson,
    at: Date,
    { isEvidence = false, store }: Meeting = {},
  ): Promise<Conversation> => {
    const person = await identify(named)
    const own = conversationId(phoneNumberId, person.id)
    const { known, isWritten } = await look(own, at, isEvidence && person.includes.length === 0)
    const id = known?.id ?? own
    const change = customerChange(known ?? { customer: {} }, named, at)
    const note = () => conversations.note({ id, mode: 'bridged', phoneNumberId }, change)
    if (!known) await note()
    if (isEvidence && !isWritten) await conversations.inbound(id, at, 'webhook')
    await store?.(id)
    if (known && isChange(change)) {
      // The notices are written before the change is stored. If the function stops in between, the
      // event is delivered again and the notices are written again. Their tokens prevent duplicates
      // in the chat.
      await tellAgents(known, change)
      await note()
    }
    const unlisted = unlistedOf(person, phoneNumberId, id, known)
    if (unlisted.length > 0) await join(id, unlisted, named, at)
    if (known && !isChange(change) && unlisted.length === 0) return known
    const met = await conversations.get(id)
    if (!met) throw new Error('the conversation was not stored')
    return met
  }

  /**
   * Reads the conversation. If `mayWrite` is true, the same call also records that the customer
   * wrote, unless the conversation is new or joined to another one.
   */
  async function look(id: string, at: Date, mayWrite: boolean) {
    const written = mayWrite ? await conversations.wrote(id, at) : undefined
    return { known: written ?? (await conversations.get(id)), isWritten: written !== undefined }
  }

  async function tellAgents(known: Conversation, change: CustomerChange): Promise<void> {
    const open = known.chats?.filter((each) => isOpen(each.chat)) ?? [
      ...(known.chat && isOpen(known.chat)
        ? [{ conversation: known.chatIn ?? known.id, chat: known.chat }]
        : []),
    ]
    for (const sentence of sentencesAbout(known.customer, change))
      for (const each of open) await write(known, each, sentence)
  }

  async function join(
    older: string,
    younger: readonly string[],
    named: NamedPerson,
    at: Date,
  ): Promise<void> {
    for (const each of younger) {
      // The younger conversation may have an open chat. A notice in this chat informs the agent of
      // the details that the event adds.
      const other = await conversations.get(each)
      if (other) await tellAgents(other, customerChange(other, named, at))
    }
    const whole = await conversations.together([older, ...younger])
    for (const each of whole?.chats ?? [])
      if (isOpen(each.chat) && each.chat.contactId !== whole!.chat?.contactId)
        await write(whole!, each, IN_ANOTHER_CHAT)
    await conversations.join(older, younger)
    log.info('conversations_joined', { conversation: older, partitions: younger.length })
  }

  async function write(
    conversation: Conversation,
    { conversation: chatIn, chat: session }: { conversation: string; chat: Chat },
    sentence: string,
  ): Promise<void> {
    const connected = await connection({ ...conversation, chat: session, chatIn })
    if (connected)
      await chat.say(connected, notice(sentence), tokenOf(session.contactId!, sentence))
  }
}

/**
 * Returns the ids of the person's other conversations that are not joined to the conversation
 * `known` yet.
 */
const unlistedOf = (
  { includes }: Person,
  phoneNumberId: string,
  id: string,
  known: Conversation | undefined,
): string[] =>
  includes
    .map((customer) => conversationId(phoneNumberId, customer))
    .filter((each) => each !== id && !known?.includes?.includes(each))

const IN_ANOTHER_CHAT =
  'This customer is also in another open chat, which now shows what they write. What you write here still reaches them.'
