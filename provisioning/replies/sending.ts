// Our sending, as a whole: the event source mapping from the queue of wakes to send-reply. Off, the outbox fills and nothing is lost.
import {
  ListEventSourceMappingsCommand,
  ResourceNotFoundException,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda'
import { functionName } from '../../lambdas/deployment/resources.ts'
import type { Aws } from '../account/clients.ts'
import { ConfigError } from '../config/error.ts'
import { poll, type Wait } from '../engine/wait.ts'

export const SENDER = functionName('send-reply')
const SETTLING = { everyMs: 3_000, atMostMs: 2 * 60_000 }

/** Enabled, Disabled, or on the way there; undefined when there is nothing deployed. */
export async function sendingState(aws: Pick<Aws, 'lambda'>): Promise<string | undefined> {
  return (await mapping(aws))?.State
}

/** Answers once Lambda has stopped (or begun) taking from the queue. */
export async function turnSending(
  on: boolean,
  aws: Pick<Aws, 'lambda'>,
  wait: Wait,
): Promise<'turned' | 'was already'> {
  const wanted = on ? 'Enabled' : 'Disabled'
  const settled = await poll(
    () => mapping(aws),
    (found) => !found?.State?.endsWith('ing'),
    SETTLING,
    wait,
  )
  if (!settled)
    throw new ConfigError(
      `${SENDER} is not deployed: there is nothing to ${on ? 'resume' : 'pause'}. What Connect itself sends is not ours to stop.`,
    )
  if (settled.State === wanted) return 'was already'
  await aws.lambda.send(new UpdateEventSourceMappingCommand({ UUID: settled.UUID!, Enabled: on }))
  const now = await poll(
    () => mapping(aws),
    (found) => found?.State === wanted,
    SETTLING,
    wait,
  )
  if (now?.State !== wanted)
    throw new ConfigError(
      `${SENDER} is still ${now?.State ?? 'gone'} after two minutes. Run this again to go on waiting.`,
    )
  return 'turned'
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
