// What the scenario tests are told with: one running sandbox per test file, customers nobody has heard of before, chats that
// an agent has accepted, and eyes for the phone, the chat and the outbox. Everything happens in virtual time.
import { createHash, randomUUID } from 'node:crypto'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'
import { PublishCommand } from '@aws-sdk/client-sns'
import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { tableName, topicArn } from '../../lambdas/deployment/resources.ts'
import { conversationId } from '../../lambdas/model/conversation.ts'
import type { Reply } from '../../lambdas/model/reply.ts'
import { smallPhoto } from '../files/sample-files.ts'
import type { Fault } from '../sandbox/aws/faults.ts'
import { durationMs } from '../sandbox/duration.ts'
import { type SandboxOptions, startSandbox } from '../sandbox/sandbox.ts'
import type { ShownMessage } from '../sandbox/whatsapp/screen.ts'

export type Town = Awaited<ReturnType<typeof openTown>>
export type Chat = Awaited<ReturnType<Town['bridgedChat']>>

export interface File {
  name: string
  mimeType: string
  bytes: Buffer
}

interface Draft {
  requestId?: string
  as?: string
  /** The wamid of a message of the customer. */
  quotes?: string
  hold?: true
}

export interface ApiAnswer {
  status: number
  body: any
}

/** Numbers for examples, +1 555 01xx, and for the crowds of a test +1 555 01xx xxxx. */
let strangers = 0
const newNumber = () => `+155501${String(600_000 + strangers++)}`

/** A sandbox with its channels set up. Its templates are read only where a story has them read. */
export async function openTown(options: SandboxOptions = {}) {
  const sandbox = await startSandbox({ unscheduled: ['sync-templates'], ...options })
  await sandbox.provision()

  const { world, whatsapp, desk, faults, clock, functions, urls } = sandbox
  const aws = {
    endpoint: urls.aws,
    region: world.region,
    credentials: { accessKeyId: 'ADMIN', secretAccessKey: 'admin' },
  }
  const db = DynamoDBDocumentClient.from(new DynamoDBClient(aws))
  const sqs = new SQSClient(aws)
  const s3 = new S3Client({ ...aws, forcePathStyle: true })
  const replyTopicArn = topicArn('chat-replies', world)
  const { whatsapp: phones, connect } = sandbox.settings
  const usual = { whatsapp: { ...phones }, pace: { ...phones.pace }, connect: { ...connect } }
  const urlOf = (queue: string) => `${urls.aws}/${world.account}/${queue}`
  const business = { native: world.wabas[0]!.numbers[0]!, bridged: world.wabas[1]!.numbers[0]! }

  const advance = (duration: string) => clock.advance(durationMs(duration)!)
  /** Everything that is under way comes to its end, as far as it can without time passing. */
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

  /** The replies of a conversation in their order, as the table has them. */
  async function outbox(
    customer: string,
    mode: 'native' | 'bridged' = 'bridged',
  ): Promise<Reply[]> {
    const id = conversationId(business[mode].id, { number: customer })
    const replies = (await items(`conversation#${id}`)).filter(({ sk }) =>
      sk.startsWith('reply#'),
    ) as unknown as Reply[]
    return replies.sort((a, b) => (a.order < b.order ? -1 : 1))
  }

  /** What the phone shows of what businesses sent. */
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
      desk
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
    desk.accept(contactId, agent)
    await rest()
    return {
      customer,
      contactId,
      agent,
      conversation: conversationId(business[mode].id, { number: customer }),
      /** The agent writes into the chat. */
      says: (text: string) => desk.message(contactId, agent, text),
      attaches: (file: File) =>
        desk.attachment(contactId, agent, {
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
      /** The texts the phone shows, in its order. */
      texts: () => phone(customer).map(({ text }) => text),
      transcript: () => desk.transcript(contactId),
      /** Lines about failed replies in the chat. */
      notices: () =>
        desk
          .transcript(contactId)
          .flatMap(({ Content = '' }) =>
            /^\[(Not|Perhaps not) delivered/.test(Content) ? [Content] : [],
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

  /** As the widget does: a target for exactly these bytes, then the bytes. */
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
    // fetch sets the length by itself, and refuses to be told.
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
    desk,
    clock,
    business,
    db,
    sqs,
    s3,
    /** How this Connect behaves: the scanner of attachments, … */
    settings: sandbox.settings.connect,
    /** How long the table's global index lags. */
    indexes: sandbox.settings.aws,
    api,
    advance,
    rest,
    until,
    photo: { name: 'valve.jpg', mimeType: 'image/jpeg', bytes: smallPhoto() } satisfies File,
    /** An approved file of the chat, as an item would name it. Its own items are lost on the way: nobody has been told of it. */
    async attachmentOf(contactId: string, { name, mimeType, bytes }: File) {
      const lost = faults.add({ kind: 'lose', service: 'sns', topic: replyTopicArn })
      const { attachmentId } = await desk.attachment(contactId, 'maria', {
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
    /** An item of the chat as Connect would stream it, which its panel cannot produce (two files at once). */
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
    /** Items of a partition as they are once they have expired, before DynamoDB comes to delete them. */
    async age(pk: string) {
      for (const item of await items(pk))
        await db.send(
          new PutCommand({
            TableName: tableName,
            Item: { ...item, expiresAt: Math.floor(clock.now() / 1000) - 1 },
          }),
        )
    },
    /** Wakes that nobody put into the queue, in one batch: send-reply looks at the conversations. */
    look: (...conversations: string[]) =>
      functions.invoke('send-reply', {
        Records: conversations.map((conversation) => ({
          messageId: randomUUID(),
          receiptHandle: 'none',
          body: JSON.stringify({ conversation }),
          attributes: { SentTimestamp: String(clock.now()) },
        })),
      }),
    /** What the chat says is stored, and woken by nobody until its items are delivered again. */
    withoutWakes: () =>
      faults.add({
        kind: 'error',
        function: 'enqueue-reply',
        operation: 'SendMessage',
        code: 'ValidationException',
        status: 400,
      }),
    /** The sweep finds nothing until calm: what is made up for is made up for without it. */
    withoutSweep: () =>
      faults.add({ kind: 'error', function: 'sweep', code: 'ValidationException', status: 400 }),
    /** Changes after how many receives a queue gives a message up. Returns how to change it back. */
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
    /** Everything in the queue is received so often that it goes to the dead letters. */
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
    /** As the console's redrive does: each message of one queue into another. */
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
    outbox,
    phone,
    newNumber,
    contactOf,
    upload,
    uploadTarget,
    logs: () => functions.logs(),
    fault: (fault: Fault) => faults.add(fault),
    /** Faults that have not struck as often as they will. */
    pending: () => faults.list().length,
    calm: () => faults.clear(),
    /** No faults, and every setting as it was. */
    asUsual() {
      faults.clear()
      Object.assign(phones.pace, usual.pace)
      Object.assign(phones, usual.whatsapp)
      Object.assign(connect, usual.connect)
    },
    calls: (from: number, caller?: string) =>
      sandbox.calls.since(from).filter((call) => caller === undefined || call.caller === caller),
    latestCall: () => sandbox.calls.latest,
    bridgedChat: (agent = 'maria', opening = 'Hello') => chat('bridged', agent, opening),
    nativeChat: (agent = 'maria', opening = 'Hello') => chat('native', agent, opening),
  }
}
