// Sends doctor's requests without credentials, as a browser or API Gateway does.
import type { Aws } from '../account/clients.ts'
import { assignedAddresses } from '../account/endpoint.ts'
import type { Host } from '../cli/host.ts'

/** An address that takes longer counts as unreachable, because agents would not wait for it. */
const PATIENCE_MS = 10_000

/** Returns the response, or the reason why no response arrived. */
export type Ask = (url: string, init?: RequestInit) => Promise<Response | string>

export function asking(aws: Pick<Aws, 'sts'>, { fetch }: Pick<Host, 'fetch'>): Ask {
  const ask = assignedAddresses(aws, fetch)
  return async (url, init) => {
    try {
      const response = await ask(url, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) })
      // The body is read completely, because an unread body would keep the connection open, and the
      // command would not end.
      const body = await response.arrayBuffer()
      const { status, headers } = response
      return new Response(body.byteLength > 0 ? body : null, { status, headers })
    } catch (error) {
      const { name, message, code, cause } = error as Failure
      // Several connection errors have the name TimeoutError, and a text as their code. The error
      // of the time limit above has no such code.
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
