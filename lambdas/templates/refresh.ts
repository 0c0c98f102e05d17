// Asks Meta for single templates and updates them in the list: those of an event, and those that
// change or are used often.
import type { Clock, Templates } from '#model/ports'
import {
  type ListedTemplate,
  summaryOf,
  type TemplateList,
  type TemplateSummary,
  templateKeyOf,
  toTemplateList,
} from '#model/template-list'
import type { TemplateStore, TemplateWatch } from '#model/template-ports'
import { UpstreamFailure } from '#whatsapp/errors/problems'
import { obj, str } from '#whatsapp/json/loose'
import { log } from '../runtime/log.ts'
import { changedIn, changeOf, withSince } from './changes.ts'

interface Ports {
  templates: Templates
  store: Pick<TemplateStore, 'list' | 'publish' | 'keep' | 'definition'>
  watch: Pick<TemplateWatch, 'noteChange' | 'noteNextCategory'>
  now: Clock
}

/** A template, and what an event has reported about it. */
export interface Asked {
  name: string
  language: string
  reported?: Partial<Pick<ListedTemplate, 'status' | 'category' | 'quality'>>
}

/** How often the list is published again if somebody else changes it at the same time. */
const ATTEMPTS = 5

/**
 * Returns a function that returns the templates that were read. A template that is new or gone is
 * left to the sync.
 */
export function refreshing({ templates, store, watch, now }: Ports) {
  return async (wabaId: string, asked: readonly Asked[]): Promise<Asked[]> => {
    const answers: { template: Asked; definition: unknown }[] = []
    const read: Asked[] = []
    for (const template of asked) {
      const definition = await definitionOf(wabaId, template)
      if (definition === 'unavailable') {
        // What an event reports is used even if Meta does not answer.
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

  /** Returns false if somebody else has changed the list. */
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
        withSince(summaryOf(listing, definition), before, now()),
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

/**
 * Returns the properties that the list has of a template. After an event, only what it reports is
 * changed. The definition is trusted before the event, because events may arrive in another order.
 * If the definition shows no change, the event may be ahead of it, and is trusted.
 */
function listingOf(
  definition: unknown,
  { name, language, status, category, quality }: TemplateSummary,
  reported: Asked['reported'],
): ListedTemplate {
  const found = obj(definition)
  const known = { status, category, quality }
  const inDefinition = {
    status: str(found?.status),
    category: str(found?.category),
    quality: str(obj(found?.quality_score)?.score),
  }
  const choose = (member: keyof typeof known) => {
    if (reported && !reported[member]) return known[member]
    const isNews = inDefinition[member] && inDefinition[member] !== known[member]
    return isNews ? inDefinition[member] : (reported?.[member] ?? known[member])
  }
  const chosenQuality = choose('quality')
  return {
    ...{ name, language, status: choose('status')!, category: choose('category')! },
    ...(chosenQuality ? { quality: chosenQuality } : {}),
  }
}
