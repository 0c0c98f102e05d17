// Counts the messages that would be lost if the stack were removed: replies that are queued or
// held, and messages in the queues and dead-letter queues.
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type QueueAttributeName,
  QueueDoesNotExist,
} from '@aws-sdk/client-sqs'
import { deadLetters, queueName, queues } from '#deployment/resources'
import { isHeld, isUnderWay } from '#model/transitions'
import type { Aws } from '../account/clients.ts'
import type { TableAccess } from '../account/table.ts'
import { ConfigError } from '../config/error.ts'
import { counted } from '../engine/plan.ts'
import { poll, type Wait } from '../engine/wait.ts'
import { unfinishedReplies } from '../replies/outbox.ts'
import { sendingState } from '../replies/sending.ts'

export interface MessagesLeft {
  /** The number of replies that are queued or being sent. */
  underWay: number
  /** The number of replies that wait for the customer to write. */
  held: number
  /** The number of messages in the queues that functions read. */
  queued: number
  /** The number of messages that could not be processed, for each dead-letter queue. */
  dead: Readonly<Record<string, number>>
}

const IN_QUEUE: readonly QueueAttributeName[] = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
]

/**
 * Counts the messages that a removal of the stack would lose. Only reads. All numbers are 0 if the
 * stack is not deployed.
 */
export async function countMessages(aws: Pick<Aws, 'sqs'> & TableAccess): Promise<MessagesLeft> {
  const keys = Object.keys(queues)
  const [replies, queued, dead] = await Promise.all([
    unfinishedReplies(aws),
    Promise.all(keys.map((key) => messagesIn(queueName(key), aws))),
    Promise.all(
      keys.map(async (key) => {
        const name = queueName(deadLetters(key))
        return [name, await messagesIn(name, aws)] as const
      }),
    ),
  ])
  return {
    underWay: replies.filter(isUnderWay).length,
    held: replies.filter(isHeld).length,
    queued: queued.reduce((sum, count) => sum + count, 0),
    dead: Object.fromEntries(dead.filter(([, count]) => count > 0)),
  }
}

/**
 * Returns the number of messages in a queue, including those that a function is processing. Returns
 * 0 if the queue does not exist.
 */
async function messagesIn(QueueName: string, { sqs }: Pick<Aws, 'sqs'>): Promise<number> {
  try {
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }))
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...IN_QUEUE] }),
    )
    return IN_QUEUE.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0)
  } catch (error) {
    if (error instanceof QueueDoesNotExist || (error as Error).name === 'QueueDoesNotExist')
      return 0
    throw error
  }
}

/** Returns sentences for the plan of a removal. */
export function messageNotes({ underWay, held, queued, dead }: MessagesLeft): string[] {
  const unfinished = underWay + queued
  return [
    ...(unfinished > 0
      ? [
          `${counted(underWay, 'reply is', 'replies are')} waiting to be sent, and the queues hold ${counted(queued, 'message')}. destroy waits until they are processed.`,
        ]
      : []),
    ...(held > 0
      ? [`${counted(held, 'reply is', 'replies are')} held until the customer writes.`]
      : []),
    ...Object.entries(dead).map(
      ([queue, count]) =>
        `${queue} holds ${counted(count, 'message')} that could not be processed.`,
    ),
  ]
}

/**
 * Throws ConfigError if messages would be lost even after waiting, because held replies and dead
 * letters stay where they are.
 */
export async function requireNothingStuck(
  { underWay, held, dead }: MessagesLeft,
  aws: Pick<Aws, 'lambda'>,
): Promise<void> {
  const stuck = Object.values(dead).reduce((sum, count) => sum + count, 0)
  const lost = [
    ...(held > 0 ? [counted(held, 'held reply', 'held replies')] : []),
    ...(stuck > 0 ? [`${counted(stuck, 'message')} in dead-letter queues`] : []),
  ]
  const remedies = [
    ...(held > 0
      ? ['Wait for the customers, or discard the replies ("connect-whatsapp replies discard ID").']
      : []),
    ...(stuck > 0 ? ['Redrive or read the dead letters (provisioning/RUNBOOK.md).'] : []),
  ]
  if (lost.length > 0)
    throw new ConfigError(
      `Nothing was changed, because destroy would lose ${lost.join(' and ')}. ${remedies.join(' ')} Or add --discard-messages to lose them.`,
    )
  if (underWay > 0 && (await sendingState(aws)) === 'Disabled')
    throw new ConfigError(
      `Nothing was changed, because sending is paused and ${counted(underWay, 'reply is', 'replies are')} waiting to be sent. Run "connect-whatsapp resume" first, or add --discard-messages to lose them.`,
    )
}

/** Every reply is sent, or fails, within ten minutes after it was accepted. */
const DRAIN = { everyMs: 15_000, atMostMs: 11 * 60_000 }

/** Waits until all queues are empty. Throws ConfigError if messages are left after 11 minutes. */
export async function drainMessages(
  aws: Pick<Aws, 'sqs'> & TableAccess,
  wait: Wait,
): Promise<void> {
  const { underWay, queued } = await poll(
    () => countMessages(aws),
    (found) => found.underWay + found.queued === 0,
    DRAIN,
    wait,
  )
  if (underWay + queued === 0) return
  throw new ConfigError(
    `${counted(underWay, 'reply is', 'replies are')} still being sent and ${counted(queued, 'message is', 'messages are')} still queued after ${DRAIN.atMostMs / 60_000} minutes, so the stack was not removed. Run "connect-whatsapp doctor" to find the cause, then run this again; or add --discard-messages to lose them.`,
  )
}
