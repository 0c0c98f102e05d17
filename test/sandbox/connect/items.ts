// Adds items and events to the transcript of a chat, and publishes them.
import { randomUUID } from 'node:crypto'
import type { Core } from './core.ts'
import { deliverText } from './native-delivery.ts'
import { type Chat, current, type Item, type Participant, type Receipt } from './records.ts'
import { stream } from './streaming.ts'

const EVENT = 'application/vnd.amazonaws.connect.event'

/**
 * Adds a message of a participant. In a native WhatsApp chat, a message of an agent or a flow is
 * also sent to the customer.
 */
export function say(
  core: Core,
  chat: Chat,
  by: Participant,
  text: string,
  contentType = 'text/plain',
): Item {
  const item = keep(chat, {
    ...begun(core, chat, by),
    Content: text,
    ContentType: contentType,
    Type: 'MESSAGE',
  })
  stream(core, chat, item)
  if (by.role !== 'CUSTOMER') deliverText(core, chat, item)
  return item
}

/**
 * Adds an event to the transcript: participant.joined, participant.left, transfer.succeeded or
 * chat.ended.
 */
export function happen(core: Core, chat: Chat, event: string, by?: Participant) {
  const item = keep(chat, {
    ...begun(core, chat, by),
    ContentType: `${EVENT}.${event}`,
    Type: 'EVENT',
  })
  stream(core, chat, item)
}

/** Publishes that a participant is typing. The event is not added to the transcript. */
export function typing(core: Core, chat: Chat, by: Participant): Item {
  const item: Item = { ...begun(core, chat, by), ContentType: `${EVENT}.typing`, Type: 'EVENT' }
  stream(core, chat, item)
  return item
}

/**
 * Records that a participant has received or read a message. In the transcript, the receipt is part
 * of the message. AWS does not document whether Connect streams receipts: the guess
 * `streamedReceipts` decides. AWS does not document the JSON of a streamed receipt either: the
 * sandbox streams the JSON that ChatJS receives, with a value of Type that AWS lists for streamed
 * messages.
 */
export function receipt(
  core: Core,
  chat: Chat,
  messageId: string,
  is: 'delivered' | 'read',
  by: Participant,
): Item | undefined {
  const at = chat.transcript.findIndex(({ Id }) => Id === messageId)
  const message = chat.transcript[at]
  if (!message) return undefined
  const base = begun(core, chat, by)
  const stamp =
    is === 'read' ? { ReadTimestamp: base.AbsoluteTime } : { DeliveredTimestamp: base.AbsoluteTime }
  const earlier = message.MessageMetadata?.Receipts ?? []
  const mine = earlier.find(({ RecipientParticipantId }) => RecipientParticipantId === by.id)
  const merged: Receipt = { RecipientParticipantId: by.id, ...stamp, ...mine }
  const Receipts = [...earlier.filter((one) => one !== mine), merged]
  chat.transcript[at] = { ...message, MessageMetadata: { MessageId: messageId, Receipts } }

  const MessageMetadata = {
    MessageId: messageId,
    Receipts: [{ RecipientParticipantId: by.id, ...stamp }],
  }
  const item: Item = {
    ...base,
    ContentType: `${EVENT}.message.${is}`,
    Type: 'EVENT',
    MessageMetadata,
  }
  stream(core, chat, item, { published: core.guesses.streamedReceipts === 'streamed' })
  return item
}

/**
 * Adds a participant's file to the transcript as one item, which is published again whenever the
 * file's status changes. AWS documents that the item's Id and time stay the same in the transcript,
 * but not whether they stay the same in the stream.
 */
export function attach(
  core: Core,
  chat: Chat,
  by: Participant,
  file: NonNullable<Item['Attachments']>[number],
): Item {
  const item = keep(chat, { ...begun(core, chat, by), Type: 'ATTACHMENT', Attachments: [file] })
  stream(core, chat, item)
  return item
}

export function scanned(
  core: Core,
  chat: Chat,
  itemId: string,
  status: 'APPROVED' | 'REJECTED',
): Item {
  const at = chat.transcript.findIndex(({ Id }) => Id === itemId)
  const before = chat.transcript[at]!
  const item = {
    ...before,
    ...(core.guesses.streamedAttachments === 'new-id' && { Id: randomUUID() }),
    Attachments: before.Attachments!.map((file) => ({ ...file, Status: status })),
  }
  chat.transcript[at] = item
  stream(core, chat, item)
  return item
}

function keep(chat: Chat, item: Item): Item {
  chat.transcript.push(item)
  return item
}

function begun({ clock }: Core, chat: Chat, by: Participant | undefined) {
  // Each item's time is at least one millisecond after the previous item's time, even if no virtual
  // time has passed between the two.
  chat.lastItemAt = Math.max(clock.now(), chat.lastItemAt + 1)
  return {
    AbsoluteTime: new Date(chat.lastItemAt).toISOString(),
    Id: randomUUID(),
    ...(by && { ParticipantId: by.id, DisplayName: by.name, ParticipantRole: by.role }),
    InitialContactId: chat.id,
    ContactId: current(chat).id,
  }
}
