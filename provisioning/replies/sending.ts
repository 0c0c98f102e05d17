// Pauses and resumes sending. A pause disables the event source mapping between the queue of
// signals and send-reply. A pause also writes an item into the table, which stops enqueue-reply
// from sending texts itself. During a pause, replies wait in the outbox.
import {
  ListEventSourceMappingsCommand,
  ResourceNotFoundException,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda'
import type { FunctionName } from '#deployment/functions'
import { functionName } from '#deployment/resources'
import { PAUSE_REMEMBERED_MS } from '#model/reply'
import { pause } from '../../lambdas/aws/pause.ts'
import type { Aws } from '../account/clients.ts'
import { inTable, type TableAccess, tableOf } from '../account/table.ts'
import { ConfigError } from '../config/error.ts'
import { poll, type Wait } from '../engine/wait.ts'

const SENDER = 'send-reply'
const SETTLING = { everyMs: 3_000, atMostMs: 2 * 60_000 }

/**
 * Returns the state of send-reply's event source mapping, for example Enabled, Disabling or
 * Disabled. Returns undefined if the mapping is not deployed.
 */
export async function sendingState(aws: Pick<Aws, 'lambda'>): Promise<string | undefined> {
  return (await mapping(SENDER, aws))?.State
}

/** Texts may still be sent for this time after the beginning of a pause. */
export const STOPS_WITHIN_SECONDS = PAUSE_REMEMBERED_MS / 1000

type Sending = Pick<Aws, 'lambda'> & TableAccess

/**
 * The pause item is written before the mapping is disabled, and removed after it is enabled.
 * Because of this order, enqueue-reply never sends a text before older replies in the queue. Throws
 * ConfigError if nothing is deployed.
 */
export async function pauseSending(
  at: Date,
  aws: Sending,
  wait: Wait,
): Promise<'changed' | 'unchanged'> {
  // If the item cannot be written, the trigger must still be disabled. If nothing is deployed,
  // `setTrigger` throws an error.
  const [stored] = await Promise.allSettled([inTable(pause(tableOf(aws)).begin(at), aws)])
  const outcome = await setTrigger(SENDER, false, aws, wait)
  if (stored.status === 'rejected') throw stored.reason
  return stored.value ? 'changed' : outcome
}

export async function resumeSending(aws: Sending, wait: Wait): Promise<'changed' | 'unchanged'> {
  const outcome = await setTrigger(SENDER, true, aws, wait)
  const stored = pause(tableOf(aws))
  if (!(await inTable(stored.isOn(), aws))) return outcome
  await stored.end()
  return 'changed'
}

/** Waits until Lambda has started or stopped reading from the queue. */
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
