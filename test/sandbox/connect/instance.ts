import type { Operation } from '../service.ts'
import { type Core, requireInstance } from './core.ts'
import { page } from './paging.ts'

/** `instances` are all instances of the account. */
export function instanceOperations(
  core: Core,
  instances: readonly Core[],
): Record<string, Operation> {
  const created = new Date(core.clock.now())
  const describe = ({ instanceArn, world: { account, instance } }: Core) => ({
    Id: instance.id,
    Arn: instanceArn,
    IdentityManagementType: 'SAML',
    InstanceAlias: instance.alias,
    CreatedTime: created,
    ServiceRole: `arn:aws:iam::${account}:role/aws-service-role/connect.amazonaws.com/AWSServiceRoleForAmazonConnect_${instance.alias}`,
    InstanceStatus: 'ACTIVE',
    InboundCallsEnabled: true,
    OutboundCallsEnabled: true,
    InstanceAccessUrl: `https://${instance.alias}.my.connect.aws`,
  })

  return {
    ListInstances(input) {
      const { entries, NextToken } = page('ListInstances', input, instances.map(describe))
      return { InstanceSummaryList: entries, NextToken }
    },

    DescribeInstance({ InstanceId }) {
      requireInstance(core, InstanceId)
      return { Instance: { ...describe(core), Tags: {} } }
    },

    ListQueues(input) {
      requireInstance(core, input.InstanceId)
      const all = core.world.queues
        .map(({ id, name }) => ({
          Id: id,
          Arn: `${core.instanceArn}/queue/${id}`,
          Name: name,
          QueueType: 'STANDARD',
          LastModifiedTime: created,
        }))
        .filter(
          ({ QueueType }) => !input.QueueTypes?.length || input.QueueTypes.includes(QueueType),
        )
      const { entries, NextToken } = page('ListQueues', input, all)
      return { QueueSummaryList: entries, NextToken }
    },
  }
}
