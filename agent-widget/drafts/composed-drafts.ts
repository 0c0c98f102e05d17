// Creates the keys of drafts of composed messages, which are stored in the same way as drafts of
// templates.
import { type DraftKey, NOTHING_FILLED } from './draft-store.ts'
import type { SendingStore } from './sending.ts'

/** A contact has at most one draft of each kind. */
export type DraftKind =
  | 'text'
  | 'location'
  | 'contacts'
  | 'buttons'
  | 'list'
  | 'cta_url'
  | 'location_request'
  | 'form'

/**
 * Takes the place of the template's language in the key of a composed message. No language has this
 * code.
 */
export const COMPOSED = 'composed'

/** The prefix of the names of files' drafts. Each file is a separate draft. */
export const FILE_PREFIX = 'file-'

export const draftKeyOf = (contactId: string, kind: DraftKind): DraftKey => ({
  contactId,
  name: kind,
  language: COMPOSED,
})

/**
 * A reaction has a separate draft for each message and each emoji. An empty emoji removes the
 * reaction.
 */
export const reactionKeyOf = (contactId: string, messageId: string, emoji: string): DraftKey => ({
  contactId,
  name: `reaction ${messageId} ${emoji}`,
  language: COMPOSED,
})

/** Makes the agent's text an answer to this message of the customer. */
export function quoteInText(sending: SendingStore, contactId: string, messageId: string): void {
  sending
    .open(draftKeyOf(contactId, 'text'), NOTHING_FILLED)
    .change(({ values }) => ({ values: { ...values, quotes: messageId } }))
}
