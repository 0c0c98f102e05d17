// Decides whether a user may send a message in a contact, and determines the recipient. The user
// comes from a verified token. Connect's own records show whether the contact belongs to the user.
// The recipient comes from Connect's records or from this project's records, and never from the
// request.
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
 * some days after the contact has ended. `read` has the same rules as `template`, but Connect's
 * answer about the contact may be up to three minutes old.
 */
export type Purpose = 'read' | 'free_form' | 'template'

export interface Authorized {
  contact: ConnectContact
  /** All conversations of the person with this number, merged into one. */
  conversation: Conversation
  /**
   * The conversation in which the replies of this contact are stored. The conversation of a contact
   * remains the same even if the customer is joined to another customer, so that a repeated request
   * finds its reply.
   */
  partition: string
  channel: Channel
  /**
   * When the chat's first contact began, in ISO 8601 format. After a transfer, a chat consists of
   * several contacts.
   */
  chatStartedAt: string
  /** The template that the customer answered with the first message of the chat. */
  answered?: Answered | undefined
}

/**
 * The number of days for which a user can send a template after a contact has ended. The user must
 * have been the last agent of the contact.
 */
const AFTER_END_DAYS = 7
const AFTER_END_MS = AFTER_END_DAYS * 24 * 60 * 60_000

/**
 * Returns whether this user may read data about the contact, according to the stored answer of
 * Connect.
 */
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
    // The answer is stored even if the user is refused. The new answer replaces an older answer
    // that might still allow a former agent to read.
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
    // After some kinds of transfers, only the first contact contains the endpoints.
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
    // An inbound contact starts with a message from the customer.
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
   * Returns the conversation and the start of the contact's chat. If the flow of a native number
   * has not recorded the contact, this function records it.
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
