// Publishes contact events to EventBridge. Contact events report how a contact changes, but not its
// messages.
// https://docs.aws.amazon.com/connect/latest/adminguide/contact-events.html
import type { Core } from './core.ts'
import type { Contact } from './records.ts'

export function emitContactEvent(
  core: Core,
  contact: Contact,
  eventType: 'INITIATED' | 'QUEUED' | 'CONNECTED_TO_AGENT' | 'DISCONNECTED',
) {
  const { api, instanceArn } = core
  const { id, chat, previousContactId, queue, agent, ended } = contact
  const contactArn = `${instanceArn}/contact/${id}`
  api.emit({
    source: 'aws.connect',
    detailType: 'Amazon Connect Contact Event',
    resources: [contactArn, instanceArn],
    detail: {
      eventType,
      contactId: id,
      initialContactId: chat.id,
      ...(previousContactId && { previousContactId }),
      channel: 'CHAT',
      instanceArn,
      initiationMethod: contact.initiationMethod,
      initiationTimestamp: iso(contact.initiatedAt),
      ...(ended && { disconnectTimestamp: iso(ended.at), disconnectReason: ended.reason }),
      ...(queue && {
        queueInfo: {
          queueArn: `${instanceArn}/queue/${queue.agentId ? 'agent/' : ''}${queue.id}`,
          queueType: queue.agentId ? 'AGENT' : 'STANDARD',
          enqueueTimestamp: iso(queue.at),
        },
      }),
      ...(agent && {
        agentInfo: {
          agentArn: `${instanceArn}/agent/${agent.id}`,
          connectedToAgentTimestamp: iso(agent.connectedAt),
        },
      }),
      segmentAttributes: segmentAttributes(core, contact),
      tags: { 'aws:connect:instanceId': core.world.instance.id },
    },
  })
}

export const segmentAttributes = ({ guesses }: Core, { chat }: Contact) =>
  chat.whatsapp
    ? {
        'connect:Subtype': { ValueString: guesses.contactSubtype },
        'connect:Direction': { ValueString: 'INBOUND' },
      }
    : { 'connect:Subtype': { ValueString: 'connect:Chat' } }

const iso = (at: number) => new Date(at).toISOString()
