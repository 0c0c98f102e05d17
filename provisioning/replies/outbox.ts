// The outbox operations of an administrator's commands. Commands change replies only by the
// transitions in lambdas/model/transitions.ts, and through the same adapter for the table as the
// Lambda functions.
import { ResourceNotFoundException } from '@aws-sdk/client-dynamodb'
import {
  isInDoubt,
  isInTrouble,
  isUnsettled,
  type MessagePart,
  type Reply,
  statusOf,
  toCallbackData,
} from '#model/reply'
import {
  isBeingSent,
  isHeld,
  isUnderWay,
  may,
  type Transition,
  transitions,
} from '#model/transitions'
import type { Problem } from '#whatsapp/errors/problems'
import { answerUnlessRefused } from '../../lambdas/aws/failure.ts'
import { messages } from '../../lambdas/aws/messages.ts'
import { outbox } from '../../lambdas/aws/outbox.ts'
import {
  allReplies,
  type IndexedReply,
  repliesUnderWay as underWay,
  unfinishedReplies as unfinished,
} from '../../lambdas/aws/replies.ts'
import { confirmed } from '../../lambdas/outbox/confirmed.ts'
import { inTable, type TableAccess, tableOf } from '../account/table.ts'
import { ConfigError } from '../config/error.ts'

/**
 * Returns an empty list if the table does not exist, because there are no replies without the
 * stack.
 */
const unlessNoTable = async <Found>(read: Promise<Found[]>): Promise<Found[]> =>
  (await answerUnlessRefused(read, ResourceNotFoundException)) ?? []

/**
 * Returns the replies that are queued or being sent. Reads an index, which can be slightly older
 * than the table. Returns an empty list if there is no table.
 */
export const repliesUnderWay = (aws: TableAccess): Promise<IndexedReply[]> =>
  unlessNoTable(underWay(tableOf(aws)))

/**
 * Returns all unfinished replies: those that are queued, being sent, or held until the customer
 * writes.
 */
export const unfinishedReplies = (aws: TableAccess): Promise<IndexedReply[]> =>
  unlessNoTable(unfinished(tableOf(aws)))

/**
 * Returns the number of held replies, and all replies with a problem, newest first. A reply has a
 * problem if it failed, is unconfirmed or overdue, or if WhatsApp refused it after it was sent.
 * With `numbers`, considers only replies of these business numbers. Reads the whole table.
 */
export async function repliesInTrouble(
  now: Date,
  aws: TableAccess,
  numbers?: readonly string[],
): Promise<{ troubled: Reply[]; held: number }> {
  const replies = (await inTable(allReplies(tableOf(aws)), aws)).filter(
    ({ discardedAt, conversation }) =>
      discardedAt === undefined && (!numbers || isOfNumbers(conversation, numbers)),
  )
  const troubled = replies
    .filter((reply) => isFailedOrOverdue(reply, now))
    .sort((one, other) => (one.acceptedAt < other.acceptedAt ? 1 : -1))
  return { troubled, held: replies.filter(isHeld).length }
}

/** A conversation's key starts with the id of its business number. */
const isOfNumbers = (conversation: string, numbers: readonly string[]) =>
  numbers.includes(conversation.split('/')[0]!)

const isFailedOrOverdue = (reply: Reply, now: Date) =>
  isInTrouble(reply) || (isUnderWay(reply) && new Date(reply.sendBy) < now)

export async function requireReply(id: string, aws: TableAccess): Promise<Reply> {
  const [reply] = await inTable(allReplies(tableOf(aws), { id }), aws)
  if (reply) return reply
  throw new ConfigError(
    `There is no reply ${id}. Replies are stored until the configured retention ends. Run "connect-whatsapp replies list" for their ids.`,
  )
}

/**
 * Queues the parts of the reply that have not arrived again, as a resend by the agent does. Returns
 * the number of the new attempt.
 */
export async function retried(
  reply: Reply,
  now: Date,
  aws: TableAccess,
  retentionDays: number,
): Promise<number> {
  if (isHeld(reply))
    throw new ConfigError(
      `Reply ${reply.id} is held. It is sent when the customer answers before ${reply.heldUntil}, so it cannot be retried.`,
    )
  if (!may(transitions.resend, reply) || !reply.parts.some(isUnsettled)) {
    throw new ConfigError(
      `Reply ${reply.id} has the status ${statusOf(reply)}. Only a reply that failed or is unconfirmed can be sent again.`,
    )
  }
  // This command sends no signal to the queue of send-reply. The reply is due immediately, so the
  // scheduled function `sweep` finds it within a minute and sends the signal.
  const { attempt } = await changed(
    transitions.resend,
    reply,
    { at: now, content: reply.content, dueAt: now },
    aws,
    retentionDays,
  )
  return attempt
}

/**
 * Records the message id with which AWS accepted the unconfirmed part of a reply. With this id, the
 * Lambda functions find the part when WhatsApp reports a status of the message.
 */
