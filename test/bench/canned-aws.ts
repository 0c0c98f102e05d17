// A fake AWS, which immediately gives fixed answers to the four calls for a text. With these
// answers, the bench measures only our own code.
import { createServer } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'
import { attributesOf } from './attributes.ts'

const { latencyMs } = workerData as { latencyMs: number }

const conversation = {
  unsentOrder: '!',
  id: 'phone-number-id-1/+15550142',
  mode: 'bridged',
  phoneNumberId: 'phone-number-id-00000000000000000000000000000001',
  customer: { number: '+15550142' },
  inboundAt: new Date().toISOString(),
  inboundFrom: 'webhook',
}
const reply = () => ({
  conversation: conversation.id,
  id: 'chat-1',
  contactId: 'c1',
  mode: 'bridged',
  content: { type: 'text', body: 'One moment, I am looking it up for you.' },
  by: { role: 'AGENT' },
  order: `${new Date(Date.now() - 2000).toISOString()}#chat-1`,
  unsentOrder: `${new Date(Date.now() - 2000).toISOString()}#chat-1`,
  acceptedAt: new Date(Date.now() - 2000).toISOString(),
  sendBy: new Date(Date.now() + 600_000).toISOString(),
  state: 'queued',
  attempt: 1,
  former: {},
  retryCount: 0,
  parts: [{ state: 'unsent', attempt: 1 }],
})

const items = () =>
  JSON.stringify({
    Items: [conversation, reply()].map(attributesOf),
    Count: 2,
  })
const updated = JSON.stringify({ Attributes: attributesOf(reply()) })

const server = createServer((request, response) => {
  request.resume()
  const answer = () => {
    const target = String(request.headers['x-amz-target'] ?? '')
    const body = target.endsWith('.Query')
      ? items()
      : target.endsWith('.UpdateItem')
        ? updated
        : '{"messageId":"m1"}'
    response
      .writeHead(200, {
        'content-type': target ? 'application/x-amz-json-1.0' : 'application/json',
        'content-length': Buffer.byteLength(body),
      })
      .end(body)
  }
  if (latencyMs > 0) setTimeout(answer, latencyMs)
  else answer()
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () =>
  parentPort!.postMessage((server.address() as { port: number }).port),
)
