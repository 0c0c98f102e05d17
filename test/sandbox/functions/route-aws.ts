// Redirects requests to https://….amazonaws.com, by fetch or node:https, to the front door (the
// sandbox's HTTP server for all AWS services). Queue URLs and presigned URLs have such host names.
import http from 'node:http'
import https from 'node:https'
import { syncBuiltinESMExports } from 'node:module'

const isAws = (host: string | null | undefined): host is string =>
  /(^|\.)amazonaws\.com$/.test(host?.split(':')[0] ?? '')

export function routeAws(frontDoorUrl: string) {
  const door = new URL(frontDoorUrl)
  const agent = new http.Agent({ keepAlive: true })

  const realFetch = globalThis.fetch
  globalThis.fetch = (input, init) => {
    const request = new Request(input, init)
    const url = new URL(request.url)
    if (!isAws(url.host)) return realFetch(input, init)
    const headers = new Headers(request.headers)
    headers.set('x-sandbox-host', url.host)
    const at = new URL(url.pathname + url.search, door)
    return realFetch(at, {
      method: request.method,
      headers,
      body: request.body,
      redirect: request.redirect,
      signal: request.signal,
      duplex: 'half',
    } as RequestInit)
  }

  const realRequest = https.request
  const request = ((...args: Parameters<typeof https.request>) => {
    const [first, second] = args as unknown[]
    const url = typeof first === 'string' || first instanceof URL ? new URL(first) : undefined
    const options = (
      url ? (typeof second === 'function' ? {} : (second ?? {})) : first
    ) as https.RequestOptions
    const host = options.hostname ?? options.host ?? url?.host
    if (!isAws(host)) return realRequest(...args)
    const callback = args.find((arg) => typeof arg === 'function') as
      | ((response: http.IncomingMessage) => void)
      | undefined
    const path = options.path ?? (url ? url.pathname + url.search : '/')
    const headers = { ...(options.headers as Record<string, string>), 'x-sandbox-host': host }
    return http.request(
      {
        ...options,
        protocol: 'http:',
        host: door.hostname,
        hostname: door.hostname,
        port: door.port,
        path,
        headers,
        agent,
      },
      callback,
    )
  }) as typeof https.request
  https.request = request
  https.get = ((...args: Parameters<typeof https.request>) => {
    const sent = request(...args)
    sent.end()
    return sent
  }) as typeof https.get
  syncBuiltinESMExports()
}
