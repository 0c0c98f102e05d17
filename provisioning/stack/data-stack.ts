// The data stack: the table and the media. Without --delete-data, `destroy` does not remove this
// stack, so a later `apply` finds the data again.

import { createHash } from 'node:crypto'
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb'
import { Key } from 'aws-cdk-lib/aws-kms'
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  HttpMethods,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3'
import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'
import { mediaBucket, tableName } from '#deployment/resources'
import { DEFAULT_RETENTION_DAYS, DEFAULT_TABLE, table } from '#deployment/table'
import { instanceRecord } from './choices.ts'
import type { StackSettings } from './settings.ts'
import { tlsOnly } from './tls-only.ts'

/**
 * CloudFormation retains the resource when somebody deletes the stack, or removes the resource from
 * it. If the first deployment fails, CloudFormation deletes the resource, which would otherwise
 * block the next deployment.
 */
const KEPT = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE

/**
 * `origins` are the origins of the widget's pages, which may upload to the bucket. The list is
 * empty until the widget is hosted.
 */
export class DataStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    settings: StackSettings,
    origins: readonly string[],
    props: StackProps,
  ) {
    super(scope, id, props)
    const bucket = media(this, settings, origins)
    // CloudFormation creates the table last. If the first deployment fails, CloudFormation deletes
    // everything that it has created, but it cannot delete a protected table.
    conversations(this, settings).node.addDependency(bucket)
    const outputs = {
      TableName: tableName(settings),
      MediaBucket: mediaBucket(settings),
      ...instanceRecord(settings),
    }
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value })
  }
}

function conversations(scope: Construct, settings: StackSettings) {
  const { kmsKeyArn } = settings
  const { partitionKey, sortKey, localIndexes, globalIndexes, expiryAttribute } = table
  const keys = (hash: string, range: string) => [
    { attributeName: hash, keyType: 'HASH' },
    { attributeName: range, keyType: 'RANGE' },
  ]
  const attributes = [
    partitionKey,
    sortKey,
    ...Object.values(localIndexes).map((index) => index.sortKey),
    ...Object.values(globalIndexes).flatMap((index) => [index.partitionKey, index.sortKey]),
  ]
  const made = new CfnTable(scope, logicalId(tableName(settings)), {
    tableName: tableName(settings),
    billingMode: 'PAY_PER_REQUEST',
    attributeDefinitions: [...new Set<string>(attributes)].map((attributeName) => ({
      attributeName,
      attributeType: 'S',
    })),
    keySchema: keys(partitionKey, sortKey),
    localSecondaryIndexes: Object.entries(localIndexes).map(([indexName, index]) => ({
      indexName,
      keySchema: keys(partitionKey, index.sortKey),
      projection: { projectionType: index.projects === 'keys' ? 'KEYS_ONLY' : 'ALL' },
    })),
    globalSecondaryIndexes: Object.entries(globalIndexes).map(([indexName, index]) => ({
      indexName,
      keySchema: keys(index.partitionKey, index.sortKey),
      projection: { projectionType: 'INCLUDE', nonKeyAttributes: [...index.projects] },
    })),
    timeToLiveSpecification: { attributeName: expiryAttribute, enabled: true },
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtectionEnabled: true,
    // Without a configured KMS key, DynamoDB encrypts the table with AWS's own key.
    ...(kmsKeyArn && {
      sseSpecification: { sseEnabled: true, sseType: 'KMS', kmsMasterKeyId: kmsKeyArn },
    }),
  })
  made.applyRemovalPolicy(KEPT)
  return made
}

/**
 * The logical id depends on the table's name, so that a table with another name is another
 * resource. The stack can thus take over an existing table and release the previous one.
 */
const logicalId = (name: string): string =>
  name === DEFAULT_TABLE
    ? 'Conversations'
    : `Conversations${createHash('sha256').update(name).digest('hex').slice(0, 8).toUpperCase()}`

function media(scope: Construct, settings: StackSettings, origins: readonly string[]) {
  const { kmsKeyArn, retentionDays = DEFAULT_RETENTION_DAYS } = settings
  const bucket = new Bucket(scope, 'Media', {
    bucketName: mediaBucket(settings),
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    ...(kmsKeyArn
      ? {
          encryption: BucketEncryption.KMS,
          encryptionKey: Key.fromKeyArn(scope, 'Key', kmsKeyArn),
          bucketKeyEnabled: true,
        }
      : { encryption: BucketEncryption.S3_MANAGED }),
    lifecycleRules: [
      {
        id: 'media-expires',
        expiration: Duration.days(retentionDays),
        abortIncompleteMultipartUploadAfter: Duration.days(1),
      },
    ],
    ...(origins.length > 0 && {
      cors: [
        {
          allowedOrigins: [...origins],
          allowedMethods: [HttpMethods.PUT],
          // The headers that are signed in upload URLs: see lambdas/aws/upload-targets.ts. Browsers
          // send no other headers.
          allowedHeaders: [
            'content-type',
            'if-none-match',
            'x-amz-checksum-sha256',
            'x-amz-meta-sha256',
          ],
          maxAge: 3000,
        },
      ],
    }),
    removalPolicy: KEPT,
  })
  tlsOnly(bucket)
  return bucket
}
