// Checks a configuration's identity provider before anything is deployed that depends on it.
import type { Aws } from '../account/clients.ts'
import { endpointOf } from '../account/endpoint.ts'
import type { Host } from '../cli/host.ts'
import { type IdentityProvider, isLoopback } from '../config/config.ts'
import { ConfigError } from '../config/error.ts'
import { type Discovered, discover, isDiscovered } from './discovery.ts'

/** Returns a function that throws ConfigError if the provider cannot be used. */
export const discovering =
  (aws: Aws, host: Pick<Host, 'fetch'>) =>
  async ({ issuer }: Pick<IdentityProvider, 'issuer'>): Promise<Discovered> => {
    const found = await discover(issuer, await discoveryOptions(aws, host))
    if (isDiscovered(found)) return found
    throw new ConfigError(found.problems.join('\n'))
  }

/**
 * A provider on this machine is accepted only if the AWS endpoint is on this machine, too, as with
 * the sandbox.
 */
export const discoveryOptions = async (aws: Aws, { fetch }: Pick<Host, 'fetch'>) => ({
  fetch,
  acceptsLoopback: isLoopback(await endpointOf(aws)),
})
