// Parses everything that is received from outside into typed events. Unknown fields are preserved,
// and missing fields are allowed. The functions throw `Unreadable` only if the envelope itself is
// malformed.
import { Unreadable } from '#whatsapp/errors/problems'
import { errorsOf } from '#whatsapp/events/inbound-content'
import { statusWord } from '#whatsapp/events/status-words'
import type {
  MessageEvent,
  ReceivedEvent,
  StatusEvent,
  UnknownEvent,
  WhatsAppEvent,
} from '#whatsapp/events/types'
import { type Arns, eventsOfEntry } from '#whatsapp/events/webhook'
import { arr, defined, obj, parsedJsonWithBigIds, str, time } from '#whatsapp/json/loose'
import { isObject, type Json } from '#whatsapp/json/rules'

/**
 * Parses the body that AWS publishes to a WABA's topic. The parser also accepts a bare webhook
 * entry, or Meta's whole payload. Throws `Unreadable` for any other input.
 * https://docs.aws.amazon.com/social-messaging/latest/userguide/managing-event-destination-dlrs.html
 */
export function parseWhatsAppEnvelope(json: unknown): WhatsAppEvent[] {
  const envelope = read(json)
  if (envelope.whatsAppWebhookEntry !== undefined) {
    const arns = arnsOf(envelope)
    const entries = readEntries(envelope.whatsAppWebhookEntry, headerOf(envelope, arns))
    const events = entries.flatMap((entry) => eventsOfEntry(entry, arns))
    return withMessageId(events, str(envelope.messageId))
  }
  if (Array.isArray(envelope.entry))
    return envelope.entry.filter(isObject).flatMap((entry) => eventsOfEntry(entry, NO_ARNS))
  if (envelope.changes !== undefined) return eventsOfEntry(envelope, NO_ARNS)
  if (isObject(envelope.value)) return eventsOfEntry({ changes: [envelope] }, NO_ARNS)
  if (envelope.messaging_product === 'whatsapp')
    return eventsOfEntry({ changes: [{ value: envelope }] }, NO_ARNS)
  throw new Unreadable(
    'not_an_event',
    'This is neither AWS’s envelope (whatsAppWebhookEntry) nor a webhook entry (changes) nor a whole payload (entry).',
  )
}

/**
 * Adds AWS's message id from the envelope to the status in the envelope. If an envelope has several
 * statuses, the id is not added, because the status that the id belongs to is unknown.
 */
function withMessageId(
  events: readonly WhatsAppEvent[],
  awsMessageId: string | undefined,
): WhatsAppEvent[] {
  const isAlone = events.filter(({ about }) => about === 'status').length === 1
  return events.map((event) =>
    event.about === 'status' && isAlone && awsMessageId ? { ...event, awsMessageId } : event,
  )
}

/**
 * Returns the time at which AWS published an envelope, or undefined if the envelope does not
 * contain the time. The times have nanoseconds, which a Date would lose, so callers compare the
 * times as texts.
 */
export const publishedAt = (json: unknown): string | undefined =>
  inNanoseconds(str(obj(json)?.message_timestamp))

export function inNanoseconds(time = ''): string | undefined {
  const [, seconds, fraction = ''] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/.exec(time) ?? []
  return seconds && `${seconds}.${fraction.padEnd(9, '0')}Z`
}

const THE_EVENT = 'The event'

function read(json: unknown): Json {
  const value = typeof json === 'string' ? parsed(json, THE_EVENT) : json
  if (!isObject(value)) throw new Unreadable('not_an_event', 'An event must be a JSON object.')
  return value
}

function parsed(json: string, what: string, header = ''): unknown {
  try {
    return parsedJsonWithBigIds(json)
  } catch (cause) {
    const path = what === THE_EVENT ? '' : what
    throw new Unreadable('not_json', `${what} is text, but not JSON${header}.`, cause, path)
  }
}

function readEntries(entry: unknown, header: string): Json[] {
  const value = typeof entry === 'string' ? parsed(entry, 'whatsAppWebhookEntry', header) : entry
  const entries = (Array.isArray(value) ? value : [value]).filter(isObject)
  if (entries.length === 0)
    throw new Unreadable(
      'not_an_event',
      `whatsAppWebhookEntry has no webhook entry${header}.`,
      undefined,
      'whatsAppWebhookEntry',
    )
  return entries
}

/**
 * Returns the ids in an envelope (account, WABA, number, message) for an error about its content.
 */
function headerOf({ messageId }: Json, { wabas, phoneNumbers, awsAccountId }: Arns): string {
  const named = [
    ...(awsAccountId ? [`of account ${awsAccountId}`] : []),
    ...[...wabas.keys()].map((id) => `WABA ${id}`),
    ...[...phoneNumbers.keys()].map((id) => `number ${id}`),
    ...(str(messageId) ? [`message ${str(messageId)}`] : []),
  ]
  return named.length > 0 ? `; the envelope is ${named.join(', ')}` : ''
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
    ...defined({ awsAccountId: str(aws_account_id) }),
  }
}

