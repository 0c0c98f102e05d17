// The writes for stored messages that are edited or deleted in WhatsApp. This module describes the
// writes as data, and the DynamoDB adapter executes them.
import { allOf, anyOf, conditionalWrite, exists, is, missing, type Write } from '#model/conditions'
import { ON_THE_WAY } from '#model/inbound'
import type { InboundMessage } from '#model/ports'

/**
 * The new text of a message. The text is stored in addition to the message, because another
 * function may just be putting the message into the chat.
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
 * Removes everything about a message except the message's type and time. An unknown message is
 * stored as deleted, so that the message is not displayed if it arrives later. The write fails
 * while another function is fetching the message's file or putting the message into the chat.
 */
export const deleting = (message: InboundMessage & { deletedAt: string }, now: Date): Write =>
  conditionalWrite(
    anyOf(
      missing('sk'),
      is('state', 'done'),
      is('state', 'pending'),
      // Earlier versions of this project stored no state. The earlier versions set `carried` when
      // the message was in the chat.
      is('carried', true),
      { path: 'leaseUntil', isBelow: now.toISOString() },
    ),
    { state: 'done', message },
    // The token is removed, so that an earlier invocation that still processes the message cannot
    // store a result.
    [...ON_THE_WAY, 'token', 'edited', 'unsentOrder'],
  )

/** Returns the message with the edit applied. */
export const corrected = (message: InboundMessage, edit: Edit | undefined): InboundMessage =>
  edit ? { ...message, text: edit.text, editedAt: edit.at } : message
