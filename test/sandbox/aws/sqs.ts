// Emulates SQS with the library fauxqs, whose queues all belong to account 000000000000. In the
// ARNs and queue URLs of requests, the sandbox's account is replaced by the library's account. In
// answers, the library's account is replaced by the sandbox's account, including in the envelope
// that SNS puts around a message. A message that was changed gets a new checksum.
import { createHash, randomUUID } from 'node:crypto'
import { AwsError } from '../service.ts'
import type { Fauxqs } from './fauxqs.ts'
import { type Answer, type Backend, parseJson } from './http.ts'
import { resourcesOf } from './resource-arns.ts'

const NOBODY = '000000000000'

export function sqs(
  library: Fauxqs,
  place: { account: string; region: string; url(): string },
): Backend {
  const { account } = place
  const inward = (text: string) => text.replaceAll(`:${account}:`, `:${NOBODY}:`)
  const outward = (text: string) => text.replaceAll(`:${NOBODY}:`, `:${account}:`)
  const queueUrl = (url: string) => `${place.url()}/${account}/${url.split('/').at(-1)}`

  return {
    read({ headers, body }) {
      const operation = headers['x-amz-target']?.split('.')[1] ?? ''
      const input = parseJson(body)
      return {
        operation,
        input,
        action: `sqs:${action(operation)}`,
        resources: resourcesOf('sqs', operation, input, place),
      }
    },

    async answer({ headers, search }, { operation, input }) {
      if (operation === 'StartMessageMoveTask') return moveStarted(input.SourceArn, library)
      const asked = { ...input }
      // The host is replaced because the library would read a Region from the original host. The
      // library ignores this host.
      if (asked.QueueUrl)
        asked.QueueUrl = `http://queue/${NOBODY}/${asked.QueueUrl.split('/').at(-1)}`
      if (asked.Attributes?.RedrivePolicy)
        asked.Attributes = {
          ...asked.Attributes,
          RedrivePolicy: inward(asked.Attributes.RedrivePolicy),
        }
      const answer = await library.request(
        'POST',
        search ? `/?${search}` : '/',
        { ...passedOn(headers), 'x-amz-target': `AmazonSQS.${operation}` },
        JSON.stringify(asked),
      )
      if (answer.status !== 200) return answer

      const output = JSON.parse(answer.body.toString() || '{}')
      if (output.QueueUrl) output.QueueUrl = queueUrl(output.QueueUrl)
      if (output.QueueUrls) output.QueueUrls = output.QueueUrls.map(queueUrl)
      if (output.Attributes)
        for (const name of ['QueueArn', 'RedrivePolicy'])
          if (output.Attributes[name]) output.Attributes[name] = outward(output.Attributes[name])
      for (const message of output.Messages ?? [])
        Object.assign(message, withOurAccount(message, account))
      return {
        ...answer,
        headers: withoutLength(answer.headers),
        body:
          operation.startsWith('List') || Object.keys(output).length > 0
            ? JSON.stringify(output)
            : '{}',
      }
    },

    refuse: refuseInJson('com.amazonaws.sqs'),
  }
}

/**
 * Moves every message of a dead-letter queue back to its source queue. Each moved message gets a
 * new id, and its receive count starts at 0.
 */
function moveStarted(arn: string, library: Fauxqs): Answer {
  const letters = library.queue(arn.split(':').at(-1)!)
  const source = letters && library.sourceOf(letters)
  if (!source)
    throw new AwsError(
      'ResourceNotFoundException',
      'The resource that you specified doesn’t exist.',
    )
  if (letters.isFifo())
    throw new AwsError(
      'UnsupportedOperation',
      'The sandbox moves messages of standard queues only.',
    )
  for (const message of letters.messages.splice(0))
    source.enqueue({
      ...message,
      messageId: randomUUID(),
      approximateReceiveCount: 0,
      sentTimestamp: Date.now(),
    })
  return {
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify({ TaskHandle: randomUUID() }),
  }
}

// Returns the action that the operation needs in IAM policies: sqs:DeleteMessage also permits
// DeleteMessageBatch, and so on.
const action = (operation: string) => operation.replace(/Batch$/, '')

/**
 * Returns the message with `account` in its SNS envelope instead of the library's account, and with
 * the checksum of the new body.
 */
export function withOurAccount<T extends { Body: string; MD5OfBody: string }>(
  message: T,
  account: string,
): T {
  // This pattern matches only fields of the SNS envelope itself. In the field Message, whose value
  // is a string, every quote is escaped.
  const body = message.Body.replace(
    /("(?:TopicArn|UnsubscribeURL)"\s*:\s*"[^"]*:)0{12}(:)/g,
    `$1${account}$2`,
  )
  if (body === message.Body) return message
  return { ...message, Body: body, MD5OfBody: createHash('md5').update(body).digest('hex') }
}

/** Returns an error in the AWS JSON protocol of SQS and DynamoDB. */
export const refuseInJson =
  (namespace: string): Backend['refuse'] =>
  ({ code, message, status, fields }: AwsError) => ({
    status,
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': randomUUID() },
    body: JSON.stringify({ __type: `${namespace}#${code}`, message, ...fields }),
  })

/**
 * Returns only the headers that the library needs. In particular, the content length is left out,
 * because the sandbox may change the body.
 */
export const passedOn = ({
  'content-type': type = '',
  'x-amz-target': target = '',
  authorization = '',
}: Readonly<Record<string, string>>) => ({
  'content-type': type,
  ...(target && { 'x-amz-target': target }),
  ...(authorization && { authorization }),
  host: 'localhost',
})

export const withoutLength = ({
  'content-length': _length,
  ...headers
}: Readonly<Record<string, string>>) => headers
