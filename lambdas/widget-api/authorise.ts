// Who may send what, to whom. The caller is the user of a verified token; whether the contact is theirs is what
// Connect's own records say; and the recipient comes from those records or from ours, never from the request.
import { type Conversation, conversationId } from '../model/conversation.ts'
import type {
  Channel,
  Channels,
  Clock,
  Connect,
  ConnectContact,
  Contacts,
  Conversations,
} from '../model/ports.ts'
import { refuse } from '../runtime/refused.ts'

interface Ports {
  connect: Connect
  contacts: Contacts
  conversations: Conversations
  channels: Channels
  now: Clock
}

/** `free_form` needs an open contact; `template` may also follow one that ended; `read` is `template` with a minute's memory. */
export type Purpose = 'read' | 'free_form' | 'template'

export interface Authorised {
  contact: ConnectContact
  conversation: Conversation
  channel: Channel
}

/** A template may go from a contact this user last handled for so long after its end. */
const AFTER_END_DAYS = 7
const AFTER_END_MS = AFTER_END_DAYS * 24 * 60 * 60_000

/** DescribeContact allows 10 calls a second in the whole account: the widget's polling must not use them up. */
const READ_MEMORY_MS = 60_000

export function authorise({ connect, contacts, conversations, channels, now }: Ports) {
  const remembered = new Map<string, { at: number; contact: ConnectContact }>()

  async function contactOf(
    userId: string,
    contactId: string,
    purpose: Purpose,
  ): Promise<ConnectContact> {
    const key = `${userId}/${contactId}`
    const seen = remembered.get(key)
    if (purpose === 'read' && seen && now().getTime() - seen.at < READ_MEMORY_MS)
      return seen.contact
    const contact = await connect.contact(contactId)
    if (contact?.channel !== 'CHAT')
      return refuse(404, 'contact_unknown', 'This chat is not known. Open it from the CCP again.')
    if (contact.agentUserId !== userId)
      return refuse(403, 'not_your_contact', 'This chat is not assigned to you.')
    if (remembered.size > 1000) remembered.clear()
    remembered.set(key, { at: now().getTime(), contact })
    return contact
  }

  return async (userId: string, contactId: string, purpose: Purpose): Promise<Authorised> => {
    const contact = await contactOf(userId, contactId, purpose)
    if (contact.handedOn)
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
    return contact.subtype === 'connect:WhatsApp' ? native(contact) : bridged(contact)
  }

  async function native(contact: ConnectContact): Promise<Authorised> {
    // After some kinds of transfer only the first contact knows the endpoints.
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
    const customer = { number: customerNumber }
    const id = conversationId(channel.phoneNumberId, customer)
    const known = await conversations.get(id)
    const conversation: Conversation = {
      ...(known ?? { id, phoneNumberId: channel.phoneNumberId, customer }),
      mode: 'native',
    }
    // An inbound contact starts with a message of the customer.
    const startedAt = endpoints?.inbound ? endpoints.startedAt.toISOString() : undefined
    return {
      contact,
      channel,
      conversation: {
        ...conversation,
        contactStartedAt: latest(conversation.contactStartedAt, startedAt),
      },
    }
  }

  async function bridged(contact: ConnectContact): Promise<Authorised> {
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
    return { contact, conversation, channel }
  }
}

const latest = (a: string | undefined, b: string | undefined) => (a && (!b || a > b) ? a : b)
