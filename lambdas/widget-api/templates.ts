// Handles two requests: for the whole list of templates, in one answer, and for the definition of
// the template that the agent has chosen.
import { createHash } from 'node:crypto'
import type { Agent, Clock, Templates } from '#model/ports'
import type { TemplateList } from '#model/template-list'
import type { Curations, TemplateStore } from '#model/template-ports'
import { refuse } from '../runtime/refused.ts'
import { offeredTemplates } from '../templates/offered.ts'
import type { Authorized } from './authorize.ts'
import { closedGzip, type OpenGzip, openGzip } from './open-gzip.ts'

interface Ports {
  authorized(
    userId: string,
    contactId: string,
    purpose: 'read',
  ): Promise<Pick<Authorized, 'channel' | 'contact'>>
  store: TemplateStore
  curations: Pick<Curations, 'read'>
  templates: Templates
  now: Clock
}

/** The list that is returned before the first sync has copied Meta's templates into the table. */
const EMPTY_LIST: TemplateList = { version: 'none', templates: [] }

export function widgetTemplates({ authorized, store, curations, templates, now }: Ports) {
  const { curation } = offeredTemplates(curations, now)
  // The compressed list of each WABA, without the fields of the answer that depend on the contact.
  // These fields are appended for each answer. The cache belongs to one Lambda execution
  // environment.
  const ready = new Map<string, { version: string; open: OpenGzip }>()

  /**
   * Returns the WABA's list of templates. The list is read again only if its version has changed.
   */
  async function listOf(wabaId: string) {
    const head = await store.head(wabaId)
    const cached = ready.get(wabaId)
    if (cached && cached.version === (head?.version ?? EMPTY_LIST.version))
      return { ...cached, syncedAt: head?.syncedAt }
    const { version, syncedAt: _, ...list } = (head && (await store.list(wabaId))) ?? EMPTY_LIST
    const made = { version, open: openGzip(list) }
    ready.set(wabaId, made)
    return { ...made, syncedAt: head?.syncedAt }
  }

  return {
    /** Returns the list, or undefined if `seen` is its current version. */
    async templates(agent: Agent, contactId: string, seen: string | undefined) {
      const access = await authorized(agent.userId, contactId, 'read')
      const [list, own] = await Promise.all([
        listOf(access.channel.wabaId),
        curation(agent, access),
      ])
      const version = `${list.version}.${digestOf(own)}`
      if (seen === version) return undefined
      return {
        version,
        answer: {
          gzip: closedGzip(list.open, {
            version,
            ...(list.syncedAt ? { syncedAt: list.syncedAt } : {}),
            curation: own,
          }),
        },
      }
    },

    async definition(
      agent: Agent,
      contactId: string,
      { name, language }: { name: string; language: string },
    ) {
      const { channel } = await authorized(agent.userId, contactId, 'read')
      const definition =
        (await store.definition(channel.wabaId, name, language))?.definition ??
        (await templates.get(channel.wabaId, name, language))
      return definition === undefined
        ? refuse(
            404,
            'template_unknown',
            `There is no template ${name} in ${language}. Pick another.`,
            '',
            { name, language },
          )
        : { definition }
    },
  }
}

const digestOf = (curation: object) =>
  createHash('sha256').update(JSON.stringify(curation)).digest('base64url').slice(0, 10)
