import { randomUUID } from 'node:crypto'
import type { Operation } from '../service.ts'
import { type Core, requireInstance } from './core.ts'
import { refusal } from './errors.ts'
import { page } from './paging.ts'

/**
 * The operations on the storage of the instance. When the sandbox starts, the instance with the
 * agents already stores attachments in S3.
 */
export function storageOperations(core: Core): Record<string, Operation> {
  const { attachmentsBucket, attachmentsPrefix } = core.world.instance
  // Connect adds the channel and the day to the prefix: …/chat/YYYY/MM/DD/….
  const S3Config = {
    BucketName: attachmentsBucket,
    BucketPrefix: attachmentsPrefix.replace(/\/chat$/, ''),
  }
  const configs = [
    {
      type: 'ATTACHMENTS',
      config: { AssociationId: randomUUID(), StorageType: 'S3', S3Config } as Record<
        string,
        unknown
      >,
    },
  ]

  return {
    AssociateInstanceStorageConfig({ InstanceId, ResourceType, StorageConfig }) {
      requireInstance(core, InstanceId)
      if (configs.some(({ type }) => type === ResourceType)) {
        throw refusal('ResourceConflictException', `The instance already stores ${ResourceType}`)
      }
      const AssociationId = randomUUID()
      configs.push({ type: ResourceType, config: { ...StorageConfig, AssociationId } })
      return { AssociationId }
    },

    ListInstanceStorageConfigs(input) {
      requireInstance(core, input.InstanceId)
      const found = configs
        .filter(({ type }) => type === input.ResourceType)
        .map(({ config }) => config)
      const { entries, NextToken } = page('ListInstanceStorageConfigs', input, found)
      return { StorageConfigs: entries, NextToken }
    },

    DescribeInstanceStorageConfig({ InstanceId, AssociationId, ResourceType }) {
      requireInstance(core, InstanceId)
      const found = configs.find(
        ({ type, config }) => type === ResourceType && config.AssociationId === AssociationId,
      )
      if (!found)
        throw refusal(
          'ResourceNotFoundException',
          `No storage configuration ${AssociationId} for ${ResourceType}`,
        )
      return { StorageConfig: found.config }
    },
  }
}
