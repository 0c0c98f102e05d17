import type { GuessValues } from '../guesses.ts'
import type { Operation } from '../service.ts'
import { endChat } from './chat.ts'
import { segmentAttributes } from './contact-events.ts'
import { type Core, requireContact, requireInstance } from './core.ts'
import { refusal } from './errors.ts'
import { type Contact, isOver, type WhatsAppEnds } from './records.ts'
import { endTask, taskSummary } from './tasks.ts'

// https://docs.aws.amazon.com/connect/latest/APIReference/API_UpdateContactAttributes.html
const MAX_ATTRIBUTE_BYTES = 32_768

export function contactOperations(core: Core): Record<string, Operation> {
  return {
    DescribeContact({ InstanceId, ContactId }) {
      requireInstance(core, InstanceId)
      const task = core.tasks.get(ContactId)
      if (task) return { Contact: taskSummary(core, task) }
      return { Contact: description(core, requireContact(core, ContactId)) }
    },

    GetContactAttributes({ InstanceId, InitialContactId }) {
      requireInstance(core, InstanceId)
      return { Attributes: { ...requireContact(core, InitialContactId).chat.attributes } }
    },

    UpdateContactAttributes({ InstanceId, InitialContactId, Attributes }) {
      requireInstance(core, InstanceId)
      const contact = requireContact(core, InitialContactId)
      const merged = { ...contact.chat.attributes, ...Attributes }
      requireAttributes(merged)
      Object.assign(contact.chat.attributes, merged)
      contact.updatedAt = core.clock.now()
      return {}
    },

    PauseContact(input) {
      throw pauseRefused(core, input)
    },

    ResumeContact(input) {
      throw pauseRefused(core, input)
    },

    StopContact({ InstanceId, ContactId }) {
      requireInstance(core, InstanceId)
      if (endTask(core, ContactId)) return {}
      const contact = core.contacts.get(ContactId)
      if (!contact || contact.ended || isOver(contact.chat)) {
        throw refusal('ContactNotFoundException', 'The contact does not exist or has ended')
      }
      endChat(core, contact.chat, 'API')
      return {}
    },
  }
}

export function requireAttributes(attributes: Record<string, string>) {
  const bad = Object.keys(attributes).find((key) => !/^[\w-]+$/.test(key))
  if (bad !== undefined)
    throw refusal(
      'InvalidParameterException',
      `Attribute keys are alphanumeric, dash or underscore: ${bad}`,
    )
  const bytes = Buffer.byteLength(Object.entries(attributes).flat().join(''))
  if (bytes > MAX_ATTRIBUTE_BYTES) {
    throw refusal(
      'InvalidRequestException',
      `${bytes} bytes of attributes; a contact keeps ${MAX_ATTRIBUTE_BYTES}`,
    )
  }
}

/**
 * Returns the error for a contact that cannot be paused. Connect can pause only tasks, and the
 * sandbox does not support pausing tasks.
 * https://docs.aws.amazon.com/connect/latest/APIReference/API_PauseContact.html.
 */
const pauseRefused = (core: Core, { InstanceId, ContactId }: any) => {
  requireInstance(core, InstanceId)
  requireContact(core, ContactId)
  return refusal('InvalidRequestException', 'The contact is not a task')
}

function description(core: Core, contact: Contact) {
  const { instanceArn, guesses } = core
  const { id, chat, previousContactId, queue, agent, hold, added, ended } = contact
  const next = chat.contacts.find((one) => one.previousContactId === id)
  const quickConnects = [
    ...added,
    // An agent transfers a chat with a quick connect, so the list includes the contact to which the
    // chat was transferred.
    ...(next && guesses.transferredContact !== 'disconnect-reason'
      ? [{ id: next.id, type: 'USER', at: next.initiatedAt }]
      : []),
  ]
  return {
    Arn: `${instanceArn}/contact/${id}`,
    Id: id,
    // AWS documents these fields as present "if this contact is related to other contacts". The
    // sandbox therefore leaves both fields out of the first contact of a chat.
    ...(previousContactId && { InitialContactId: chat.id, PreviousContactId: previousContactId }),
    InitiationMethod: contact.initiationMethod,
    Channel: 'CHAT',
    ...(queue && { QueueInfo: { Id: queue.id, EnqueueTimestamp: new Date(queue.at) } }),
    ...(agent && {
      AgentInfo: {
        Id: agent.id,
        ConnectedToAgentTimestamp: new Date(agent.connectedAt),
        ...(hold.totalMs > 0 && { AgentInitiatedHoldDuration: Math.round(hold.totalMs / 1000) }),
      },
    }),
    InitiationTimestamp: new Date(contact.initiatedAt),
    ConnectedToSystemTimestamp: new Date(contact.initiatedAt),
    ...(ended && { DisconnectTimestamp: new Date(ended.at), DisconnectReason: ended.reason }),
    // AWS does not document whether NextContacts is present for every kind of chat.
    ...(quickConnects.length > 0 && {
      NextContacts: quickConnects.map(({ id, type, at }) => ({
        Type: 'QUICK_CONNECT',
        NextContactMetadata: {
          QuickConnectContactData: {
            ContactId: id,
            InitiationTimestamp: new Date(at),
            ...(guesses.transferredContact !== 'next-contact-without-kind' && {
              QuickConnectType: type,
            }),
          },
        },
      })),
    }),
    LastUpdateTimestamp: new Date(contact.updatedAt),
    ...(chat.whatsapp && describesEndpoints(guesses, contact) && endpoints(guesses, chat.whatsapp)),
    SegmentAttributes: segmentAttributes(core, contact),
    Tags: {},
  }
}

const describesEndpoints = ({ describedEndpoints }: GuessValues, { previousContactId }: Contact) =>
  describedEndpoints === 'both' ||
  (describedEndpoints === 'first-contact-only' && previousContactId === undefined)

/**
 * Returns the endpoints of a WhatsApp chat. AWS does not document the endpoint of a customer
 * without a phone number, so the sandbox returns no customer endpoint in this case.
 */
export function endpoints(
  { endpointAddress, copiedCustomerName }: GuessValues,
  { customer: { number, name }, businessNumber }: WhatsAppEnds,
) {
  const address = (number: string) =>
    endpointAddress === 'digits' ? number.replace('+', '') : number
  return {
    ...(number && {
      CustomerEndpoint: {
        Type: 'TELEPHONE_NUMBER',
        Address: address(number),
        ...(copiedCustomerName === 'filled' && { DisplayName: name }),
      },
    }),
    SystemEndpoint: { Type: 'TELEPHONE_NUMBER', Address: address(businessNumber) },
  }
}
