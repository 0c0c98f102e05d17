// Where the drafts of composed messages are kept: beside those of templates, and like them.
import type { DraftKey, DraftStore } from './draft-store.ts'

/** One draft of each for a contact. */
export type Drafted = 'text' | 'location' | 'contacts' | 'buttons' | 'list'

/** In the place of a template's language: no language is called this. */
export const COMPOSED = 'composed'

export const draftKeyOf = (contactId: string, kind: Drafted): DraftKey => ({
  contactId,
  name: kind,
  language: COMPOSED,
})

/** The text that is being written answers this message of the customer. */
export function quoteInText(drafts: DraftStore, contactId: string, messageId: string): void {
  const key = draftKeyOf(contactId, 'text')
  const draft = drafts.get(key)
  drafts.put(key, {
    ...draft,
    values: { ...draft.values, quotes: messageId },
    changedAt: Date.now(),
  })
}
