// Measures how long three tasks take with a fake AWS whose calls take a fixed time: sending a burst
// of texts, sending a reply with five files, and finding many overdue replies with the scheduled
// function "sweep". Each task is compared with the AWS calls that it needs at least, without our
// code. Each task runs in a new process: `node sending.ts burst`.
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { functions } from '#deployment/functions'
import { orderOf, queuedAt } from '#model/reply'
import { sendReply } from './bundles.ts'
import type { CannedOutbox } from './canned-outbox.ts'

const ROUNDS = 7
const TEXTS = 10
const FILES = 5
const OVERDUE = 10_000
const PARTITIONS = 4

const written = new Date(Date.now() - 2_000)
const later = new Date(Date.now() + 3_600_000).toISOString()
const conversation = {
  unsentOrder: '!',
  id: 'phone-number-id-1/1',
  mode: 'bridged',
  phoneNumberId: 'phone-number-id-00000000000000000000000000000001',
  customer: { number: '+15550142' },
  inboundAt: written.toISOString(),
  inboundFrom: 'webhook',
  chat: {
    ...{ contactId: 'c1', openedBy: 'wamid.A', startedAt: written.toISOString() },
    ...{ participantToken: 'p', connectionToken: 'c', connectionExpiresAt: later },
  },
}

function reply(n: number, content: object, parts = 1) {
  const id = `chat-${n}`
  const order = orderOf(new Date(written.getTime() + n).toISOString(), id)
  return {
    ...{ pk: `conversation#${conversation.id}`, sk: `reply#${id}` },
    ...{ conversation: conversation.id, id, contactId: 'c1', mode: 'bridged', content },
    ...{ by: { role: 'AGENT' }, order, unsentOrder: order, ...queuedAt(written) },
    parts: Array.from({ length: parts }, () => ({ state: 'unsent', attempt: 1 })),
  }
}

/**
 * When the fake AWS accepted the latest message, in milliseconds since 1970. The measurement ends
 * at this time, because the customer does not wait until the function has recorded the message.
 */
let acceptedAt = 0

/** Starts the fake AWS, and returns the handler of a bundled function that calls it. */
async function started(bundle: string, canned: Partial<CannedOutbox>) {
  const server = new Worker(new URL('./canned-outbox.ts', import.meta.url), {
    workerData: {
      ...{ latencyMs: { table: 5, send: 100, other: 20 }, conversation, replies: [] },
      ...{ overduePerPartition: 0, ...canned },
    } satisfies CannedOutbox,
  })
  const [{ port }] = await once(server, 'message')
  server.on('message', (message) => {
    acceptedAt = message.acceptedAt
  })
  const names = Object.values(functions).flatMap(({ env }) => [...env])
  Object.assign(process.env, {
    ...Object.fromEntries(names.map((name) => [name, 'bucket/prefix'])),
    ...{ RETENTION_DAYS: '30', RECEIPTS: 'off', FORBIDDEN_FILES: '[]', AWS_REGION: 'us-east-1' },
    ...{ SIGNALS_QUEUE_URL: `http://127.0.0.1:${port}/1/signals.fifo` },
    ...{ INBOUND_QUEUE_URL: `http://127.0.0.1:${port}/1/inbound.fifo` },
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    ...{ AWS_ACCESS_KEY_ID: 'k', AWS_SECRET_ACCESS_KEY: 's' },
  })
  const { handler } = await import(pathToFileURL(bundle).href)
  return handler as (event: object, context: object) => Promise<any>
}

const context = { getRemainingTimeInMillis: () => 60_000 }
const signal = {
  Records: [
    {
      ...{ messageId: '1', receiptHandle: '1', attributes: { SentTimestamp: '0' } },
      body: JSON.stringify({ conversation: conversation.id }),
    },
  ],
}

const wallClock = () => performance.timeOrigin + performance.now()

/**
 * Returns how many milliseconds it took until the last message was accepted or, if the work sends
 * no message, until the work was done.
 */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = wallClock()
  await work()
  return (acceptedAt > began ? acceptedAt : wallClock()) - began
}

/**
 * Runs our code and the comparison alternately, so that other work of the machine slows both down
 * equally. For each of them, the fastest round counts, because other work disturbed it least.
 */
async function compared(ours: () => Promise<unknown>, theirs: () => Promise<unknown>) {
  await ours()
  await theirs()
  const times = { ours: [] as number[], theirs: [] as number[] }
  for (let round = 0; round < ROUNDS; round++) {
    times.ours.push(await timed(ours))
    times.theirs.push(await timed(theirs))
  }
  return { oursMs: Math.min(...times.ours), theirsMs: Math.min(...times.theirs) }
}

async function sent(handler: Awaited<ReturnType<typeof started>>) {
  const { batchItemFailures } = await handler(signal, context)
  if (batchItemFailures.length > 0) throw new Error('the replies were not sent')
}

/**
 * Measures a burst of ten texts. The comparison makes the fewest calls with which ten texts can be
 * sent in order: one read, and then ten calls that send, one after the other.
 */
async function burst() {
  const replies = Array.from({ length: TEXTS }, (_, n) =>
    reply(n, { type: 'text', body: 'One moment, I am looking it up for you.' }),
  )
  const handler = await started(sendReply, { replies })
  const { read, send } = await import('./bare-loop.ts')
  return compared(
    () => sent(handler),
    async () => {
      await read()
      for (let n = 0; n < TEXTS; n++) await send()
    },
  )
}

/**
 * Measures a reply with five files. The comparison makes the calls that AWS's sample code makes:
 * one read, and then two calls for each file, one after the other.
 */
async function files() {
  const attachments = Array.from({ length: FILES }, (_, n) => ({
    attachmentId: `a${n}`,
    ...{ name: `photo-${n}.jpg`, mimeType: 'image/jpeg', status: 'APPROVED' },
  }))
  const content = { type: 'attachments', at: written.toISOString(), attachments }
  const latencyMs = { table: 20, send: 20, other: 20 }
  const handler = await started(sendReply, { latencyMs, replies: [reply(0, content, FILES)] })
  const fromNetwork = globalThis.fetch
  globalThis.fetch = async (url, options) => {
    if (!String(url).startsWith('https://bucket.s3.')) return fromNetwork(url, options)
    await sleep(latencyMs.other)
    const headers = { 'content-range': 'bytes 0-4095/50000' }
    return new Response(Buffer.from([0xff, 0xd8, 0xff, 0xe0]), { status: 206, headers })
  }
  const { read, send } = await import('./bare-loop.ts')
  return compared(
    () => sent(handler),
    async () => {
      await read()
      for (let n = 0; n < 2 * FILES; n++) await send()
    },
  )
}

async function sweep() {
  const handler = await started(sendReply.replace('send-reply', 'sweep'), {
    latencyMs: { table: 5, send: 5, other: 5 },
    overduePerPartition: OVERDUE / PARTITIONS,
  })
  return compared(
    async () => {
      const { signaled } = await handler({}, context)
      if (signaled !== OVERDUE) throw new Error(`${signaled} of ${OVERDUE} were signaled`)
    },
    async () => {},
  )
}

const print = console.log
// The function formats its log lines as usual, but they are not printed.
console.info = console.log = console.warn = () => {}
const result = await { burst, files, sweep }[process.argv[2] as 'burst']()
print(JSON.stringify(result))
process.exit(0)
