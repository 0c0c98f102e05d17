// The AWS clients of an installation. Endpoint, credentials and proxies come from the SDK's own configuration.
import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { ConnectClient } from '@aws-sdk/client-connect'
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
import { named } from '../cli/failure.ts'

export interface Aws {
  cloudFormation: CloudFormationClient
  connect: ConnectClient
  dynamoDb: DynamoDBClient
  eventBridge: EventBridgeClient
  iam: IAMClient
  kms: KMSClient
  lambda: LambdaClient
  s3: S3Client
  /** For sending messages: it never repeats a call by itself. */
  sender: SocialMessagingClient
  sns: SNSClient
  socialMessaging: SocialMessagingClient
  sqs: SQSClient
  sts: STSClient
}

// Connect allows two calls a second for most of what is done here: an adaptive client slows down by itself when
// throttled, and eight attempts outlast a burst of 50 numbers.
// https://docs.aws.amazon.com/connect/latest/adminguide/amazon-connect-service-limits.html
const PATIENT = { retryMode: 'adaptive', maxAttempts: 8 }
// SendWhatsAppMessage has no idempotency key: a repetition could deliver twice.
const ONCE = { maxAttempts: 1 }

export function awsClients(
  region: string,
  settings: {
    endpoint?: string
    credentials?: { accessKeyId: string; secretAccessKey: string }
  } = {},
  onTime: (now: Date) => void = () => {},
): Aws {
  const all = { region, ...PATIENT, ...settings }
  const clients = {
    cloudFormation: new CloudFormationClient(all),
    connect: new ConnectClient(all),
    dynamoDb: new DynamoDBClient(all),
    eventBridge: new EventBridgeClient(all),
    iam: new IAMClient(all),
    kms: new KMSClient(all),
    lambda: new LambdaClient(all),
    s3: new S3Client(all),
    sender: new SocialMessagingClient({ ...all, ...ONCE }),
    sns: new SNSClient(all),
    socialMessaging: new SocialMessagingClient(all),
    sqs: new SQSClient(all),
    sts: new STSClient(all),
  }
  for (const { middlewareStack } of Object.values(clients) as Stacked[]) {
    middlewareStack.add(named, { step: 'initialize', priority: 'high' })
    middlewareStack.add(timed(onTime), { step: 'deserialize', priority: 'low' })
  }
  return clients
}

/** Every answer of AWS says what time it is there. */
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

/** The clients' own types of middleware differ in what this one does not look at. */
interface Stacked {
  middlewareStack: { add(middleware: typeof named | Middleware, options: object): void }
}
