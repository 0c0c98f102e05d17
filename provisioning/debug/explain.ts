// Explains an event: extracts it from its envelopes, and describes what the bridge (the stack's
// Lambda functions) does with it.

import { IDENTITY_CHANGES } from '#model/customer'
import { fromCallbackData, outcomeOf, SCAN_HOLD_MS } from '#model/reply'
import { explanationOf } from '#whatsapp/errors/error-causes'
import { sentenceFor } from '#whatsapp/errors/error-sentences'
import { errorFor, mayRetryLater } from '#whatsapp/errors/error-table'
import { Unreadable } from '#whatsapp/errors/problems'
import {
  type ChatItem,
  opensWindow,
  parseChatItem,
  parseStatusEvent,
  parseWhatsAppEnvelope,
  startsChat,
} from '#whatsapp/events/events'
import type {
  AccountEvent,
  CallEvent,
  MessageEvent,
  ReportedError,
  StatusEvent,
  TemplateEvent,
  WhatsAppEvent,
} from '#whatsapp/events/types'
import { parsedJsonWithBigIds } from '#whatsapp/json/loose'
import { isObject, type Json } from '#whatsapp/json/rules'
import { serviceWindow } from '#whatsapp/service-window'

import { accountEventExplained, fieldExplained } from './webhook-fields.ts'

type Explained = Json & { readonly kind: string; readonly bridge: string }

/**
 * Explains every event in the input. Throws Unreadable if the input contains something other than
 * events.
 */
export function explained(json: unknown): Explained[] {
  return unwrapped(json, {}, 0).flatMap(({ event, visibility }) => {
    if (event['detail-type'] !== undefined) return [ofEventBridge(event)]
    if (event.AbsoluteTime !== undefined || event.ParticipantRole !== undefined)
      return [ofChat(parseChatItem(event), visibility)]
    return parseWhatsAppEnvelope(event).map(ofWhatsApp)
  })
}

interface Unwrapped {
  readonly event: Json
  /**
   * The participants who can see a chat item. Connect sends this list as a message attribute,
   * outside the item.
   */
  readonly visibility?: string
}

/**
 * Extracts events from the records of a Lambda event, the bodies of SQS messages, and SNS
 * notifications.
 */
function unwrapped(json: unknown, known: { visibility?: string }, depth: number): Unwrapped[] {
  if (depth > 5)
    throw new Unreadable('not_an_event', 'The event is nested too deeply. Pass the event itself.')
  if (typeof json === 'string') return unwrapped(parsed(json), known, depth + 1)
  if (!isObject(json)) throw new Unreadable('not_an_event', 'An event must be a JSON object.')
  if (Array.isArray(json.Records))
    return json.Records.flatMap((record: unknown) => unwrapped(record, known, depth + 1))
  if (isObject(json.Sns)) return unwrapped(json.Sns, known, depth + 1)
  if (typeof json.body === 'string') return unwrapped(json.body, known, depth + 1)
  if (typeof json.Message === 'string')
    return unwrapped(json.Message, { ...known, ...visibilityIn(json) }, depth + 1)
  return [{ event: json, ...known }]
}

function parsed(json: string): unknown {
  try {
    return parsedJsonWithBigIds(json)
  } catch (cause) {
    throw new Unreadable('not_json', 'The event contains text that is not JSON.', cause)
  }
}

function visibilityIn({ MessageAttributes: attributes }: Json): { visibility?: string } {
  const visibility =
    isObject(attributes) && isObject(attributes.MessageVisibility)
      ? attributes.MessageVisibility.Value
      : undefined
  return typeof visibility === 'string' ? { visibility } : {}
}

/** Explains an EventBridge event. The stack's event rule matches only statuses of messages. */
function ofEventBridge(event: Json): Explained {
  const status = event.source === 'aws.social-messaging' ? parseStatusEvent(event) : undefined
  if (status?.about === 'status') return ofWhatsApp(status)
  if (status?.about === 'received') {
    const { about: _, raw: __, ...matters } = status
    const bridge =
      'The bridge records the message as evidence for the service window, if it knows the customer.'
    return { ...matters, bridge }
  }
  return {
    kind: 'unknown',
    field: event['detail-type'],
    bridge: 'The bridge ignores the event, because it is not the status of a WhatsApp message.',
    raw: event,
  }
}

