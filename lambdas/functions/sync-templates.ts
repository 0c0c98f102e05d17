// Every five minutes: what Meta has of each WABA's templates into our table, so that the widget's list is one read.
// Listings carry name, language, status, category and quality only, and no mark of a change: definitions are read
// when they are new or their listing changed, and each again within a day, within what Meta and AWS allow.
import { setTimeout as pause } from 'node:timers/promises'
import { UpstreamFailure } from '#whatsapp/errors/problems'
import { templateSource } from '../aws/template-source.ts'
import { templateStore } from '../aws/template-store.ts'
import { templates } from '../aws/templates.ts'
import type { Clock, Templates } from '../model/ports.ts'
import {
  keyOf,
  type ListedTemplate,
  summaryOf,
  type TemplateSummary,
  templateList,
} from '../model/template-list.ts'
import type { TemplateSource, TemplateStore } from '../model/template-ports.ts'
import { env } from '../runtime/env.ts'
import { log } from '../runtime/log.ts'

interface Ports {
  source: TemplateSource
  templates: Templates
  store: TemplateStore
  now: Clock
  pause(ms: number): Promise<unknown>
}

/** Meta allows an account with a registered number 5,000 management calls an hour. https://developers.facebook.com/docs/whatsapp/cloud-api/overview#rate-limits */
const READS_PER_RUN = 300
// Social messaging allows 10 calls a second for the whole account. Reads are made one after the other, and each takes Meta's own
// time; this keeps a fast answer from becoming a burst. A throttled run goes on with the next one.
// https://docs.aws.amazon.com/social-messaging/latest/userguide/quotas.html
const BETWEEN_READS_MS = 20
const READ_AGAIN_MS = 24 * 60 * 60_000

export function syncTemplates({ source, templates, store, now, pause }: Ports) {
  return async (): Promise<Record<string, { templates: number; read: number }>> => {
    const done: Record<string, { templates: number; read: number }> = {}
    for (const wabaId of await source.wabas()) {
      try {
        done[wabaId] = await sync(wabaId)
      } catch (error) {
        // One WABA without permission or in trouble keeps no other from being read.
        log.error('templates_not_synced', error, { wabaId })
      }
    }
    return done
  }

  async function sync(wabaId: string) {
    const [listed, before, reads] = await Promise.all([
      source.listed(wabaId),
      store.list(wabaId),
      store.reads(wabaId),
    ])
    const known = new Map((before?.templates ?? []).map((summary) => [keyOf(summary), summary]))
    const summaries = new Map(
      listed.map((template) => [
        keyOf(template),
        carriedOver(template, known.get(keyOf(template))),
      ]),
    )
    const wanted = toRead(listed, known, reads, now()).slice(0, READS_PER_RUN)

    let read = 0
    for (const template of wanted) {
      const definition = await definitionOf(wabaId, template)
      if (definition === 'throttled') break
      read += 1
      reads.set(keyOf(template), now().toISOString())
      summaries.set(keyOf(template), summaryOf(template, definition))
      await Promise.all([
        definition === undefined ? undefined : store.keep(wabaId, template, definition),
        pause(BETWEEN_READS_MS),
      ])
    }
    await store.publish(wabaId, templateList([...summaries.values()], now()), now())
    const gone = [...reads.keys()].filter((key) => !summaries.has(key))
    for (const key of gone) {
      await store.forget(wabaId, key)
      reads.delete(key)
    }
    if (read > 0 || gone.length > 0) await store.noteReads(wabaId, reads)
    log.info('templates_synced', { wabaId, templates: listed.length, read, gone: gone.length })
    return { templates: listed.length, read }
  }

  async function definitionOf(
    wabaId: string,
    { name, language }: ListedTemplate,
  ): Promise<unknown | 'throttled'> {
    try {
      return await templates.get(wabaId, name, language)
    } catch (error) {
      if (error instanceof UpstreamFailure && error.retryable) return 'throttled'
      throw error
    }
  }
}

const isListedAlike = (a: ListedTemplate, b: ListedTemplate) =>
  a.status === b.status && a.category === b.category && a.quality === b.quality

/** Until it is read again, what is known of it stands, unless the listing says that it changed. */
function carriedOver(
  template: ListedTemplate,
  known: TemplateSummary | undefined,
): TemplateSummary {
  return known && isListedAlike(template, known) ? known : summaryOf(template, undefined)
}

/** New and changed ones first, then those read longest ago. */
function toRead(
  listed: readonly ListedTemplate[],
  known: ReadonlyMap<string, TemplateSummary>,
  reads: ReadonlyMap<string, string>,
  now: Date,
): ListedTemplate[] {
  const due = new Date(now.getTime() - READ_AGAIN_MS).toISOString()
  const lastRead = (template: ListedTemplate) => {
    const before = known.get(keyOf(template))
    return before && !before.unread && isListedAlike(template, before)
      ? (reads.get(keyOf(template)) ?? '')
      : ''
  }
  return listed
    .filter((template) => lastRead(template) <= due)
    .sort((a, b) => (lastRead(a) < lastRead(b) ? -1 : 1))
}

export const handler = syncTemplates({
  source: templateSource(),
  templates: templates(),
  store: templateStore(env('TABLE')),
  now: () => new Date(),
  pause,
})
