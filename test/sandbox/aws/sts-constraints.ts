// The constraints of STS's published model on each input field: lengths, ranges, patterns, enums.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_Operations.html
import type { Constraints } from './validation.ts'

export const constraints: Constraints = {
  shapes: {
    ProvidedContextsListType: { min: 1, max: 5 },
    arnType: {
      min: 20,
      max: 2048,
      pattern:
        '[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF\\uE000-\\uFFFD\\u10000-\\u10FFFF]+',
    },
    contextAssertionType: { min: 4, max: 2048 },
    externalIdType: { min: 2, max: 1224, pattern: '[\\w+=,.@:\\/-]*' },
    roleDurationSecondsType: { min: 900, max: 43200 },
    roleSessionNameType: { min: 2, max: 64, pattern: '[\\w+=,.@-]*' },
    serialNumberType: { min: 9, max: 256, pattern: '[\\w+=/:,.@-]*' },
    sourceIdentityType: { min: 2, max: 64, pattern: '[\\w+=,.@-]*' },
    tagKeyListType: { max: 50, member: 'tagKeyType' },
    tagKeyType: { min: 1, max: 128, pattern: '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+' },
    tagListType: { max: 50 },
    tagValueType: { min: 0, max: 256, pattern: '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*' },
    tokenCodeType: { min: 6, max: 6, pattern: '[\\d]*' },
    unrestrictedSessionPolicyDocumentType: {
      min: 1,
      pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+',
    },
  },
  /** For each member of each structure, the name of the shape that constrains the member. */
  members: {
    AssumeRoleRequest: {
      RoleArn: 'arnType',
      RoleSessionName: 'roleSessionNameType',
      Policy: 'unrestrictedSessionPolicyDocumentType',
      DurationSeconds: 'roleDurationSecondsType',
      Tags: 'tagListType',
      TransitiveTagKeys: 'tagKeyListType',
      ExternalId: 'externalIdType',
      SerialNumber: 'serialNumberType',
      TokenCode: 'tokenCodeType',
      SourceIdentity: 'sourceIdentityType',
      ProvidedContexts: 'ProvidedContextsListType',
    },
    PolicyDescriptorType: { arn: 'arnType' },
    ProvidedContext: { ProviderArn: 'arnType', ContextAssertion: 'contextAssertionType' },
    Tag: { Key: 'tagKeyType', Value: 'tagValueType' },
  },
}
