import { createHash } from 'node:crypto'
import {
  ConnectClient,
  type Contact,
  DescribeContactCommand,
  InvalidRequestException,
  ResourceNotFoundException,
  SearchUsersCommand,
  StartChatContactCommand,
  StartContactStreamingCommand,
} from '@aws-sdk/client-connect'
import type { Connect } from '../model/ports.ts'
import { calling, failureOf } from './failure.ts'

const client = new ConnectClient()

export function connect(
  instanceArn: string,
  { chatFlowId }: { chatFlowId?: string } = {},
): Connect {
  const InstanceId = instanceArn.split('/')[1]!

  return {
    async contact(contactId) {
      try {
        const { Contact } = await client.send(
          new DescribeContactCommand({ InstanceId, ContactId: contactId }),
        )
        return {
          contactId: Contact!.Id!,
          initialContactId: Contact!.InitialContactId ?? Contact!.Id!,
          channel: Contact!.Channel!,
          subtype: Contact!.SegmentAttributes?.['connect:Subtype']?.ValueString,
          inbound: Contact!.SegmentAttributes?.['connect:Direction']?.ValueString !== 'OUTBOUND',
          agentUserId: Contact!.AgentInfo?.Id,
          queueId: Contact!.QueueInfo?.Id,
          startedAt: Contact!.InitiationTimestamp!,
          endedAt: Contact!.DisconnectTimestamp,
          handedOn: isHandedOn(Contact!),
          customerNumber: Contact!.CustomerEndpoint?.Address,
          businessNumber: Contact!.SystemEndpoint?.Address,
        }
      } catch (error) {
        // An id that is not even one is as unknown as one that was never given.
        if (error instanceof ResourceNotFoundException || error instanceof InvalidRequestException)
          return undefined
        throw failureOf('DescribeContact', error)
      }
    },

    async user(username) {
      const { Users = [] } = await calling(
        'SearchUsers',
        client.send(
          new SearchUsersCommand({
            InstanceId,
            SearchCriteria: {
              StringCondition: { FieldName: 'Username', Value: username, ComparisonType: 'EXACT' },
            },
          }),
        ),
      )
      const found = Users.find((user) => user.Username === username)
      if (!found?.Id) return undefined
      const { FirstName, LastName } = found.IdentityInfo ?? {}
      const name = [FirstName, LastName].filter(Boolean).join(' ') || username
      return { userId: found.Id, name, routingProfileId: found.RoutingProfileId }
    },

    async startChat({ customer, openedBy, text }) {
      const { ContactId, ParticipantToken } = await client.send(
        new StartChatContactCommand({
          InstanceId,
          ContactFlowId: chatFlowId,
          ParticipantDetails: {
            DisplayName: (
              customer.name ||
              customer.username ||
              customer.number ||
              'WhatsApp'
            ).slice(0, 256),
          },
          Attributes: attributes({
            whatsapp_customer: customer.number ?? customer.userId,
            whatsapp_customer_name: customer.name,
          }),
          ...(text === undefined
            ? {}
            : { InitialMessage: { ContentType: 'text/plain', Content: text } }),
          SupportedMessagingContentTypes: [
            'text/plain',
            'text/markdown',
            'application/vnd.amazonaws.connect.message.interactive',
          ],
          // One opening message opens one chat, however often it is delivered.
          ClientToken: createHash('sha256').update(openedBy).digest('hex'),
        }),
      )
      return { contactId: ContactId!, participantToken: ParticipantToken! }
    },

    async startStreaming(contactId, topicArn) {
      await calling(
        'StartContactStreaming',
        client.send(
          new StartContactStreamingCommand({
            InstanceId,
            ContactId: contactId,
            ChatStreamingConfiguration: { StreamingEndpointArn: topicArn },
            ClientToken: createHash('sha256').update(`${contactId}/${topicArn}`).digest('hex'),
          }),
        ),
      )
    },
  }
}

/**
 * Whether the contact went on as another. NextContacts is documented, but not that every chat has it: where it is missing,
 * the reason for the end may still say that it was a transfer.
 */
const isHandedOn = ({ NextContacts = [], DisconnectReason = '' }: Contact): boolean =>
  NextContacts.length > 0 || /TRANSFER/i.test(DisconnectReason)

const attributes = (fields: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
