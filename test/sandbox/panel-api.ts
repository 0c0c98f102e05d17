// The routes of the control API that the sandbox's pages use. They return the state of an agent's
// CCP and the state that all pages share, and send each state as a server-sent event whenever it
// changes.
import { type Context, Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { z } from 'zod'
import type { Item } from './connect/records.ts'
import type { Sandbox } from './sandbox.ts'
import { createStory } from './scene/story.ts'

const atTheBrowser = z.strictObject({
  username: z.string().optional(),
  language: z.enum(['en', 'es', 'pt']).optional(),
})

/** The minimum time between two events, in milliseconds. */
const LOOK_MS = 100
/** The number of AWS calls that are sent to the page, enough for its list of calls. */
const CALLS = 150

export function panelApi(sandbox: Sandbox): Hono {
  const { connect, clock, world, whatsapp, faults, calls, functions } = sandbox
  const { panel } = connect
  const app = new Hono()
  const story = createStory(sandbox)
  let present = world.agents[0]?.username
  let language: string | undefined
  if (present) functions.identityProvider.become(present)

  /**
   * Returns the user in the browser: the CCP shows this user's contacts, and the identity provider
   * signs this user in. `language` is the language that was chosen for the sandbox's pages. Without
   * it, the pages use the browser's language.
   */
  app.get('/at-the-browser', (c) =>
    c.json({
      username: present,
      language,
      agents: world.agents.map(({ username, name }) => ({ username, name })),
    }),
  )
  app.post('/at-the-browser', async (c) => {
    const { username, language: chosen } = atTheBrowser.parse(await c.req.json())
    if (username !== undefined) {
      panel.view(username)
      present = username
      functions.identityProvider.become(username)
    }
    language = chosen ?? language
    return c.json({ username: present, language })
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
        contacts: sandbox.agentConsole.contacts(),
        faults: faults.list(),
        story: story.state(),
        calls: calls.since(Math.max(0, calls.latest - CALLS)),
      }),
    ),
  )
  return app
}

const offsetOf = ({ offset }: Sandbox['clock']) => Math.round(new Float64Array(offset)[0]!)

/**
 * Sends the event `state` whenever the result of `read` changes, and the event `item` for each of
 * `items`, in order.
 */
function pushed(c: Context, close: () => void, read: () => object, items: object[] = []): Response {
  return streamSSE(c, async (stream) => {
    let sent = ''
    stream.onAbort(close)
    while (!stream.aborted) {
      const state = JSON.stringify(read())
      if (state !== sent) await stream.writeSSE({ event: 'state', data: state })
      sent = state
      for (const item of items.splice(0))
        await stream.writeSSE({ event: 'item', data: JSON.stringify(item) })
      await stream.sleep(LOOK_MS)
    }
  })
}