function ofWhatsApp(event: WhatsAppEvent): Explained {
  const { about, raw, ...matters } = event
  switch (event.about) {
    case 'message':
      return {
        ...matters,
        errors: event.errors.map(meaning),
        ...windowOf(event),
        bridge: withMessage(event),
        ...(['other', 'edit'].includes(event.content.type) ? { raw } : {}),
      }
    case 'status':
      return { ...matters, errors: event.errors.map(meaning), bridge: withStatus(event) }
    case 'call':
      return {
        ...matters,
        errors: event.errors.map(meaning),
        ...windowOf(event),
        bridge: withCall(event),
      }
    case 'account':
      return { ...matters, errors: event.errors.map(meaning), ...withAccount(event), raw }
    case 'template':
      return {
        ...matters,
        bridge: `The bridge notes the event in the log. ${fieldExplained(TEMPLATE_FIELDS[event.kind])}`,
        raw,
      }
    case 'echo':
      return {
        ...matters,
        bridge: `${fieldExplained('smb_message_echoes')} If a Connect chat with the customer is running, the bridge adds one notice to it, with the text that was sent from the phone.${withoutArn(event)}`,
      }
    case 'unknown':
      return {
        ...matters,
        bridge: event.isUnreadable
          ? 'The event ends in the dead-letter queue, because it is not in the form in which WhatsApp’s events are read.'
          : event.field === undefined
            ? 'The bridge does not know this event, so it only notes the event in the log.'
            : `The bridge only notes the event in the log. ${fieldExplained(event.field)}`,
        raw,
      }
    case 'preferences':
      return {
        ...matters,
        bridge: `The bridge notes the event in the log. ${fieldExplained('user_preferences')} The bridge remembers the customer’s choice for this business number. While marketing is stopped, the widget offers no marketing templates.`,
      }
    case 'user_id':
      return {
        ...matters,
        bridge: `The bridge notes the event in the log. ${fieldExplained('user_id_update')} ${IDENTITIES_LINKED}`,
      }
  }
}

const TEMPLATE_FIELDS: Readonly<Record<TemplateEvent['kind'], string>> = {
  'template.status': 'message_template_status_update',
  'template.quality': 'message_template_quality_update',
  'template.components': 'message_template_components_update',
  'template.category': 'template_category_update',
}

/**
 * Explains an event about a WABA. `details` contains the parts of the event that describe what
 * happened.
 */
function withAccount({ field, event, raw }: AccountEvent): { bridge: string; details?: Json } {
  const details = Object.fromEntries(
    Object.entries(raw).filter(([key]) => /_info$|^decision$|^reason$|^status$/.test(key)),
  )
  const happened = accountEventExplained(event)
  return {
    bridge: `The bridge notes the event in the log. ${fieldExplained(field)}${happened ? ` This event says that ${happened}.` : ''}`,
    ...(Object.keys(details).length > 0 ? { details } : {}),
  }
}

/** Returns the error with its meaning and its remedy. */
function meaning(error: ReportedError): Json {
  const { retry, certain, who } = errorFor(error.code)
  return { ...error, ...explanationOf(error.code), retry, certain, who, agent: sentenceFor(error) }
}

function windowOf(event: WhatsAppEvent & { at?: Date }): { windowUntil?: Date } {
  if (!event.at || !opensWindow(event)) return {}
  const window = serviceWindow([{ at: event.at, from: 'webhook' }], event.at)
  return window.is === 'open' ? { windowUntil: window.until } : {}
}

/**
 * Explains how the bridge finds the business number if AWS's envelope does not contain the number's
 * ARN.
 */
function withoutArn({ origin }: WhatsAppEvent): string {
  const { phoneNumberArn, phoneNumberId = origin.displayPhoneNumber } = origin
  if (phoneNumberArn) return ''
  return phoneNumberId === undefined
    ? ` This input would ${DEAD}, because it names no business number.`
    : ` AWS’s envelope does not name the ARN of the business number, so the bridge looks for ${phoneNumberId} among the numbers of the account. An event of another number would ${DEAD}.`
}

const DEAD = 'end in the dead-letter queue'

function withCall(event: CallEvent): string {
  const { customer } = event
  if (!opensWindow(event))
    return event.event === undefined
      ? 'The bridge notes the event in the log.'
      : `The bridge notes the event in the log. ${event.event} opens no service window.`
  return customer.waId || customer.userId
    ? `${WINDOW}${withoutArn(event)}`
    : 'The call ends in the dead-letter queue, because it names no customer.'
}

const LOGGED = 'The bridge only notes the event in the log.'
const IDENTITIES_LINKED =
  'The bridge links the new number or user id with the customer’s conversation, and a notice in a running Connect chat tells the agent.'
const WINDOW = 'The event opens the service window for 24 hours.'
const MEDIA = ['image', 'video', 'audio', 'document', 'sticker']

function withMessage(event: MessageEvent): string {
  const { content, customer, groupId, kind } = event
  if (groupId !== undefined)
    return 'The bridge only counts and logs the message (group_message). A member wrote it to a group, and an answer would go to that member alone.'
  if (!(customer.waId ?? customer.userId))
    return 'The event ends in the dead-letter queue, because it names no customer.'
  const missing = withoutArn(event)
  if (content.type === 'system') {
    const done = IDENTITY_CHANGES.includes(content.change ?? '') ? IDENTITIES_LINKED : LOGGED
    return `${done} The message comes from WhatsApp and not from the customer, so it does not open the service window and starts no chat.${missing}`
  }
  if (kind === 'message.request_welcome')
    return `${LOGGED} The customer opened the chat and has not written.`
  if (!startsChat({ content }))
    return `${WINDOW} If a Connect chat is running, the bridge adds one line to it that describes the message. The message starts no chat.${missing}`
  const opened = `${WINDOW} `
  const chat = 'the customer’s Connect chat, once, starting one if none is running.'
  if (content.type === 'text') return `${opened}The text goes into ${chat}${missing}`
  if (MEDIA.includes(content.type))
    return `${WINDOW} The bridge fetches the file and attaches it once to ${chat} If the chat does not accept the file, a line says so.${missing}`
  return `${WINDOW} The bridge adds a line that describes the message to ${chat}${missing}`
}

