// The templates of each business number: loaded once, checked for changes when a contact is shown, shared by its contacts.
import type { TemplateList } from '../../lambdas/template-list.ts'
import { type Api, UNCHANGED } from '../api.ts'
import { type SearchIndex, searchIndex } from './search-index.ts'

export interface IndexedTemplates {
  list: TemplateList
  index: SearchIndex
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
      const known = byVersion.get(list.version) ?? { list, index: searchIndex(list.templates) }
      byVersion.set(list.version, answer === UNCHANGED ? known : { ...known, list })
      versionOf.set(contactId, list.version)
      latest = list.version
      return byVersion.get(list.version)!
    },
  }
}
