import { createHash } from 'node:crypto'
import {
  type ConnectClient,
  type Contact,
  DescribeContactCommand,
  GetContactAttributesCommand,
  InvalidParameterException,
  InvalidRequestException,
  type NextContactEntry,
  ResourceNotFoundException,
  SearchUsersCommand,
  type SearchUsersCommandInput,
  StartChatContactCommand,
  StartContactStreamingCommand,
  StopContactCommand,
  UpdateContactAttributesCommand,
  type UserSearchSummary,
} from '@aws-sdk/client-connect'
import { nameOf } from '#model/customer'
import type { Agent, Connect, ConnectContact } from '#model/ports'
import type { WrappedClient } from './client.ts'
import { CONTACT_ENDED } from './contact-ended.ts'
import { answerUnlessRefused } from './failure.ts'

export const CONVERSATION_ATTRIBUTE = 'whatsapp_conversation'
export const OPENED_BY_ATTRIBUTE = 'whatsapp_opened_by'

export function connect(
  client: WrappedClient<ConnectClient>,
  instanceArn: string,
  { chatFlowId }: { chatFlowId?: string } = {},
): Connect {
  const InstanceId = instanceArn.split('/')[1]!

  return {
    async contact(contactId) {
      const found = await answerUnlessRefused(
        client.call(
          'DescribeContact',
          new DescribeContactCommand({ InstanceId, ContactId: contactId }),
        ),
        // AWS does not document which of these exceptions Connect throws for an id that does not
        // exist. For all of them, the contact is treated as missing.
        ResourceNotFoundException,
        InvalidRequestException,
        InvalidParameterException,
      )
      return found && toContact(found.Contact!)
    },

    async user(by) {
      const found = await foundUser(client, InstanceId, by)
      return found && agentIn(found)
    },

    async startChat({ customer, conversation, openedBy, answers }) {
      const { ContactId, ParticipantToken } = await client.call(
        'StartChatContact',
        new StartChatContactCommand({
          InstanceId,
          ContactFlowId: chatFlowId,
          ParticipantDetails: {
            DisplayName: nameOf(customer).slice(0, 256),
          },
          Attributes: attributes({
            whatsapp_customer: customer.number ?? customer.userId,
            whatsapp_customer_name: customer.name,
            [CONVERSATION_ATTRIBUTE]: conversation,
            [OPENED_BY_ATTRIBUTE]: openedBy,
            whatsapp_answers_template: answers?.template,
            whatsapp_answers_sent_at: answers?.sentAt,
            whatsapp_answers_agent: answers?.isForSameAgent ? answers.userId : undefined,
            whatsapp_same_agent: answers?.isForSameAgent ? 'yes' : undefined,
          }),
          SupportedMessagingContentTypes: [
            'text/plain',
            'text/markdown',
            'application/vnd.amazonaws.connect.message.interactive',
          ],
          // With this token, a repeated call for the message that opens the chat does not start a
          // second chat. The call is repeated if the message is delivered again, or if another
          // message completes an interrupted start.
          ClientToken: createHash('sha256').update(`${conversation}/${openedBy}`).digest('hex'),
        }),
      )
      return { contactId: ContactId!, participantToken: ParticipantToken! }
    },

    async startStreaming(contactId, topicArn) {
      await client.call(
        'StartContactStreaming',
        new StartContactStreamingCommand({
          InstanceId,
          ContactId: contactId,
          ChatStreamingConfiguration: { StreamingEndpointArn: topicArn },
          ClientToken: createHash('sha256').update(`${contactId}/${topicArn}`).digest('hex'),
        }),
      )
    },

    async end(contactId) {
      await answerUnlessRefused(
        client.call('StopContact', new StopContactCommand({ InstanceId, ContactId: contactId })),
        ...CONTACT_ENDED,
      )
    },

    async attributes(contactId) {
      const { Attributes = {} } = await client.call(
        'GetContactAttributes',
        new GetContactAttributesCommand({ InstanceId, InitialContactId: contactId }),
      )
      return Attributes
    },

    async setAttributes(contactId, attributes) {
      await client.call(
        'UpdateContactAttributes',
        new UpdateContactAttributesCommand({
          InstanceId,
          InitialContactId: contactId,
          Attributes: { ...attributes },
        }),
      )
    },
  }
}

