// Finds open chats of bridged numbers that the restored table does not contain, because they
// started after the time to which it was restored. The contact of such a chat records the
// conversation and the customer's first message, so both can be recorded again.
import {
  type ContactSearchSummary,
  GetContactAttributesCommand,
  paginateSearchContacts,
} from '@aws-sdk/client-connect'
import { type Conversation, numberOf } from '#model/conversation'
import { type Customer, NUMBER_SCOPE } from '#model/customer'
import type { Connect } from '#model/ports'
import { UpstreamFailure } from '#whatsapp/errors/problems'
import { wrapped } from '../../lambdas/aws/client.ts'
import { CONVERSATION_ATTRIBUTE, connect, OPENED_BY_ATTRIBUTE } from '../../lambdas/aws/connect.ts'
import { contacts } from '../../lambdas/aws/contacts.ts'
import { conversations } from '../../lambdas/aws/conversations.ts'
import { customers } from '../../lambdas/aws/customers.ts'
import type { Table } from '../../lambdas/aws/table.ts'
import type { Aws } from '../account/clients.ts'
import { parsedInstance } from '../config/config.ts'

// AWS allows a chat to last seven days at most.
// https://docs.aws.amazon.com/connect/latest/APIReference/API_StartChatContact.html
const LONGEST_CHAT_MS = 7 * 86_400_000

interface Where {
  instanceArn: string
  /** The flow in which bridged chats start. */
  chatFlowId: string
  /** The WABA of each bridged number, by the id of the number. */
  wabas: ReadonlyMap<string, string>
}

/** An open chat, with data from its contact. */
interface OpenChat {
  contactId: string
  startedAt: Date
  conversation: string
  openedBy: string
  customer: Customer
}

interface Recovered {
  /** The contacts whose chats work again in both directions. */
  connected: string[]
  /**
   * The contacts whose agents can write to the customer, but whose customer's next message starts a
   * new chat.
   */
  oneWay: string[]
}

/**
 * Records the open chats that are missing in the restored table. Does not change chats that the
 * table already contains. Safe to repeat.
 */
export async function recoveredChats(
  table: Table,
  where: Where,
  now: Date,
  aws: Aws,
): Promise<Recovered> {
  const recovered: Recovered = { connected: [], oneWay: [] }
  const { startChat } = connect(wrapped(aws.connect), where.instanceArn, where)
  for (const chat of await openChats(where, now, aws)) {
    const { contactId, conversation: id, startedAt } = chat
    const known = await conversations(table).get(id)
    if (known?.chat?.contactId === contactId) continue
    const contact = {
      conversation: id,
      mode: 'bridged',
      startedAt: startedAt.toISOString(),
    } as const
    if (!known) await recordCustomer(table, chat, where, now)
    await contacts(table).put(contactId, contact)
    const isConnected = await connectedAgain(table, chat, known, startChat)
    recovered[isConnected ? 'connected' : 'oneWay'].push(contactId)
  }
  return recovered
}

/** Returns the open chats that the bridge (the stack's Lambda functions) started, oldest first. */
async function openChats(
  { instanceArn, wabas }: Where,
  now: Date,
  { connect: client }: Aws,
): Promise<OpenChat[]> {
  const InstanceId = parsedInstance(instanceArn).id
  const search = {
    InstanceId,
    TimeRange: {
      Type: 'INITIATION_TIMESTAMP' as const,
      StartTime: new Date(now.getTime() - LONGEST_CHAT_MS),
      EndTime: now,
    },
    SearchCriteria: { Channels: ['CHAT' as const] },
  }
  const initial = new Map<string, ContactSearchSummary>()
  // A transferred chat continues as another contact. The id of the first contact identifies the
  // chat.
  for await (const { Contacts = [] } of paginateSearchContacts({ client, pageSize: 100 }, search))
    for (const contact of Contacts)
      if (!contact.DisconnectTimestamp)
        initial.set(contact.InitialContactId ?? contact.Id!, contact)
  const found: OpenChat[] = []
  for (const [contactId, { InitiationTimestamp }] of initial) {
    const { Attributes = {} } = await client.send(
      new GetContactAttributesCommand({ InstanceId, InitialContactId: contactId }),
    )
    const { [CONVERSATION_ATTRIBUTE]: conversation, [OPENED_BY_ATTRIBUTE]: openedBy } = Attributes
    if (!conversation || !openedBy || !wabas.has(numberOf(conversation))) continue
    const { whatsapp_customer: of = '', whatsapp_customer_name: name } = Attributes
    const customer = {
      ...(of.startsWith('+') ? { number: of } : { userId: of }),
      ...(name ? { name } : {}),
    }
    found.push({ contactId, startedAt: InitiationTimestamp!, conversation, openedBy, customer })
  }
  return found.sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime())
}

/**
 * Records a customer who wrote for the first time after the time to which the table was restored.
 */
async function recordCustomer(
  table: Table,
  { conversation: id, customer, startedAt }: OpenChat,
  { wabas }: Where,
  now: Date,
): Promise<void> {
  const phoneNumberId = numberOf(id)
  const { number, userId = '' } = customer
  const identity = number
    ? { scope: NUMBER_SCOPE, value: number }
    : { scope: wabas.get(phoneNumberId)!, value: userId }
  const { claim, save } = customers(table)
  const customerId = id.slice(phoneNumberId.length + 1)
  if ((await claim(identity, customerId, now)).customer === customerId)
    await save(customerId, [identity], customer, now)
  const { note, contactStarted } = conversations(table)
  await note(
    { id, mode: 'bridged', phoneNumberId },
    { set: customer, unset: [], gone: [], back: [] },
  )
  // The customer sent the first message of the chat at about the time at which the chat started.
  await contactStarted(id, startedAt)
}

/**
 * Repeats the request that started the chat, with the same first message. Connect recognizes the
 * repetition, and returns the same chat and the customer's participant token. The Lambda functions
 * later use this token to connect to the chat.
 */
async function connectedAgain(
  table: Table,
  { contactId, conversation: id, openedBy, customer, startedAt }: OpenChat,
  known: Conversation | undefined,
  startChat: Connect['startChat'],
): Promise<boolean> {
  try {
    const started = await startChat({ customer, conversation: id, openedBy })
    const chat = { openedBy, startedAt: startedAt.toISOString(), ...started }
    if (started.contactId !== contactId) {
      // Connect did not recognize the repeated start, and has started another chat.
      const contact = { conversation: id, mode: 'bridged', startedAt: chat.startedAt } as const
      await contacts(table).put(started.contactId, contact)
    }
    await conversations(table).setChat(id, chat, known?.chat)
    return started.contactId === contactId
  } catch (cause) {
    if (cause instanceof UpstreamFailure && !cause.retryable) return false
    throw cause
  }
}
