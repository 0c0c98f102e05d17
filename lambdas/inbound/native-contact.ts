// Runs as the first block of a native number's flow. The function records which conversation the
// contact belongs to, and asks Connect to stream what the customer writes. The streamed items are
// used only as evidence for the service window. The function never sends a message because of these
// items.

import { type Answered, answeredTemplate } from '#model/answered'
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
  Outbox,
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
  outbox: Pick<Outbox, 'recent'>
  signals: Signals
  evidenceTopicArn: string
  verified: Verified
  instanceArn: string
  /** Whether the answer to a template is offered to the agent who sent it. */
  sameAgent: boolean
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
 * The answer of the function, on which the flow branches: `$.External.sameAgent` and so on. An error of
 * this function never stops the flow. Connect accepts only texts.
 */
interface Answer {
  known: 'yes' | 'no'
  /** Whether the customer answers a template, which `template` and `sentAt` then describe. */
  answersTemplate: 'yes' | 'no'
  template?: string
  sentAt?: string
  /** Whether the contact is to be offered to the agent who sent it. */
  sameAgent: 'yes' | 'no'
  agent?: string
}

/** The number of latest replies in which the function looks for the template. */
const LAST_REPLIES = 10

export function contactStarted(ports: Ports) {
  const { channels, contacts, conversations, outbox, verified, instanceArn, now } = ports
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
      return { known: 'no', answersTemplate: 'no', sameAgent: 'no' }
    }
    const at = now()
    const named = namedByEndpoint(address, channel.wabaId)
    const { id: customer } = await identify(named)
    const id = conversationId(channel.phoneNumberId, customer)
    const before = await conversations.get(id)
    const answered = answeredTemplate(
      await outbox.recent(before ?? { id }, LAST_REPLIES),
      before ?? {},
      at,
    )
    await Promise.all([
      // This value is read together with the writes, so that reading it adds no delay.
      verified.value('nativeStreaming'),
      contacts.put(contactId, {
        conversation: id,
        mode: 'native',
        startedAt: at.toISOString(),
        ...(answered ? { answered } : {}),
      }),
      conversations.note(
        { id, mode: 'native', phoneNumberId: channel.phoneNumberId },
        customerChange({ customer: {} }, named, at),
      ),
    ])
    await conversations.contactStarted(id, at)
    await streaming.begin(contactId)
    await release((await conversations.get(id)) ?? { id })
    return answerFor(answered, ports.sameAgent)
  }
}

function answerFor(answered: Answered | undefined, sameAgent: boolean): Answer {
  if (!answered) return { known: 'yes', answersTemplate: 'no', sameAgent: 'no' }
  const { template, sentAt, userId } = answered
  const answer = { known: 'yes', answersTemplate: 'yes', template, sentAt } as const
  return sameAgent ? { ...answer, sameAgent: 'yes', agent: userId } : { ...answer, sameAgent: 'no' }
}
