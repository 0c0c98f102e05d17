import type { Clock, Templates } from '#model/ports'
import {
  keyOf,
  type ListedTemplate,
  summaryOf,
  type TemplateSummary,
  toTemplateList,
} from '#model/template-list'
import type { Curations, TemplateSource, TemplateStore } from '#model/template-ports'
import { UpstreamFailure } from '#whatsapp/errors/problems'
import { log } from '../runtime/log.ts'

interface Ports {
  source: TemplateSource
  templates: Templates
  store: TemplateStore
  curations: Pick<Curations, 'begin' | 'noteNew'>
  now: Clock
  pause(ms: number): Promise<unknown>
}

/**
 * Meta allows 5,000 management calls per hour for an account with a registered number.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/overview#rate-limits
 */
const READS_PER_RUN = 300
// AWS End User Messaging Social allows 10 calls per second for the whole account. Templates are
// read one after the other, and this pause between them prevents bursts when answers are fast. If a
// run is throttled, the next run continues it.
// https://docs.aws.amazon.com/social-messaging/latest/userguide/quotas.html
const BETWEEN_READS_MS = 20
const READ_AGAIN_MS = 24 * 60 * 60_000

export function syncTemplates({ source, templates, store, curations, now, pause }: Ports) {
  return async (): Promise<Record<string, { templates: number; read: number }>> => {
    const done: Record<string, { templates: number; read: number }> = {}
    for (const wabaId of await source.wabas()) {
      try {
        done[wabaId] = await sync(wabaId)
      } catch (error) {
        // A WABA without permission or with an error must not prevent the others from being read.
        log.error('templates_not_synced', error, { wabaId })
      }
    }
    return done
  }

  async function sync(wabaId: string) {
    const [listing, before, reads] = await Promise.all([
      source.list(wabaId),
      store.list(wabaId),
      store.reads(wabaId),
    ])
    const isFirstTime = !before && reads.size === 0
    const known = new Map((before?.templates ?? []).map((summary) => [keyOf(summary), summary]))
    const summaries = new Map(
      listing.map((template) => [
        keyOf(template),
        carriedOver(template, known.get(keyOf(template))),
      ]),
    )
    const wanted = toRead(listing, known, reads, now()).slice(0, READS_PER_RUN)

    let read = 0
    for (const template of wanted) {
      const definition = await definitionOf(wabaId, template)
      if (definition === 'throttled') break
      read += 1
      reads.set(keyOf(template), now().toISOString())
      summaries.set(keyOf(template), summaryOf(template, definition))
      await Promise.all([
        definition === undefined ? undefined : store.keep(wabaId, template, definition, now()),
        pause(BETWEEN_READS_MS),
      ])
    }
    // The templates that a WABA has at the first read are offered. A template that appears later stays
    // hidden from agents until a supervisor offers it.
    if (before) await noteNew(wabaId, before.templates, listing)
    else if (isFirstTime) await curations.begin(wabaId)
    const dated = [...summaries].map(([key, summary]) =>
      withSince(summary, known.get(key), isFirstTime ? undefined : now()),
    )
    await store.publish(wabaId, toTemplateList(dated, now()), now())
    const gone = [...reads.keys()].filter((key) => !summaries.has(key))
    for (const key of gone) {
      await store.forget(wabaId, key)
      reads.delete(key)
    }
    if (read > 0 || gone.length > 0) await store.noteReads(wabaId, reads)
    log.info('templates_synced', { wabaId, templates: listing.length, read, gone: gone.length })
    return { templates: listing.length, read }
  }

  async function noteNew(
    wabaId: string,
    before: readonly ListedTemplate[],
    listing: readonly ListedTemplate[],
  ): Promise<void> {
    const known = new Set(before.map(({ name }) => name))
    const names = new Set(listing.map(({ name }) => name).filter((name) => !known.has(name)))
    if (names.size > 0) await curations.noteNew(wabaId, [...names])
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

/**
 * Returns the stored summary of a template until its definition is read again, unless the listing
 * says that it changed.
 */
function carriedOver(
  template: ListedTemplate,
  known: TemplateSummary | undefined,
): TemplateSummary {
  return known && isListedAlike(template, known) ? known : summaryOf(template, undefined)
}

/**
 * Records when the status or the quality changed, and whether the quality fell. For a new template,
 * this is the time of the sync that found it.
 */
function withSince(
  { since: _, fellFrom: __, ...summary }: TemplateSummary,
  known: TemplateSummary | undefined,
  now: Date | undefined,
): TemplateSummary {
  const isAsBefore = known?.status === summary.status && known.quality === summary.quality
  const since = isAsBefore ? known.since : now?.toISOString()
  const fellFrom =
    known?.quality === summary.quality
      ? known?.fellFrom
      : hasFallen(known?.quality, summary.quality)
        ? known?.quality
        : undefined
  return { ...summary, ...(since ? { since } : {}), ...(fellFrom ? { fellFrom } : {}) }
}

const QUALITIES = ['RED', 'YELLOW', 'GREEN']

const hasFallen = (before = '', after = ''): boolean =>
  QUALITIES.includes(after) && QUALITIES.indexOf(before) > QUALITIES.indexOf(after)

/** New and changed templates come first, then those that were read longest ago. */
function toRead(
  listing: readonly ListedTemplate[],
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
  return listing
    .filter((template) => lastRead(template) <= due)
    .sort((a, b) => (lastRead(a) < lastRead(b) ? -1 : 1))
}
