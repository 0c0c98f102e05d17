// The event source mapping that passes the messages of a queue to a function.
import {
  CreateEventSourceMappingCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda'
import { functions } from '#deployment/functions'
import { functionName, type Installation, queueArn } from '#deployment/resources'
import type { Aws } from '../account/clients.ts'
import type { Resource } from '../engine/resource.ts'
import { poll, type Wait } from '../engine/wait.ts'
import { AT_ONCE } from '../stack/trigger-settings.ts'
import { TRIGGERS } from './links.ts'
import { type LinkReads, linkReads } from './reads.ts'

interface Trigger {
  id: string
  state: string
}

const SETTLING = { everyMs: 3_000, atMostMs: 2 * 60_000 }

interface Wanted {
  name: keyof typeof TRIGGERS
  place: Installation
  /** True if "connect-whatsapp pause" may have disabled the trigger. */
  mayBeOff: boolean
}

export function queueTrigger(
  { name, place, mayBeOff }: Wanted,
  reads: LinkReads,
  aws: Aws,
  wait: Wait,
): Resource<Trigger> {
  const target = functionName(name)
  const { broken } = TRIGGERS[name]
  async function read({ mappings } = reads): Promise<Trigger | undefined> {
    const found = (await mappings()).find(({ FunctionArn }) => FunctionArn?.endsWith(`:${target}`))
    return found && { id: found.UUID!, state: found.State! }
  }
  const isOff = ({ state }: Trigger) => /^Disabl/.test(state)
  return {
    name: `trigger of ${target}`,
    stays: 'is enabled',
    iam: [
      'lambda:ListEventSourceMappings',
      'lambda:CreateEventSourceMapping',
      'lambda:UpdateEventSourceMapping',
    ],
    read: () => read(),
    diff(live) {
      if (!live)
        return [
          {
            action: 'create',
            summary: `create it again, because somebody deleted it; until then, ${broken}`,
          },
        ]
      return isOff(live) && !mayBeOff
        ? [
            {
              action: 'update',
              summary: `enable it, because somebody disabled it; until then, ${broken}`,
            },
          ]
        : []
    },
    async apply(live) {
      if (live)
        await aws.lambda.send(new UpdateEventSourceMappingCommand({ UUID: live.id, Enabled: true }))
      else await aws.lambda.send(creation(name, place))
      const now = () => read(linkReads(aws, ''))
      return (await poll(now, (found) => found?.state === 'Enabled', SETTLING, wait))!
    },
  }
}

/** Returns the settings with which the stack creates the trigger: see ../stack/functions.ts. */
function creation(name: keyof typeof TRIGGERS, place: Installation) {
  const { queue, batchSize } = functions[name].trigger
  return new CreateEventSourceMappingCommand({
    EventSourceArn: queueArn(queue, place),
    FunctionName: functionName(name),
    BatchSize: batchSize,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    Enabled: true,
    ...(AT_ONCE[name] && { ScalingConfig: { MaximumConcurrency: AT_ONCE[name] } }),
  })
}
