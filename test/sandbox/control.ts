// The sandbox's control API. Tests and the sandbox's pages use it to act as customers, agents and
// Meta, to control faults and the clock, and to read the state of the sandbox. It offers no AWS
// operations: those are served at the URL for AWS_ENDPOINT_URL.
import { Hono } from 'hono'
import { z } from 'zod'
import { ConsoleRefusal } from './connect/agent-console.ts'
import { durationMs } from './duration.ts'
import { panelApi } from './panel-api.ts'
import type { Sandbox } from './sandbox.ts'
import { settingsApi } from './settings.ts'

const inbound = z.looseObject({ type: z.string() })
const agent = z.string().optional()
const byAgent = z.object({ agent }).default({})
const message = z.object({ agent, text: z.string().min(1) })
const attachment = z.object({
  agent,
  name: z.string().min(1),
  contentType: z.string().min(3),
  data: z.base64(),
})
const transfer = z.object({ agent, to: z.string() })
const advance = z.object({ advance: z.string() })
const fault = z.strictObject({
  kind: z.enum([
    'throttle',
    'error',
    'drop_before',
    'drop_after',
    'slow',
    'crash_before',
    'crash_after',
    'duplicate',
    'swap',
    'delay',
    'lose',
  ]),
  service: z.string().optional(),
  operation: z.string().optional(),
  function: z.string().optional(),
  topic: z.string().optional(),
  containing: z.array(z.string().min(1)).optional(),
  after: z.int().min(0).optional(),
  times: z.int().min(1).optional(),
  chance: z.number().gt(0).max(1).optional(),
  seed: z.int().optional(),
  code: z.string().optional(),
  status: z.int().optional(),
  message: z.string().optional(),
  ms: z.number().min(0).optional(),
})
const call = z.strictObject({ seconds: z.int().min(0).optional() })
const customer = z.strictObject({
  name: z.string().optional(),
  username: z.string().optional(),
  online: z.boolean().optional(),
  reads: z.boolean().optional(),
  registered: z.boolean().optional(),
  marketing: z.enum(['welcome', 'stopped', 'limited', 'experiment']).optional(),
})
/** The changes that Meta may make to a template on its own initiative. */
const template = z.strictObject({
  waba: z.string().optional(),
  status: z.string().optional(),
  reason: z.string().optional(),
  quality: z.enum(['GREEN', 'YELLOW', 'RED', 'UNKNOWN']).optional(),
  category: z.string().optional(),
})
const form = z.strictObject({
  waba: z.string().optional(),
  status: z.enum(['DRAFT', 'PUBLISHED', 'DEPRECATED', 'BLOCKED', 'THROTTLED']),
})
const preference = z.strictObject({ to: z.string(), value: z.enum(['stop', 'resume']) })
const signIn = z.object({ username: z.string() })

/**
 * Returns a phone number in E.164 with +: `15550142` and `+15550142` name the same phone. Returns
 * any other text unchanged: it is a user id.
 */
const address = (given: string) =>
  /^\+?\d+$/.test(given.trim()) ? `+${given.replace(/\D/g, '')}` : given

