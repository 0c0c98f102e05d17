import type { Clock, Templates } from '#model/ports'
import {
  type ListedForm,
  type ListedTemplate,
  summaryOf,
  type TemplateList,
  type TemplateSummary,
  templateKeyOf,
  toTemplateList,
} from '#model/template-list'
import type {
  Curations,
  FormSource,
  TemplateSource,
  TemplateStore,
  TemplateWatch,
} from '#model/template-ports'
import { UpstreamFailure } from '#whatsapp/errors/problems'
import { log } from '../runtime/log.ts'
import { changedIn, changeOf, withSince } from './changes.ts'
import { currentForms } from './sync-forms.ts'

interface Ports {
  source: TemplateSource
  forms: FormSource
  templates: Templates
  store: TemplateStore
  watch: Pick<TemplateWatch, 'noteChange' | 'noteNextCategory' | 'forget' | 'takeCalls'>
  curations: Pick<Curations, 'noteNew'>
  now: Clock
  pause(ms: number): Promise<unknown>
}

/**
 * The maximum number of definitions that one run reads, so that the run ends before the function's
 * timeout.
 */
const READS_PER_RUN = 300
/** The number of templates on a page of Meta's list. */
const PAGE = 100
// The pause between two reads of templates, which are read one after another. AWS End User
// Messaging Social allows 10 calls per second for the whole AWS account. If AWS throttles a run,
// the next run reads the remaining templates.
// https://docs.aws.amazon.com/social-messaging/latest/userguide/quotas.html
const BETWEEN_READS_MS = 20
const READ_AGAIN_MS = 24 * 60 * 60_000
/** The maximum number of attempts to publish the list while events change it. */
const ATTEMPTS = 3

const byKey = (templates: readonly TemplateSummary[]) =>
  new Map(templates.map((template) => [templateKeyOf(template), template]))