/**
 * Parses an EventBridge event of AWS End User Messaging Social. The message id in an EventBridge
 * event is AWS's id and not WhatsApp's id.
 */
export function parseStatusEvent(json: unknown): StatusEvent | ReceivedEvent | UnknownEvent {
  const event = read(json)
  const detailType = str(event['detail-type'])
  if (event.source !== 'aws.social-messaging' || detailType === undefined) {
    throw new Unreadable(
      'not_an_event',
      'This is not an EventBridge event of aws.social-messaging (source and detail-type).',
    )
  }
  const detail = obj(event.detail) ?? {}
  const origin = defined({
    wabaId: str(detail.wabaId),
    phoneNumberId: str(detail.originationPhoneNumberId),
    displayPhoneNumber: str(detail.originationPhoneNumber),
    awsAccountId: str(event.account),
  })
  const named = /^WhatsApp Message (\w+)$/.exec(detailType)?.[1]
  if (named === undefined)
    return { about: 'unknown', kind: 'unknown', origin, field: detailType, raw: event }
  const at = defined({ at: time(detail.eventTimestamp) ?? time(event.time) })
  const customer = defined({
    waId: customerNumber(detail),
    userId: str(detail.recipientUserId) ?? str(detail.fromUserId),
  })
  if (named === 'Received')
    return { about: 'received', kind: 'received', origin, ...at, customer, raw: event }
  const word = statusWord(str(detail.status), named)
  return {
    about: 'status',
    kind: `status.${word.status}`,
    origin,
    ...word,
    from: 'eventbridge',
    ...defined({ messageId: str(detail.messageId) }),
    ...at,
    customer,
    errors: errorsOf(detail.errors),
    raw: event,
  }
}

/**
 * The published examples of this event do not contain the customer's number. If an event contains
 * the number, one of these fields is the most likely place.
 */
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
  /** The status is IN_PROGRESS while Connect scans the file. Only an APPROVED file may be used. */
  readonly status: string
  readonly size?: number
}

/** An entry of a chat as Connect streams it: a message, an attachment or an event. */
export interface ChatItem {
  readonly kind: 'chat.message' | 'chat.attachment' | 'chat.event' | 'chat.other'
  readonly id: string
  readonly at: Date
  readonly contactId: string
  readonly initialContactId: string
  readonly participantId?: string
  /** AGENT, CUSTOMER, SYSTEM, CUSTOM_BOT or SUPERVISOR. */
  readonly role: string
  readonly displayName?: string
  readonly contentType?: string
  readonly content?: string
  readonly attachments: readonly ChatAttachmentItem[]
  readonly raw: Json
}

/**
 * Parses one entry of Connect's chat streaming. The input is the message of an SNS notification, as
 * parsed JSON.
 * https://docs.aws.amazon.com/connect/latest/adminguide/sns-payload.html
 */
export function parseChatItem(json: unknown): ChatItem {
  const item = read(json)
  const [id, type, at] = [str(item.Id), str(item.Type), time(item.AbsoluteTime)]
  const contactId = str(item.ContactId) ?? str(item.InitialContactId)
  if (id === undefined || type === undefined || at === undefined || contactId === undefined) {
    throw new Unreadable(
      'not_an_event',
      'This is not an item of Connect’s chat streaming (Id, Type, AbsoluteTime, ContactId).',
    )
  }
  return {
    kind: CHAT_KINDS[type.toUpperCase()] ?? 'chat.other',
    id,
    at,
    contactId,
    initialContactId: str(item.InitialContactId) ?? contactId,
    role: (str(item.ParticipantRole) ?? '').toUpperCase(),
    ...defined({
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
  ...defined({
    size:
      typeof attachment.AttachmentSizeInBytes === 'number'
        ? attachment.AttachmentSizeInBytes
        : undefined,
  }),
})

/**
 * Returns whether the event opens the customer's service window. Messages and calls open the
 * window. The window is not opened by a changed number, by a message to a group, or by a customer
 * who opens the chat without writing. (Until March 2026, WhatsApp reported such an opened chat as
 * `request_welcome`.)
 */
export function opensWindow(event: WhatsAppEvent): boolean {
  if (event.about === 'message')
    return (
      event.content.type !== 'system' &&
      event.kind !== 'message.request_welcome' &&
      event.groupId === undefined
    )
  if (event.about !== 'call') return false
  // A call opens the window only when it begins. The end, the recording and the transcript of the
  // call do not open the window.
  return event.direction === 'BUSINESS_INITIATED'
    ? event.event === 'accepted'
    : event.event === 'connect' && event.direction === 'USER_INITIATED'
}

/**
 * Returns whether a message starts a chat. A reaction or a deletion gives an agent nothing to do,
 * so neither of the two starts a chat. Reactions and deletions are displayed only in a chat that is
 * already open.
 */
export const startsChat = ({ content }: Pick<MessageEvent, 'content'>): boolean =>
  content.type !== 'reaction' && content.type !== 'revoke'
