// The AWS clients of an installation. As in the AWS CLI, endpoint, Region and credentials come from
// the SDK's own configuration, and the proxy comes from the environment.
import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { ConnectClient } from '@aws-sdk/client-connect'
import { ConnectParticipantClient } from '@aws-sdk/client-connectparticipant'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { IAMClient } from '@aws-sdk/client-iam'
import { KMSClient } from '@aws-sdk/client-kms'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { S3Client } from '@aws-sdk/client-s3'
import { SNSClient } from '@aws-sdk/client-sns'
import { SocialMessagingClient } from '@aws-sdk/client-socialmessaging'
import { SQSClient } from '@aws-sdk/client-sqs'
import { STSClient } from '@aws-sdk/client-sts'
import { namingCalls } from '../cli/failure.ts'
import { connection, type TimeOuts } from './connection.ts'
import { type AskMfaCode, credentialsOf } from './credentials.ts'
import { type RateLimitOptions, rateLimitWatch } from './rate-limit.ts'

export interface Aws {
  cloudFormation: CloudFormationClient
  cloudWatch: CloudWatchClient
  connect: ConnectClient
  dynamoDb: DynamoDBClient
  eventBridge: EventBridgeClient
  iam: IAMClient
  kms: KMSClient
  lambda: LambdaClient
  /**
   * The client for taking part in a chat, with a participant's token instead of AWS credentials.
   */
  participant: ConnectParticipantClient
  s3: S3Client
  /** The client for sending messages, which never retries a call. */
  sender: SocialMessagingClient
  sns: SNSClient
  socialMessaging: SocialMessagingClient
  sqs: SQSClient
  sts: STSClient
  /** The name of the table in use. Undefined before the configuration is read. */
  tableName?: string
}

// Connect allows two calls a second for most operations that this program uses. An adaptive client
// slows down when it is throttled. Eight attempts are enough to set up 50 numbers at the same time.
// https://docs.aws.amazon.com/connect/latest/adminguide/amazon-connect-service-limits.html
// As in the AWS CLI, AWS_MAX_ATTEMPTS takes precedence: without `maxAttempts`, the SDK reads this
// variable.
const ATTEMPTS = process.env.AWS_MAX_ATTEMPTS === undefined ? { maxAttempts: 8 } : {}
const PATIENT = { retryMode: 'adaptive', ...ATTEMPTS }
// SendWhatsAppMessage has no idempotency key, so a retry could deliver the message twice.
const ONCE = { maxAttempts: 1 }

interface ClientOptions {
  /** Called with AWS's time, which every response contains in its Date header. */
  onTime?: (now: Date) => void
  /**
   * Asks for the code of an MFA device. Without this function, a profile that requires such a code
   * cannot be used.
   */
  askMfaCode?: AskMfaCode
  timeOuts?: TimeOuts
  /** Options for reporting that calls wait because of a service's rate limit. */
  rateLimit?: RateLimitOptions
}

export function awsClients(
  region: string,
  settings: {
    endpoint?: string
    credentials?: { accessKeyId: string; secretAccessKey: string }
  } = {},
  { onTime = () => {}, askMfaCode, timeOuts, rateLimit }: ClientOptions = {},
): Aws {
  const requestHandler = connection(timeOuts)
  const credentials = credentialsOf(askMfaCode, { parentClientConfig: { requestHandler } })
  const all = { region, requestHandler, credentials, ...PATIENT, ...settings }
  const clients = {
    cloudFormation: new CloudFormationClient(all),
    cloudWatch: new CloudWatchClient(all),
    connect: new ConnectClient(all),
    dynamoDb: new DynamoDBClient(all),
    eventBridge: new EventBridgeClient(all),
    iam: new IAMClient(all),
    kms: new KMSClient(all),
    lambda: new LambdaClient(all),
    participant: new ConnectParticipantClient(all),
    s3: new S3Client(all),
    sender: new SocialMessagingClient({ ...all, ...ONCE }),
    sns: new SNSClient(all),
    socialMessaging: new SocialMessagingClient(all),
    // The product computes queue URLs with SQS's own host, so the client must send its calls to the
    // configured endpoint and not to the queue URL.
    sqs: new SQSClient({ ...all, useQueueUrlAsEndpoint: false }),
    sts: new STSClient(all),
  }
  const { whole, attempt } = rateLimitWatch(rateLimit)
  for (const { middlewareStack } of Object.values(clients) as Stacked[]) {
    middlewareStack.add(namingCalls, { step: 'initialize', priority: 'high' })
    middlewareStack.add(whole, { step: 'initialize', priority: 'low' })
    middlewareStack.add(attempt, { step: 'finalizeRequest', priority: 'low' })
    middlewareStack.add(timed(onTime), { step: 'deserialize', priority: 'low' })
  }
  return clients
}

/** Middleware that reports AWS's time, which it reads from the Date header of every response. */
const timed =
  (onTime: (now: Date) => void): Middleware =>
  (next) =>
  async (args) => {
    const answer = await next(args)
    const { headers } = answer.response as { headers?: Readonly<Record<string, string>> }
    if (headers?.date) onTime(new Date(headers.date))
    return answer
  }

type Handler = (args: unknown) => Promise<{ response: unknown }>
type Middleware = (next: Handler) => Handler

/**
 * The property that this file uses of every client. The SDK's own types of this property differ
 * from client to client.
 */
interface Stacked {
  middlewareStack: { add(middleware: typeof namingCalls, options: object): void }
}