export function syncTemplates({
  source,
  forms,
  templates,
  store,
  watch,
  curations,
  now,
  pause,
}: Ports) {
  return async (): Promise<Record<string, { templates: number; read: number }>> => {
    const done: Record<string, { templates: number; read: number }> = {}
    for (const wabaId of await source.wabas()) {
      try {
        done[wabaId] = await sync(wabaId)
      } catch (error) {
        // An error with one WABA, such as a missing permission, must not prevent the sync of the
        // others.
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
    const known = byKey(before?.templates ?? [])
    const summaries = new Map(
      listing.map((template) => [
        templateKeyOf(template),
        carriedOver(template, known.get(templateKeyOf(template))),
      ]),
    )
    const due = toRead(listing, known, reads, now()).slice(0, READS_PER_RUN)
    const listCalls = Math.max(1, Math.ceil(listing.length / PAGE))
    const calls = await watch.takeCalls(wabaId, listCalls + due.length, now())
    const wanted = due.slice(0, Math.max(0, calls - listCalls))

    let read = 0
    for (const template of wanted) {
      const definition = await definitionOf(wabaId, template)
      if (definition === 'throttled') break
      read += 1
      reads.set(templateKeyOf(template), now().toISOString())
      summaries.set(templateKeyOf(template), summaryOf(template, definition))
      await Promise.all([
        definition === undefined ? undefined : store.keep(wabaId, template, definition, now()),
        pause(BETWEEN_READS_MS),
      ])
    }
    // Templates that were found by the first sync are offered to agents at once. A template that
    // appears later waits for a supervisor's decision.
    if (before) await noteNew(wabaId, before.templates, listing)
    const dated = [...summaries].map(([key, summary]) =>
      withSince(summary, known.get(key), isFirstTime ? undefined : now()),
    )
    if (!isFirstTime) await noteChanges(wabaId, known, dated)
    const currentlyListed = await currentForms(
      {
        ...{ forms, now, pause: () => pause(BETWEEN_READS_MS) },
        takeCalls: (wanted) => watch.takeCalls(wabaId, wanted, now()),
      },
      wabaId,
      before?.forms,
    )
    await publish(wabaId, before, dated, currentlyListed)
    const gone = await forgetGone(wabaId, reads, summaries)
    if (read > 0 || gone > 0) await store.noteReads(wabaId, reads)
    log.info('templates_synced', { wabaId, templates: listing.length, read, gone })
    return { templates: listing.length, read }
  }

  /**
   * Removes the stored data of templates that no longer exist at Meta. Returns the number of
   * removed templates.
   */
  async function forgetGone(
    wabaId: string,
    reads: Map<string, string>,
    summaries: ReadonlyMap<string, TemplateSummary>,
  ): Promise<number> {
    const gone = [...reads.keys()].filter((key) => !summaries.has(key))
    for (const key of gone) {
      const [name = '', language = ''] = key.split('#')
      await store.forget(wabaId, key)
      await watch.forget(wabaId, { name, language })
      reads.delete(key)
    }
    return gone.length
  }

  async function noteChanges(
    wabaId: string,
    known: ReadonlyMap<string, TemplateSummary>,
    dated: readonly TemplateSummary[],
  ): Promise<void> {
    for (const template of changedIn(known, dated)) {
      await watch.noteChange(wabaId, template, changeOf(template, now()))
      const before = known.get(templateKeyOf(template))
      if (before && before.category !== template.category)
        await watch.noteNextCategory(wabaId, template, undefined)
    }
  }

  /**
   * Publishes the list. If an event has changed a template in the stored list since this run began,
   * that change is preserved.
   */
  async function publish(
    wabaId: string,
    before: TemplateList | undefined,
    dated: readonly TemplateSummary[],
    listedForms: readonly ListedForm[] | undefined,
  ): Promise<void> {
    const known = byKey(before?.templates ?? [])
    let current = before
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const newer = byKey(current?.templates ?? [])
      const merged = dated.map((template) => {
        const other = newer.get(templateKeyOf(template))
        const isChanged =
          current !== before &&
          other !== undefined &&
          JSON.stringify(other) !== JSON.stringify(known.get(templateKeyOf(template)))
        return isChanged ? other : template
      })
      const list = toTemplateList(merged, now(), listedForms)
      if (await store.publish(wabaId, list, current?.version, now())) return
      current = await store.list(wabaId)
    }
    throw new Error(`The list of ${wabaId} was changed ${ATTEMPTS} times while it was published.`)
  }

  async function noteNew(
    wabaId: string,
    before: readonly ListedTemplate[],
    listing: readonly ListedTemplate[],
  ): Promise<void> {
    const known = new Set(before.map(({ name }) => name))
    const names = new Set(listing.map(({ name }) => name).filter((name) => !known.has(name)))
    if (names.size > 0) await curations.noteNew(wabaId, [...names], now())
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
 * Returns the summary of a template whose definition is not read in this run: the stored summary
 * or, if Meta's list shows a change, a summary with only the data of Meta's list.
 */
function carriedOver(
  template: ListedTemplate,
  known: TemplateSummary | undefined,
): TemplateSummary {
  return known && isListedAlike(template, known) ? known : summaryOf(template, undefined)
}

/**
 * Returns the templates whose definitions must be read: new and changed templates first, then those
 * that were not read for a day, beginning with the oldest.
 */
function toRead(
  listing: readonly ListedTemplate[],
  known: ReadonlyMap<string, TemplateSummary>,
  reads: ReadonlyMap<string, string>,
  now: Date,
): ListedTemplate[] {
  const due = new Date(now.getTime() - READ_AGAIN_MS).toISOString()
  const lastRead = (template: ListedTemplate) => {
    const before = known.get(templateKeyOf(template))
    return before && !before.unread && isListedAlike(template, before)
      ? (reads.get(templateKeyOf(template)) ?? '')
      : ''
  }
  return listing
    .filter((template) => lastRead(template) <= due)
    .sort((a, b) => (lastRead(a) < lastRead(b) ? -1 : 1))
}
