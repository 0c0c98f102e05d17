// The first block of a native number's flow invokes this function. The function records which
// conversation the contact belongs to, and requests that Connect streams the chat. Streamed items
// only prove when the customer wrote, which opens the service window. No message is sent because of
// them.

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
  /**
   * If a contact begins with the customer's answer to a template: whether the flow should offer this
   * contact to the agent who sent the template.
   */
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
 * The answer of this function to the flow, which reads the fields as `$.External.sameAgent` and so
 * on. Connect accepts only strings as values. If the function fails, the flow continues without an
 * answer.
 */
interface Answer {
  known: 'yes' | 'no'
  /**
   * Whether the contact begins with an answer to a template. If the value is `yes`, `template` and
   * `sentAt` describe the template.
   */
  answersTemplate: 'yes' | 'no'
  template?: string
  sentAt?: string
  /** Whether the flow should offer the contact to the agent who sent the template. */
  sameAgent: 'yes' | 'no'
  agent?: string
}

/** How many of the latest replies are searched for the template that the customer answers. */
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
      // This call only fills the cache of findings while the records are being written, so that
      // `streaming.begin` need not wait for it.
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
