// Loads the templates for each chat. Chats of the same business number and team have the same list.
// The list is checked for changes when a chat is shown.

import type { TemplatesView } from '#api'
import type { ListedForm } from '#model/template-list'
import { offersOf } from '#whatsapp/templates/curation'
import { type OfferedForm, offeredForms } from '#whatsapp/templates/forms'
import { type Api, UNCHANGED } from '../api.ts'
import { type SearchIndex, searchIndex } from './search-index.ts'

export interface IndexedTemplates {
  list: TemplatesView
  /** The index of the offered templates, in the supervisors' order. */
  index: SearchIndex
  offers: ReturnType<typeof offersOf>
  /** The names of templates that are not offered in any language. */
  withheld: readonly string[]
  /** The offered forms (WhatsApp Flows). */
  forms: readonly OfferedForm<ListedForm>[]
}

export interface TemplateLists {
  /**
   * Starts to read the templates of a contact whose templates are unknown. The next call of `of`
   * returns the result of this request.
   */
  begin(contactId: string): void
  of(contactId: string): Promise<IndexedTemplates>
  /** Returns the cached templates of a contact, without a request. */
  known(contactId: string): IndexedTemplates | undefined
}

export function templateLists(api: Pick<Api, 'templates'>): TemplateLists {
  const byVersion = new Map<string, IndexedTemplates>()
  const versionOf = new Map<string, string>()
  const begun = new Map<string, Promise<IndexedTemplates>>()
  let latest: string | undefined

  async function read(contactId: string): Promise<IndexedTemplates> {
    // A new contact usually has the same templates as the previous one. If the templates still have
    // this version, the API does not return them again.
    const version = versionOf.get(contactId) ?? latest
    const answer = await api.templates(contactId, version)
    const list = answer === UNCHANGED ? byVersion.get(version!)!.list : answer
    const known = byVersion.get(list.version) ?? { list, ...indexed(list) }
    byVersion.set(list.version, answer === UNCHANGED ? known : { ...known, list })
    versionOf.set(contactId, list.version)
    latest = list.version
    return byVersion.get(list.version)!
  }

  return {
    known: (contactId) => byVersion.get(versionOf.get(contactId) ?? ''),
    begin(contactId) {
      if (begun.has(contactId) || versionOf.has(contactId)) return
      const reading = read(contactId)
      begun.set(contactId, reading)
      reading.catch(() => begun.delete(contactId))
    },
    of(contactId) {
      const reading = begun.get(contactId)
      begun.delete(contactId)
      return reading ?? read(contactId)
    },
  }
}

/** Returns the templates and forms that a team is offered, in the supervisors' order. */
export function indexed(list: Pick<TemplatesView, 'templates' | 'curation' | 'forms'>) {
  const offers = offersOf(list.curation)
  const offered = list.templates
    .map((template) => ({ template, ...offers(template) }))
    .filter((each) => each.offered)
  const inOrder = offered.sort((a, b) => a.place - b.place).map(({ template }) => template)
  const index = searchIndex(inOrder, offers)
  prepare(index)
  const offeredNames = new Set(inOrder.map(({ name }) => name))
  const names = new Set(list.templates.map(({ name }) => name))
  const withheld = [...names].filter((name) => !offeredNames.has(name))
  const forms = offeredForms(list.curation, list.forms ?? [])
  return { index, offers, withheld, forms }
}

/** The number of texts that are read at a time, which takes a few milliseconds. */
const TEXTS_AT_A_TIME = 200

/** Reads the words for the search while the browser is idle. */
function prepare(index: SearchIndex): void {
  whenIdle(() => index.prepare(TEXTS_AT_A_TIME) || prepare(index))
}

/**
 * Calls `run` when the browser is idle. Safari does not report this, so `run` is called after a
 * short time there.
 */
const whenIdle = (run: () => void) =>
  'requestIdleCallback' in globalThis ? requestIdleCallback(run) : setTimeout(run, 100)
