import type { Operation } from '../service.ts'
import { type Core, lastPart, requireInstance } from './core.ts'
import { refusal } from './errors.ts'
import { page } from './paging.ts'

/**
 * The operations on routing profiles, which define the queues and channels of agents, and how many
 * contacts an agent may have at once.
 */
export function routingProfileOperations(core: Core): Record<string, Operation> {
  const { routingProfiles, queues, agents, region, instance } = core.world
  const modified = { LastModifiedTime: new Date(core.clock.now()), LastModifiedRegion: region }
  const arnOf = (id: string) => `${core.instanceArn}/routing-profile/${id}`
  const find = (id: string) => {
    const profile = routingProfiles.find((one) => one.id === lastPart(id))
    if (!profile) throw refusal('ResourceNotFoundException', `Routing profile not found: ${id}`)
    return profile
  }
  const queueNamed = (name: string) => queues.find((queue) => queue.name === name)!

  const shown = ({
    id,
    name,
    description,
    concurrency,
    queues: served,
  }: (typeof routingProfiles)[number]) => ({
    InstanceId: instance.id,
    Name: name,
    RoutingProfileArn: arnOf(id),
    RoutingProfileId: id,
    Description: description,
    MediaConcurrencies: Object.entries(concurrency).map(([Channel, Concurrency]) => ({
      Channel,
      Concurrency,
      CrossChannelBehavior: { BehaviorType: 'ROUTE_CURRENT_CHANNEL_ONLY' },
    })),
    DefaultOutboundQueueId: served[0] && queueNamed(served[0].queue).id,
    Tags: {},
    NumberOfAssociatedQueues: served.length,
    NumberOfAssociatedUsers: agents.filter(({ routingProfile }) => routingProfile === name).length,
    AgentAvailabilityTimer: 'TIME_SINCE_LAST_ACTIVITY',
    AssociatedQueueIds: served.map(({ queue }) => queueNamed(queue).id),
    ...modified,
  })

  return {
    ListRoutingProfiles(input) {
      requireInstance(core, input.InstanceId)
      const all = routingProfiles.map(({ id, name }) => ({
        Id: id,
        Arn: arnOf(id),
        Name: name,
        ...modified,
      }))
      const { entries, NextToken } = page('ListRoutingProfiles', input, all)
      return { RoutingProfileSummaryList: entries, NextToken }
    },

    SearchRoutingProfiles(input) {
      requireInstance(core, input.InstanceId)
      const { entries, NextToken } = page(
        'SearchRoutingProfiles',
        input,
        routingProfiles.map(shown),
      )
      return { RoutingProfiles: entries, NextToken, ApproximateTotalCount: routingProfiles.length }
    },

    DescribeRoutingProfile({ InstanceId, RoutingProfileId }) {
      requireInstance(core, InstanceId)
      return { RoutingProfile: shown(find(RoutingProfileId)) }
    },

    ListRoutingProfileQueues(input) {
      requireInstance(core, input.InstanceId)
      const all = find(input.RoutingProfileId).queues.flatMap(
        ({ queue, channels, priority, delaySeconds }) => {
          const { id, name } = queueNamed(queue)
          return channels.map((Channel) => ({
            QueueId: id,
            QueueArn: `${core.instanceArn}/queue/${id}`,
            QueueName: name,
            Priority: priority,
            Delay: delaySeconds,
            Channel,
          }))
        },
      )
      const { entries, NextToken } = page('ListRoutingProfileQueues', input, all)
      return { RoutingProfileQueueConfigSummaryList: entries, NextToken, ...modified }
    },
  }
}
