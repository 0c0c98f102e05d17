// The writes for stored messages that are edited or deleted in WhatsApp. This module describes the
// writes as data. lambdas/aws/ executes them.
import { allOf, anyOf, conditionalWrite, exists, is, missing, type Write } from '#model/conditions'
import { ON_THE_WAY } from '#model/inbound'
import type { InboundMessage } from '#model/ports'

/**
 * The new text of a message. The new text is stored beside the message and does not replace it,
 * because another function may be putting the message into the chat at the same time.
 */
export interface Edit {
  text: string
  at: string
}

const NOT_DELETED = missing('message.deletedAt')

/**
 * Stores an edit of a message. If a message was edited several times, the latest edit remains
 * stored.
 */
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
 * Removes everything that is stored about a message except its type and time. An unknown message is
 * stored as deleted, so that the message is not displayed if it arrives later. The write fails
 * while another function is fetching the message's file or putting the message into the chat.
 */
export const deleting = (message: InboundMessage & { deletedAt: string }, now: Date): Write =>
  conditionalWrite(
    anyOf(
      missing('sk'),
      is('state', 'done'),
      is('state', 'pending'),
      // An item from an earlier version of this project has no `state`. It has `carried: true` if
      // the message is in the chat.
      is('carried', true),
      { path: 'leaseUntil', isBelow: now.toISOString() },
    ),
    { state: 'done', message },
    // Without the token, an earlier invocation that is still processing the message can no longer
    // store its result.
    [...ON_THE_WAY, 'token', 'edited', 'unsentOrder'],
  )

/** Returns the message with the edit applied. */
export const corrected = (message: InboundMessage, edit: Edit | undefined): InboundMessage =>
  edit ? { ...message, text: edit.text, editedAt: edit.at } : message
