// A `fetch` with the same proxy and time-outs as the AWS clients. Node's own `fetch` ignores the
// proxy in the environment.
import { Readable } from 'node:stream'
import { HttpRequest } from '@smithy/core/protocols'
import type { Fetch } from '../identity/discovery.ts'
import { connection } from './connection.ts'

/**
 * Returns a `fetch` that does not follow redirects, and instead returns the redirect as a response
 * that is not `ok`.
 */
export function proxiedFetch(handler = connection()): Fetch {
  return async (url, { method = 'GET', headers, body, signal } = {}) => {
    const { protocol, hostname, port, pathname, searchParams } = new URL(url)
    const request = new HttpRequest({
      protocol,
      // URLs have brackets around IPv6 addresses. A connection needs the address without brackets.
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
      // When the signal aborts the request, the handler throws "Request aborted", but the caller
      // expects the signal's own error.
      signal?.throwIfAborted()
      throw error
    }
  }
}
