// The first block of a native number's flow: notes which conversation the contact belongs to, and asks Connect for what
// the customer writes, on a topic that no sender listens to. It is evidence for the service window, nothing else.
import { channels } from '../aws/channels.ts'
import { connect } from '../aws/connect.ts'
import { contacts } from '../aws/contacts.ts'
import { conversations } from '../aws/conversations.ts'
import { heldReplies } from '../aws/held-replies.ts'
import { wakes } from '../aws/signals.ts'
import { conversationId } from '../model/conversation.ts'
import type {
  Channels,
  Clock,
  Connect,
  Contacts,
  Conversations,
  HeldReplies,
  Wakes,
} from '../model/ports.ts'
import { answered } from '../outbox/release-held.ts'
import { env } from '../runtime/env.ts'
import { log } from '../runtime/log.ts'

interface Ports {
  channels: Channels
  contacts: Contacts
  conversations: Conversations
  connect: Pick<Connect, 'startStreaming'>
  held: HeldReplies
  wakes: Wakes
  evidenceTopicArn: string
  instanceArn: string
  now: Clock
}

/** https://docs.aws.amazon.com/connect/latest/adminguide/connect-lambda-functions.html#function-to-connect */
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

/** What the flow may branch on; a flow never stops because of us. */
type Answer = { known: 'yes' | 'no' }

export function contactStarted(ports: Ports) {
  const { channels, contacts, conversations, connect, evidenceTopicArn, instanceArn, now } = ports
  const release = answered(ports)

  return async ({ Details: { ContactData } }: FlowEvent): Promise<Answer> => {
    const { ContactId, InitialContactId, InstanceARN, CustomerEndpoint, SystemEndpoint } =
      ContactData
    const contactId = InitialContactId ?? ContactId
    const number = CustomerEndpoint?.Address
    const channel =
      SystemEndpoint?.Address && InstanceARN === instanceArn
        ? await channels.byNumber(SystemEndpoint.Address)
        : undefined
    if (!number || channel?.mode !== 'native') {
      log.warn('contact_not_ours', { contact: contactId })
      return { known: 'no' }
    }
    const customer = { number }
    const id = conversationId(channel.phoneNumberId, customer)
    const at = now()
    await Promise.all([
      contacts.put(contactId, { conversation: id, mode: 'native', startedAt: at.toISOString() }),
      conversations.note({ id, mode: 'native', phoneNumberId: channel.phoneNumberId, customer }),
    ])
    await conversations.contactStarted(id, at)
    try {
      await connect.startStreaming(contactId, evidenceTopicArn)
    } catch (cause) {
      // Whether WhatsApp contacts stream is not documented; without it the window is known less exactly.
      log.error('evidence_not_streamed', cause, { contact: contactId })
    }
    await release(id)
    return { known: 'yes' }
  }
}

const table = env('TABLE')
const now = () => new Date()

export const handler = contactStarted({
  channels: channels(now),
  contacts: contacts(table),
  conversations: conversations(table),
  connect: connect(env('INSTANCE_ARN')),
  held: heldReplies(table),
  wakes: wakes(env('WAKES_QUEUE_URL')),
  evidenceTopicArn: env('EVIDENCE_TOPIC_ARN'),
  instanceArn: env('INSTANCE_ARN'),
  now,
})
