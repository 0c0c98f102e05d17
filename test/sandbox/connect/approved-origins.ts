import type { Operation } from '../service.ts'
import { type Core, requireInstance } from './core.ts'
import { refusal } from './errors.ts'
import { page } from './paging.ts'

// https://docs.aws.amazon.com/connect/latest/adminguide/app-integration.html
const MAX_ORIGINS = 100
// https://docs.aws.amazon.com/connect/latest/APIReference/API_ListApprovedOrigins.html
const MAX_PAGE = 25

/** The operations on the websites that may embed the instance's Contact Control Panel. */
export function approvedOriginOperations(core: Core): Record<string, Operation> {
  const origins = new Set<string>()
  return {
    AssociateApprovedOrigin({ InstanceId, Origin }) {
      requireInstance(core, InstanceId)
      if (!/^https:\/\/[^/?#]+$/.test(Origin) && !/^http:\/\/localhost(:\d+)?$/.test(Origin)) {
        throw refusal(
          'InvalidParameterException',
          `Not an origin (https, host and port only): ${Origin}`,
        )
      }
      if (origins.has(Origin))
        throw refusal('ResourceConflictException', `Already approved: ${Origin}`)
      if (origins.size >= MAX_ORIGINS)
        throw refusal(
          'ServiceQuotaExceededException',
          `An instance has ${MAX_ORIGINS} approved origins`,
        )
      origins.add(Origin)
      return {}
    },

    DisassociateApprovedOrigin({ InstanceId, Origin }) {
      requireInstance(core, InstanceId)
      if (!origins.delete(Origin))
        throw refusal('ResourceNotFoundException', `Not an approved origin: ${Origin}`)
      return {}
    },

    ListApprovedOrigins(input) {
      requireInstance(core, input.InstanceId)
      const { entries, NextToken } = page(
        'ListApprovedOrigins',
        { MaxResults: MAX_PAGE, ...input },
        [...origins],
      )
      return { Origins: entries, NextToken }
    },
  }
}
