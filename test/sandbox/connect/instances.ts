// Serves several instances of one account at one endpoint.
import type { Operation } from '../service.ts'
import { type Core, isInstance } from './core.ts'

type Operations = Record<string, Operation>

/**
 * Passes each request to the instance that the request names. A request that names no existing
 * instance is passed to the first instance, which refuses the request or answers it for the whole
 * account.
 */
export function perInstance(
  instances: readonly [Core, ...Core[]],
  isAbout: (core: Core, input: any) => boolean,
  operationsOf: (core: Core) => Operations,
): Operations {
  const [first, ...others] = instances.map((core) => ({ core, operations: operationsOf(core) }))
  return Object.fromEntries(
    Object.keys(first!.operations).map((name) => {
      const run: Operation = (input, call) =>
        (others.find(({ core }) => isAbout(core, input)) ?? first!).operations[name]!(input, call)
      return [name, run]
    }),
  )
}

export const byName = (core: Core, { InstanceId, resourceArn }: any) =>
  InstanceId !== undefined
    ? isInstance(core, InstanceId)
    : resourceArn?.startsWith(`${core.instanceArn}/`)