type Wanted = Parameters<Connect['user']>[0]

export async function foundUser(
  client: WrappedClient<ConnectClient>,
  InstanceId: string,
  by: Wanted,
): Promise<UserSearchSummary | undefined> {
  const { Users = [] } = await client.call(
    'SearchUsers',
    new SearchUsersCommand({ InstanceId, ...searchFor(by) }),
  )
  // AWS does not document that a search by tag or by name returns exact matches only, so the values
  // are compared here again. If two users have the same tag, the result is undefined.
  const [found, another] = Users.filter((user) =>
    'tag' in by ? user.Tags?.[by.tag] === by.value : user.Username === by.username,
  )
  return found?.Id && !another ? found : undefined
}

export function agentIn({
  Id,
  Username,
  IdentityInfo,
  RoutingProfileId,
}: UserSearchSummary): Agent {
  const { FirstName, LastName } = IdentityInfo ?? {}
  const name = [FirstName, LastName].filter(Boolean).join(' ') || (Username ?? Id!)
  return { userId: Id!, name, routingProfileId: RoutingProfileId }
}

const searchFor = (by: Wanted): Omit<SearchUsersCommandInput, 'InstanceId'> =>
  'tag' in by
    ? { SearchFilter: { TagFilter: { TagCondition: { TagKey: by.tag, TagValue: by.value } } } }
    : {
        SearchCriteria: {
          StringCondition: { FieldName: 'Username', Value: by.username, ComparisonType: 'EXACT' },
        },
      }

const toContact = (contact: Contact): ConnectContact => ({
  contactId: contact.Id!,
  initialContactId: contact.InitialContactId ?? contact.Id!,
  channel: contact.Channel!,
  subtype: contact.SegmentAttributes?.['connect:Subtype']?.ValueString,
  inbound: contact.SegmentAttributes?.['connect:Direction']?.ValueString !== 'OUTBOUND',
  // The id of a user is the end of the user's ARN.
  agentUserId: contact.AgentInfo?.Id?.split('/').at(-1),
  queueId: contact.QueueInfo?.Id,
  startedAt: contact.InitiationTimestamp!,
  endedAt: contact.DisconnectTimestamp,
  wasTransferred: wasTransferred(contact),
  continuesAs:
    contact.NextContacts?.find(mayBeTransfer)?.NextContactMetadata?.QuickConnectContactData
      ?.ContactId,
  customerNumber: contact.CustomerEndpoint?.Address,
  businessNumber: contact.SystemEndpoint?.Address,
})

/**
 * Returns whether the contact was transferred, which means that it ended and continues as another
 * contact. NextContacts lists the contacts that follow a transfer. NextContacts also lists the
 * flows ("Add to chat") and participants that an agent added to an open chat, although such a chat
 * stays with its agent. AWS documents neither that every contact has NextContacts nor that every
 * entry has a type. If NextContacts is missing, the disconnect reason may contain "TRANSFER".
 * https://docs.aws.amazon.com/connect/latest/adminguide/ctr-data-model.html
 */
const wasTransferred = ({
  NextContacts = [],
  DisconnectTimestamp,
  DisconnectReason = '',
}: Contact): boolean =>
  DisconnectTimestamp !== undefined &&
  (NextContacts.some(mayBeTransfer) || /TRANSFER/i.test(DisconnectReason))

const mayBeTransfer = ({ NextContactMetadata }: NextContactEntry): boolean =>
  !['FLOW', 'PHONE_NUMBER'].includes(
    NextContactMetadata?.QuickConnectContactData?.QuickConnectType ?? '',
  )

const attributes = (fields: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
