// Emulates Amazon AppIntegrations, which registers third-party applications for the agent
// workspace.
// https://docs.aws.amazon.com/connect/latest/adminguide/3p-apps.html
import { randomUUID } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { page } from '../connect/paging.ts'
import { AwsError, type Operation, type Service } from '../service.ts'
import { schemas } from './schemas.ts'

export interface Applications {
  service: Service
  exists(arn: string): boolean
}

type Application = Record<string, any> & {
  Id: string
  Arn: string
  Name: string
  Namespace: string
  Tags: Record<string, string>
}

// https://docs.aws.amazon.com/connect/latest/adminguide/amazon-connect-service-limits.html
const MAX_APPLICATIONS = 50

const invalid = (message: string) => new AwsError('InvalidRequestException', message, 400)
const notFound = (what: string) =>
  new AwsError('ResourceNotFoundException', `Resource not found: ${what}`, 404)

export function appIntegrations({
  clock,
  account,
  region,
}: {
  clock: Clock
  account: string
  region: string
}): Applications {
  const applications = new Map<string, Application>()
  const tokens = new Map<string, object>()

  const find = (idOrArn: string) => {
    const found = [...applications.values()].find(
      ({ Id, Arn }) => Id === idOrArn || Arn === idOrArn,
    )
    if (!found) throw notFound(idOrArn)
    return found
  }
  const paged = (operation: string, input: any, all: readonly object[]) => {
    const { entries, NextToken } = page(
      operation,
      { MaxResults: 50, ...input },
      all,
      'InvalidRequestException',
    )
    return { entries, NextToken }
  }

  const operations: Record<string, Operation> = {
    CreateApplication({ ClientToken, Tags = {}, ...given }) {
      const earlier = ClientToken && tokens.get(ClientToken)
      if (earlier) return earlier
      requireUsable(given.ApplicationSourceConfig)
      if ([...applications.values()].some(({ Namespace }) => Namespace === given.Namespace)) {
        throw new AwsError(
          'DuplicateResourceException',
          `An application with the namespace ${given.Namespace} already exists`,
          409,
        )
      }
      if (applications.size >= MAX_APPLICATIONS) {
        throw new AwsError(
          'ResourceQuotaExceededException',
          `There may be ${MAX_APPLICATIONS} applications`,
          429,
        )
      }
      const Id = randomUUID()
      const Arn = `arn:aws:app-integrations:${region}:${account}:application/${Id}`
      const now = new Date(clock.now())
      applications.set(Id, {
        ApplicationType: 'STANDARD',
        ...given,
        Id,
        Arn,
        Tags,
        CreatedTime: now,
        LastModifiedTime: now,
      })
      if (ClientToken) tokens.set(ClientToken, { Id, Arn })
      return { Id, Arn }
    },

    GetApplication: ({ ApplicationIdentifier }) => find(ApplicationIdentifier),

    ListApplications(input) {
      const all = [...applications.values()].filter(
        ({ ApplicationType }) =>
          !input.ApplicationType || input.ApplicationType === ApplicationType,
      )
      const { entries, NextToken } = paged('ListApplications', input, all)
      return { Applications: entries, NextToken }
    },

    UpdateApplication({ ApplicationIdentifier, ...changes }) {
      const application = find(ApplicationIdentifier)
      if (changes.ApplicationSourceConfig) requireUsable(changes.ApplicationSourceConfig)
      Object.assign(application, changes, { LastModifiedTime: new Date(clock.now()) })
      return {}
    },

    DeleteApplication({ ApplicationIdentifier }) {
      applications.delete(find(ApplicationIdentifier).Id)
      return {}
    },

    // AWS does not document which associations this operation returns. The sandbox returns an empty
    // list: an association that Connect's CreateIntegrationAssociation has created is returned by
    // Connect's ListIntegrationAssociations instead.
    ListApplicationAssociations(input) {
      find(input.ApplicationIdentifier)
      const { entries, NextToken } = paged('ListApplicationAssociations', input, [])
      return { ApplicationAssociations: entries, NextToken }
    },

    TagResource({ resourceArn, tags }) {
      Object.assign(find(resourceArn).Tags, tags)
      return {}
    },
    UntagResource({ resourceArn, tagKeys }) {
      for (const key of tagKeys) delete find(resourceArn).Tags[key]
      return {}
    },
    ListTagsForResource: ({ resourceArn }) => ({ tags: find(resourceArn).Tags }),
  }

  return {
    service: { signingName: 'app-integrations', sdk: schemas, operations },
    exists: (arn) => [...applications.values()].some((one) => one.Arn === arn),
  }
}

/**
 * Refuses an access URL that the agent workspace could not open in a frame: the URL must use https
 * or point to the developer's own machine.
 */
function requireUsable(
  config: { ExternalUrlConfig?: { AccessUrl: string; ApprovedOrigins?: string[] } } = {},
) {
  const { AccessUrl, ApprovedOrigins = [] } = config.ExternalUrlConfig ?? {}
  if (!AccessUrl) throw invalid('ApplicationSourceConfig needs an ExternalUrlConfig')
  for (const url of [AccessUrl, ...ApprovedOrigins]) {
    if (!/^https:\/\/|^http:\/\/localhost(:\d+)?(\/|$)/.test(url))
      throw invalid(`${url} is neither https nor on localhost`)
  }
}
