// Runs as the first block of a native number's flow. It records which conversation the contact
// belongs to, and asks Connect to stream what the customer writes. The streamed items are used only
// as evidence for the service window. They never cause anything to be sent.

import { conversationId } from '#model/conversation'
import { customerChange, namedByEndpoint } from '#model/customer'
import type {
  Channels,
  Clock,
  Connect,
  Contacts,
  Conversations,
  Customers,
  HeldReplies,
  Signals,
  Verified,
} from '#model/ports'
import { identifying } from '../customers/identify.ts'
import { signalHeldReplies } from '../outbox/release-held.ts'
import { log } from '../runtime/log.ts'
import { nativeStreaming } from './stream-native.ts'

interface Ports {
  channels: Channels
  contacts: Contacts
  conversations: Conversations
  customers: Customers
  connect: Pick<Connect, 'startStreaming'>
  held: HeldReplies
  signals: Signals
  evidenceTopicArn: string
  verified: Verified
  instanceArn: string
  now: Clock
}

/**
 * The event that Connect passes to a function.
 * https://docs.aws.amazon.com/connect/latest/adminguide/connect-lambda-functions.html#function-to-connect
 */
interface FlowEvent {
  Details: {
    ContactData: {
      ContactId: string
      InitialContactId?: string
      InstanceARN: string
      CustomerEndpoint?: { Address?: string } | null
      SystemEndpoint?: { Address?: string } | null
    }
  }
}

/**
 * The answer of the function, on which the flow may branch. An error of this function never stops
 * the flow.
 */
type Answer = { known: 'yes' | 'no' }

export function contactStarted(ports: Ports) {
  const { channels, contacts, conversations, verified, instanceArn, now } = ports
  const streaming = nativeStreaming(ports)
  const release = signalHeldReplies(ports)
  const identify = identifying(ports)

  return async ({ Details: { ContactData } }: FlowEvent): Promise<Answer> => {
    const { ContactId, InitialContactId, InstanceARN, CustomerEndpoint, SystemEndpoint } =
      ContactData
    const contactId = InitialContactId ?? ContactId
    const address = CustomerEndpoint?.Address
    const channel =
      SystemEndpoint?.Address && InstanceARN === instanceArn
        ? await channels.byNumber(SystemEndpoint.Address)
        : undefined
    if (!address || channel?.mode !== 'native') {
      log.warn('contact_not_ours', { contact: contactId })
      return { known: 'no' }
    }
    const at = now()
    const named = namedByEndpoint(address, channel.wabaId)
    const { id: customer } = await identify(named)
    const id = conversationId(channel.phoneNumberId, customer)
    await Promise.all([
      // Read here, because it then takes no time of its own.
      verified.value('nativeStreaming'),
      contacts.put(contactId, { conversation: id, mode: 'native', startedAt: at.toISOString() }),
      conversations.note(
        { id, mode: 'native', phoneNumberId: channel.phoneNumberId },
        customerChange({ customer: {} }, named, at),
      ),
    ])
    await conversations.contactStarted(id, at)
    await streaming.begin(contactId)
    await release((await conversations.get(id)) ?? { id })
    return { known: 'yes' }
  }
}
