// Determines where the calls of the AWS clients go, and how addresses that AWS assigned are
// reached.
import { isLoopback } from '../config/config.ts'
import type { Fetch } from '../identity/discovery.ts'
import type { Aws } from './clients.ts'

/**
 * Returns the configured endpoint of the clients, or an empty text if the clients use AWS's own.
 */
export async function endpointOf({ sts }: Pick<Aws, 'sts'>): Promise<string> {
  const endpoint = await sts.config.endpoint?.()
  return endpoint
    ? `${endpoint.protocol}//${endpoint.hostname}${endpoint.port ? `:${endpoint.port}` : ''}`
    : (process.env.AWS_ENDPOINT_URL ?? '')
}

/**
 * Returns a "fetch" for addresses that AWS assigned, such as that of a distribution. If AWS runs on
 * this machine, as in the sandbox, such addresses do not exist, and the requests go to the
 * endpoint.
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
