// The keys of the drafts of composed messages, which are stored like those of templates.
import { type DraftKey, NOTHING_FILLED } from './draft-store.ts'
import type { SendingStore } from './sending.ts'

/** A contact has one draft of each kind. */
export type DraftKind =
  | 'text'
  | 'location'
  | 'contacts'
  | 'buttons'
  | 'list'
  | 'cta_url'
  | 'location_request'

/** In the key, this takes the place of a template's language. No language has this code. */
export const COMPOSED = 'composed'

/** Each file is a draft of its own, whose name begins so. */
export const FILE_PREFIX = 'file-'

export const draftKeyOf = (contactId: string, kind: DraftKind): DraftKey => ({
  contactId,
  name: kind,
  language: COMPOSED,
})

/** Each emoji for each message is a draft; an empty emoji removes the reaction. */
export const reactionKeyOf = (contactId: string, messageId: string, emoji: string): DraftKey => ({
  contactId,
  name: `reaction ${messageId} ${emoji}`,
  language: COMPOSED,
})

/** Marks the text that is being written as an answer to this message of the customer. */
export function quoteInText(sending: SendingStore, contactId: string, messageId: string): void {
  sending
    .open(draftKeyOf(contactId, 'text'), NOTHING_FILLED)
    .change(({ values }) => ({ values: { ...values, quotes: messageId } }))
}
