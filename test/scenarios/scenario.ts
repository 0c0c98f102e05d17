// What the scenario tests share: a running sandbox, new customers, accepted chats, and views of the
// phone, the chat and the outbox. Time is virtual.
import { createHash, randomUUID } from 'node:crypto'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { PublishCommand } from '@aws-sdk/client-sns'
import {
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { deadLetters, mediaBucket, queueName, queues, topicArn } from '#deployment/resources'
import { DEFAULT_TABLE as tableName } from '#deployment/table'
import { conversationId } from '#model/conversation'
import type { Reply } from '#model/reply'
import { smallPhoto } from '../files/sample-files.ts'
import type { Fault } from '../sandbox/aws/faults.ts'
import { durationMs } from '../sandbox/duration.ts'
import { usualValues } from '../sandbox/guesses.ts'
import { type SandboxOptions, startSandbox } from '../sandbox/sandbox.ts'
import type { ShownMessage } from '../sandbox/whatsapp/screen.ts'

export type Scenario = Awaited<ReturnType<typeof openScenario>>
export type Chat = Awaited<ReturnType<Scenario['bridgedChat']>>

export interface File {
  name: string
  mimeType: string
  bytes: Buffer
}

interface Draft {
  requestId?: string
  as?: string
  /** The wamid of the customer's message that this message quotes. */
  quotes?: string
  hold?: true
  tryAgain?: true
}

export interface ApiAnswer {
  status: number
  body: any
}

/**
 * The number of customers so far. It is the end of the next customer's number, which begins with +1
 * 555 01.
 */
let strangers = 0
const newNumber = () => `+155501${String(600_000 + strangers++)}`

/**
 * Starts a sandbox and sets up its channels. A test may advance the clock by days, so the functions
 * that read and watch templates and write traces do not run on a schedule. A test invokes them when
 * it needs them.
 */
export async function openScenario(options: SandboxOptions = {}) {
  const sandbox = await startSandbox({
    unscheduled: ['sync-templates', 'write-traces', 'watch-templates'],
    ...options,
  })
  await sandbox.provision()

  const { world, whatsapp, agentConsole, faults, clock, functions, urls } = sandbox
  const aws = {
    endpoint: urls.aws,
    region: world.region,
    credentials: { accessKeyId: 'ADMIN', secretAccessKey: 'admin' },
  }
  const db = DynamoDBDocumentClient.from(new DynamoDBClient(aws))
  const sqs = new SQSClient(aws)
  const s3 = new S3Client({ ...aws, forcePathStyle: true })
  const replyTopicArn = topicArn('chat-replies', world)
  const { whatsapp: phones, connect, socialMessaging } = sandbox.settings
  const usual = {
    whatsapp: { ...phones },
    pace: { ...phones.pace },
    connect: { ...connect },
    socialMessaging: { ...socialMessaging },
  }
  const urlOf = (queue: string) => `${urls.aws}/${world.account}/${queue}`
  const business = { native: world.wabas[0]!.numbers[0]!, bridged: world.wabas[1]!.numbers[0]! }

  const advance = (duration: string) => clock.advance(durationMs(duration)!)
  /** Waits until the sandbox has nothing left to do before virtual time passes. */
  const rest = () => clock.advance(0)

  async function api(
    username: string,
    method: string,
    path: string,
    body?: object,
    token?: string,
  ): Promise<ApiAnswer> {
    const response = await fetch(`${urls.api}${path}`, {
      method,
      headers: {
        ...(token === ''
          ? {}
          : { authorization: `Bearer ${token ?? (await sandbox.signIn(username))}` }),
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const text = await response.text()
    return { status: response.status, body: text ? JSON.parse(text) : undefined }
  }

  async function items(pk: string): Promise<Record<string, any>[]> {
    const { Items = [] } = await db.send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
        ConsistentRead: true,
      }),
    )
    return Items
  }

  /**
   * Returns the id of the customer's conversation with one of our numbers. `customer` is a number
   * or a user id.
   */
  async function conversationOf(
    customer: string,
    mode: 'native' | 'bridged' = 'bridged',
  ): Promise<string> {
    const waba = world.wabas[mode === 'native' ? 0 : 1]!
    const scope = customer.startsWith('+') ? 'number' : waba.id
    const [identity] = await items(`identity#${scope}#${customer}`)
    return conversationId(business[mode].id, identity?.customer ?? 'unknown')
  }

  /** Returns the replies of a conversation from the table, in order. */
  async function outbox(
    customer: string,
    mode: 'native' | 'bridged' = 'bridged',
  ): Promise<Reply[]> {
    const id = await conversationOf(customer, mode)
    const replies = (await items(`conversation#${id}`)).filter(({ sk }) =>
      sk.startsWith('reply#'),
    ) as unknown as Reply[]
    return replies.sort((a, b) => (a.order < b.order ? -1 : 1))
  }

  /** Returns the messages of businesses that the phone shows. */
  const phone = (customer: string): ShownMessage[] =>
    whatsapp.screen(customer).messages.filter(({ direction }) => direction === 'outbound')

  async function until<Seen>(
    what: string,
    look: () => Promise<Seen | undefined | false> | Seen | undefined | false,
  ): Promise<Seen> {
    for (let turn = 0; turn < 60; turn++) {
      const seen = await look()
      if (seen) return seen
      await advance('1s')
    }
    throw new Error(`did not happen within a minute: ${what}`)
  }

  async function contactOf(customer: string, known: ReadonlySet<string> = new Set()) {
    return until(`a chat of ${customer} waits in the queue`, () =>
      agentConsole
        .contacts()
        .find(
          ({ contactId, state, customer: who }) =>
            state === 'queued' &&
            !known.has(contactId) &&
            (who.number === customer || who.name === customer),
        ),
    )
  }

  async function chat(mode: 'native' | 'bridged', agent: string, opening: string) {
    const customer = newNumber()
    whatsapp.customerSends(customer, business[mode].number, {
      type: 'text',
      text: { body: opening },
    })
    const { contactId } = await contactOf(customer)
    agentConsole.accept(contactId, agent)
    await rest()
    return {
      mode,
      customer,
      contactId,
      agent,
      conversation: await conversationOf(customer, mode),
      /** Writes a text into the chat as the agent. */
      says: (text: string) => agentConsole.message(contactId, agent, text),
      attaches: (file: File) =>
        agentConsole.attachment(contactId, agent, {
          name: file.name,
          contentType: file.mimeType,
          body: file.bytes,
        }),
      writes: (text: string) =>
        whatsapp.customerSends(customer, business[mode].number, {
          type: 'text',
          text: { body: text },
        }),
      outbox: () => outbox(customer, mode),
      phone: () => phone(customer),
      /** Returns the texts that the phone shows, in the phone's order. */
      texts: () => phone(customer).map(({ text }) => text),
      transcript: () => agentConsole.transcript(contactId),
      /** Returns the messages in the chat that report failed replies. */
      notices: () =>
        agentConsole
          .transcript(contactId)
          .flatMap(({ Content = '' }) =>
            /^\[WhatsApp notice\] (Not|Perhaps not) delivered/.test(Content) ? [Content] : [],
          ),
      api: (method: string, path: string, body?: object, as = agent) =>
        api(as, method, `/contacts/${contactId}${path}`, body),
      async reply(
        message: object,
        { requestId = randomUUID(), as = agent, ...beside }: Draft = {},
      ) {
        return {
          ...(await api(as, 'POST', `/contacts/${contactId}/replies`, {
            requestId,
            message,
            ...beside,
          })),
          requestId,
        }
      },
      upload: (file: File, as = agent) => upload(as, contactId, file),
    }
  }

  /**
   * Uploads a file as the widget does: requests an upload target for exactly these bytes, and sends
   * them there.
   */
  async function upload(
    username: string,
    contactId: string,
    { name, mimeType, bytes }: File,
  ): Promise<string> {
    const target = await uploadTarget(username, contactId, { name, mimeType, bytes })
    const put = await fetch(target.url, {
      method: 'PUT',
      headers: target.headers,
      body: new Uint8Array(bytes),
    })
    if (!put.ok) throw new Error(`S3 answered ${put.status}: ${await put.text()}`)
    return target.uploadId
  }

  async function uploadTarget(
    username: string,
    contactId: string,
    { name, mimeType, bytes }: File,
  ) {
    const sha256 = createHash('sha256').update(bytes).digest('base64')
    const { status, body } = await api(username, 'POST', `/contacts/${contactId}/uploads`, {
      name,
      mimeType,
      size: bytes.length,
      sha256,
    })
    if (status !== 201) throw new Error(`no upload target: ${JSON.stringify(body)}`)
    // fetch does not let its caller set Content-Length, because it sets this header itself.
    const { 'content-length': _, ...headers } = body.headers
    return {
      uploadId: body.uploadId as string,
      url: body.url as string,
      headers: headers as Record<string, string>,
    }
  }

  return {
    sandbox,
    stop: () => sandbox.stop(),
    world,
    whatsapp,
    agentConsole,
    clock,
    business,
    db,
    sqs,
    s3,
    /** Settings of the emulated Connect, such as the attachment scanner. */
    settings: sandbox.settings.connect,
    /** The chosen values of details that AWS and Meta do not document. */
    guesses: sandbox.guesses,
    /** Settings of the emulated AWS, such as how far the table's global index lags behind. */
    indexes: sandbox.settings.aws,
    api,
    advance,
    rest,
    until,
    photo: { name: 'valve.jpg', mimeType: 'image/jpeg', bytes: smallPhoto() } satisfies File,
    /**
     * Uploads a file into the chat, but loses the chat items about it, so that no function
     * processes the file. Returns the file in the form in which a chat item describes it.
     */
    async attachmentOf(contactId: string, { name, mimeType, bytes }: File, agent = 'maria') {
      const lost = faults.add({ kind: 'lose', service: 'sns', topic: replyTopicArn })
      const { attachmentId } = await agentConsole.attachment(contactId, agent, {
        name,
        contentType: mimeType,
        body: bytes,
      })
      await advance('3s')
      faults.remove(lost)
      return {
        AttachmentId: attachmentId,
        AttachmentName: name,
        ContentType: mimeType,
        Status: 'APPROVED',
      }
    },
    /**
     * Streams an item of the chat as Connect would. The item may be one that the panel cannot
     * create, such as two files at once.
     */
    async stream(contactId: string, item: object) {
      const Message = {
        AbsoluteTime: new Date(clock.now()).toISOString(),
        Id: randomUUID(),
        ParticipantRole: 'AGENT',
        InitialContactId: contactId,
        ContactId: contactId,
        ...item,
      }
      const attributes = {
        AccountId: world.account,
        InstanceId: world.instance.id,
        MessageVisibility: 'ALL',
      }
      const MessageAttributes = Object.fromEntries(
        Object.entries(attributes).map(([name, StringValue]) => [
          name,
          { DataType: 'String', StringValue },
        ]),
      )
      await sandbox.clients.sns.send(
        new PublishCommand({
          TopicArn: replyTopicArn,
          Message: JSON.stringify(Message),
          MessageAttributes,
        }),
      )
    },
    /**
     * Sets the expiry of all items in a partition to a time in the past. The items stay, because
     * DynamoDB deletes expired items only after a while.
     */
    async age(pk: string) {
      for (const item of await items(pk))
        await db.send(
          new PutCommand({
            TableName: tableName,
            Item: { ...item, expiresAt: Math.floor(clock.now() / 1000) - 1 },
          }),
        )
    },
    /** Writes an item into the table, for example one that the functions cannot read. */
    async store(item: object) {
      await db.send(new PutCommand({ TableName: tableName, Item: { ...item } }))
    },
    /**
     * Invokes send-reply as the queue would, with one signal (the queue message about unsent
     * replies) for each conversation.
     */
    look: (...conversations: string[]) =>
      functions.invoke('send-reply', {
        Records: conversations.map((conversation) => ({
          messageId: randomUUID(),
          receiptHandle: 'none',
          body: JSON.stringify({ conversation }),
          attributes: { SentTimestamp: String(clock.now()) },
        })),
      }),
    /**
     * Lets enqueue-reply store agents' texts, but fail to send the signals that would make
     * send-reply send them. Ends when `calm` is called.
     */
    withoutSignals() {
      this.throughQueue()
      return faults.add({
        kind: 'error',
        function: 'enqueue-reply',
        operation: 'SendMessage',
        code: 'ValidationException',
        status: 400,
      })
    },
    /** Until `calm` is called, every text goes through the queue, even in an idle conversation. */
    throughQueue: () =>
      faults.add({
        kind: 'error',
        function: 'enqueue-reply',
        operation: 'Query',
        code: 'ValidationException',
        status: 400,
      }),
    /**
     * Until `calm` is called, the scheduled function "sweep", which repeats lost signals, fails.
     * Tests thereby show that something works without it.
     */
    withoutSweep: () =>
      faults.add({ kind: 'error', function: 'sweep', code: 'ValidationException', status: 400 }),
    /**
     * Sets how often a queue delivers a message before it moves the message to its dead-letter
     * queue. Returns a function that restores the previous number.
     */
    async receivesAtMost(queue: string, receives: number) {
      const QueueUrl = urlOf(queue)
      const { Attributes = {} } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['RedrivePolicy'] }),
      )
      const set = (RedrivePolicy: string) =>
        sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { RedrivePolicy } }))
      await set(
        JSON.stringify({ ...JSON.parse(Attributes.RedrivePolicy!), maxReceiveCount: receives }),
      )
      return () => set(Attributes.RedrivePolicy!)
    },
    /**
     * Lets time pass until the queue has no messages any more, because they were processed or moved
     * to the dead-letter queue.
     */
    async exhaust(queue: string) {
      const isEmpty = async () => {
        const { Attributes = {} } = await sqs.send(
          new GetQueueAttributesCommand({
            QueueUrl: urlOf(queue),
            AttributeNames: [
              'ApproximateNumberOfMessages',
              'ApproximateNumberOfMessagesNotVisible',
            ],
          }),
        )
        return Object.values(Attributes).every((count) => count === '0')
      }
      for (let turn = 0; turn < 40 && !(await isEmpty()); turn++) await advance('91s')
    },
    /** Moves each message of a queue into another queue, as a redrive in the SQS console does. */
    async redrive(from: string, to: string) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: urlOf(from),
          MaxNumberOfMessages: 10,
          VisibilityTimeout: 1,
        }),
      )
      for (const { Body } of Messages)
        await sqs.send(new SendMessageCommand({ QueueUrl: urlOf(to), MessageBody: Body }))
      await advance('2s')
    },
    items,
    /** Returns the keys in the media bucket that begin with `prefix`. */
    async media(prefix: string): Promise<string[]> {
      const { Contents = [] } = await s3.send(
        new ListObjectsV2Command({ Bucket: mediaBucket(sandbox.place), Prefix: prefix }),
      )
      return Contents.map(({ Key }) => Key!)
    },
    conversationOf,
    /** Returns the number of messages in each dead-letter queue. */
    async deadLetters(): Promise<Record<string, number>> {
      const counts: Record<string, number> = {}
      for (const key of Object.keys(queues)) {
        const name = deadLetters(queueName(key))
        const { Attributes = {} } = await sqs.send(
          new GetQueueAttributesCommand({
            QueueUrl: urlOf(name),
            AttributeNames: ['ApproximateNumberOfMessages'],
          }),
        )
        const count = Number(Attributes.ApproximateNumberOfMessages)
        if (count > 0) counts[key] = count
      }
      return counts
    },
    outbox,
    phone,
    newNumber,
    contactOf,
    upload,
    uploadTarget,
    logs: () => functions.logs(),
    fault: (fault: Fault) => faults.add(fault),
    /** Returns the number of faults that may still affect calls. */
    pending: () => faults.list().length,
    calm: () => faults.clear(),
    async discardDeadLetters() {
      for (const key of Object.keys(queues))
        await sqs.send(new PurgeQueueCommand({ QueueUrl: urlOf(deadLetters(queueName(key))) }))
    },
    /** Removes all faults and restores every setting. */
    asUsual() {
      faults.clear()
      Object.assign(phones.pace, usual.pace)
      Object.assign(phones, usual.whatsapp)
      Object.assign(connect, usual.connect)
      Object.assign(socialMessaging, usual.socialMessaging)
      Object.assign(sandbox.guesses, usualValues())
    },
    /**
     * Returns the calls from this number on, of one caller or of all. If no caller is given, the
     * calls of send-receipt are left out, because it sends read receipts with the same operation as
     * replies.
     */
    calls: (from: number, caller?: string) =>
      sandbox.calls
        .since(from)
        .filter((call) => (caller ? call.caller === caller : call.caller !== 'send-receipt')),
    latestCall: () => sandbox.calls.latest,
    bridgedChat: (agent = 'maria', opening = 'Hello') => chat('bridged', agent, opening),
    nativeChat: (agent = 'maria', opening = 'Hello') => chat('native', agent, opening),
  }
}
