// The widget's templates: the whole list in one answer, and the definition of the one that was chosen.
import { createHash } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { notModified, versionOf } from '../http-api/versioned.ts'
import type { Agent, Templates } from '../model/ports.ts'
import type { TemplateList } from '../model/template-list.ts'
import type { Curations, TemplateStore } from '../model/template-ports.ts'
import { refuse } from '../runtime/refused.ts'
import { offeredTemplates } from '../templates/offered.ts'
import type { Authorised } from './authorise.ts'
import { closedGzip, type OpenGzip, openGzip } from './open-gzip.ts'

interface Ports {
  authorised(
    userId: string,
    contactId: string,
    purpose: 'read',
  ): Promise<Pick<Authorised, 'channel' | 'contact'>>
  store: TemplateStore
  curations: Curations
  templates: Templates
}

/** Before the first reading there is an empty list; this is what it is called. */
const NOT_READ_YET: TemplateList = { version: 'none', templates: [] }

export function widgetTemplates({ authorised, store, curations, templates }: Ports) {
  const { curation } = offeredTemplates(curations)
  // Each list is kept as it is answered, so that an environment reads and packs it once; what differs by contact is added to it.
  const ready = new Map<string, { version: string; syncedAt: string | undefined; open: OpenGzip }>()

  async function listOf(wabaId: string) {
    const head = await store.head(wabaId)
    const kept = ready.get(wabaId)
    if (
      kept &&
      kept.version === (head?.version ?? NOT_READ_YET.version) &&
      kept.syncedAt === head?.syncedAt
    )
      return kept
    const { version, ...list } = (head && (await store.list(wabaId))) ?? NOT_READ_YET
    const made = { version, syncedAt: head?.syncedAt, open: openGzip(list) }
    ready.set(wabaId, made)
    return made
  }

  const app = new Hono<{ Variables: { agent: Agent } }>()
  app.get('/contacts/:contactId/templates', async (c) => {
    const agent = c.get('agent')
    const access = await authorised(agent.userId, c.req.param('contactId'), 'read')
    const [list, own] = await Promise.all([listOf(access.channel.wabaId), curation(agent, access)])
    const version = `${list.version}.${digestOf(own)}`
    if (versionOf(c) === version) return notModified(c, version)
    return compressed(c, version, closedGzip(list.open, { version, curation: own }))
  })
  app.get('/contacts/:contactId/templates/:name/:language', async (c) => {
    const { contactId, name, language } = c.req.param()
    const { channel } = await authorised(c.get('agent').userId, contactId, 'read')
    const definition =
      (await store.definition(channel.wabaId, name, language)) ??
      (await templates.get(channel.wabaId, name, language))
    return definition === undefined
      ? refuse(
          404,
          'template_unknown',
          `There is no template ${name} in ${language}. Pick another.`,
          '',
          { name, language },
        )
      : c.json({ definition })
  })
  return app
}

const digestOf = (curation: object) =>
  createHash('sha256').update(JSON.stringify(curation)).digest('base64url').slice(0, 10)

/** API Gateway compresses nothing for HTTP APIs, and six thousand templates are megabytes; every browser takes gzip. */
function compressed(c: Context, version: string, bytes: Uint8Array<ArrayBuffer>) {
  return c.body(bytes, 200, {
    'content-type': 'application/json',
    'content-encoding': 'gzip',
    etag: `"${version}"`,
    'cache-control': 'private, no-cache',
  })
}
