// Items and events of a chat: stored in its transcript and published.
import { randomUUID } from 'node:crypto'
import type { Core } from './core.ts'
import { deliverText } from './native-delivery.ts'
import { type Chat, current, type Item, type Participant, type Receipt } from './records.ts'
import { stream } from './streaming.ts'

const EVENT = 'application/vnd.amazonaws.connect.event'

/**
 * A message by a participant. In a WhatsApp chat, messages of agents and flows are also delivered
 * to the customer.
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
 * participant.joined, participant.left, transfer.succeeded and chat.ended are stored in the
 * transcript.
 */
export function happen(core: Core, chat: Chat, event: string, by?: Participant) {
  const item = keep(chat, {
    ...begun(core, chat, by),
    ContentType: `${EVENT}.${event}`,
    Type: 'EVENT',
  })
  stream(core, chat, item)
}

/** Typing is streamed, but no transcript contains it. */
export function typing(core: Core, chat: Chat, by: Participant): Item {
  const item: Item = { ...begun(core, chat, by), ContentType: `${EVENT}.typing`, Type: 'EVENT' }
  stream(core, chat, item)
  return item
}

/**
 * Reports that a participant has received or read a message. The transcript stores this with the
 * message. AWS does not document whether receipts are streamed, or their JSON, so the guess
 * `streamedReceipts` decides. The JSON is what ChatJS receives, with the Type that the page about
 * the payload lists.
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
 * A participant's file is one item, which is published again with each status of the file. AWS
 * documents for the transcript that all statuses share Id and time, and says nothing about the
 * stream.
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
  // Programs can send two items within a millisecond, but people cannot.
  chat.lastItemAt = Math.max(clock.now(), chat.lastItemAt + 1)
  return {
    AbsoluteTime: new Date(chat.lastItemAt).toISOString(),
    Id: randomUUID(),
    ...(by && { ParticipantId: by.id, DisplayName: by.name, ParticipantRole: by.role }),
    InitialContactId: chat.id,
    ContactId: current(chat).id,
  }
}
