// The constraints of AppIntegrations' published model on each input field: lengths, ranges,
// patterns, enums.
// https://docs.aws.amazon.com/connect/latest/APIReference/API_Operations_Amazon_AppIntegrations_Service.html
import type { Constraints } from '../aws/validation.ts'

export const constraints: Constraints = {
  shapes: {
    ApplicationApprovedOrigins: { min: 1, max: 50, member: 'ApplicationTrustedSource' },
    ApplicationName: { min: 1, max: 255, pattern: '^[a-zA-Z0-9\\/\\._ \\-]+$' },
    ApplicationNamespace: { min: 1, max: 211, pattern: '^[a-zA-Z0-9\\/\\._\\-]+$' },
    ApplicationTrustedSource: { min: 1, max: 128, pattern: '^\\w+\\:\\/\\/.*$' },
    ApplicationType: { enum: ['STANDARD', 'SERVICE', 'MCP_SERVER'] },
    Arn: {
      min: 1,
      max: 2048,
      pattern:
        '^arn:aws:[A-Za-z0-9][A-Za-z0-9_/.-]{0,62}:[A-Za-z0-9_/.-]{0,63}:[A-Za-z0-9_/.-]{0,63}:[A-Za-z0-9][A-Za-z0-9:_/+=,@.-]{0,1023}$',
    },
    ArnOrUUID: {
      min: 1,
      max: 2048,
      pattern:
        '^(arn:aws:[A-Za-z0-9][A-Za-z0-9_/.-]{0,62}:[A-Za-z0-9_/.-]{0,63}:[A-Za-z0-9_/.-]{0,63}:[A-Za-z0-9][A-Za-z0-9:_/+=,@.-]{0,1023}|[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12})(:[\\w\\$]+)?$',
    },
    ContactHandlingScope: { enum: ['CROSS_CONTACTS', 'PER_CONTACT'] },
    Description: { min: 0, max: 1000, pattern: '.*' },
    EventDefinitionSchema: { min: 1, max: 10240, pattern: '^.*$' },
    EventName: {
      min: 1,
      max: 255,
      pattern: '^[a-zA-Z0-9\\/\\._\\-]+::[a-zA-Z0-9\\/\\._\\-]+(?:\\*)?$',
    },
    IdempotencyToken: { min: 1, max: 2048, pattern: '.*' },
    IframePermission: { min: 1, max: 100, pattern: '^[a-z-]+$' },
    IframePermissionList: { min: 0, max: 25, member: 'IframePermission' },
    InitializationTimeout: { min: 1, max: 600000 },
    MaxResults: { min: 1, max: 50 },
    NextToken: { min: 1, max: 1000, pattern: '.*' },
    Permission: { min: 1, max: 255, pattern: '^[a-zA-Z0-9\\/\\._\\-\\*]+$' },
    PermissionList: { min: 0, max: 150, member: 'Permission' },
    PublicationList: { min: 0, max: 50 },
    SubscriptionList: { min: 0, max: 50 },
    TagKey: { min: 1, max: 128, pattern: '^(?!aws:)[a-zA-Z+-=._:/]+$' },
    TagKeyList: { min: 1, max: 200, member: 'TagKey' },
    TagMap: { min: 1, max: 200, key: 'TagKey', value: 'TagValue' },
    TagValue: { max: 256 },
    URL: { min: 1, max: 1000, pattern: '^\\w+\\:\\/\\/.*$' },
  },
  /** For each member of each structure, the name of the shape that constrains the member. */
  members: {
    ContactHandling: { Scope: 'ContactHandlingScope' },
    CreateApplicationRequest: {
      Name: 'ApplicationName',
      Namespace: 'ApplicationNamespace',
      Description: 'Description',
      Subscriptions: 'SubscriptionList',
      Publications: 'PublicationList',
      ClientToken: 'IdempotencyToken',
      Tags: 'TagMap',
      Permissions: 'PermissionList',
      InitializationTimeout: 'InitializationTimeout',
      ApplicationType: 'ApplicationType',
    },
    DeleteApplicationRequest: { ApplicationIdentifier: 'ArnOrUUID' },
    ExternalUrlConfig: { AccessUrl: 'URL', ApprovedOrigins: 'ApplicationApprovedOrigins' },
    GetApplicationRequest: { ApplicationIdentifier: 'ArnOrUUID' },
    IframeConfig: { Allow: 'IframePermissionList', Sandbox: 'IframePermissionList' },
    ListApplicationAssociationsRequest: {
      ApplicationIdentifier: 'ArnOrUUID',
      NextToken: 'NextToken',
      MaxResults: 'MaxResults',
    },
    ListApplicationsRequest: {
      NextToken: 'NextToken',
      MaxResults: 'MaxResults',
      ApplicationType: 'ApplicationType',
    },
    ListTagsForResourceRequest: { resourceArn: 'Arn' },
    Publication: {
      Event: 'EventName',
      Schema: 'EventDefinitionSchema',
      Description: 'Description',
    },
    Subscription: { Event: 'EventName', Description: 'Description' },
    TagResourceRequest: { resourceArn: 'Arn', tags: 'TagMap' },
    UntagResourceRequest: { resourceArn: 'Arn', tagKeys: 'TagKeyList' },
    UpdateApplicationRequest: {
      ApplicationIdentifier: 'ArnOrUUID',
      Name: 'ApplicationName',
      Description: 'Description',
      Subscriptions: 'SubscriptionList',
      Publications: 'PublicationList',
      Permissions: 'PermissionList',
      InitializationTimeout: 'InitializationTimeout',
      ApplicationType: 'ApplicationType',
    },
  },
}
