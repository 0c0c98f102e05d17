// Reads single templates from Meta and updates the list of templates. A template is read here if an
// event has reported a change, or if it belongs to the WABA of a native number and is in review or
// in use.
import type { Clock, Templates } from '#model/ports'
import {
  summaryOf,
  type TemplateList,
  type TemplateSummary,
  templateKeyOf,
  toTemplateList,
} from '#model/template-list'
import type { TemplateStore, TemplateWatch } from '#model/template-ports'
import { UpstreamFailure } from '#whatsapp/errors/problems'
import { log } from '../runtime/log.ts'
import { changedIn, changeOf, withSince } from './changes.ts'
import { listingOf, type Reported } from './listing-of.ts'

interface Ports {
  templates: Templates
  store: Pick<TemplateStore, 'list' | 'publish' | 'keep' | 'definition'>
  watch: Pick<TemplateWatch, 'noteChange' | 'noteNextCategory'>
  now: Clock
}

/** A template to read, and the properties that an event reported. */
export interface Asked {
  name: string
  language: string
  reported?: Reported | undefined
}

/** Adds the reason of a rejection from an event, if the definition does not contain the reason. */
const withReason = (summary: TemplateSummary, reported: Reported | undefined): TemplateSummary =>
  summary.status.toUpperCase() === 'REJECTED' && reported?.rejectedFor
    ? { rejectedFor: reported.rejectedFor, ...summary }
    : summary

/** The maximum number of attempts to publish the list while another function changes it. */
const ATTEMPTS = 5

/**
 * Returns a function that reads templates, updates them in the list, and returns those that were
 * read. The function does not add new templates to the list or remove deleted ones, which the next
 * sync does.
 */
export function refreshing({ templates, store, watch, now }: Ports) {
  return async (wabaId: string, asked: readonly Asked[]): Promise<Asked[]> => {
    const answers: { template: Asked; definition: unknown }[] = []
    const read: Asked[] = []
    for (const template of asked) {
      const definition = await definitionOf(wabaId, template)
      if (definition === 'unavailable') {
        // If Meta does not answer, the values of the event are used.
        if (!template.reported) break
        const known = await store.definition(wabaId, template.name, template.language)
        answers.push({ template, definition: known?.definition })
      } else if (definition !== undefined) {
        await store.keep(wabaId, template, definition, now())
        answers.push({ template, definition })
        read.push(template)
      }
    }
    if (answers.length > 0) await update(wabaId, answers)
    return read
  }

  async function update(
    wabaId: string,
    answers: readonly { template: Asked; definition: unknown }[],
  ): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const list = await store.list(wabaId)
      if (!list || (await updated(wabaId, list, answers))) return
    }
    throw new Error(`The list of ${wabaId} was changed ${ATTEMPTS} times while it was updated.`)
  }

  /** Publishes the list. Returns false if another function has changed the list in the meantime. */
  async function updated(
    wabaId: string,
    list: TemplateList,
    answers: readonly { template: Asked; definition: unknown }[],
  ): Promise<boolean> {
    const known = new Map(list.templates.map((each) => [templateKeyOf(each), each]))
    const summaries = new Map(known)
    for (const { template, definition } of answers) {
      const before = known.get(templateKeyOf(template))
      if (!before) continue
      const listing = listingOf(definition, before, template.reported)
      summaries.set(
        templateKeyOf(template),
        withSince(withReason(summaryOf(listing, definition), template.reported), before, now()),
      )
    }
    const syncedAt = new Date(list.syncedAt ?? now())
    const after = toTemplateList([...summaries.values()], syncedAt, list.forms)
    if (after.version === list.version) return true
    for (const template of changedIn(known, after.templates)) {
      await watch.noteChange(wabaId, template, changeOf(template, now()))
      if (known.get(templateKeyOf(template))?.category !== template.category)
        await watch.noteNextCategory(wabaId, template, undefined)
    }
    return store.publish(wabaId, after, list.version, now())
  }

  async function definitionOf(
    wabaId: string,
    { name, language }: Asked,
  ): Promise<unknown | 'unavailable'> {
    try {
      return await templates.get(wabaId, name, language)
    } catch (error) {
      if (!(error instanceof UpstreamFailure)) throw error
      log.warn('template_not_read_again', { template: name })
      return 'unavailable'
    }
  }
}
