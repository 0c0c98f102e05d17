// Converts a contact of the Contact Control Panel (CCP) to the widget's own type.
import { customerNumber } from './customer-number.ts'
import { type LastMessages, NO_MESSAGES } from './transcript.ts'
import type { WorkspaceContact } from './workspace.ts'

/**
 * Returns undefined if the contact is not a chat, if the agent has missed or rejected it, if it has
 * failed, or if it no longer exists.
 */
export function ccpContact(
  contact: connect.Contact,
  lastMessages: LastMessages = NO_MESSAGES,
  numberAttribute: string,
): WorkspaceContact | undefined {
  try {
    const state = STATES[String(contact.getStatus().type)]
    if (contact.getType() !== 'chat' || !state) return undefined
    const attributes = plain(contact.getAttributes())
    return {
      contactId: contact.getContactId(),
      initialContactId: contact.getInitialContactId() ?? contact.getContactId(),
      subtype: subtypeOf(contact),
      state,
      customerName: lastMessages.customerName ?? nameOf(contact),
      customerNumber: customerNumber([
        contact.getCustomerEndpoint?.()?.phoneNumber,
        customersConnection(contact)?.getEndpoint()?.phoneNumber,
        attributes[numberAttribute],
      ]),
      attributes,
      lastCustomerMessageAt: lastMessages.lastCustomerMessageAt,
      lastAgentMessageAt: lastMessages.lastAgentMessageAt,
      agentTexts: lastMessages.agentTexts,
    }
  } catch {
    // Streams throws a StateError for all calls about a contact that the agent has cleared.
    return undefined
  }
}

/**
 * The states of contacts in Streams, except missed, rejected and error:
 * https://github.com/amazon-connect/amazon-connect-streams/blob/master/Documentation.md#enumerationscontactstatetype
 */
const STATES: Readonly<Record<string, WorkspaceContact['state']>> = {
  init: 'incoming',
  incoming: 'incoming',
  pending: 'incoming',
  connecting: 'incoming',
  connected: 'connected',
  ended: 'ended',
}

/**
 * According to its type definitions, Streams returns `valueString`, but in fact it returns
 * `ValueString`. Older versions of Streams have no `getContactSubtype`.
 */
function subtypeOf(contact: connect.Contact): string | undefined {
  const attribute = contact.getSegmentAttributes?.()?.['connect:Subtype'] as
    | { ValueString?: string; valueString?: string }
    | undefined
  return contact.getContactSubtype?.() ?? attribute?.ValueString ?? attribute?.valueString
}

/**
 * The initial connection belongs to the customer only if the customer started the contact. After a
 * transfer, or in an outbound contact, the initial connection can belong to an agent.
 */
function customersConnection(contact: connect.Contact) {
  const connection = contact.getInitialConnection()
  return connection && connection.getType() !== 'agent' ? connection : undefined
}

function nameOf(contact: connect.Contact): string | undefined {
  const connection = contact.getAgentConnection() as connect.ChatConnection | undefined
  const info = connection?.getMediaInfo?.() as
    | { originalInfo?: { customerName?: string } }
    | null
    | undefined
  return info?.originalInfo?.customerName || undefined
}

function plain(attributes: connect.AttributeDictionary | null): Record<string, string> {
  const known = Object.values(attributes ?? {}).filter((attribute) => attribute !== undefined)
  return Object.fromEntries(known.map(({ name, value }) => [name, value]))
}
