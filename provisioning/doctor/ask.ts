// Requests that doctor makes as a browser or API Gateway would, without credentials.
import type { Aws } from '../account/clients.ts'
import { assignedAddresses } from '../account/endpoint.ts'
import type { Host } from '../cli/host.ts'

/** An address that takes longer is one that agents do not wait for. */
const PATIENCE_MS = 10_000

/** Returns the response, or the reason why there is none. */
export type Ask = (url: string, init?: RequestInit) => Promise<Response | string>

export function asking(aws: Pick<Aws, 'sts'>, { fetch }: Pick<Host, 'fetch'>): Ask {
  const ask = assignedAddresses(aws, fetch)
  return async (url, init) => {
    try {
      const response = await ask(url, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) })
      // A body that nobody reads would keep its connection open, and with it the command.
      const body = await response.arrayBuffer()
      const { status, headers } = response
      return new Response(body.byteLength > 0 ? body : null, { status, headers })
    } catch (error) {
      const { name, message, code, cause } = error as Failure
      // The connection names several errors so; only the end of the time has no code of the network.
      if (name === 'TimeoutError' && typeof code !== 'string')
        return `no answer within ${PATIENCE_MS / 1_000} seconds`
      return code ?? cause?.code ?? message
    }
  }
}

interface Failure extends Error {
  code?: string
  cause?: { code?: string }
}

export const REACH = 'Check the network and the proxy (HTTPS_PROXY, NO_PROXY), then run this again.'
