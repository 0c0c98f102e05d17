// The outbox as an admin's commands see it: what is under way, what went wrong. The rules of a reply are lambdas/model/reply.ts; where it is
// kept is described in lambdas/deployment/resources.ts and lambdas/aws/table.ts.
import {
  ConditionalCheckFailedException,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb'
import {
  DynamoDBDocumentClient,
  paginateQuery,
  paginateScan,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'
import { tableName } from '../../lambdas/deployment/resources.ts'
import {
  fateOf,
  isUnsettled,
  nextAttempt,
  orderOf,
  type Reply,
  type ReplyState,
  SEND_WITHIN_MS,
} from '../../lambdas/model/reply.ts'
import type { Aws } from '../account/clients.ts'
import { ConfigError } from '../config/error.ts'

/** As lambdas/aws/table.ts spreads them. */
export const DUE_PARTITIONS = 4

export const documents = ({ dynamoDb }: Pick<Aws, 'dynamoDb'>) =>
  DynamoDBDocumentClient.from(dynamoDb, { marshallOptions: { removeUndefinedValues: true } })

/** Replies with work left to do. The index behind it may be a moment late. Empty without a table. */
export async function repliesUnderWay(aws: Pick<Aws, 'dynamoDb'>): Promise<Reply[]> {
  const client = documents(aws)
  const partitions = Array.from({ length: DUE_PARTITIONS }, async (_, partition) => {
    const query = {
      TableName: tableName,
      IndexName: 'due',
      KeyConditionExpression: 'due = :due',
      ExpressionAttributeValues: { ':due': `due-${partition}` },
    }
    return unlessNoTable(paginateQuery({ client }, query))
  })
  return (await Promise.all(partitions)).flat().filter(({ state }) => UNDER_WAY.includes(state))
}

const UNDER_WAY: readonly ReplyState[] = ['queued', 'preparing', 'sending']

/** Reads the whole table: replies are kept for 30 days, and those that ended badly are in no index. */
export async function repliesWhere(
  condition: string,
  values: Record<string, unknown>,
  aws: Pick<Aws, 'dynamoDb'>,
) {
  const scan = {
    TableName: tableName,
    FilterExpression: `begins_with(sk, :reply) AND (${condition})`,
    ExpressionAttributeValues: { ':reply': 'reply#', ...values },
  }
  return unlessNoTable(paginateScan({ client: documents(aws) }, scan))
}

async function unlessNoTable(
  pages: AsyncIterable<{ Items?: Record<string, unknown>[] | undefined }>,
): Promise<Reply[]> {
  const found: Reply[] = []
  try {
    for await (const { Items = [] } of pages) found.push(...(Items as unknown as Reply[]))
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error
  }
  return found
}

/** Failed, unconfirmed, refused by WhatsApp after sending, or unsent although their time is over, newest first; and how many are held. */
export async function troubledReplies(
  now: Date,
  aws: Pick<Aws, 'dynamoDb'>,
): Promise<{ troubled: Reply[]; held: number }> {
  const found = await repliesWhere('attribute_not_exists(discardedAt)', {}, aws)
  const troubled = found
    .filter((reply) => isTroubled(reply, now))
    .sort((one, other) => (one.acceptedAt < other.acceptedAt ? 1 : -1))
  return { troubled, held: found.filter(({ state }) => state === 'held').length }
}

const isTroubled = (reply: Reply, now: Date) =>
  ['failed', 'partly_failed', 'unconfirmed'].includes(fateOf(reply)) ||
  (UNDER_WAY.includes(reply.state) && new Date(reply.sendBy) < now)

export async function foundReply(id: string, aws: Pick<Aws, 'dynamoDb'>): Promise<Reply> {
  const [reply] = await repliesWhere('id = :id', { ':id': id }, aws)
  if (reply) return reply
  throw new ConfigError(
    `${id}: the outbox has no such reply. Replies are kept for 30 days; "connect-whatsapp replies list" prints their ids.`,
  )
}

/** The next attempt, for what is not there yet, as a resend by its agent would begin it. Answers its number. */
export async function retried(
  reply: Reply,
  now: Date,
  aws: Pick<Aws, 'dynamoDb'>,
): Promise<number> {
  if (reply.state === 'held')
    throw new ConfigError(
      `${reply.id} is held: it goes out by itself when its customer answers, until ${reply.heldUntil}.`,
    )
  if (
    UNDER_WAY.includes(reply.state) ||
    reply.state === 'withdrawn' ||
    !reply.parts.some(isUnsettled)
  ) {
    throw new ConfigError(
      `${reply.id} is ${fateOf(reply)}: only what failed or is unconfirmed can be sent again.`,
    )
  }
  const { attempt, parts, former } = nextAttempt(reply, isUnsettled)
  const at = now.toISOString()
  const set = {
    attempt,
    parts,
    former,
    setbacks: 0,
    acceptedAt: at,
    order: orderOf(at, reply.id),
    sendBy: new Date(now.getTime() + SEND_WITHIN_MS).toISOString(),
    // On the work list and overdue: the sweep wakes it within a minute. Which partition it is in only spreads the load.
    unsentOrder: orderOf(at, reply.id),
    due: 'due-0',
    dueAt: at,
  }
  const remove = [
    'leaseUntil',
    'nextAttemptAt',
    'problems',
    'token',
    'noticeAt',
    'late',
    'discardedAt',
  ]
  if (!(await changed(reply, { state: 'queued', set, remove }, aws))) throw movedOn(reply)
  return attempt
}

/** Off the list; one that waits or is held fails now, and the function that would have sent it tells its agent where the chat is bridged. */
export async function discarded(
  reply: Reply,
  now: Date,
  aws: Pick<Aws, 'dynamoDb'>,
): Promise<void> {
  if (reply.state === 'preparing' || reply.state === 'sending') {
    throw new ConfigError(
      `${reply.id} is being sent at this moment. Wait a minute, then look at it again.`,
    )
  }
  const at = now.toISOString()
  if (reply.state !== 'queued' && reply.state !== 'held') {
    if (!(await changed(reply, { set: { discardedAt: at }, remove: [] }, aws))) throw movedOn(reply)
    return
  }
  const problems = [{ code: 'discarded', path: '', message: 'An administrator has discarded it.' }]
  // One that was held takes its place among the others, where it was composed.
  const order = reply.state === 'held' ? orderOf(reply.acceptedAt, reply.id) : reply.order
  const notice = reply.mode === 'bridged' ? { noticeAt: at, dueAt: at, unsentOrder: order } : {}
  const unlisted = reply.mode === 'bridged' ? [] : ['unsentOrder', 'due', 'dueAt']
  const change = {
    state: 'failed',
    set: { problems, discardedAt: at, order, ...notice },
    remove: ['nextAttemptAt', 'heldUntil', ...unlisted],
  }
  if (!(await changed(reply, change, aws))) throw movedOn(reply)
}

const movedOn = ({ id }: Reply) =>
  new ConfigError(
    `${id} has changed meanwhile. Look at it again: connect-whatsapp replies show ${id}`,
  )

/** Gives waiting replies until `sendBy`; how many of them. */
export async function extended(
  replies: readonly Reply[],
  sendBy: Date,
  aws: Pick<Aws, 'dynamoDb'>,
): Promise<number> {
  const waiting = replies.filter(({ state }) => state === 'queued')
  const done = await Promise.all(
    waiting.map((reply) =>
      changed(reply, { set: { sendBy: sendBy.toISOString() }, remove: [] }, aws),
    ),
  )
  return done.filter(Boolean).length
}

interface Update {
  state?: string
  set: Readonly<Record<string, unknown>>
  remove: readonly string[]
}

/** Writes unless the reply has gone on since it was read: false. */
async function changed(
  reply: Reply,
  { state = reply.state, set, remove }: Update,
  aws: Pick<Aws, 'dynamoDb'>,
): Promise<boolean> {
  const fields = Object.entries({ ...set, state })
  const names = [...fields.map(([name]) => name), ...remove, 'attempt']
  try {
    await documents(aws).send(
      new UpdateCommand({
        TableName: tableName,
        Key: { pk: `conversation#${reply.conversation}`, sk: `reply#${reply.id}` },
        UpdateExpression: `SET ${fields.map(([name]) => `#${name} = :${name}`).join(', ')}${remove.length > 0 ? ` REMOVE ${remove.map((name) => `#${name}`).join(', ')}` : ''}`,
        ConditionExpression: '#state = :wasState AND #attempt = :wasAttempt',
        ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
        ExpressionAttributeValues: {
          ...Object.fromEntries(fields.map(([name, value]) => [`:${name}`, value])),
          ':wasState': reply.state,
          ':wasAttempt': reply.attempt,
        },
      }),
    )
    return true
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false
    throw error
  }
}
