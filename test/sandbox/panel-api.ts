// The part of the control API that the sandbox's pages live on: what an agent's panel shows, and what everybody sees.
// Both are pushed (server-sent events): a page shows what happens as it happens.
import { type Context, Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { z } from 'zod'
import type { Item } from './connect/records.ts'
import type { Sandbox } from './sandbox.ts'
import { createStory } from './scene/story.ts'

const atTheBrowser = z.object({ username: z.string() })
const numberIn = z.strictObject({
  customerEndpoint: z.boolean().optional(),
  initialConnection: z.boolean().optional(),
  attribute: z.boolean().optional(),
})

/** How often a page may hear that something changed. */
const LOOK_MS = 100
/** The latest calls are enough for the strip under the phone. */
const CALLS = 150

export function panelApi(sandbox: Sandbox): Hono {
  const { connect, clock, world, whatsapp, faults, calls, functions } = sandbox
  const { panel } = connect
  const app = new Hono()
  const story = createStory(sandbox)
  let present = world.agents[0]?.username
  if (present) functions.identityProvider.become(present)

  /** Who sits at the browser: whose panel the CCP opens with, and who the identity provider signs in. */
  app.get('/at-the-browser', (c) =>
    c.json({
      username: present,
      agents: world.agents.map(({ username, name }) => ({ username, name })),
    }),
  )
  app.post('/at-the-browser', async (c) => {
    const { username } = atTheBrowser.parse(await c.req.json())
    panel.view(username)
    present = username
    functions.identityProvider.become(username)
    return c.json({ username })
  })

  app.get('/agents/:username/panel', (c) => {
    const username = c.req.param('username')
    panel.view(username)
    const items: Item[] = []
    const stop = panel.onItem(username, (item) => items.push(item))
    return pushed(c, stop, () => ({ panel: panel.view(username), offset: offsetOf(clock) }), items)
  })
  app.post('/agents/:username/contacts/:id/chat-token', (c) =>
    c.json(panel.chatToken(c.req.param('id'), c.req.param('username'))),
  )
  app.post('/agents/:username/contacts/:id/decline', (c) => {
    panel.decline(c.req.param('id'), c.req.param('username'))
    return c.json({ contactId: c.req.param('id') })
  })
  app.post('/agents/:username/contacts/:id/clear', (c) => {
    panel.clear(c.req.param('id'), c.req.param('username'))
    return c.json({ contactId: c.req.param('id') })
  })

  /** Which fields of a native contact hold the customer's number: each can be emptied. */
  app.post('/customer-number', async (c) => {
    const given = Object.entries(numberIn.parse(await c.req.json())).filter(
      ([, value]) => value !== undefined,
    )
    Object.assign(connect.settings.customerNumberIn, Object.fromEntries(given))
    return c.json(connect.settings.customerNumberIn)
  })

  app.get('/story', (c) => c.json({ steps: story.steps, ...story.state() }))
  app.post('/story/next', async (c) => c.json(await story.playNext()))

  app.get('/watch', (c) =>
    pushed(
      c,
      () => {},
      () => ({
        offset: offsetOf(clock),
        businesses: world.wabas.flatMap(({ numbers }, index) =>
          numbers.map(({ number, displayName }) => ({
            number,
            displayName,
            mode: index === 0 ? 'native' : 'bridged',
          })),
        ),
        screens: world.customers.map(({ number, userId }) => whatsapp.screen(number ?? userId!)),
        contacts: sandbox.desk.contacts(),
        faults: faults.list(),
        story: story.state(),
        calls: calls.since(Math.max(0, calls.latest - CALLS)),
      }),
    ),
  )
  return app
}

const offsetOf = ({ offset }: Sandbox['clock']) => Math.round(new Float64Array(offset)[0]!)

/** `state` whenever `read` says something else than before; `item` for each of `items`, in order. */
function pushed(c: Context, close: () => void, read: () => object, items: object[] = []): Response {
  return streamSSE(c, async (stream) => {
    let told = ''
    stream.onAbort(close)
    while (!stream.aborted) {
      const state = JSON.stringify(read())
      if (state !== told) await stream.writeSSE({ event: 'state', data: state })
      told = state
      for (const item of items.splice(0))
        await stream.writeSSE({ event: 'item', data: JSON.stringify(item) })
      await stream.sleep(LOOK_MS)
    }
  })
}
