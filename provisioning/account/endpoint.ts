// Determines the endpoint of the AWS clients, and how to reach addresses that AWS assigned.
import { isLoopback } from '../config/config.ts'
import type { Fetch } from '../identity/discovery.ts'
import type { Aws } from './clients.ts'

/**
 * Returns the endpoint that the clients are configured to use, or an empty text if they use AWS's
 * own.
 */
export async function endpointOf({ sts }: Pick<Aws, 'sts'>): Promise<string> {
  const endpoint = await sts.config.endpoint?.()
  return endpoint
    ? `${endpoint.protocol}//${endpoint.hostname}${endpoint.port ? `:${endpoint.port}` : ''}`
    : (process.env.AWS_ENDPOINT_URL ?? '')
}

/**
 * Returns a `fetch` for addresses that AWS assigned, for example the address of a distribution. If
 * the endpoint is on this machine, as with the sandbox, these addresses do not exist, so the
 * requests are sent to the endpoint instead.
 */
export const assignedAddresses =
  (aws: Pick<Aws, 'sts'>, fetch: Fetch): Fetch =>
  async (url, init) => {
    const endpoint = await endpointOf(aws)
    if (!isLoopback(endpoint) || isLoopback(url)) return fetch(url, init)
    const { host, pathname, search } = new URL(url)
    const headers = { ...Object.fromEntries(new Headers(init?.headers)), host }
    return fetch(new URL(`${pathname}${search}`, endpoint).href, { ...init, headers })
  }
