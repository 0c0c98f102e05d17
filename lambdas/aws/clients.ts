// Creates the clients of the deployed functions. The clients use the SDK's default credentials,
// Region and retries, unless a comment states otherwise.
import { ConnectClient } from '@aws-sdk/client-connect'
import { ConnectParticipantClient } from '@aws-sdk/client-connectparticipant'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'
import { SNSClient } from '@aws-sdk/client-sns'
import { SocialMessagingClient } from '@aws-sdk/client-socialmessaging'
import { SQSClient } from '@aws-sdk/client-sqs'
import { SEND_TIMEOUT_MS } from '#model/reply'
import { env } from '../runtime/env.ts'
import { log } from '../runtime/log.ts'
import { wrapped } from './client.ts'
import { openTable } from './table.ts'

export const connectClient = () => wrapped(new ConnectClient())
export const participantClient = () => wrapped(new ConnectParticipantClient())
export const s3Client = () => wrapped(new S3Client())
export const snsClient = () => wrapped(new SNSClient())
export const sqsClient = () => wrapped(new SQSClient())
export const socialMessaging = () => wrapped(new SocialMessagingClient())

/**
 * The client for SendWhatsAppMessage. The client makes only one attempt: SendWhatsAppMessage has no
 * idempotency key, so a retry by the SDK could send a message twice.
 */
export const socialMessagingOnce = () =>
  wrapped(
    new SocialMessagingClient({
      maxAttempts: 1,
      requestHandler: {
        requestTimeout: SEND_TIMEOUT_MS,
        throwOnRequestTimeout: true,
        connectionTimeout: 3_000,
      },
    }),
  )

/** Opens the table whose name is in an environment variable of the function. */
export const conversationTable = () =>
  openTable(new DynamoDBClient(), {
    name: env('TABLE'),
    retentionDays: Number(env('RETENTION_DAYS')),
    onNewerItem: (kind) => log.warn('item_of_newer_version', { kind }),
  })
