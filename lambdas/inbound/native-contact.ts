// A flow of a native number invokes this function as its first block. The function records which
// conversation the contact belongs to, and requests that Connect streams the chat. The streamed
// items are used only as evidence for the service window, and never cause a message to the
// customer.

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
  /** Whether the answer to a template is offered to the agent who sent the template. */
  sameAgent: boolean
  now: Clock
}

/**
 * The event with which Connect invokes a function.
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
 * The answer of this function to the flow. The flow reads the members of the answer as
 * `$.External.sameAgent` and so on. All members of the answer are texts, because Connect accepts no
 * other types. If the function fails, the flow continues.
 */
interface Answer {
  known: 'yes' | 'no'
  /**
   * Whether the customer answers a template. If the value is `yes`, `template` and `sentAt`
   * describe the template.
   */
  answersTemplate: 'yes' | 'no'
  template?: string
  sentAt?: string
  /** Whether the flow should offer the contact to the agent who sent the template. */
  sameAgent: 'yes' | 'no'
  agent?: string
}

/** The number of latest replies among which the function searches for the template. */
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
      // The finding of `verify` is read at the same time as the records are written, so that the
      // read causes no additional delay.
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
