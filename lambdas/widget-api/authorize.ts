// Decides whether a user may read or write in a contact, and determines the recipient of messages.
// The user comes from a verified token. Connect is asked whether the contact is assigned to the
// user. The recipient comes from Connect or from the table, and never from the request.
import type { Answered } from '#model/answered'
import { type Conversation, conversationId } from '#model/conversation'
import { type NamedPerson, namedByEndpoint } from '#model/customer'
import type {
  Channel,
  Channels,
  Clock,
  Connect,
  ConnectContact,
  Contacts,
  Conversations,
  Customers,
} from '#model/ports'
import { isNativeSubtype } from '#whatsapp/capabilities'
import { identifying } from '../customers/identify.ts'
import { refuse } from '../runtime/refused.ts'
import type { SharedMemory } from './memory.ts'

interface Ports {
  connect: Connect
  contacts: Contacts
  conversations: Conversations
  customers: Customers
  channels: Channels
  memory: SharedMemory
  now: Clock
}

/**
 * The purpose of a request. `free_form` requires an open contact. `template` is also allowed for
 * some days after the contact has ended. `read` has the same rules as `template`, but accepts an
 * answer of Connect that is up to three minutes old.
 */
export type Purpose = 'read' | 'free_form' | 'template'

export interface Authorized {
  contact: ConnectContact
  /** All conversations of the person with this business number, merged into one. */
  conversation: Conversation
  /**
   * The id of the conversation in which the replies of this contact are stored. The id remains the
   * same even if the customer is joined to another customer, so that a repeated request finds its
   * reply.
   */
  partition: string
  channel: Channel
  /**
   * The time at which the first contact of the chat began, in ISO 8601 format. A transferred chat
   * has several contacts.
   */
  chatStartedAt: string
  /** The template that the customer answered with the first message of the chat. */
  answered?: Answered | undefined
}

/**
 * The number of days after the end of a contact during which its last agent can still send
 * templates from it.
 */
const AFTER_END_DAYS = 7
const AFTER_END_MS = AFTER_END_DAYS * 24 * 60 * 60_000

/** Returns whether a user may read data about a contact. `contact` is Connect's stored answer. */
export const mayRead = (
  { agentUserId, wasTransferred, endedAt }: ConnectContact,
  userId: string,
  now: Date,
): boolean =>
  agentUserId === userId &&
  !wasTransferred &&
  (endedAt === undefined || now.getTime() - endedAt.getTime() <= AFTER_END_MS)

export function authorize(ports: Ports) {
  const { connect, contacts, conversations, channels, memory, now } = ports
  const identify = identifying(ports)
  async function contactOf(
    userId: string,
    contactId: string,
    purpose: Purpose,
  ): Promise<ConnectContact> {
    const known = purpose === 'read' ? await memory.contact(contactId) : undefined
    if (known?.contact.agentUserId === userId) return known.contact
    const contact = await connect.contact(contactId)
    if (contact?.channel !== 'CHAT')
      return refuse(
        404,
        'contact_unknown',
        'This chat is not known. Open it again in the Contact Control Panel.',
      )
    // The answer is stored even if the user is refused, because the older stored answer might still
    // allow a former agent to read.
    const partitions = memory.partitions(contactId)
    await memory.rememberContact(contactId, {
      ...(partitions ? { partitions } : {}),
      contact,
      checkedAt: now().toISOString(),
    })
    if (contact.agentUserId !== userId)
      return refuse(403, 'not_your_contact', 'This chat is not assigned to you.')
    return contact
  }

  return async (userId: string, contactId: string, purpose: Purpose): Promise<Authorized> => {
    const contact = await contactOf(userId, contactId, purpose)
    if (contact.wasTransferred)
      refuse(
        403,
        'contact_handed_on',
        'This chat was transferred. The agent who has it now can write to the customer.',
      )
    if (contact.endedAt && purpose === 'free_form')
      refuse(403, 'contact_ended', 'This chat has ended. Only a template can be sent from it.')
    if (contact.endedAt && now().getTime() - contact.endedAt.getTime() > AFTER_END_MS) {
      refuse(
        403,
        'contact_ended_long_ago',
        `This chat ended more than ${AFTER_END_DAYS} days ago. Wait for the customer to write.`,
        '',
        {
          days: AFTER_END_DAYS,
        },
      )
    }
    return isNativeSubtype(contact.subtype) ? native(contact) : bridged(contact)
  }

  async function native(contact: ConnectContact): Promise<Authorized> {
    // After some kinds of transfers, only the first contact of a chat contains the numbers of the
    // customer and the business.
    const endpoints =
      contact.customerNumber && contact.businessNumber
        ? contact
        : contact.initialContactId !== contact.contactId
          ? await connect.contact(contact.initialContactId)
          : undefined
    const { customerNumber, businessNumber } = endpoints ?? {}
    if (!customerNumber || !businessNumber) {
      return refuse(
        403,
        'no_customer_endpoint',
        'Connect does not say which customer this chat is with. Tell your administrator.',
      )
    }
    const channel = await channels.byNumber(businessNumber)
    if (!channel)
      return refuse(
        403,
        'number_not_set_up',
        `The business number of this chat is not set up for WhatsApp. Tell your administrator.`,
      )
    const named = namedByEndpoint(customerNumber, channel.wabaId)
    const { partition, chatStartedAt, answered } = await partitionOf(contact, channel, named)
    const known = await conversations.get(partition)
    const conversation: Conversation = {
      ...(known ?? {
        id: partition,
        phoneNumberId: channel.phoneNumberId,
        customer: named.details,
      }),
      mode: 'native',
    }
    // An inbound contact starts with a message from the customer, so its start counts as a time at
    // which the customer wrote.
    const startedAt = endpoints?.inbound ? endpoints.startedAt.toISOString() : undefined
    return {
      contact,
      channel,
      partition,
      chatStartedAt,
      answered,
      conversation: {
        ...conversation,
        contactStartedAt: latest(conversation.contactStartedAt, startedAt),
      },
    }
  }

  /**
   * Returns the id of the conversation and the start of the contact's chat. The number's flow
   * normally records the contact. If it has not, this function records it.
   */
  async function partitionOf(
    contact: ConnectContact,
    { phoneNumberId }: Channel,
    named: NamedPerson,
  ): Promise<Pick<Authorized, 'partition' | 'chatStartedAt' | 'answered'>> {
    const { initialContactId } = contact
    const record = await contacts.get(initialContactId)
    if (record)
      return {
        partition: record.conversation,
        chatStartedAt: record.startedAt,
        answered: record.answered,
      }
    const conversation = conversationId(phoneNumberId, (await identify(named)).id)
    const startedAt = contact.startedAt.toISOString()
    await contacts.put(initialContactId, { conversation, mode: 'native', startedAt })
    return { partition: conversation, chatStartedAt: startedAt }
  }

  async function bridged(contact: ConnectContact): Promise<Authorized> {
    const record = await contacts.get(contact.initialContactId)
    const conversation = record && (await conversations.get(record.conversation))
    if (!conversation) return refuse(403, 'not_whatsapp', 'This is not a WhatsApp chat.')
    const channel = await channels.byPhoneNumberId(conversation.phoneNumberId)
    if (!channel)
      return refuse(
        403,
        'number_not_set_up',
        'The business number of this chat is not set up for WhatsApp. Tell your administrator.',
      )
    const { conversation: partition, startedAt: chatStartedAt } = record
    return { contact, conversation, channel, partition, chatStartedAt, answered: record.answered }
  }
}

const latest = (a: string | undefined, b: string | undefined) => (a && (!b || a > b) ? a : b)
