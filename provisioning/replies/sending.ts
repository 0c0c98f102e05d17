// Pauses and resumes sending. To pause, the event source mapping between the queue of signals and
// send-reply is disabled, and an item is written into the table that stops enqueue-reply, which
// sends some texts itself. While sending is paused, replies wait in the outbox.
import { ResourceNotFoundException as NoTable } from '@aws-sdk/client-dynamodb'
import {
  ListEventSourceMappingsCommand,
  ResourceNotFoundException,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda'
import type { FunctionName } from '#deployment/functions'
import { functionName } from '#deployment/resources'
import { PAUSE_REMEMBERED_MS } from '#model/reply'
import { answerUnlessRefused } from '../../lambdas/aws/failure.ts'
import { pause } from '../../lambdas/aws/pause.ts'
import type { Aws } from '../account/clients.ts'
import { type TableAccess, tableOf } from '../account/table.ts'
import { ConfigError } from '../config/error.ts'
import { poll, type Wait } from '../engine/wait.ts'

const SENDER = 'send-reply'
const SETTLING = { everyMs: 3_000, atMostMs: 2 * 60_000 }

/**
 * Returns the mapping's state, such as Enabled, Disabling or Disabled, or undefined if it is not
 * deployed.
 */
export async function sendingState(aws: Pick<Aws, 'lambda'>): Promise<string | undefined> {
  return (await mapping(SENDER, aws))?.State
}

/** How long after the beginning of a pause a text may still be sent. */
export const STOPS_WITHIN_SECONDS = PAUSE_REMEMBERED_MS / 1000

type Sending = Pick<Aws, 'lambda'> & TableAccess

/**
 * The item is written first and removed last, so that no text overtakes a reply that waits in the
 * queue. Throws ConfigError if nothing is deployed.
 */
export async function pauseSending(
  at: Date,
  aws: Sending,
  wait: Wait,
): Promise<'changed' | 'unchanged'> {
  // If there is no table, nothing is deployed, and `setTrigger` throws an error for that. If the
  // table cannot be written, the trigger must be disabled nevertheless.
  const [stored] = await Promise.allSettled([
    answerUnlessRefused(pause(tableOf(aws)).begin(at), NoTable),
  ])
  const outcome = await setTrigger(SENDER, false, aws, wait)
  if (stored.status === 'rejected') throw stored.reason
  return stored.value ? 'changed' : outcome
}

export async function resumeSending(aws: Sending, wait: Wait): Promise<'changed' | 'unchanged'> {
  const outcome = await setTrigger(SENDER, true, aws, wait)
  const stored = pause(tableOf(aws))
  if (!(await stored.isOn())) return outcome
  await stored.end()
  return 'changed'
}

/** Returns as soon as Lambda has started or stopped reading from the queue. */
export async function setTrigger(
  name: FunctionName,
  on: boolean,
  aws: Pick<Aws, 'lambda'>,
  wait: Wait,
): Promise<'changed' | 'unchanged'> {
  const wanted = on ? 'Enabled' : 'Disabled'
  const settled = await poll(
    () => mapping(name, aws),
    (found) => !found?.State?.endsWith('ing'),
    SETTLING,
    wait,
  )
  if (!settled)
    throw new ConfigError(
      `The function ${functionName(name)} is not deployed, so there is nothing to ${on ? 'resume' : 'pause'}. Messages that Connect itself sends cannot be paused.`,
    )
  if (settled.State === wanted) return 'unchanged'
  await aws.lambda.send(new UpdateEventSourceMappingCommand({ UUID: settled.UUID!, Enabled: on }))
  const now = await poll(
    () => mapping(name, aws),
    (found) => found?.State === wanted,
    SETTLING,
    wait,
  )
  if (now?.State !== wanted)
    throw new ConfigError(
      `The trigger of ${functionName(name)} is still ${now?.State ?? 'missing'} after two minutes, instead of ${wanted}. Run this again to continue waiting.`,
    )
  return 'changed'
}

async function mapping(name: FunctionName, { lambda }: Pick<Aws, 'lambda'>) {
  try {
    const { EventSourceMappings = [] } = await lambda.send(
      new ListEventSourceMappingsCommand({ FunctionName: functionName(name) }),
    )
    return EventSourceMappings[0]
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined
    throw error
  }
}