export function control(sandbox: Sandbox): Hono {
  const { clock, agentConsole, whatsapp, faults, calls } = sandbox
  const app = new Hono()

  /**
   * Returns the user name of the agent who acts: `named` or, by default, the agent who has the
   * contact, or else the world's first agent.
   */
  const actor = (contactId: string, named: string | undefined) =>
    named ??
    agentConsole.contacts().find((contact) => contact.contactId === contactId)?.agent ??
    sandbox.world.agents[0]!.username

  // Refuses requests from other websites. The API listens only on this machine, but a page of any
  // website could call it from a browser on this machine.
  app.use(async (c, next) =>
    c.req.header('sec-fetch-site') === 'cross-site'
      ? c.json(problems('cross_site', '', 'only the sandbox’s own pages may ask'), 403)
      : next(),
  )

  app.post('/customers/:number/messages', async (c) => {
    const to = c.req.query('to')
    if (!to)
      return c.json(
        problems(
          'missing',
          'to',
          'say which business number the customer writes to: ?to=%2B15550100',
        ),
        400,
      )
    const body = inbound.parse(await c.req.json())
    return c.json(whatsapp.customerSends(address(c.req.param('number')), address(to), body), 201)
  })
  app.get('/customers/:number/screen', (c) =>
    c.json(whatsapp.screen(address(c.req.param('number')))),
  )

  app.post('/customers/:number/calls', async (c) => {
    const to = c.req.query('to')
    if (!to)
      return c.json(
        problems('missing', 'to', 'say which business number the customer calls: ?to=%2B15550100'),
        400,
      )
    return c.json(
      whatsapp.customerCalls(
        address(c.req.param('number')),
        address(to),
        call.parse(await json(c.req)),
      ),
      201,
    )
  })
  app.patch('/customers/:number', async (c) =>
    c.json(
      whatsapp.setCustomer(
        address(c.req.param('number')),
        defined(customer.parse(await json(c.req))),
      ),
    ),
  )
  app.post('/customers/:number/marketing', async (c) => {
    const { to, value } = preference.parse(await json(c.req))
    whatsapp.customerSetsMarketing(address(c.req.param('number')), address(to), value)
    return c.json({ value })
  })

  app.patch('/templates/:name/:language', async (c) => {
    const { waba, status, reason, quality, category } = template.parse(await json(c.req))
    const { metaId } = sandbox.world.wabas.find(({ id }) => id === waba) ?? sandbox.world.wabas[0]!
    const key = { name: c.req.param('name'), language: c.req.param('language') }
    if (status) whatsapp.templates.setStatus(metaId, key, status, reason)
    if (quality) whatsapp.templates.setQuality(metaId, key, quality)
    if (category) whatsapp.templates.setCategory(metaId, key, category)
    return c.json(whatsapp.templates.find(metaId, key) ?? {})
  })

  app.patch('/forms/:id', async (c) => {
    const { waba, status } = form.parse(await json(c.req))
    const { metaId } = sandbox.world.wabas.find(({ id }) => id === waba) ?? sandbox.world.wabas[0]!
    whatsapp.forms.setStatus(metaId, c.req.param('id'), status)
    return c.json(whatsapp.forms.find(metaId, c.req.param('id')) ?? {})
  })

  app.get('/contacts', (c) => c.json({ contacts: agentConsole.contacts() }))
  app.get('/contacts/:id/transcript', (c) =>
    c.json({ transcript: agentConsole.transcript(c.req.param('id')) }),
  )
  app.post('/contacts/:id/accept', async (c) => {
    const id = c.req.param('id')
    const username = byAgent.parse(await json(c.req)).agent ?? sandbox.world.agents[0]!.username
    agentConsole.accept(id, username)
    return c.json({ contactId: id, agent: username })
  })
  app.post('/contacts/:id/message', async (c) => {
    const { agent, text } = message.parse(await json(c.req))
    return c.json(
      agentConsole.message(c.req.param('id'), actor(c.req.param('id'), agent), text),
      201,
    )
  })
  app.post('/contacts/:id/attachment', async (c) => {
    const { agent, data, ...file } = attachment.parse(await json(c.req))
    const sent = await agentConsole.attachment(c.req.param('id'), actor(c.req.param('id'), agent), {
      ...file,
      body: Buffer.from(data, 'base64'),
    })
    return c.json(sent, 201)
  })
  app.post('/contacts/:id/transfer', async (c) => {
    const { agent, to } = transfer.parse(await json(c.req))
    return c.json(
      agentConsole.transfer(c.req.param('id'), actor(c.req.param('id'), agent), to),
      201,
    )
  })
  app.post('/contacts/:id/:what{hold|resume}', async (c) => {
    const { agent } = byAgent.parse(await json(c.req))
    const { id, what } = c.req.param()
    agentConsole[what as 'hold' | 'resume'](id!, actor(id!, agent))
    return c.json({ contactId: id })
  })
  app.post('/contacts/:id/end', async (c) => {
    const { agent } = byAgent.parse(await json(c.req))
    agentConsole.end(c.req.param('id'), actor(c.req.param('id'), agent))
    return c.json({ contactId: c.req.param('id') })
  })

  app.get('/contacts/:id/attachments/:attachmentId', async (c) => {
    const file = await sandbox.connect.attachment(c.req.param('attachmentId'))
    return file ? fileAnswer(file.body, file.contentType, file.name) : c.notFound()
  })
  app.get('/media/:id', (c) => {
    const file = whatsapp.file(c.req.param('id'))
    return file ? fileAnswer(file.body, file.mimeType, file.fileName) : c.notFound()
  })

  app.get('/clock', (c) => c.json({ now: new Date(clock.now()).toISOString() }))
  app.post('/clock', async (c) => {
    const given = advance.parse(await json(c.req)).advance
    const ms = durationMs(given)
    if (ms === undefined)
      return c.json(
        problems('not_a_duration', 'advance', `${given}; write it like 25h, 1h30m, 90s or 250ms`),
        400,
      )
    await clock.advance(ms)
    return c.json({ now: new Date(clock.now()).toISOString() })
  })

  app.get('/faults', (c) => c.json({ faults: faults.list() }))
  app.post('/faults', async (c) =>
    c.json({ id: faults.add(defined(fault.parse(await json(c.req)))) }, 201),
  )
  app.delete('/faults', (c) => {
    faults.clear()
    return c.json({ faults: [] })
  })

  app.delete('/faults/:id', (c) => {
    faults.remove(Number(c.req.param('id')))
    return c.json({ faults: faults.list() })
  })

  app.route('/settings', settingsApi(sandbox))

  app.get('/calls', (c) =>
    c.json({ latest: calls.latest, calls: calls.since(Number(c.req.query('since') ?? 0)) }),
  )
  app.get('/events', (c) => c.json({ events: sandbox.events() }))
  app.post('/sign-in', async (c) =>
    c.json({ token: await sandbox.signIn(signIn.parse(await json(c.req)).username) }),
  )

  app.route('/', panelApi(sandbox))

  app.notFound((c) =>
    c.json(
      problems(
        'no_such_route',
        '',
        `there is no ${c.req.method} ${c.req.path}; test/sandbox/README.md lists what there is`,
      ),
      404,
    ),
  )
  app.onError((error, c) => {
    if (error instanceof z.ZodError) {
      return c.json(
        {
          problems: error.issues.map(({ code, path, message }) => ({
            code,
            path: path.join('.'),
            message,
          })),
        },
        400,
      )
    }
    if (error instanceof ConsoleRefusal)
      return c.json(problems('console_refusal', '', error.message), 409)
    return c.json(problems('refused', '', error.message), 400)
  })
  return app
}

/**
 * Returns the file with headers that let the browser display or save it, but not run it as one of
 * the sandbox's own pages.
 */
function fileAnswer(body: Buffer, contentType: string, name: string | undefined): Response {
  const named = name ? `; filename*=UTF-8''${encodeURIComponent(name)}` : ''
  return new Response(new Uint8Array(body), {
    headers: {
      'content-type': contentType,
      'content-disposition': `inline${named}`,
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
    },
  })
}

const json = async (request: { text(): Promise<string> }): Promise<unknown> =>
  JSON.parse((await request.text()) || '{}')
const problems = (code: string, path: string, message: string) => ({
  problems: [{ code, path, message }],
})
const defined = <T extends object>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
