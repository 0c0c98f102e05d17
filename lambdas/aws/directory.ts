// Reads the users, security profiles, queues and routing profiles of the Connect instance, for the
// supervisors' API.
import {
  type ConnectClient,
  ListQueuesCommand,
  ListRoutingProfilesCommand,
  ListSecurityProfilesCommand,
  SearchContactsCommand,
} from '@aws-sdk/client-connect'
import type { Directory } from '#model/ports'
import { pages, type WrappedClient } from './client.ts'
import { agentIn, foundUser } from './connect.ts'

/** The maximum page size of the Search operations of Connect, except for SearchContacts. */
const PAGE = 1000
/** The maximum page size of SearchContacts. */
const MOST_CHATS = 100

export function directory(client: WrappedClient<ConnectClient>, instanceArn: string): Directory {
  const InstanceId = instanceArn.split('/')[1]!
  const asked = { InstanceId, MaxResults: PAGE }

  return {
    async user(by) {
      const found = await foundUser(client, InstanceId, by)
      return found && { ...agentIn(found), securityProfileIds: found.SecurityProfileIds ?? [] }
    },

    securityProfiles: () =>
      named(
        (NextToken) =>
          client.call(
            'ListSecurityProfiles',
            new ListSecurityProfilesCommand({ ...asked, NextToken }),
          ),
        ({ SecurityProfileSummaryList }) => SecurityProfileSummaryList,
      ),

    queues: () =>
      named(
        (NextToken) =>
          client.call(
            'ListQueues',
            new ListQueuesCommand({ ...asked, QueueTypes: ['STANDARD'], NextToken }),
          ),
        ({ QueueSummaryList }) => QueueSummaryList,
      ),

    routingProfiles: () =>
      named(
        (NextToken) =>
          client.call(
            'ListRoutingProfiles',
            new ListRoutingProfilesCommand({ ...asked, NextToken }),
          ),
        ({ RoutingProfileSummaryList }) => RoutingProfileSummaryList,
      ),

    async recentChats(queueId, { from, to }) {
      const { Contacts = [] } = await client.call(
        'SearchContacts',
        new SearchContactsCommand({
          InstanceId,
          TimeRange: { Type: 'INITIATION_TIMESTAMP', StartTime: from, EndTime: to },
          SearchCriteria: { Channels: ['CHAT'], QueueIds: [queueId] },
          Sort: { FieldName: 'INITIATION_TIMESTAMP', Order: 'DESCENDING' },
          MaxResults: MOST_CHATS,
        }),
      )
      return Contacts.flatMap(({ Id, InitialContactId, InitiationTimestamp }) =>
        Id && InitiationTimestamp
          ? [
              {
                contactId: Id,
                initialContactId: InitialContactId ?? Id,
                startedAt: InitiationTimestamp,
              },
            ]
          : [],
      )
    },
  }
}

async function named<Page extends { NextToken?: string | undefined }>(
  read: (token?: string) => Promise<Page>,
  listIn: (
    page: Page,
  ) => readonly { Id?: string | undefined; Name?: string | undefined }[] | undefined,
) {
  const found: { id: string; name: string }[] = []
  for await (const page of pages(read, ({ NextToken }) => NextToken))
    found.push(...(listIn(page) ?? []).map(({ Id, Name }) => ({ id: Id!, name: Name! })))
  return found.sort((a, b) => (a.name < b.name ? -1 : 1))
}
