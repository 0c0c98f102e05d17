// A "fetch" that uses the same proxy and time-outs as the AWS clients. Node's own "fetch" ignores
// the proxy that the environment names.
import { Readable } from 'node:stream'
import { HttpRequest } from '@smithy/core/protocols'
import type { Fetch } from '../identity/discovery.ts'
import { connection } from './connection.ts'

/**
 * The returned "fetch" does not follow redirects. The function returns the redirect itself, whose
 * status is not "ok".
 */
export function proxiedFetch(handler = connection()): Fetch {
  return async (url, { method = 'GET', headers, body, signal } = {}) => {
    const { protocol, hostname, port, pathname, searchParams } = new URL(url)
    const request = new HttpRequest({
      protocol,
      // A URL has brackets around an IPv6 address, but a connection needs it without them.
      hostname: hostname.replace(/^\[(.*)\]$/, '$1'),
      ...(port && { port: Number(port) }),
      path: pathname,
      query: Object.fromEntries(
        [...new Set(searchParams.keys())].map((name) => [name, searchParams.getAll(name)]),
      ),
      method,
      headers: { host: new URL(url).host, ...Object.fromEntries(new Headers(headers)) },
      ...(body && { body: String(body) }),
    })
    try {
      const { response } = await handler.handle(request, signal ? { abortSignal: signal } : {})
      const empty = [204, 205, 304].includes(response.statusCode)
      return new Response(empty ? null : (Readable.toWeb(response.body) as ReadableStream), {
        status: response.statusCode,
        headers: response.headers,
      })
    } catch (error) {
      // If the time is over, the handler throws "Request aborted", and this function the signal's
      // own error.
      signal?.throwIfAborted()
      throw error
    }
  }
}
