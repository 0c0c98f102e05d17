// Everything that is told to us from outside, read into typed events. Unknown and missing fields are kept as they are;
// a well-formed envelope never makes these throw, and anything else only Unreadable.
import { Unreadable } from '#whatsapp/errors/problems'
import { errorsOf } from '#whatsapp/events/inbound-content'
import type { StatusEvent, UnknownEvent, WhatsAppEvent } from '#whatsapp/events/types'
import { type Arns, eventsOfEntry } from '#whatsapp/events/webhook'
import { arr, obj, str, time, told } from '#whatsapp/json/loose'
import { isObject, type Json } from '#whatsapp/json/rules'

/**
 * The body AWS publishes to a WABA's topic; also a bare webhook entry, or Meta's whole payload.
 * https://docs.aws.amazon.com/social-messaging/latest/userguide/managing-event-destination-dlrs.html
 */
export function parseWhatsAppEnvelope(json: unknown): WhatsAppEvent[] {
  const envelope = read(json)
  if (envelope.whatsAppWebhookEntry !== undefined) {
    const entries = readEntries(envelope.whatsAppWebhookEntry)
    const arns = arnsOf(envelope)
    return entries.flatMap((entry) => eventsOfEntry(entry, arns))
  }
  if (Array.isArray(envelope.entry))
    return envelope.entry.filter(isObject).flatMap((entry) => eventsOfEntry(entry, NO_ARNS))
  if (envelope.changes !== undefined) return eventsOfEntry(envelope, NO_ARNS)
  if (isObject(envelope.value)) return eventsOfEntry({ changes: [envelope] }, NO_ARNS)
  if (envelope.messaging_product === 'whatsapp')
    return eventsOfEntry({ changes: [{ value: envelope }] }, NO_ARNS)
  throw new Unreadable(
    'not_an_event',
    'neither AWS’s envelope (whatsAppWebhookEntry) nor a webhook entry (changes) nor a whole payload (entry)',
  )
}

function read(json: unknown): Json {
  const value = typeof json === 'string' ? parsed(json, 'the event') : json
  if (!isObject(value)) throw new Unreadable('not_an_event', 'an event is a JSON object')
  return value
}

function parsed(json: string, what: string): unknown {
  try {
    return JSON.parse(json)
  } catch (cause) {
    throw new Unreadable('not_json', `${what} is text that is not JSON`, cause)
  }
}

function readEntries(entry: unknown): Json[] {
  const value = typeof entry === 'string' ? parsed(entry, 'whatsAppWebhookEntry') : entry
  const entries = (Array.isArray(value) ? value : [value]).filter(isObject)
  if (entries.length === 0)
    throw new Unreadable('not_an_event', 'whatsAppWebhookEntry holds no webhook entry')
  return entries
}

const NO_ARNS: Arns = { wabas: new Map(), phoneNumbers: new Map() }

function arnsOf({ context, aws_account_id }: Json): Arns {
  const named = (list: unknown, id: string) =>
    new Map(
      arr(list)
        .filter(isObject)
        .flatMap((entry) =>
          str(entry[id]) && str(entry.arn) ? [[str(entry[id])!, str(entry.arn)!]] : [],
        ) as [string, string][],
    )
  const known = obj(context)
  return {
    wabas: named(known?.MetaWabaIds, 'wabaId'),
    phoneNumbers: named(known?.MetaPhoneNumberIds, 'metaPhoneNumberId'),
    ...told({ awsAccountId: str(aws_account_id) }),
  }
}

/** An EventBridge event of AWS End User Messaging Social. Its message id is AWS's, not WhatsApp's. */
export function parseStatusEvent(json: unknown): StatusEvent | UnknownEvent {
  const event = read(json)
  const detailType = str(event['detail-type'])
  if (event.source !== 'aws.social-messaging' || detailType === undefined) {
    throw new Unreadable(
      'not_an_event',
      'not an EventBridge event of aws.social-messaging (source and detail-type)',
    )
  }
  const detail = obj(event.detail) ?? {}
  const origin = told({
    wabaId: str(detail.wabaId),
    phoneNumberId: str(detail.originationPhoneNumberId),
    displayPhoneNumber: str(detail.originationPhoneNumber),
    awsAccountId: str(event.account),
  })
  const named = /^WhatsApp Message (\w+)$/.exec(detailType)?.[1]?.toLowerCase()
  if (named === undefined)
    return { about: 'unknown', kind: 'unknown', origin, field: detailType, raw: event }
  const status = (str(detail.status) ?? named).toLowerCase()
  return {
    about: 'status',
    kind: `status.${status}`,
    origin,
    status,
    from: 'eventbridge',
    ...told({
      messageId: str(detail.messageId),
      at: time(detail.eventTimestamp) ?? time(event.time),
    }),
    customer: told({
      waId: customerNumber(detail),
      userId: str(detail.recipientUserId) ?? str(detail.fromUserId),
    }),
    errors: errorsOf(detail.errors),
    raw: event,
  }
}