const IGNORED_STATUSES: Readonly<Record<string, string>> = {
  accepted:
    'If the bridge sent the message, it stores WhatsApp’s id of the message: customers quote a message by this id, and later statuses may contain no other id.',
  warning:
    'Something in the message, such as a product, is unavailable or does not exist. The bridge notes the event in the log as message_warning. If the bridge sent the message, the widget shows the warning with the reply, and a bridged Connect chat that is running gets a notice.',
  unknown:
    'The bridge notes the event in the log as status_unknown, because it does not know this status.',
  deleted:
    'The customer deleted the message. If the bridge has stored it, it removes the stored copy and the file, and adds one line to a bridged Connect chat that is running.',
}

function withStatus(event: StatusEvent): string {
  const { status, from, errors, at } = event
  const outcome = outcomeOf(status, String(at))
  if (!outcome)
    return status === 'deleted'
      ? `${IGNORED_STATUSES.deleted}${withoutArn(event)}`
      : (IGNORED_STATUSES[status] ??
          'The bridge ignores the event, because it does not report the delivery of a message.')
  const by = keysOf(event)
  if (by.length === 0) return 'The bridge ignores the event, because it has no message id.'
  const isCertain = from === 'webhook' && fromCallbackData(event.callbackData) !== undefined
  const found = `The bridge records the status as the outcome of the reply, which it finds by ${by.join(', or by ')}${isCertain ? '' : ', if the bridge sent the message'}. Statuses may arrive in any order.`
  if (outcome.status !== 'failed') return found
  const codes = errors.map(({ code }) => code)
  const closed = codes.includes(131047)
    ? ' The status closes the service window, unless the customer has written since the message was sent.'
    : ''
  const again =
    codes.length > 0 && codes.every(mayRetryLater)
      ? ' The bridge sends the message again later, unless the time in which it may be sent is over.'
      : ' The bridge does not send the message again. The agent sees the reason.'
  return `${found}${closed}${again}`
}

/**
 * Returns the ids with which the bridge searches for the message to which a status belongs, in the
 * order of the search.
 */
function keysOf({ from, callbackData, awsMessageId, messageId }: StatusEvent): string[] {
  if (from === 'eventbridge') return messageId ? ['AWS’s message id'] : []
  if (fromCallbackData(callbackData)) return ['its callback data']
  return [
    ...(awsMessageId ? ['the message id in AWS’s envelope'] : []),
    ...(messageId ? ['WhatsApp’s id of the message'] : []),
  ]
}

function ofChat(item: ChatItem, visibility: string | undefined): Explained {
  const { raw, ...matters } = item
  return {
    ...matters,
    ...(visibility === undefined ? {} : { visibility }),
    bridge: withItem(item, visibility),
  }
}

function withItem(
  { kind, role, contentType = 'text/plain', content, attachments }: ChatItem,
  visibility: string | undefined,
): string {
  if (kind !== 'chat.message' && kind !== 'chat.attachment')
    return 'The bridge does not forward the item, because it is an event of the chat and not a message.'
  if (role === 'CUSTOMER')
    return 'The bridge does not forward the item, because the customer wrote it. In a native chat (evidence topic), it opens the service window for 24 hours.'
  if (visibility !== undefined && visibility !== 'ALL' && visibility !== 'CUSTOMER')
    return `The bridge does not forward the item, because only ${visibility} can see it.`
  const ours = 'if the bridge started this chat (native chats are never forwarded)'
  if (kind === 'chat.message') {
    if (!content) return 'The bridge does not forward the item, because the message is empty.'
    const how =
      contentType === 'text/markdown'
        ? ' with WhatsApp’s formatting, in parts of at most 4096 characters,'
        : ' in parts of at most 4096 characters,'
    if (contentType.startsWith('text/'))
      return `The bridge puts the item into the outbox of the conversation and sends it${how} ${ours}.`
    return contentType.endsWith('.interactive')
      ? `The bridge puts the item into the outbox and sends it as a list or buttons, ${ours}. It fails if WhatsApp has no equivalent.`
      : 'The bridge does not forward the item, because it is not text.'
  }
  if (attachments.length === 0)
    return 'The bridge does not forward the item, because it contains no file.'
  if (attachments.some(({ status }) => status === 'REJECTED'))
    return `The bridge puts the item into the outbox, ${ours}. It fails there, because Connect’s scan rejected the file.`
  if (attachments.some(({ status }) => status !== 'APPROVED'))
    return `The bridge puts the item into the outbox, ${ours}. There it waits for Connect’s scan; after ${SCAN_HOLD_MS / 1000} seconds, later replies are sent first.`
  return `The bridge puts the item into the outbox, uploads the file and sends it, ${ours}.`
}
