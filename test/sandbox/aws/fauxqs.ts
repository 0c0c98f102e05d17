// Runs fauxqs, the library that emulates S3, SNS and SQS. Requests reach the library without a
// socket, because it runs in this process. This module changes the library's queues in two ways. As
// in SQS, a ReceiveMessage request to a FIFO queue can return several messages of one group at
// once, in order. Listeners are called when a message in a queue may have become receivable, so
// that the sandbox does not have to poll the queues.
import { buildApp } from 'fauxqs'
import type { Answer } from './http.ts'

interface Message {
  messageId: string
  approximateReceiveCount: number
  sentTimestamp: number
  messageGroupId?: string
  sequenceNumber?: string
  delayUntil?: number
}

interface Received {
  MessageId: string
  ReceiptHandle: string
  MD5OfBody: string
  Body: string
}

/** The properties and methods of the library's queue class that the sandbox uses or changes. */
export interface Queue {
  readonly name: string
  readonly arn: string
  attributes: Record<string, string>
  messages: Message[]
  delayedMessages: Message[]
  inflightMessages: Map<string, { message: Message; visibilityDeadline: number }>
  fifoMessages: Map<string, Message[]>
  fifoDelayed: Map<string, Message[]>
  fifoLockedGroups: Map<string, number>
  isFifo(): boolean
  enqueue(message: Message): void
  dequeue(
    max: number,
    visibility?: number,
    deadLetters?: (arn: string) => Queue | undefined,
  ): Received[]
  deleteMessage(receiptHandle: string): boolean
  changeVisibility(receiptHandle: string, seconds: number): void
  purge(): void
  processTimers(): void
}

interface SqsStore {
  createQueue(...args: unknown[]): Queue
  getQueueByName(name: string): Queue | undefined
  allQueues(): Iterable<Queue>
}

interface S3Store {
  buckets: Map<string, Map<string, unknown>>
}

export interface Fauxqs {
  request(
    method: string,
    url: string,
    headers: Readonly<Record<string, string>>,
    body: Buffer | string,
  ): Promise<Answer>
  queue(name: string): Queue | undefined
  /** Returns the queue whose failed messages are moved to this dead-letter queue. */
  sourceOf(deadLetters: Queue): Queue | undefined
  hasObject(bucket: string, key: string): boolean
  /**
   * Removes the messages of all queues, including messages that are delayed or were received but
   * not deleted.
   */
  purge(): void
  /**
   * Registers a function that is called with a queue's name whenever a message in that queue may
   * have become receivable.
   */
  onArrival(tell: (queue: string) => void): void
  /**
   * Registers a function that is called with a queue's name for each message that is sent to that
   * queue.
   */
  onSent(tell: (queue: string) => void): void
  close(): Promise<void>
}

// The largest request body, in bytes. The library's own limit of 11 MiB is too small: WhatsApp
// accepts documents of up to 100 MB.
const LARGEST_BODY = 120 * 1024 * 1024

export async function startFauxqs(region: string): Promise<Fauxqs> {
  const listeners: ((queue: string) => void)[] = []
  const counters: ((queue: string) => void)[] = []
  const arrived = (queue: string) => {
    for (const tell of listeners) tell(queue)
  }
  const sent = (queue: string) => {
    for (const tell of counters) tell(queue)
  }
  const [sqsStore, snsStore, s3Store] = await stores()
  const createQueue = sqsStore.createQueue.bind(sqsStore)
  sqsStore.createQueue = (...args) => changed(createQueue(...args), arrived, sent)

  const app = buildApp({
    logger: false,
    defaultRegion: region,
    stores: { sqsStore, snsStore, s3Store } as never,
  })
  app.removeContentTypeParser('*')
  app.addContentTypeParser(
    '*',
    { parseAs: 'buffer', bodyLimit: LARGEST_BODY },
    (_request, body, done) => done(null, body),
  )
  await app.ready()

  return {
    async request(method, url, headers, body) {
      const {
        statusCode,
        headers: answered,
        rawPayload,
      } = await app.inject({ method: method as 'GET', url, headers, payload: body })
      const {
        date: _date,
        connection: _connection,
        'transfer-encoding': _encoding,
        ...others
      } = answered as Record<string, string>
      return {
        status: statusCode,
        headers: Object.fromEntries(
          Object.entries(others).map(([name, value]) => [name, String(value)]),
        ),
        body: rawPayload,
      }
    },
    queue: (name) => sqsStore.getQueueByName(name),
    sourceOf: ({ arn }) =>
      [...sqsStore.allQueues()].find(({ attributes }) =>
        attributes.RedrivePolicy?.includes(`"${arn}"`),
      ),
    purge() {
      for (const queue of sqsStore.allQueues()) queue.purge()
    },
    hasObject: (bucket, key) => s3Store.buckets.get(bucket)?.has(key) ?? false,
    onArrival: (tell) => void listeners.push(tell),
    onSent: (tell) => void counters.push(tell),
    close: () => app.close(),
  }
}

