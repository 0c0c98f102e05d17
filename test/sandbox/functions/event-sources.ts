// Emulates the operations of Lambda that create, change and list event source mappings, which
// connect queues with functions, and the operation that returns the account's limit of concurrent
// executions.
// https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html
import { randomUUID } from 'node:crypto'
import * as sdk from '@aws-sdk/client-lambda'
import type { Clock } from '../clock.ts'
import { AwsError, type Service } from '../service.ts'
import type { QueueTrigger } from './queue-trigger.ts'

interface Mapping {
  queueArn: string
  functionArn: string
  batchSize: number
  /**
   * The trigger that polls the queue and invokes the function. Undefined if the function does not
   * run in the sandbox.
   */
  trigger?: QueueTrigger
}

const isSame = (one: Mapping, other: Mapping) =>
  one.queueArn === other.queueArn && one.functionArn === other.functionArn

const missing = () =>
  new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', 404)

export interface EventSources extends Service {
  add(mapping: Mapping): void
  remove(functionArn: string): void
}

/**
 * The time, in milliseconds of virtual time, that Lambda takes to create, enable or disable a
 * mapping.
 */
const TAKES_MS = 4_000

/** `executions` is the number of executions that may run at once in the whole account. */
export function eventSources(
  mappings: readonly Mapping[],
  clock: Clock,
  { executions = 1_000 } = {},
): EventSources {
  const withId = (mapping: Mapping) => ({ ...mapping, id: randomUUID(), state: 'Enabled' })
  let known = mappings.map(withId)
  const removed: Mapping[] = []
  const shown = ({ id, queueArn, functionArn, batchSize, state }: (typeof known)[number]) => ({
    UUID: id,
    EventSourceArn: queueArn,
    FunctionArn: functionArn,
    BatchSize: batchSize,
    State: state,
    StateTransitionReason: 'USER_INITIATED',
  })

  return {
    add(mapping) {
      if (known.some((each) => isSame(each, mapping))) return
      const added = withId(removed.find((each) => isSame(each, mapping)) ?? mapping)
      known.push(added)
      added.trigger?.turn(true)
    },
    remove(functionArn) {
      for (const mapping of known.filter((each) => each.functionArn === functionArn)) {
        mapping.trigger?.turn(false)
        removed.push(mapping)
      }
      known = known.filter((mapping) => mapping.functionArn !== functionArn)
    },
    signingName: 'lambda',
    sdk,
    context: (_, { UUID }): Record<string, string> =>
      Object.fromEntries(
        known
          .filter(({ id }) => id === UUID)
          .map(({ functionArn }) => ['lambda:FunctionArn', functionArn]),
      ),
    operations: {
      GetAccountSettings: () => ({
        AccountLimit: {
          ConcurrentExecutions: executions,
          UnreservedConcurrentExecutions: executions,
        },
      }),
      ListEventSourceMappings({ FunctionName, EventSourceArn }) {
        const found = known.filter(
          ({ functionArn, queueArn }) =>
            (!FunctionName ||
              functionArn === FunctionName ||
              functionArn.endsWith(`:${FunctionName}`)) &&
            (!EventSourceArn || queueArn === EventSourceArn),
        )
        return { EventSourceMappings: found.map(shown) }
      },
      CreateEventSourceMapping({ EventSourceArn, FunctionName, BatchSize = 10 }) {
        const wanted = {
          queueArn: EventSourceArn,
          functionArn: EventSourceArn.replace(':sqs:', ':lambda:').replace(
            /[^:]+$/,
            `function:${FunctionName}`,
          ),
          batchSize: BatchSize,
        }
        const same = known.find((each) => isSame(each, wanted))
        if (same)
          throw new AwsError(
            'ResourceConflictException',
            `The event source arn ("${EventSourceArn}") and function ("${FunctionName}") provided mapping already exists. Please update or delete the existing mapping with UUID ${same.id}`,
            409,
          )
        // If the same mapping was deleted before, it gets its previous trigger, so that the
        // function runs again.
        const mapping = withId(removed.find((each) => isSame(each, wanted)) ?? wanted)
        known.push(mapping)
        mapping.state = 'Creating'
        const enabled = () => {
          mapping.state = 'Enabled'
          mapping.trigger?.turn(true)
        }
        clock.after(TAKES_MS, enabled, { lasting: true })
        return shown(mapping)
      },
      DeleteEventSourceMapping({ UUID }) {
        const mapping = known.find(({ id }) => id === UUID)
        if (!mapping) throw missing()
        mapping.trigger?.turn(false)
        known = known.filter((each) => each !== mapping)
        removed.push(mapping)
        return { ...shown(mapping), State: 'Deleting' }
      },
      UpdateEventSourceMapping({ UUID, Enabled }) {
        const mapping = known.find(({ id }) => id === UUID)
        if (!mapping) throw missing()
        if (Enabled === undefined) return shown(mapping)
        if (mapping.state.endsWith('ing'))
          throw new AwsError(
            'ResourceInUseException',
            'Cannot update the event source mapping because it is in use.',
            400,
          )
        mapping.state = Enabled ? 'Enabling' : 'Disabling'
        const changed = () => {
          mapping.state = Enabled ? 'Enabled' : 'Disabled'
          mapping.trigger?.turn(Enabled)
        }
        clock.after(TAKES_MS, changed, { lasting: true })
        return shown(mapping)
      },
    },
  }
}
