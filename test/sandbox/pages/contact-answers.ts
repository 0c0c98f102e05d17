// Answers requests of the SDK's contact and agent clients, in the CCP and in the agent workspace.
import type { PanelView } from '../connect/panel.ts'
import { control } from './control.ts'
import type { Ask } from './sdk-subject.ts'

/** `current` returns the id of the contact to which CURRENT_CONTACT refers. */
export function contactAnswers(panel: () => PanelView, current: () => string | undefined): Ask {
  const find = (contactId: string) => {
    const id = contactId === 'CURRENT_CONTACT' ? current() : contactId
    const contact = panel().contacts.find((one) => one.contactId === id)
    if (!contact) throw new Error(`Contact ${id} does not exist`)
    return contact
  }
  const channel = (id: string) => {
    const { contactId, segmentAttributes, initialContactId } = find(id)
    const subtype = (segmentAttributes as Record<string, { ValueString?: string }>)[
      'connect:Subtype'
    ]?.ValueString
    return { contactId, initialContactId, type: 'chat', subtype }
  }
  const act = (id: string, what: string, body: object = {}) =>
    control('POST', `/contacts/${find(id).contactId}/${what}`, body)

  const answers: Readonly<Record<string, (data: any) => unknown>> = {
    'agent/getName': () => ({ name: panel().agent.name }),
    'agent/getARN': () => ({ ARN: panel().agent.arn }),
    'agent/getState': () => ({ type: 'routable', name: 'Available' }),
    'contact/getInstanceDetails': () => ({
      region: panel().instance.region,
      origin: location.origin,
    }),
    'contact/getContactRegion': () => ({ region: panel().instance.region }),
    'contact/getChannelType': ({ contactId }) => channel(contactId),
    'contact/getType': () => ({ type: 'chat' }),
    'contact/getInitialContactId': ({ contactId }) => ({
      initialContactId: find(contactId).initialContactId,
    }),
    'contact/getQueue': ({ contactId }) => find(contactId).queue,
    'contact/getQueueTimestamp': ({ contactId }) => ({
      queueTimestamp: new Date(find(contactId).queuedAt),
    }),
    'contact/getStateDuration': ({ contactId }) => ({
      stateDuration: Math.max(0, Date.now() - find(contactId).since),
    }),
    'contact/getContact': ({ contactId }) => ({
      ...channel(contactId),
      queue: find(contactId).queue,
    }),
    'contact/listContacts': () => panel().contacts.map(({ contactId }) => channel(contactId)),
    'contact/getAttributes': ({ contactId, attributes }) => {
      const all = Object.entries(find(contactId).attributes)
      return Object.fromEntries(
        attributes === '*' ? all : all.filter(([name]) => attributes?.includes(name)),
      )
    },
    'contact/accept': ({ contactId }) =>
      act(contactId, 'accept', { agent: panel().agent.username }),
    'contact/clear': ({ contactId }) =>
      control(
        'POST',
        `/agents/${panel().agent.username}/contacts/${find(contactId).contactId}/clear`,
      ),
  }
  return (command, data) => {
    const answer = answers[command]
    if (!answer) throw new Error(`the sandbox does not answer ${command}`)
    return answer(data ?? {})
  }
}
