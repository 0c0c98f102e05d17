// A fake AWS whose calls take a fixed time. Its table contains one conversation whose replies wait
// to be sent, and an index of overdue replies. The fake AWS tells the bench when it has accepted a
// message.
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'
import { attributesOf } from './attributes.ts'

export interface CannedOutbox {
  /** In milliseconds. */
  latencyMs: { table: number; send: number; other: number }
  conversation: object
  replies: readonly { sk: string }[]
  /** The number of overdue replies of other conversations in each partition of the index. */
  overduePerPartition: number
}

const { latencyMs, conversation, replies, overduePerPartition } = workerData as CannedOutbox
/**
 * The largest number of entries in one answer. DynamoDB returns at most 1 MB at a time, which is
 * about a thousand entries of this index.
 */
const PAGE = 1_000

/**
 * The replies that the fake AWS has not accepted yet. When it has accepted the last one, all
 * replies are unsent again.
 */
let unsent = new Map(replies.map((reply) => [reply.sk, reply]))

function overdue(partition: string, after: number) {
  const count = Math.min(PAGE, overduePerPartition - after)
  const Items = Array.from({ length: count }, (_, i) => {
    const key = {
      pk: `conversation#${partition}/${after + i}`,
      sk: `reply#chat-${after + i}`,
    }
    return attributesOf({ ...key, attempt: 1, state: 'queued', dueAt: '2026-11-30' })
  })
  const next = after + count
  return {
    Items,
    ...(next < overduePerPartition ? { LastEvaluatedKey: { after: { S: String(next) } } } : {}),
  }
}

function answerTo(operation: string, input: any): object {
  switch (operation) {
    case 'Query':
      if (input.IndexName === 'due')
        return overdue(
          input.ExpressionAttributeValues[':due'].S,
          Number(input.ExclusiveStartKey?.after.S ?? 0),
        )
      return {
        Items:
          input.IndexName === 'unsent' ? [conversation, ...unsent.values()].map(attributesOf) : [],
      }
    case 'UpdateItem': {
      const reply = replies.find(({ sk }) => sk === input.Key.sk.S)
      const [, value = ''] = /(?:^SET|,) #state = (:\w+)/.exec(input.UpdateExpression) ?? []
      if (input.ExpressionAttributeValues[value]?.S === 'accepted') unsent.delete(input.Key.sk.S)
      if (unsent.size === 0) unsent = new Map(replies.map((each) => [each.sk, each]))
      return { Attributes: attributesOf(reply ?? {}) }
    }
    case 'SendMessageBatch':
      return {
        Successful: input.Entries.map(({ Id, MessageBody }: Record<string, string>) => ({
          Id,
          MessageId: Id,
          MD5OfMessageBody: createHash('md5').update(MessageBody!).digest('hex'),
        })),
        Failed: [],
      }
    case '/v1/whatsapp/send':
      return { messageId: 'm1' }
    case '/v1/whatsapp/media':
      return { mediaId: '1' }
    case '/participant/attachment':
      return { Url: 'https://bucket.s3.us-east-1.amazonaws.com/file' }
    default:
      return {}
  }
}

const msFor = (operation: string) =>
  operation === '/v1/whatsapp/send'
    ? latencyMs.send
    : /^[A-Z]\w+(Item|Query)$|^Query$/.test(operation)
      ? latencyMs.table
      : latencyMs.other

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return JSON.parse(Buffer.concat(chunks).toString() || '{}')
}

const server = createServer(async (request, response) => {
  const target = String(request.headers['x-amz-target'] ?? '')
  const operation = target.split('.')[1] ?? request.url!.split('?')[0]!
  const body = JSON.stringify(answerTo(operation, await bodyOf(request)))
  setTimeout(() => {
    if (operation === '/v1/whatsapp/send')
      parentPort!.postMessage({ acceptedAt: performance.timeOrigin + performance.now() })
    response
      .writeHead(200, {
        'content-type': target ? 'application/x-amz-json-1.0' : 'application/json',
        'content-length': Buffer.byteLength(body),
      })
      .end(body)
  }, msFor(operation))
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () =>
  parentPort!.postMessage({ port: (server.address() as { port: number }).port }),
)
