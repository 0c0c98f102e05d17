import { randomUUID } from 'node:crypto'
import type { Operation } from '../service.ts'
import { type Core, requireInstance } from './core.ts'
import { refusal } from './errors.ts'
import { page } from './paging.ts'

interface Association {
  IntegrationAssociationId: string
  IntegrationAssociationArn: string
  InstanceId: string
  IntegrationType: string
  IntegrationArn: string
  SourceApplicationUrl?: string
  SourceApplicationName?: string
  SourceType?: string
}

/**
 * The operations on the integrations of the instance, such as third-party applications, file
 * scanners and message processors. The sandbox checks only that an application exists. It accepts
 * any ARN for the other types.
 */
export function integrationAssociationOperations(core: Core): Record<string, Operation> {
  const associations = new Map<string, Association>()

  return {
    CreateIntegrationAssociation(input) {
      requireInstance(core, input.InstanceId)
      const {
        IntegrationType,
        IntegrationArn,
        SourceApplicationUrl,
        SourceApplicationName,
        SourceType,
      } = input
      if (IntegrationType === 'APPLICATION' && !core.applicationExists(IntegrationArn)) {
        throw refusal('ResourceNotFoundException', `Application not found: ${IntegrationArn}`)
      }
      const same = [...associations.values()].some(
        (one) => one.IntegrationType === IntegrationType && one.IntegrationArn === IntegrationArn,
      )
      if (same)
        throw refusal(
          'DuplicateResourceException',
          `The integration already exists: ${IntegrationArn}`,
        )
      const IntegrationAssociationId = randomUUID()
      const IntegrationAssociationArn = `${core.instanceArn}/integration-association/${IntegrationAssociationId}`
      associations.set(IntegrationAssociationId, {
        IntegrationAssociationId,
        IntegrationAssociationArn,
        InstanceId: core.world.instance.id,
        IntegrationType,
        IntegrationArn,
        SourceApplicationUrl,
        SourceApplicationName,
        SourceType,
      })
      return { IntegrationAssociationId, IntegrationAssociationArn }
    },

    ListIntegrationAssociations(input) {
      requireInstance(core, input.InstanceId)
      const found = [...associations.values()].filter(
        ({ IntegrationType, IntegrationArn }) =>
          (!input.IntegrationType || input.IntegrationType === IntegrationType) &&
          (!input.IntegrationArn || input.IntegrationArn === IntegrationArn),
      )
      const { entries, NextToken } = page('ListIntegrationAssociations', input, found)
      return { IntegrationAssociationSummaryList: entries, NextToken }
    },

    DeleteIntegrationAssociation({ InstanceId, IntegrationAssociationId: id, IntegrationArn }) {
      requireInstance(core, InstanceId)
      // The emulated CloudFormation does not know the association's id, and passes the ARN of the
      // integration instead.
      const IntegrationAssociationId =
        id ??
        [...associations.values()].find((one) => one.IntegrationArn === IntegrationArn)
          ?.IntegrationAssociationId
      if (!associations.delete(IntegrationAssociationId)) {
        throw refusal(
          'ResourceNotFoundException',
          `Integration association not found: ${IntegrationAssociationId}`,
        )
      }
      return {}
    },
  }
}
