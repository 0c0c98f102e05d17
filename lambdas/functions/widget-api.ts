// The HTTP API behind the widget. API Gateway has verified the token; its claim names the Connect user.
import { type Context, Hono } from 'hono'
import { handle, type LambdaEvent } from 'hono/aws-lambda'
import { HTTPException } from 'hono/http-exception'
import type { ZodType } from 'zod'
import { ZodError } from 'zod'
import { problem, UpstreamFailure } from '#whatsapp/errors/problems'
import { channels } from '../aws/channels.ts'
import { connect } from '../aws/connect.ts'
import { contacts } from '../aws/contacts.ts'
import { conversations } from '../aws/conversations.ts'
import { curations } from '../aws/curations.ts'
import { fileLinks } from '../aws/file-links.ts'
import { files } from '../aws/files.ts'
import { heldReplies } from '../aws/held-replies.ts'
import { inbox } from '../aws/inbox.ts'
import { outbox } from '../aws/outbox.ts'
import { wakes } from '../aws/signals.ts'
import { templateStore } from '../aws/template-store.ts'
import { templates } from '../aws/templates.ts'
import { uploadTargets } from '../aws/upload-targets.ts'
import { notModified, versionOf } from '../http-api/versioned.ts'
import type { Agent, Connect } from '../model/ports.ts'
import { env } from '../runtime/env.ts'
import { log } from '../runtime/log.ts'
import { RequestRefused, refuse } from '../runtime/refused.ts'
import { replyRequest, resendRequest, uploadRequest } from '../widget-api/api.ts'
import { openApi } from '../widget-api/openapi.ts'
import { widgetRequests } from '../widget-api/requests.ts'
import { widgetTemplates } from '../widget-api/templates.ts'

type Bindings = { event: LambdaEvent }
type Requests = ReturnType<typeof widgetRequests>

export function widgetApi(
  requests: Requests,
  agentOf: (claims: Claims) => Promise<Agent>,
  templateRoutes: ReturnType<typeof widgetTemplates>,
) {
  const app = new Hono<{ Bindings: Bindings; Variables: { agent: Agent } }>()

  app.get('/openapi.json', (c) => c.json(openApi()))
  app.use(async (c, next) => {
    c.set('agent', await agentOf(claimsOf(c.env.event)))
    await next()
  })
  app.post('/contacts/:contactId/uploads', async (c) =>
    c.json(
      await requests.upload(c.get('agent'), c.req.param('contactId'), await body(c, uploadRequest)),
      201,
    ),
  )
  app.post('/contacts/:contactId/replies', async (c) =>
    c.json(
      await requests.reply(c.get('agent'), c.req.param('contactId'), await body(c, replyRequest)),
      202,
    ),
  )
  app.get('/contacts/:contactId/replies/:requestId', async (c) =>
    c.json(
      await requests.state(c.get('agent'), c.req.param('contactId'), c.req.param('requestId')),
    ),
  )
  app.post('/contacts/:contactId/replies/:id/resend', async (c) => {
    const { attempt } = await body(c, resendRequest)
    return c.json(
      await requests.resend(c.get('agent'), c.req.param('contactId'), c.req.param('id'), attempt),
      202,
    )
  })
  app.post('/contacts/:contactId/replies/:id/withdraw', async (c) =>
    c.json(await requests.withdraw(c.get('agent'), c.req.param('contactId'), c.req.param('id'))),
  )
  app.get('/contacts/:contactId/conversation', async (c) => {
    const since = versionOf(c)
    const changed = await requests.conversation(c.get('agent'), c.req.param('contactId'), since)
    return changed
      ? c.json(changed, 200, { etag: `"${changed.cursor}"` })
      : notModified(c, since ?? '')
  })
  app.get('/contacts/:contactId/files', async (c) =>
    c.json(await requests.files(c.get('agent'), c.req.param('contactId'))),
  )
  app.route('/', templateRoutes)
  app.notFound((c) =>
    c.json(
      {
        problems: [
          { code: 'no_such_route', path: '', message: `there is no ${c.req.method} ${c.req.path}` },
        ],
      },
      404,
    ),
  )
  app.onError((error, c) => {
    if (error instanceof RequestRefused) return c.json({ problems: error.problems }, error.status)
    if (error instanceof ZodError) {
      const problems = error.issues.map(({ path, message }) =>
        problem('malformed_request', path.join('.'), message, { details: message }),
      )
      return c.json({ problems }, 400)
    }
    if (error instanceof SyntaxError || error instanceof HTTPException) {
      return c.json(
        { problems: [{ code: 'not_json', path: '', message: 'the body is not JSON' }] },
        400,
      )
    }
    log.error('request_failed', error, { route: c.req.routePath })
    if (error instanceof UpstreamFailure && error.retryable) {
      return c.json(
        {
          problems: [
            {
              code: 'try_again',
              path: '',
              message: 'AWS did not answer. Nothing was sent; try again.',
            },
          ],
        },
        503,
      )
    }
    return c.json(
      {
        problems: [
          {
            code: 'internal_error',
            path: '',
            message: 'Something went wrong on our side. Try again, or tell your administrator.',
          },
        ],
      },
      500,
    )
  })
  return app
}

type Claims = Readonly<Record<string, unknown>>

function claimsOf(event: LambdaEvent | undefined): Claims {
  const context = (
    event as { requestContext?: { authorizer?: { jwt?: { claims?: Claims } } } } | undefined
  )?.requestContext
  return context?.authorizer?.jwt?.claims ?? {}
}

async function body<Shape>(c: Context, schema: ZodType<Shape>): Promise<Shape> {
  return schema.parse(await c.req.json())
}

/** Users change rarely and are asked for with every request. */
const USER_MEMORY_MS = 5 * 60_000

/** The Connect user a token speaks for, by the one claim that is configured, verified and never changes. */
export function agents(connect: Pick<Connect, 'user'>, claim: string, now: () => Date) {
  const known = new Map<string, { at: number; agent: Agent }>()
  return async (claims: Claims): Promise<Agent> => {
    const name = claims[claim]
    if (typeof name !== 'string' || name === '')
      return refuse(
        401,
        'no_user_claim',
        `Your sign-in does not say who you are (claim ${claim}). Tell your administrator.`,
        '',
        { claim },
      )
    const seen = known.get(name)
    if (seen && now().getTime() - seen.at < USER_MEMORY_MS) return seen.agent
    const agent = await connect.user(name)
    if (!agent)
      return refuse(
        403,
        'not_a_connect_user',
        'Your sign-in has no user in this Connect instance. Tell your administrator.',
      )
    known.set(name, { at: now().getTime(), agent })
    return agent
  }
}

const now = () => new Date()
const table = env('TABLE')
const instance = connect(env('INSTANCE_ARN'))

const definitions = templates()
const supervisors = curations(table)
const requests = widgetRequests({
  connect: instance,
  contacts: contacts(table),
  conversations: conversations(table),
  channels: channels(now),
  outbox: outbox(table, now),
  held: heldReplies(table),
  inbox: inbox(table),
  wakes: wakes(env('WAKES_QUEUE_URL')),
  files: {
    ...files(env('MEDIA_BUCKET')),
    ...uploadTargets(env('MEDIA_BUCKET')),
    ...fileLinks(env('MEDIA_BUCKET')),
  },
  templates: definitions,
  curations: supervisors,
  now,
})
const app = widgetApi(
  requests,
  agents(instance, env('USER_CLAIM'), now),
  widgetTemplates({
    authorised: requests.authorised,
    store: templateStore(table),
    curations: supervisors,
    templates: definitions,
  }),
)

export const handler = handle(app)
