// The templates offered in each chat: loaded once for its business number and team, checked for changes when it is shown.
import { offersOf } from '#whatsapp/templates/curation'
import type { OfferedTemplates } from '../../lambdas/model/template-list.ts'
import { type Api, UNCHANGED } from '../api.ts'
import { type SearchIndex, searchIndex } from './search-index.ts'

export interface IndexedTemplates {
  list: OfferedTemplates
  /** Of those that are offered, in their supervisors' order. */
  index: SearchIndex
  offers: ReturnType<typeof offersOf>
}

export interface TemplateLists {
  of(contactId: string): Promise<IndexedTemplates>
  /** What is known of the contact's templates without asking. */
  known(contactId: string): IndexedTemplates | undefined
}

export function templateLists(api: Pick<Api, 'templates'>): TemplateLists {
  const byVersion = new Map<string, IndexedTemplates>()
  const versionOf = new Map<string, string>()
  let latest: string | undefined

  return {
    known: (contactId) => byVersion.get(versionOf.get(contactId) ?? ''),
    async of(contactId) {
      // A contact not seen yet very likely has the templates of the one before: only their version crosses the wire then.
      const version = versionOf.get(contactId) ?? latest
      const answer = await api.templates(contactId, version)
      const list = answer === UNCHANGED ? byVersion.get(version!)!.list : answer
      const known = byVersion.get(list.version) ?? indexed(list)
      byVersion.set(list.version, answer === UNCHANGED ? known : { ...known, list })
      versionOf.set(contactId, list.version)
      latest = list.version
      return byVersion.get(list.version)!
    },
  }
}

function indexed(list: OfferedTemplates): IndexedTemplates {
  const offers = offersOf(list.curation)
  const offered = list.templates
    .map((template) => ({ template, ...offers(template) }))
    .filter((each) => each.offered)
  const inOrder = offered.sort((a, b) => a.place - b.place).map(({ template }) => template)
  return { list, index: searchIndex(inOrder), offers }
}