/** No published example names the customer; should one do so, then most likely under one of these. */
const customerNumber = ({
  recipientId,
  destinationPhoneNumber,
  recipient,
  from,
  sourcePhoneNumber,
}: Json) =>
  [recipientId, destinationPhoneNumber, recipient, from, sourcePhoneNumber]
    .map((number) => str(number)?.replace(/^\+/, ''))
    .find(Boolean)

export interface ChatAttachmentItem {
  readonly attachmentId: string
  readonly name: string
  readonly mimeType: string
  /** IN_PROGRESS while it is scanned; only an APPROVED one may be used. */
  readonly status: string
  readonly size?: number
}

/** What Connect streams of a chat. */
export interface ChatItem {
  readonly kind: 'chat.message' | 'chat.attachment' | 'chat.event' | 'chat.other'
  readonly id: string
  readonly at: Date
  readonly contactId: string
  readonly initialContactId: string
  readonly participantId?: string
  /** AGENT, CUSTOMER, SYSTEM, CUSTOM_BOT, SUPERVISOR */
  readonly role: string
  readonly displayName?: string
  readonly contentType?: string
  readonly content?: string
  readonly attachments: readonly ChatAttachmentItem[]
  readonly raw: Json
}

/**
 * One item of Connect's chat streaming, as the topic's message holds it.
 * https://docs.aws.amazon.com/connect/latest/adminguide/sns-payload.html
 */
export function parseChatItem(json: unknown): ChatItem {
  const item = read(json)
  const [id, type, at] = [str(item.Id), str(item.Type), time(item.AbsoluteTime)]
  const contactId = str(item.ContactId) ?? str(item.InitialContactId)
  if (id === undefined || type === undefined || at === undefined || contactId === undefined) {
    throw new Unreadable(
      'not_an_event',
      'not an item of Connect’s chat streaming (Id, Type, AbsoluteTime, ContactId)',
    )
  }
  return {
    kind: CHAT_KINDS[type.toUpperCase()] ?? 'chat.other',
    id,
    at,
    contactId,
    initialContactId: str(item.InitialContactId) ?? contactId,
    role: (str(item.ParticipantRole) ?? '').toUpperCase(),
    ...told({
      participantId: str(item.ParticipantId),
      displayName: str(item.DisplayName),
      contentType: str(item.ContentType),
      content: str(item.Content),
    }),
    attachments: arr(item.Attachments).filter(isObject).map(attachmentOf),
    raw: item,
  }
}

const CHAT_KINDS: Readonly<Record<string, ChatItem['kind']>> = {
  MESSAGE: 'chat.message',
  ATTACHMENT: 'chat.attachment',
  EVENT: 'chat.event',
}

const attachmentOf = (attachment: Json): ChatAttachmentItem => ({
  attachmentId: str(attachment.AttachmentId) ?? '',
  name: str(attachment.AttachmentName) ?? '',
  mimeType: str(attachment.ContentType) ?? '',
  status: (str(attachment.Status) ?? '').toUpperCase(),
  ...told({
    size:
      typeof attachment.AttachmentSizeInBytes === 'number'
        ? attachment.AttachmentSizeInBytes
        : undefined,
  }),
})

/** Whether the customer's service window counts from this: their messages and calls; not a mere change of their number. */
export function opensWindow(event: WhatsAppEvent): boolean {
  if (event.about === 'message') return event.content.type !== 'system'
  if (event.about !== 'call') return false
  if (event.direction === 'BUSINESS_INITIATED') return event.event === 'accept'
  // The end of a call is told, too, and is no other call.
  return event.event !== 'terminate'
}
