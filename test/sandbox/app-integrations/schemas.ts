// The schemas of the AppIntegrations operations, in the notation in which newer SDK clients export
// their schemas. The published SDK client of AppIntegrations does not export schemas yet, and lacks
// ApplicationType, ApplicationConfig, IframeConfig and InitializationTimeout.
// https://docs.aws.amazon.com/connect/latest/APIReference/API_Operations_Amazon_AppIntegrations_Service.html

const NAMESPACE = 'com.amazonaws.appintegrations'
const STRING = 0
const BOOLEAN = 2
const INTEGER = 1
const TIMESTAMP = 4
const STRINGS = 64
const STRING_MAP = 128

type Members = Record<string, unknown>

const structure = (name: string, required: Members, optional: Members = {}) => {
  const members = { ...required, ...optional }
  return [
    3,
    NAMESPACE,
    name,
    0,
    Object.keys(members),
    Object.values(members),
    Object.keys(required).length,
  ] as const
}
const listOf = (name: string, member: unknown) => [1, NAMESPACE, name, 0, () => member] as const
const operation = (name: string, method: string, path: string, input: unknown, output: unknown) =>
  [9, NAMESPACE, name, { http: [method, path, 200] }, () => input, () => output] as const
const error = (name: string, status: number) =>
  [
    -3,
    NAMESPACE,
    name,
    { error: status < 500 ? 'client' : 'server', httpError: status },
    ['Message'],
    [STRING],
  ] as const

const label = [STRING, { httpLabel: 1 }]
const inQuery = (name: string, of = STRING) => [of, { httpQuery: name }]
const paging = { NextToken: inQuery('nextToken'), MaxResults: inQuery('maxResults', INTEGER) }

const source = structure(
  'ApplicationSourceConfig',
  {},
  {
    ExternalUrlConfig: () =>
      structure('ExternalUrlConfig', { AccessUrl: STRING }, { ApprovedOrigins: STRINGS }),
  },
)
const configuration = structure(
  'ApplicationConfig',
  {},
  {
    ContactHandling: () => structure('ContactHandling', {}, { Scope: STRING }),
  },
)
const iframe = structure('IframeConfig', {}, { Allow: STRINGS, Sandbox: STRINGS })
const subscriptions = listOf(
  'SubscriptionList',
  structure('Subscription', { Event: STRING }, { Description: STRING }),
)
const publications = listOf(
  'PublicationList',
  structure('Publication', { Event: STRING, Schema: STRING }, { Description: STRING }),
)

const described = {
  Description: STRING,
  Subscriptions: () => subscriptions,
  Publications: () => publications,
  Permissions: STRINGS,
  IsService: BOOLEAN,
  InitializationTimeout: INTEGER,
  ApplicationConfig: () => configuration,
  IframeConfig: () => iframe,
  ApplicationType: STRING,
}
const times = { CreatedTime: TIMESTAMP, LastModifiedTime: TIMESTAMP }
const names = { Arn: STRING, Id: STRING, Name: STRING, Namespace: STRING }

const application = structure(
  'GetApplicationResponse',
  {},
  {
    ...names,
    ...described,
    ...times,
    ApplicationSourceConfig: () => source,
    Tags: STRING_MAP,
  },
)
const created = { Name: STRING, Namespace: STRING, ApplicationSourceConfig: () => source }
const summary = structure(
  'ApplicationSummary',
  {},
  { ...names, ...times, IsService: BOOLEAN, ApplicationType: STRING },
)
const association = structure(
  'ApplicationAssociationSummary',
  {},
  {
    ApplicationAssociationArn: STRING,
    ApplicationArn: STRING,
    ClientId: STRING,
  },
)
const nothing = structure('Unit', {})
const byId = (name: string, more: Members = {}) =>
  structure(name, { ApplicationIdentifier: label }, more)
const tagged = (name: string, required: Members = {}) =>
  structure(name, { resourceArn: label, ...required })

export const schemas = {
  CreateApplication: operation(
    'CreateApplication',
    'POST',
    '/applications',
    structure('CreateApplicationRequest', created, {
      ...described,
      ClientToken: STRING,
      Tags: STRING_MAP,
    }),
    structure('CreateApplicationResponse', {}, { Arn: STRING, Id: STRING }),
  ),
  GetApplication: operation(
    'GetApplication',
    'GET',
    '/applications/{ApplicationIdentifier}',
    byId('GetApplicationRequest'),
    application,
  ),
  ListApplications: operation(
    'ListApplications',
    'GET',
    '/applications',
    structure(
      'ListApplicationsRequest',
      {},
      { ...paging, ApplicationType: inQuery('applicationType') },
    ),
    structure(
      'ListApplicationsResponse',
      {},
      { Applications: () => listOf('ApplicationsList', summary), NextToken: STRING },
    ),
  ),
  UpdateApplication: operation(
    'UpdateApplication',
    'PATCH',
    '/applications/{ApplicationIdentifier}',
    byId('UpdateApplicationRequest', {
      Name: STRING,
      ApplicationSourceConfig: () => source,
      ...described,
    }),
    nothing,
  ),
  DeleteApplication: operation(
    'DeleteApplication',
    'DELETE',
    '/applications/{ApplicationIdentifier}',
    byId('DeleteApplicationRequest'),
    nothing,
  ),
  ListApplicationAssociations: operation(
    'ListApplicationAssociations',
    'GET',
    '/applications/{ApplicationIdentifier}/associations',
    byId('ListApplicationAssociationsRequest', paging),
    structure(
      'ListApplicationAssociationsResponse',
      {},
      {
        ApplicationAssociations: () => listOf('ApplicationAssociationsList', association),
        NextToken: STRING,
      },
    ),
  ),
  TagResource: operation(
    'TagResource',
    'POST',
    '/tags/{resourceArn}',
    tagged('TagResourceRequest', { tags: STRING_MAP }),
    nothing,
  ),
  UntagResource: operation(
    'UntagResource',
    'DELETE',
    '/tags/{resourceArn}',
    tagged('UntagResourceRequest', { tagKeys: inQuery('tagKeys', STRINGS) }),
    nothing,
  ),
  ListTagsForResource: operation(
    'ListTagsForResource',
    'GET',
    '/tags/{resourceArn}',
    tagged('ListTagsForResourceRequest'),
    structure('ListTagsForResourceResponse', {}, { tags: STRING_MAP }),
  ),
  AccessDeniedException: error('AccessDeniedException', 403),
  DuplicateResourceException: error('DuplicateResourceException', 409),
  InternalServiceError: error('InternalServiceError', 500),
  InvalidRequestException: error('InvalidRequestException', 400),
  ResourceNotFoundException: error('ResourceNotFoundException', 404),
  ResourceQuotaExceededException: error('ResourceQuotaExceededException', 429),
  ThrottlingException: error('ThrottlingException', 429),
  UnsupportedOperationException: error('UnsupportedOperationException', 400),
}
