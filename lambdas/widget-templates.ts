// The widget's templates: the whole list in one answer, and the definition of the one that was chosen.
import { type Context, Hono } from 'hono'
import type { Authorised } from './authorise.ts'
import type { Templates } from './ports.ts'
import { refuse } from './refused.ts'
import { packed, type TemplateList } from './template-list.ts'
import type { TemplateStore } from './template-ports.ts'
import { notModified, versionOf } from './versioned.ts'
import type { Agent } from './widget-requests.ts'

interface Ports {
  authorised(userId: string, contactId: string, purpose: 'read'): Promise<Pick<Authorised, 'channel'>>
  store: TemplateStore
  templates: Templates
}

/** Before the first reading there is an empty list; this is what it is called. */
const NOT_READ_YET: TemplateList = { version: 'none', templates: [] }

export function widgetTemplates({ authorised, store, templates }: Ports) {
  // Each list is kept as it is answered, so that an environment reads and packs it once.
  const ready = new Map<string, { version: string; syncedAt: string | undefined; bytes: Uint8Array<ArrayBuffer> }>()

  async function listOf(wabaId: string) {
    const head = await store.head(wabaId)
    const kept = ready.get(wabaId)
    if (kept && kept.version === (head?.version ?? NOT_READ_YET.version) && kept.syncedAt === head?.syncedAt) return kept
    const list = (head && (await store.list(wabaId))) ?? NOT_READ_YET
    const made = { version: list.version, syncedAt: head?.syncedAt, bytes: new Uint8Array(packed(list)) }
    ready.set(wabaId, made)
    return made
  }

  const app = new Hono<{ Variables: { agent: Agent } }>()
  app.get('/contacts/:contactId/templates', async (c) => {
    const { channel } = await authorised(c.get('agent').userId, c.req.param('contactId'), 'read')
    const { version, bytes } = await listOf(channel.wabaId)
    if (versionOf(c) === version) return notModified(c, version)
    return compressed(c, version, bytes)
  })
  app.get('/contacts/:contactId/templates/:name/:language', async (c) => {
    const { contactId, name, language } = c.req.param()
    const { channel } = await authorised(c.get('agent').userId, contactId, 'read')
    const definition = (await store.definition(channel.wabaId, name, language)) ?? (await templates.get(channel.wabaId, name, language))
    return definition === undefined
      ? refuse(404, 'template_unknown', `There is no template ${name} in ${language}. Pick another.`)
      : c.json({ definition })
  })
  return app
}

/** API Gateway compresses nothing for HTTP APIs, and six thousand templates are megabytes; every browser takes gzip. */
function compressed(c: Context, version: string, bytes: Uint8Array<ArrayBuffer>) {
  return c.body(bytes, 200, {
    'content-type': 'application/json',
    'content-encoding': 'gzip',
    etag: `"${version}"`,
    'cache-control': 'private, no-cache',
  })
}
