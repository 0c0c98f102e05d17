// Serves a list of routes over HTTP. API Gateway has already verified the access token of a
// request. A claim of this token identifies the Connect user.
import { type Context, Hono } from 'hono'
import type { LambdaEvent } from 'hono/aws-lambda'
import { HTTPException } from 'hono/http-exception'
import type { AgentProblemCode } from '#whatsapp/errors/problem-codes'
import { problem, UpstreamFailure } from '#whatsapp/errors/problems'
import { log } from '../runtime/log.ts'
import { RequestRefused } from '../runtime/refused.ts'
import type { Claims } from './access-token.ts'
import { parsed } from './malformed.ts'
import { bodyOf, requireShort } from './request-limits.ts'
import type { Gzipped, ServedRoute } from './route.ts'

type Bindings = { event: LambdaEvent }

interface Api<Route, Requests, Caller> {
  routes: readonly Route[]
  requests: Requests
  /**
   * Returns the user who makes the request. Throws RequestRefused if the token does not identify a
   * permitted user.
   */
  callerOf(claims: Claims, path: string): Promise<Caller>
  /**
   * Checks the caller's right before the request is parsed. Throws RequestRefused if the caller
   * lacks the right for the route.
   */
  requireRight?(
    caller: Caller,
    route: Route,
    params: Readonly<Record<string, string>>,
  ): Promise<void>
  /** Returns the OpenAPI document for `/openapi.json`. */
  description?(): Promise<object>
}

export function httpApi<Route extends ServedRoute<Requests, Caller>, Requests, Caller>({
  routes,
  requests,
  callerOf,
  requireRight,
  description,
}: Api<Route, Requests, Caller>) {
  const app = new Hono<{ Bindings: Bindings; Variables: { agent: Caller } }>()

  if (description) app.get('/openapi.json', async (c) => c.json(await description()))
  app.use(async (c, next) => {
    c.set('agent', await callerOf(claimsOf(c.env.event), c.req.path))
    await next()
  })
  for (const route of routes) {
    const { at, takes, largest, status = 200, carryOut } = route
    const [method = '', path = ''] = at.split(' ')
    app.on(method, path.replaceAll(/\{(\w+)\}/g, ':$1'), async (c) => {
      const version = versionOf(c)
      requireShort(c.req.param())
      await requireRight?.(c.get('agent'), route, c.req.param())
      const done = await carryOut(requests, {
        agent: c.get('agent'),
        params: c.req.param(),
        body: takes && parsed(takes, bodyOf(await c.req.text(), largest)),
        version,
      })
      if (!done) return c.body(null, 304, headersOf(version))
      if (!('gzip' in done.answer)) return c.json(done.answer, status, headersOf(done.version))
      // The answer is already compressed, because API Gateway does not compress the answers of HTTP
      // APIs. Accept-Encoding is not checked, because all browsers accept gzip.
      return c.body((done.answer as Gzipped).gzip, status, {
        'content-type': 'application/json',
        'content-encoding': 'gzip',
        ...headersOf(done.version),
      })
    })
  }
  app.notFound((c) =>
    refused(c, 404, 'no_such_route', `The API has no route ${c.req.method} ${c.req.path}.`),
  )
  app.onError((error, c) => {
    if (error instanceof RequestRefused)
      return c.json({ problems: error.problems, ...error.also }, error.status)
    if (error instanceof SyntaxError || error instanceof HTTPException)
      return refused(c, 400, 'not_json', 'The body of the request is not JSON.')
    log.error('request_failed', error, { route: c.req.routePath })
    return error instanceof UpstreamFailure && error.retryable
      ? refused(c, 503, 'try_again', 'AWS did not answer. Nothing was sent. Try again.')
      : refused(
          c,
          500,
          'internal_error',
          'Something went wrong on our side. Try again, or tell your administrator.',
        )
  })
  return app
}

const refused = (
  c: Context,
  status: 400 | 404 | 500 | 503,
  code: AgentProblemCode,
  message: string,
) => c.json({ problems: [problem(code, '', message)] }, status)

function claimsOf(event: LambdaEvent | undefined): Claims {
  const context = (
    event as { requestContext?: { authorizer?: { jwt?: { claims?: Claims } } } } | undefined
  )?.requestContext
  return context?.authorizer?.jwt?.claims ?? {}
}

/** Returns the version in If-None-Match, or undefined if the header is missing. */
const versionOf = (c: Context): string | undefined =>
  /^(?:W\/)?"([^"]*)"$/.exec(c.req.header('if-none-match')?.trim() ?? '')?.[1]

const headersOf = (version: string | undefined): Record<string, string> =>
  version === undefined ? {} : { etag: `"${version}"`, 'cache-control': 'private, no-cache' }
