// Lambda's event source mappings: which queue feeds which function, and turning one off and on.
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
  trigger: QueueTrigger
}

/** Lambda takes some seconds to stop or start polling. */
const TAKES_MS = 4_000

export function eventSources(mappings: readonly Mapping[], clock: Clock): Service {
  const known = mappings.map((mapping) => ({ ...mapping, id: randomUUID(), state: 'Enabled' }))
  const shown = ({ id, queueArn, functionArn, batchSize, state }: (typeof known)[number]) => ({
    UUID: id,
    EventSourceArn: queueArn,
    FunctionArn: functionArn,
    BatchSize: batchSize,
    State: state,
    StateTransitionReason: 'USER_INITIATED',
  })

  return {
    signingName: 'lambda',
    sdk,
    context: (_, { UUID }): Record<string, string> =>
      Object.fromEntries(
        known
          .filter(({ id }) => id === UUID)
          .map(({ functionArn }) => ['lambda:FunctionArn', functionArn]),
      ),
    operations: {
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
      UpdateEventSourceMapping({ UUID, Enabled }) {
        const mapping = known.find(({ id }) => id === UUID)
        if (!mapping)
          throw new AwsError(
            'ResourceNotFoundException',
            'The resource you requested does not exist.',
            404,
          )
        if (Enabled === undefined) return shown(mapping)
        if (mapping.state.endsWith('ing'))
          throw new AwsError(
            'ResourceInUseException',
            'Cannot update the event source mapping because it is in use.',
            400,
          )
        mapping.state = Enabled ? 'Enabling' : 'Disabling'
        clock.after(TAKES_MS, () => {
          mapping.state = Enabled ? 'Enabled' : 'Disabled'
          mapping.trigger.turn(Enabled)
        })
        return shown(mapping)
      },
    },
  }
}
