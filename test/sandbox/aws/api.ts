// Creates, once per sandbox, the emulated AWS services that other emulated services call through
// the interface AwsApi (links.ts).
import type { GuessValues } from '../guesses.ts'
import type { AwsApi } from '../links.ts'
import { AwsError } from '../service.ts'
import { type Alarms, cloudWatch } from './alarms.ts'
import { createDeliveries, type Deliveries } from './deliveries.ts'
import { eventRules } from './event-rules.ts'
import { type EventBus, eventBus } from './eventbridge.ts'
import type { FrontDoor } from './front-door.ts'
import type { Answer } from './http.ts'
import { type Iam, iam } from './iam.ts'
import { authorize } from './identities.ts'
import { kms } from './kms.ts'
import { decide } from './permissions.ts'
import { amzDate, encodedPath, signature } from './signature.ts'
import { sts } from './sts.ts'

type Invoke = AwsApi['invokeFunction']

export interface Aws {
  api: AwsApi
  iam: Iam
  events: EventBus
  alarms: Alarms
  deliveries: Deliveries
  /**
   * Sets how `api.invokeFunction` runs a function. Until startFunctions has called this method,
   * every invocation throws an error.
   */
  invokesWith(invoke: Invoke): void
}

interface Options {
  rolePropagationMs?: number
  guesses?: Pick<GuessValues, 'roleSourceConditions'>
}

/**
 * Creates the services, and adds IAM and STS to the front door (the sandbox's HTTP server for all
 * AWS services).
 */
export function createAws(
  door: FrontDoor,
  { rolePropagationMs = 8_000, guesses }: Options = {},
): Aws {
  const { account, region, clock, identities } = door
  const deliveries = createDeliveries(clock, door.faults)
  const events = eventBus({ account, region, clock, deliveries })
  const roles = iam({ account, region, clock, propagationMs: rolePropagationMs, guesses })
  door.serve(roles.service)
  door.serve(kms({ account, region, clock }))
  door.serve(
    eventRules(events, {
      account,
      region,
      send: async (queue, body) =>
        void (await askSqs(door, 'SendMessage', queue, { MessageBody: body })),
    }),
  )
  const alarms: Alarms = new Map()
  door.serve(
    cloudWatch(alarms, {
      account,
      region,
      messagesIn: (queue) => visibleMessages(door, queue),
      traffic: door.traffic,
      clock,
      notify: (topicArn, message, sourceArn) =>
        api.publish(topicArn, message, {}, { principal: 'cloudwatch.amazonaws.com', sourceArn }),
    }),
  )
  door.serve(sts({ account, clock, identities, iam: roles }))

  // The credentials with which the emulated services sign presigned URLs.
  const own = identities.create({
    caller: { is: 'admin', name: 'aws' },
    arn: `arn:aws:iam::${account}:root`,
    policies: () => undefined,
    crash: undefined,
  })
  let invoke: Invoke = async (arn) => {
    throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404)
  }

  const api: AwsApi = {
    async publish(topicArn, message, attributes, { principal, sourceArn }) {
      const policy = await topicPolicy(door, topicArn)
      const context = {
        'aws:SourceArn': sourceArn,
        'aws:SourceAccount': account,
        'aws:SourceOwner': account,
      }
      if (
        !policy ||
        decide([policy], { action: 'sns:Publish', resource: topicArn, principal, context }) !==
          'allowed'
      ) {
        throw new AwsError(
          'AuthorizationError',
          `${principal} is not authorized to perform: SNS:Publish on resource: ${topicArn}`,
          403,
        )
      }
      const form = new URLSearchParams({ Action: 'Publish', TopicArn: topicArn, Message: message })
      Object.entries(attributes).forEach(([name, value], index) => {
        form.set(`MessageAttributes.entry.${index + 1}.Name`, name)
        form.set(`MessageAttributes.entry.${index + 1}.Value.DataType`, 'String')
        form.set(`MessageAttributes.entry.${index + 1}.Value.StringValue`, value)
      })
      await deliveries.deliver(
        'sns',
        topicArn,
        async () => void successful(await askSns(door, form)),
      )
    },

    onPublished: door.onPublished,

    async readObject(bucket, key) {
      authorizeForwarded(door, 's3:GetObject', bucket, key)
      const { headers, body } = successful(
        await door.internal('s3', { method: 'GET', path: `/${bucket}/${encodedPath(key)}` }),
      )
      return { body: Buffer.from(body), contentType: headers['content-type']! }
    },

    async writeObject(bucket, key, body, contentType) {
      authorizeForwarded(door, 's3:PutObject', bucket, key)
      successful(
        await door.internal('s3', {
          method: 'PUT',
          path: `/${bucket}/${encodedPath(key)}`,
          headers: { 'content-type': contentType },
          body,
        }),
      )
    },

    async presign(method, bucket, key, expirySeconds, headers = {}, tokenLength = 0) {
      const host = `${bucket}.s3.${region}.amazonaws.com`
      const lowered = Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
      )
      const signed: Record<string, string> = { ...lowered, host }
      const date = amzDate(clock.now())
      const query = new URLSearchParams({
        'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
        'X-Amz-Credential': `${own.accessKeyId}/${date.slice(0, 8)}/${region}/s3/aws4_request`,
        'X-Amz-Date': date,
        'X-Amz-Expires': String(expirySeconds),
        'X-Amz-SignedHeaders': Object.keys(signed).sort().join(';'),
        // A presigned URL from AWS is long because it contains the session token. Tests need the
        // length: social messaging accepts URLs of at most 2000 characters.
        'X-Amz-Security-Token': own.sessionToken.padEnd(tokenLength, 'x'),
      })
      const path = `/${encodedPath(key)}`
      query.set(
        'X-Amz-Signature',
        signature({ method, path, query: [...query], headers: signed }, own.secretAccessKey),
      )
      return `https://${host}${path}?${query}`
    },

    async fetch(url, { method = 'GET', headers = {}, body = Buffer.alloc(0) } = {}) {
      const { pathname, search, host } = new URL(url)
      const lowered = Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
      )
      const answer = await door.request({
        method,
        path: pathname,
        search: search.slice(1),
        query: new URLSearchParams(search),
        headers: {
          ...(body.length > 0 && { 'content-length': String(body.length) }),
          ...lowered,
          host,
        },
        host,
        body,
      })
      return {
        status: answer.status,
        headers: new Headers(answer.headers),
        body: Buffer.from(answer.body),
      }
    },

    emit: (event) => events.emit(event),
    roleRefuses: roles.roleRefuses,
    authorizePassing(roleArn, toService) {
      const working = door.current()
      if (working)
        authorize(working.identity, 'iam:PassRole', [roleArn], { 'iam:PassedToService': toService })
    },
    invokeFunction: (arn, event) => invoke(arn, event),
  }

  return {
    api,
    iam: roles,
    alarms,
    events,
    deliveries,
    invokesWith(other) {
      invoke = other
    },
  }
}

