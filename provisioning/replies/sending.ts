// Pauses and resumes sending. The event source mapping that passes signals from their queue to
// send-reply is disabled or enabled, and an item of the table stops enqueue-reply, which sends some
// texts itself. While sending is paused, replies wait in the outbox.
import { ResourceNotFoundException as NoTable } from '@aws-sdk/client-dynamodb'
import {
  ListEventSourceMappingsCommand,
  ResourceNotFoundException,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda'
import { functionName } from '#deployment/resources'
import { PAUSE_REMEMBERED_MS } from '#model/reply'
import { answerUnlessRefused } from '../../lambdas/aws/failure.ts'
import { pause } from '../../lambdas/aws/pause.ts'
import type { Aws } from '../account/clients.ts'
import { type TableAccess, tableOf } from '../account/table.ts'
import { ConfigError } from '../config/error.ts'
import { poll, type Wait } from '../engine/wait.ts'

export const SENDER = functionName('send-reply')
const SETTLING = { everyMs: 3_000, atMostMs: 2 * 60_000 }

/** The mapping's state, such as Enabled, Disabling or Disabled. Undefined when it is not deployed. */
export async function sendingState(aws: Pick<Aws, 'lambda'>): Promise<string | undefined> {
  return (await mapping(aws))?.State
}

/** So long after `pauseSending` has begun, a text may still begin to be sent. */
export const STOPS_WITHIN_SECONDS = PAUSE_REMEMBERED_MS / 1000

type Sending = Pick<Aws, 'lambda'> & TableAccess

/**
 * The item is written first and removed last, so that no text overtakes one that waits in the queue.
 * Throws ConfigError if nothing is deployed.
 */
export async function pauseSending(
  at: Date,
  aws: Sending,
  wait: Wait,
): Promise<'changed' | 'unchanged'> {
  // Without a table nothing is deployed, and `setTrigger` says so. A table that cannot be written
  // must not prevent that the trigger is disabled.
  const [stored] = await Promise.allSettled([
    answerUnlessRefused(pause(tableOf(aws)).begin(at), NoTable),
  ])
  const outcome = await setTrigger(false, aws, wait)
  if (stored.status === 'rejected') throw stored.reason
  return stored.value ? 'changed' : outcome
}

export async function resumeSending(aws: Sending, wait: Wait): Promise<'changed' | 'unchanged'> {
  const outcome = await setTrigger(true, aws, wait)
  const stored = pause(tableOf(aws))
  if (!(await stored.isOn())) return outcome
  await stored.end()
  return 'changed'
}

/** Returns when Lambda has begun or stopped to read from the queue. */
async function setTrigger(
  on: boolean,
  aws: Pick<Aws, 'lambda'>,
  wait: Wait,
): Promise<'changed' | 'unchanged'> {
  const wanted = on ? 'Enabled' : 'Disabled'
  const settled = await poll(
    () => mapping(aws),
    (found) => !found?.State?.endsWith('ing'),
    SETTLING,
    wait,
  )
  if (!settled)
    throw new ConfigError(
      `The function ${SENDER} is not deployed, so there is nothing to ${on ? 'resume' : 'pause'}. Messages that Connect itself sends cannot be paused.`,
    )
  if (settled.State === wanted) return 'unchanged'
  await aws.lambda.send(new UpdateEventSourceMappingCommand({ UUID: settled.UUID!, Enabled: on }))
  const now = await poll(
    () => mapping(aws),
    (found) => found?.State === wanted,
    SETTLING,
    wait,
  )
  if (now?.State !== wanted)
    throw new ConfigError(
      `The trigger of ${SENDER} is still ${now?.State ?? 'missing'} after two minutes, instead of ${wanted}. Run this again to continue waiting.`,
    )
  return 'changed'
}

async function mapping({ lambda }: Pick<Aws, 'lambda'>) {
  try {
    const { EventSourceMappings = [] } = await lambda.send(
      new ListEventSourceMappingsCommand({ FunctionName: SENDER }),
    )
    return EventSourceMappings[0]
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined
    throw error
  }
}
