import type { Operation } from '../service.ts'
import { segmentAttributes } from './contact-events.ts'
import { type Core, requireInstance } from './core.ts'
import { refusal } from './errors.ts'
import { page } from './paging.ts'
import type { Contact } from './records.ts'
import { taskSummary } from './tasks.ts'

/** Finds contacts by time range, channel and queue, newest first. */
export function searchContactOperations(core: Core): Record<string, Operation> {
  return {
    SearchContacts(input) {
      const { InstanceId, TimeRange, SearchCriteria = {}, Sort } = input
      requireInstance(core, InstanceId)
      const { Channels, QueueIds, ...others } = SearchCriteria
      if (Object.keys(others).length > 0)
        throw refusal(
          'InvalidParameterException',
          `the sandbox does not search contacts by ${Object.keys(others).join(', ')}`,
        )
      // https://docs.aws.amazon.com/connect/latest/APIReference/API_SearchContacts.html
      const weeks = (TimeRange.EndTime.getTime() - TimeRange.StartTime.getTime()) / (7 * 86_400_000)
      if (weeks > 8)
        throw refusal('InvalidParameterException', 'The time range is longer than eight weeks')
      if (Sort && (Sort.FieldName !== 'INITIATION_TIMESTAMP' || Sort.Order !== 'DESCENDING'))
        throw refusal(
          'InvalidParameterException',
          `the sandbox does not sort contacts by ${Sort.FieldName} ${Sort.Order}`,
        )
      const found = [
        ...[...core.contacts.values()].map((contact) => summary(core, contact)),
        ...[...core.tasks.values()].map((task) => taskSummary(core, task)),
      ]
        .filter(
          ({ InitiationTimestamp: at }) => at >= TimeRange.StartTime && at <= TimeRange.EndTime,
        )
        .filter(({ Channel }) => !Channels?.length || Channels.includes(Channel))
        .filter(({ QueueInfo }) => !QueueIds?.length || QueueIds.includes(QueueInfo?.Id))
        .sort(
          (one, other) => other.InitiationTimestamp.getTime() - one.InitiationTimestamp.getTime(),
        )
      const { entries, NextToken } = page('SearchContacts', input, found)
      return {
        Contacts: entries,
        NextToken,
        TotalCount: found.length,
      }
    },
  }
}

const summary = (core: Core, contact: Contact) => {
  const { id, chat, initiatedAt, ended, agent, queue } = contact
  return {
    Id: id,
    Arn: `${core.instanceArn}/contact/${id}`,
    InitialContactId: chat.id,
    Channel: 'CHAT',
    InitiationTimestamp: new Date(initiatedAt),
    ...(ended && { DisconnectTimestamp: new Date(ended.at) }),
    ...(agent && {
      AgentInfo: { Id: agent.id, ConnectedToAgentTimestamp: new Date(agent.connectedAt) },
    }),
    ...(queue && { QueueInfo: { Id: queue.id, EnqueueTimestamp: new Date(queue.at) } }),
    SegmentAttributes: segmentAttributes(core, contact),
  }
}
