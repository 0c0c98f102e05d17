// Estimates the time from the moment when an agent presses Enter until WhatsApp has accepted the
// text, in an idle conversation. The estimate is the sum of the time of our own code, which is
// measured here, and the latency of each AWS call, which was measured on AWS. This file runs in its
// own process and prints the result as JSON.
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { functions } from '#deployment/functions'
import { median } from './rows.ts'

const TEXTS = 1_000
const WARMED_UP = 50

/**
 * The latency from SNS through SQS to Lambda, and below the latency of each AWS call, in
 * milliseconds.
 */
const HOPS_MS = 36
const CALLS_MS: Readonly<Record<string, number>> = {
  GetItem: 3,
  Query: 3,
  PutItem: 5,
  UpdateItem: 5,
  SendWhatsAppMessage: 100,
}
/**
 * The time that AWS's sample code for bridging WhatsApp and Connect takes for the same text, in
 * milliseconds: 73 from SNS to Lambda, 3 for one read, 100 for the call that sends, and 6 for its
 * own code.
 */
const SAMPLE_MS = 182

const topicArn = 'arn:aws:sns:us-east-1:111122223333:connect-whatsapp-chat-replies'
const text = (value: string) => ({ S: value })
const conversation = {
  unsentOrder: text('!'),
  id: text('phone-number-id-1/1'),
  mode: text('bridged'),
  phoneNumberId: text('phone-number-id-00000000000000000000000000000001'),
  customer: { M: { number: text('+15550142') } },
  inboundAt: text(new Date().toISOString()),
  inboundFrom: text('webhook'),
}
const contact = {
  conversation: conversation.id,
  mode: conversation.mode,
  startedAt: conversation.inboundAt,
}

/**
 * The calls for one text up to SendWhatsAppMessage, and the time at which SendWhatsAppMessage
 * arrived.
 */
let calls: string[] = []
let sendArrivedAt = 0
let reply: object = {}

const server = createServer(async (request, response) => {
  const target = String(request.headers['x-amz-target'] ?? '')
  const operation = target.split('.')[1] ?? 'SendWhatsAppMessage'
  if (operation === 'SendWhatsAppMessage') sendArrivedAt = performance.now()
  if (!calls.includes('SendWhatsAppMessage')) calls.push(operation)
  const body = JSON.stringify(answerTo(operation, await bodyOf(request)))
  response
    .writeHead(200, {
      'content-type': target ? 'application/x-amz-json-1.0' : 'application/json',
      'content-length': Buffer.byteLength(body),
    })
    .end(body)
})

function answerTo(operation: string, input: any): object {
  if (operation === 'PutItem') reply = input.Item
  switch (operation) {
    case 'GetItem':
      // Returns the contact. The setting that would pause sending does not exist.
      return input.Key.sk.S === 'contact' ? { Item: contact } : {}
    case 'Query':
      // Returns the conversation and the reply. The other query, for younger replies that were
      // already sent, finds none.
      return { Items: input.IndexName === 'unsent' ? [conversation, reply] : [] }
    case 'UpdateItem':
      return { Attributes: reply }
    case 'SendWhatsAppMessage':
      return { messageId: 'm1' }
    default:
      return {}
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return JSON.parse(Buffer.concat(chunks).toString() || '{}')
}

server.keepAliveTimeout = 60_000
await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
Object.assign(process.env, {
  ...Object.fromEntries(functions['enqueue-reply'].env.map((name) => [name, 'any'])),
  REPLY_TOPIC_ARN: topicArn,
  INSTANCE_ARN: 'arn:aws:connect:us-east-1:111122223333:instance/i',
  RETENTION_DAYS: '30',
  AWS_REGION: 'us-east-1',
  AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  AWS_ACCESS_KEY_ID: 'k',
  AWS_SECRET_ACCESS_KEY: 's',
})
const print = console.log
console.info = console.log = () => {}

const bundle = join(
  fileURLToPath(new URL('../..', import.meta.url)),
  'dist/lambdas/enqueue-reply/index.mjs',
)
const { handler } = await import(pathToFileURL(bundle).href)

const record = (id: number) => ({
  messageId: String(id),
  receiptHandle: String(id),
  body: JSON.stringify({
    Type: 'Notification',
    TopicArn: topicArn,
    Message: JSON.stringify({
      AbsoluteTime: new Date().toISOString(),
      Content: 'One moment, I am looking it up for you.',
      ContentType: 'text/plain',
      Id: String(id),
      Type: 'MESSAGE',
      ParticipantRole: 'AGENT',
      InitialContactId: 'c1',
      ContactId: 'c1',
    }),
    MessageAttributes: {
      AccountId: { Value: '111122223333' },
      InstanceId: { Value: 'i' },
      MessageVisibility: { Value: 'ALL' },
    },
  }),
})

const times: { own: number; modeled: number }[] = []
for (let id = 0; id < WARMED_UP + TEXTS; id++) {
  calls = []
  const began = performance.now()
  await handler({ Records: [record(id)] }, { getRemainingTimeInMillis: () => 30_000 })
  if (calls.at(-1) !== 'SendWhatsAppMessage') throw new Error(`not sent directly: ${calls.join()}`)
  const own = sendArrivedAt - began
  const modeled = HOPS_MS + own + calls.reduce((sum, call) => sum + CALLS_MS[call]!, 0)
  if (id >= WARMED_UP) times.push({ own, modeled })
}
const modeledMs = median(times.map(({ modeled }) => modeled))
print(
  JSON.stringify({
    ratio: modeledMs / SAMPLE_MS,
    modeledMs,
    ownMs: median(times.map(({ own }) => own)),
  }),
)
process.exit(0)