export async function recordAcceptance(
  reply: Reply,
  messageId: string,
  now: Date,
  aws: TableAccess,
  retentionDays: number,
): Promise<Reply> {
  const part = reply.parts.findIndex((_, i) => isInDoubt(reply, i))
  if (part < 0)
    throw new ConfigError(
      `Reply ${reply.id} has the status ${statusOf(reply)}. Only an unconfirmed reply can be settled.${isBeingSent(reply) ? ' It is being sent now, so wait a minute and run this again.' : ''}`,
    )
  const table = tableOf(aws, retentionDays)
  const { conversation, id } = reply
  const of = { conversation, id, part, attempt: reply.parts[part]!.attempt }
  const known = await messages(table).get(messageId)
  if (known?.part && !isEqual(known.part, of))
    throw new ConfigError(
      `The message ${messageId} is known already, and belongs to another reply.`,
    )
  const outcome = await messages(table).sent(messageId, of, now)
  const { apply } = outbox(table)
  // The message id must be recorded before the status is merged, because merging the status
  // finishes the reply.
  const after = await confirmed({ apply }, reply, part, { now, messageId })
  if (!after) throw hasChanged(reply)
  return (outcome && (await apply(transitions.mergeOutcome, of, { outcome }))) ?? after
}

const isEqual = (one: MessagePart, other: MessagePart): boolean =>
  toCallbackData(one) === toCallbackData(other)

/**
 * Removes a reply from the list of problems. A reply that is still queued or held fails
 * immediately. In a bridged chat, the function that would have sent the reply informs the agent.
 */
export async function discarded(reply: Reply, now: Date, aws: TableAccess): Promise<void> {
  if (isBeingSent(reply)) {
    throw new ConfigError(
      `Reply ${reply.id} is being sent now. Wait a minute, then run this again.`,
    )
  }
  if (may(transitions.discardEnded, reply)) {
    await changed(transitions.discardEnded, reply, { at: now }, aws)
    return
  }
  const problems: Problem[] = [
    { code: 'discarded', path: '', message: 'An administrator discarded this reply.' },
  ]
  const noticeAt = reply.mode === 'bridged' ? now : undefined
  await changed(transitions.fail, reply, { problems, noticeAt, discardedAt: now }, aws)
}

/**
 * Marks all replies that are queued, held or being sent as unconfirmed, and informs their agents.
 * The table was restored to an earlier time, so the replies may have been sent since then. Returns
 * the number of replies that were marked.
 */
export async function doubtedAfterRestore(now: Date, aws: TableAccess): Promise<number> {
  const { get, apply } = outbox(tableOf(aws))
  let doubted = 0
  for (const { conversation, id } of await unfinishedReplies(aws)) {
    const reply = await get(conversation, id)
    if (!reply || !may(transitions.restore, reply)) continue
    if (await apply(transitions.restore, reply, mayHaveBeenSent(reply, now))) doubted++
  }
  return doubted
}

/**
 * Copies the unfinished replies of the previous table, if it still exists, into the table in use.
 * Replies that are already in the table in use are skipped. All copies are unconfirmed. Returns the
 * number of copies.
 */
export async function copiedUnfinished(
  { before, retentionDays, now }: { before: string; retentionDays: number; now: Date },
  aws: TableAccess,
): Promise<number> {
  const old = { ...aws, tableName: before }
  const [from, to] = [outbox(tableOf(old)), outbox(tableOf(aws, retentionDays))]
  let copied = 0
  for (const { conversation, id } of await unfinishedReplies(old)) {
    const reply = await from.get(conversation, id)
    if (!reply || !may(transitions.restore, reply) || !(await to.put(reply))) continue
    await to.apply(transitions.restore, reply, mayHaveBeenSent(reply, now))
    copied++
  }
  return copied
}

const mayHaveBeenSent = ({ mode }: Reply, now: Date) => ({
  problems: [MAY_HAVE_BEEN_SENT],
  noticeAt: mode === 'bridged' ? now : undefined,
})

const MAY_HAVE_BEEN_SENT: Problem = {
  code: 'restored',
  path: '',
  message:
    'The installation’s data was restored from a backup, so it is not known whether this message was sent. Send it again only if the customer has not received it.',
}

/**
 * Sets `sendBy` as the new deadline of the unsent replies. Returns the number of changed replies.
 */
export async function extended(
  replies: readonly IndexedReply[],
  sendBy: Date,
  aws: TableAccess,
): Promise<number> {
  const { apply } = outbox(tableOf(aws))
  const extendable = replies.filter((reply) => may(transitions.extend, reply))
  const done = await Promise.all(
    extendable.map((reply) => apply(transitions.extend, reply, { sendBy })),
  )
  return done.filter(Boolean).length
}

/** Applies a transition. Throws ConfigError if the reply has changed since it was read. */
async function changed<Input>(
  transition: Transition<Input>,
  reply: Reply,
  input: Input,
  aws: TableAccess,
  retentionDays?: number,
): Promise<Reply> {
  const after = await outbox(tableOf(aws, retentionDays)).apply(transition, reply, input)
  if (after) return after
  throw hasChanged(reply)
}

const hasChanged = ({ id }: Reply): ConfigError =>
  new ConfigError(
    `Reply ${id} has changed in the meantime. Run "connect-whatsapp replies show ${id}" to see its current state.`,
  )
