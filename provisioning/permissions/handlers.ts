// Corrects handlers.json, which lists the actions for all properties of a resource type.
// handlers.json contains actions that our stacks never use, and lacks some that they use.

interface NotNeeded {
  of: RegExp
  /**
   * The types of resources to which the entry applies. Without this list, the entry applies to all
   * types.
   */
  types?: readonly string[]
  why: string
}

export const NOT_NEEDED: readonly NotNeeded[] = [
  {
    of: /^(cases|lex|mobiletargeting|voiceid|wisdom|events|lambda):|Bots?$|EventIntegration|^iam:(AttachRolePolicy|CreateServiceLinkedRole)$/,
    types: ['AWS::Connect::IntegrationAssociation'],
    why: 'only kinds of integration other than functions and applications need these actions',
  },
  {
    of: /^(kinesis|s3|logs):|(Enable|Disable|Update)Kinesis|Import|^dynamodb:(PutResourcePolicy|DeleteResourcePolicy|UpdateContributorInsights)$/,
    types: ['AWS::DynamoDB::Table'],
    why: 'the table has no imports, streams, resource policies and insights',
  },
  {
    of: /^iam:CreateServiceLinkedRole$/,
    types: ['AWS::DynamoDB::Table'],
    why: 'the table has no replicas and no scaling',
  },
  {
    of: /^(ec2|elasticfilesystem):|GetLayerVersion|(Put|Delete)FunctionCodeSigningConfig|GetCodeSigningConfig|Put(FunctionRecursion|RuntimeManagement)Config/,
    types: ['AWS::Lambda::Function'],
    why: 'no function has a network, file system, layer, code signing or runtime pin',
  },
  {
    of: /^s3:(Get|Put)\w*(Accelerate|Analytics|Intelligent|Inventory|Metrics|Replication|ObjectLock|Website)/,
    types: ['AWS::S3::Bucket'],
    why: 'our buckets do not use these features, and CloudFormation skips a property that it may not read',
  },
  {
    of: /^s3:(Put(BucketAcl|BucketLogging|BucketNotification|BucketVersioning|ObjectAcl)|DeleteBucket(Analytics|Cors|Encryption|Lifecycle|Metrics|Replication|Website))|^s3:GetBucketObjectLock/,
    types: ['AWS::S3::Bucket'],
    why: 'our buckets do not use these features, and some of the names do not exist in IAM',
  },
  {
    of: /^iam:/,
    types: [
      'AWS::S3::Bucket',
      'AWS::SNS::Topic',
      'AWS::Events::Rule',
      'AWS::ApiGatewayV2::Authorizer',
    ],
    why: 'only functions need a role that is passed to their service',
  },
  {
    of: /PermissionsBoundary$|^iam:(Attach|Detach)RolePolicy$/,
    types: ['AWS::IAM::Role'],
    why: 'our roles have no permissions boundaries and no managed policies',
  },
  {
    of: /^(firehose|s3):|KmsKey$|(Put|Delete)DataProtectionPolicy$/,
    types: ['AWS::Logs::LogGroup'],
    why: 'our log groups use no encryption or masking, and some of the names do not exist in IAM',
  },
  {
    of: /PutDataProtectionPolicy$/,
    types: ['AWS::SNS::Topic'],
    why: 'our topics do not mask data',
  },
  {
    of: /^s3:GetObject$/,
    types: ['AWS::ApiGatewayV2::Api'],
    why: 'our API is not described in a file',
  },
  {
    of: /WithStagingConfig$|WithTags$/,
    types: ['AWS::CloudFront::Distribution'],
    why: 'we use no staging distributions, and one of the names does not exist in IAM',
  },
  {
    of: /^kms:(ListAliases|RevokeGrant)$/,
    why: 'our keys are not named by an alias and have no replicas',
  },
]

interface Extra {
  actions: readonly string[]
  /** True if deleting the resource also needs the actions. */
  removes?: true
  why: string
}

/**
 * Actions that the stacks need but CloudFormation's schemas do not list, for example those for
 * tags.
 */
export const EXTRA: Readonly<Record<string, Extra>> = {
  'AWS::CloudFront::Distribution': {
    actions: ['cloudfront:UpdateDistribution'],
    removes: true,
    why: 'a distribution is disabled before it is deleted',
  },
  'AWS::Lambda::EventSourceMapping': {
    actions: ['lambda:TagResource', 'lambda:UntagResource', 'lambda:ListTags'],
    why: 'the schema has no tags',
  },
  'AWS::Events::Rule': {
    actions: ['events:TagResource', 'events:UntagResource', 'events:ListTagsForResource'],
    why: 'the schema has no tags',
  },
  'AWS::ApiGatewayV2::Api': {
    actions: ['apigateway:TagResource', 'apigateway:UntagResource'],
    why: 'HTTP APIs are tagged by actions of their own',
  },
  'AWS::Connect::IntegrationAssociation': {
    actions: ['connect:TagResource'],
    why: 'Connect tags an association when it creates it',
  },
  'AWS::AppIntegrations::Application': {
    actions: ['app-integrations:ListTagsForResource'],
    why: 'the tags are read with the application',
  },
  'AWS::DynamoDB::Table': {
    actions: ['kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
    why: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html',
  },
}