// Checks the caller's permissions for an S3 object if the caller called social messaging, which
// reads and writes S3 with the permissions of its caller. Connect uses its own permissions.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html
function authorizeForwarded(door: FrontDoor, action: string, bucket: string, key: string) {
  const working = door.current()
  if (working?.signingName === 'social-messaging')
    authorize(working.identity, action, [`arn:aws:s3:::${bucket}/${key}`])
}

/** Returns 0 for a queue that does not exist: CloudWatch has no data for such a queue. */
async function visibleMessages(door: FrontDoor, queue: string): Promise<number> {
  const { status, body } = await askSqs(door, 'GetQueueAttributes', queue, {
    AttributeNames: ['ApproximateNumberOfMessages'],
  })
  if (status >= 300) return 0
  return Number(JSON.parse(body.toString()).Attributes.ApproximateNumberOfMessages)
}

const askSqs = (door: FrontDoor, operation: string, queue: string, input: object) =>
  door.internal('sqs', {
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AmazonSQS.${operation}`,
    },
    body: Buffer.from(
      JSON.stringify({
        QueueUrl: `https://sqs.${door.region}.amazonaws.com/${door.account}/${queue}`,
        ...input,
      }),
    ),
  })

const askSns = (door: FrontDoor, form: URLSearchParams) =>
  door.internal('sns', {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: Buffer.from(form.toString()),
  })

async function topicPolicy(door: FrontDoor, topicArn: string) {
  const xml = successful(
    await askSns(door, new URLSearchParams({ Action: 'GetTopicAttributes', TopicArn: topicArn })),
  ).body.toString()
  const policy = /<key>Policy<\/key>\s*<value>([^<]*)<\/value>/.exec(xml)?.[1]
  return policy ? JSON.parse(unescaped(policy)) : undefined
}

const unescaped = (xml: string) =>
  xml
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

function successful(answer: Answer): Answer {
  if (answer.status < 300) return answer
  const xml = answer.body.toString()
  throw new AwsError(
    /<Code>([^<]+)/.exec(xml)?.[1] ?? 'InternalError',
    unescaped(/<Message>([^<]*)/.exec(xml)?.[1] ?? xml),
    answer.status,
  )
}
