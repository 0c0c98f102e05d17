// Emulates an API Gateway HTTP API in front of functions, with a JWT authorizer, CORS, and events
// in payload format 2.0.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose'
import { type Request, readRequest } from '../aws/http.ts'
import type { Clock } from '../clock.ts'
import type { Pool } from './pool.ts'

interface Options {
  port: number
  clock: Clock
  /**
   * The function of each route, with the prefix of the route's path. If several prefixes match, the
   * longest prefix is used.
   */
  pools: readonly (readonly [path: string, pool: Pool])[]
  issuer: string
  audience: string
  /**
   * The scopes of which a token must have at least one. If the list is empty or missing, a token
   * needs no scope.
   */
  scopes?: readonly string[]
  keys(): JSONWebKeySet
}

export interface HttpApi {
  readonly url: string
  /**
   * Restricts the API to pages of these origins and the sandbox's own pages on this machine. Until
   * this method is called, pages of every origin may call the API.
   */
  allow(origins: readonly string[]): void
  close(): Promise<void>
}

export async function startHttpApi({
  port,
  clock,
  pools,
  issuer,
  audience,
  scopes = [],
  keys,
}: Options): Promise<HttpApi> {
  const byLength = pools.toSorted(([a], [b]) => b.length - a.length)
  const poolFor = (path: string): Pool => byLength.find(([below]) => path.startsWith(below))![1]

  async function claimsOf(request: Request): Promise<Record<string, unknown> | undefined> {
    const token = (request.headers.authorization ?? '').replace(/^Bearer\s+/i, '')
    if (!token) return undefined
    try {
      const { payload } = await jwtVerify(token, createLocalJWKSet(keys()), {
        issuer,
        currentDate: new Date(clock.now()),
      })
      // A token's audience is `aud`, or `client_id` if the token has no `aud`.
      const meant = payload.aud === undefined ? [payload.client_id] : [payload.aud].flat()
      return meant.includes(audience) && hasScope(payload, scopes) ? payload : undefined
    } catch {
      return undefined
    }
  }

  let origins: readonly string[] | undefined

  const isAllowed = (origin: string) =>
    origins === undefined ||
    origins.includes(origin) ||
    ['127.0.0.1', 'localhost'].includes(new URL(origin).hostname)

  async function answer(message: IncomingMessage, response: ServerResponse) {
    const request = await readRequest(message)
    const { origin } = request.headers
    const cors = origin !== undefined && isAllowed(origin) ? crossOrigin(request, origin) : {}
    if (request.method === 'OPTIONS') return void response.writeHead(204, cors).end()
    const claims = await claimsOf(request)
    const json = { 'content-type': 'application/json', ...cors }
    if (!claims) {
      // Refuses an expired token only after the clock's advance has ended: if the page renewed its
      // token during an advance of several hours, the new token would expire at once.
      await clock.atRest()
      return void response
        .writeHead(401, { ...json, 'www-authenticate': 'Bearer' })
        .end('{"message":"Unauthorized"}')
    }
    try {
      const pool = poolFor(request.path)
      const result = await pool.invoke(eventOf(request, claims, clock.now(), pool.arn))
      const { status, headers, cookies, body } = answerOf(result)
      response
        .writeHead(status, {
          ...headers,
          ...cors,
          ...(cookies.length > 0 && { 'set-cookie': cookies }),
          date: new Date(clock.now()).toUTCString(),
        })
        .end(body)
    } catch {
      response.writeHead(500, json).end('{"message":"Internal Server Error"}')
    }
  }

  const server = createServer((message, response) => {
    answer(message, response).catch(() => message.socket.destroy())
  })
  // Node's default is too short for a busy machine, on which the server could close a connection
  // just when a client uses it again.
  server.keepAliveTimeout = 60_000
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    allow(allowed) {
      origins = allowed
    },
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

/**
 * Returns whether the token has one of the scopes. A token has its scopes in the claim `scope` or
 * `scp`, as a list or as text separated by spaces.
 */
function hasScope({ scope, scp }: Record<string, unknown>, scopes: readonly string[]): boolean {
  const granted = [scope ?? scp ?? []].flat().flatMap((each) => String(each).split(' '))
  return scopes.length === 0 || scopes.some((each) => granted.includes(each))
}

const crossOrigin = ({ headers }: Request, origin: string): Record<string, string> => ({
  'access-control-allow-origin': origin,
  'access-control-allow-methods': 'GET,POST,PUT,PATCH,DELETE',
  'access-control-allow-headers':
    headers['access-control-request-headers'] ?? 'authorization,content-type',
  'access-control-max-age': '300',
})

function eventOf(
  { method, path, search, query, headers, body }: Request,
  claims: Record<string, unknown>,
  now: number,
  arn: string,
) {
  const parameters = Object.fromEntries(
    [...new Set(query.keys())].map((name) => [name, query.getAll(name).join(',')]),
  )
  const { cookie, ...rest } = headers
  const isText = /^(text\/|application\/(json|xml|javascript|x-www-form-urlencoded)|$)/.test(
    headers['content-type'] ?? '',
  )
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: decodeURI(path),
    rawQueryString: search,
    ...(cookie && { cookies: cookie.split('; ') }),
    headers: rest,
    ...(query.size > 0 && { queryStringParameters: parameters }),
    requestContext: {
      accountId: arn.split(':')[4],
      apiId: 'sandbox',
      authorizer: {
        jwt: {
          claims: Object.fromEntries(
            Object.entries(claims).map(([name, value]) => [name, asClaim(value)]),
          ),
          scopes: null,
        },
      },
      domainName: headers.host,
      domainPrefix: 'sandbox',
      http: {
        method,
        path: decodeURI(path),
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: '$default',
      stage: '$default',
      time: new Date(now).toUTCString(),
      timeEpoch: now,
    },
    ...(body.length > 0 && { body: isText ? body.toString() : body.toString('base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  }
}

// Returns the claim as API Gateway forwards it: as a string, in which a list has the form `[one
// two]`.
const asClaim = (value: unknown) =>
  Array.isArray(value)
    ? `[${value.join(' ')}]`
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value)

function answerOf(result: any) {
  if (typeof result !== 'object' || result === null || !('statusCode' in result)) {
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      cookies: [],
      body: typeof result === 'string' ? result : JSON.stringify(result ?? null),
    }
  }
  const { statusCode, headers = {}, cookies = [], body = '', isBase64Encoded } = result
  return {
    status: statusCode,
    headers,
    cookies,
    body: isBase64Encoded ? Buffer.from(body, 'base64') : body,
  }
}
