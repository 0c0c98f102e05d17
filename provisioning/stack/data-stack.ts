// What must outlive everything else: the table and the media. `destroy` leaves this stack alone, so that `apply` after it finds its data.
import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib'
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb'
import { Key } from 'aws-cdk-lib/aws-kms'
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  HttpMethods,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'
import {
  MEDIA_KEPT_DAYS,
  mediaBucket,
  table,
  tableName,
} from '../../lambdas/deployment/resources.ts'
import type { StackSettings } from './settings.ts'
import { tlsOnly } from './tls-only.ts'

/** Kept whatever becomes of the stack, save when its very first deployment fails: what that left would be in the way of the next. */
const KEPT = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE

/** The widget's origins are known once it is hosted: until then the bucket lets no page in. */
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
    // The table last: a first deployment that fails takes back what it made, and a protected table could not be taken back.
    conversations(this, settings).node.addDependency(bucket)
    new CfnOutput(this, 'TableName', { value: tableName })
    new CfnOutput(this, 'MediaBucket', { value: mediaBucket(settings) })
  }
}

function conversations(scope: Construct, { kmsKeyArn }: StackSettings) {
  const { partitionKey, sortKey, localIndexes, globalIndexes, expiryAttribute } = table
  const keys = (hash: string, range: string) => [
    { attributeName: hash, keyType: 'HASH' },
    { attributeName: range, keyType: 'RANGE' },
  ]
  const attributes = [
    partitionKey,
    sortKey,
    ...Object.values(localIndexes),
    ...Object.values(globalIndexes).flatMap((index) => [index.partitionKey, index.sortKey]),
  ]
  const projection = { projectionType: 'ALL' }
  const made = new CfnTable(scope, 'Conversations', {
    tableName,
    billingMode: 'PAY_PER_REQUEST',
    attributeDefinitions: [...new Set<string>(attributes)].map((attributeName) => ({
      attributeName,
      attributeType: 'S',
    })),
    keySchema: keys(partitionKey, sortKey),
    localSecondaryIndexes: Object.entries(localIndexes).map(([indexName, key]) => ({
      indexName,
      keySchema: keys(partitionKey, key),
      projection,
    })),
    globalSecondaryIndexes: Object.entries(globalIndexes).map(([indexName, index]) => ({
      indexName,
      keySchema: keys(index.partitionKey, index.sortKey),
      projection,
    })),
    timeToLiveSpecification: { attributeName: expiryAttribute, enabled: true },
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtectionEnabled: true,
    // Without a key of the customer's DynamoDB encrypts with its own.
    ...(kmsKeyArn && {
      sseSpecification: { sseEnabled: true, sseType: 'KMS', kmsMasterKeyId: kmsKeyArn },
    }),
  })
  made.applyRemovalPolicy(KEPT)
  return made
}

function media(scope: Construct, settings: StackSettings, origins: readonly string[]) {
  const { kmsKeyArn } = settings
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
        expiration: Duration.days(MEDIA_KEPT_DAYS),
        abortIncompleteMultipartUploadAfter: Duration.days(1),
      },
    ],
    ...(origins.length > 0 && {
      cors: [
        {
          allowedOrigins: [...origins],
          allowedMethods: [HttpMethods.PUT],
          // Exactly what upload URLs are signed for: lambdas/aws/files.ts
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
