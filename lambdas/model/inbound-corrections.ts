// The changes to a stored message that is edited or deleted in WhatsApp. Pure writes, which the
// DynamoDB adapter executes.
import { allOf, anyOf, conditionalWrite, exists, is, missing, type Write } from '#model/conditions'
import { ON_THE_WAY } from '#model/inbound'
import type { InboundMessage } from '#model/ports'

/**
 * The new words of a message. The words are stored beside the message, because the message may
 * still be on its way into the chat.
 */
export interface Edit {
  text: string
  at: string
}

const NOT_DELETED = missing('message.deletedAt')

/** Of several edits the latest counts. */
export const editing = (edit: Edit): Write =>
  conditionalWrite(
    allOf(
      exists('sk'),
      NOT_DELETED,
      anyOf(missing('edited'), is('edited.at', edit.at), {
        path: 'edited.at',
        isBelow: edit.at,
      }),
    ),
    { edited: edit },
    [],
  )

/**
 * Removes everything about a message except its type and its time. An unknown message is stored as
 * deleted, so that it is not shown when it arrives later. The write fails while another function is
 * fetching the file of the message or putting the message into the chat.
 */
export const deleting = (message: InboundMessage & { deletedAt: string }, now: Date): Write =>
  conditionalWrite(
    anyOf(
      missing('sk'),
      is('state', 'done'),
      is('state', 'pending'),
      // Earlier versions stored no state, and `carried` when the message was in the chat.
      is('carried', true),
      { path: 'leaseUntil', isBelow: now.toISOString() },
    ),
    { state: 'done', message },
    // The token is removed, so an earlier invocation that is still working on the message can no longer
    // record its result.
    [...ON_THE_WAY, 'token', 'edited', 'unsentOrder'],
  )

/** The message as it is stored now. */
export const corrected = (message: InboundMessage, edit: Edit | undefined): InboundMessage =>
  edit ? { ...message, text: edit.text, editedAt: edit.at } : message