// Creates the stores for queues, topics and buckets, which are options of the library. Their
// classes are loaded from the library's files because the library does not export them.
async function stores(): Promise<[SqsStore, object, S3Store]> {
  const load = async (file: string, name: string) => {
    const loaded = await import(new URL(file, import.meta.resolve('fauxqs')).href)
    return new loaded[name]()
  }
  return [
    await load('./sqs/sqsStore.js', 'SqsStore'),
    await load('./sns/snsStore.js', 'SnsStore'),
    await load('./s3/s3Store.js', 'S3Store'),
  ]
}

function changed(
  queue: Queue,
  arrived: (name: string) => void,
  sent: (name: string) => void,
): Queue {
  const { enqueue, dequeue, deleteMessage, changeVisibility } = queue

  queue.enqueue = (message) => {
    enqueue.call(queue, message)
    sent(queue.name)
    arrived(queue.name)
  }
  queue.deleteMessage = (handle) => {
    const deleted = deleteMessage.call(queue, handle)
    if (queue.isFifo()) arrived(queue.name)
    return deleted
  }
  queue.changeVisibility = (handle, seconds) => {
    changeVisibility.call(queue, handle, seconds)
    arrived(queue.name)
  }
  queue.dequeue = (max, visibility, deadLetters) => {
    if (!queue.isFifo()) return dequeue.call(queue, max, visibility, deadLetters)
    queue.processTimers()
    // The library puts messages that return to the queue at the front one by one, which reverses
    // their order. Sorting each group restores the order.
    for (const group of queue.fifoMessages.values())
      group.sort((a, b) => (a.sequenceNumber! < b.sequenceNumber! ? -1 : 1))

    // The library locks a group after returning one of its messages. Unlocking the group here lets
    // the same request return further messages of the group. When the request has all its messages,
    // their groups are locked again.
    const taken: Received[] = []
    const counts = new Map<string, number>()
    for (let more = dequeue.call(queue, max, visibility, deadLetters); more.length > 0; ) {
      taken.push(...more)
      for (const { ReceiptHandle } of more) {
        const group = queue.inflightMessages.get(ReceiptHandle)!.message.messageGroupId!
        counts.set(group, (counts.get(group) ?? 0) + 1)
        queue.fifoLockedGroups.delete(group)
      }
      more =
        taken.length < max ? dequeue.call(queue, max - taken.length, visibility, deadLetters) : []
    }
    for (const [group, count] of counts) queue.fifoLockedGroups.set(group, count)
    return taken
  }
  return queue
}

/** Returns whether a ReceiveMessage request would return a message now. */
export function hasVisible(queue: Queue): boolean {
  queue.processTimers()
  if (!queue.isFifo()) return queue.messages.length > 0
  return [...queue.fifoMessages].some(
    ([group, messages]) => messages.length > 0 && !queue.fifoLockedGroups.has(group),
  )
}

/**
 * Returns the time, in milliseconds since 1970, at which the next message becomes receivable: a
 * delayed message, or a message that was received but not deleted.
 */
export function nextVisible(queue: Queue): number | undefined {
  const times = [...queue.inflightMessages.values()].map(
    ({ visibilityDeadline }) => visibilityDeadline,
  )
  for (const { delayUntil } of [
    ...queue.delayedMessages,
    ...[...queue.fifoDelayed.values()].flat(),
  ])
    times.push(delayUntil!)
  return times.length > 0 ? Math.min(...times) : undefined
}
