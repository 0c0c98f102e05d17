// Any event the bridge may be given, taken out of whatever it came wrapped in, and said in words.
import { errorFor, mayRetryLater } from '#whatsapp/errors/error-table'
import { Unreadable } from '#whatsapp/errors/problems'
import {
  type ChatItem,
  opensWindow,
  parseChatItem,
  parseStatusEvent,
  parseWhatsAppEnvelope,
} from '#whatsapp/events/events'
import type {
  CallEvent,
  MessageEvent,
  ReportedError,
  StatusEvent,
  WhatsAppEvent,
} from '#whatsapp/events/types'
import { isObject, type Json } from '#whatsapp/json/rules'
import { serviceWindow } from '#whatsapp/service-window'
import { fromCallbackData, outcomeOf } from '../../lambdas/model/reply.ts'

type Explained = Json & { readonly kind: string; readonly bridge: string }

/** Throws Unreadable for what is no event known here. */
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
  /** Connect says who sees an item beside it, not in it. */
  readonly visibility?: string
}

/** Out of a Lambda event's records, an SQS body, an SNS notification. */
function unwrapped(json: unknown, known: { visibility?: string }, depth: number): Unwrapped[] {
  if (depth > 5) throw new Unreadable('not_an_event', 'the event is wrapped too often to be read')
  if (typeof json === 'string') return unwrapped(parsed(json), known, depth + 1)
  if (!isObject(json)) throw new Unreadable('not_an_event', 'an event is a JSON object')
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
    return JSON.parse(json)
  } catch (cause) {
    throw new Unreadable('not_json', 'the event holds text that is not JSON', cause)
  }
}

function visibilityIn({ MessageAttributes: attributes }: Json): { visibility?: string } {
  const visibility =
    isObject(attributes) && isObject(attributes.MessageVisibility)
      ? attributes.MessageVisibility.Value
      : undefined
  return typeof visibility === 'string' ? { visibility } : {}
}

/** The bridge's rule lets in statuses of messages only. */
function ofEventBridge(event: Json): Explained {
  const status = event.source === 'aws.social-messaging' ? parseStatusEvent(event) : undefined
  if (status?.about === 'status') return ofWhatsApp(status)
  return {
    kind: 'unknown',
    field: event['detail-type'],
    bridge: 'Nothing: no status of a WhatsApp message.',
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
      return { ...matters, ...windowOf(event), bridge: withCall(event) }
    case 'account':
      return { ...matters, errors: event.errors.map(meaning), bridge: 'Noted in the log.', raw }
    case 'template':
      return { ...matters, bridge: 'Noted in the log.', raw }
    case 'unknown':
      return { ...matters, bridge: 'Not known: noted in the log, nothing else.', raw }
    default:
      return { ...matters, bridge: 'Noted in the log.' }
  }
}

/** What an error means, and who can do what about it. */
function meaning(error: ReportedError): Json {
  const { meaning, retry, certain, who, tell } = errorFor(error.code)
  return { ...error, meaning, retry, certain, who, agent: tell.en }
}

function windowOf(event: WhatsAppEvent & { at?: Date }): { windowUntil?: Date } {
  if (!event.at || !opensWindow(event)) return {}
  const window = serviceWindow([{ at: event.at, from: 'webhook' }], event.at)
  return window.is === 'open' ? { windowUntil: window.until } : {}
}

const AS_IT_STANDS =
  '(As it stands it does not: the envelope that names the AWS account and the business number’s ARN is missing.)'

function withCall(event: CallEvent): string {
  const { customer, origin } = event
  if (!opensWindow(event) || !(customer.waId ?? customer.userId)) return 'Noted in the log.'
  return `Opens the service window for 24 hours.${origin.phoneNumberArn && origin.awsAccountId ? '' : ` ${AS_IT_STANDS}`}`
}

const MEDIA = ['image', 'video', 'audio', 'document', 'sticker']

function withMessage({ content, customer, id, origin }: MessageEvent): string {
  if (content.type === 'system')
    return 'Noted in the log: the system’s message, not the customer’s. It opens no service window.'
  if (!id || !(customer.waId ?? customer.userId))
    return 'Not carried: it names no message or no customer.'
  const missing =
    origin.phoneNumberArn && origin.awsAccountId
      ? ''
      : ' (As it stands it would not be carried: the envelope that names the AWS account and the business number’s ARN is missing.)'
  const opened = 'Opens the service window for 24 hours. '
  const chat = 'the customer’s Connect chat, once, starting one if none is running.'
  if (content.type === 'text') return `${opened}The text goes into ${chat}${missing}`
  if (MEDIA.includes(content.type))
    return `${opened}The file is fetched and attached to ${chat} One the chat does not take becomes a line saying so.${missing}`
  return `${opened}A line saying what it is goes into ${chat}${missing}`
}

function withStatus(event: StatusEvent): string {
  const { status, from, callbackData, messageId, errors, origin, at } = event
  if (status === 'received')
    return 'Evidence for the service window, if it names a customer who is known.'
  const outcome = outcomeOf(status, String(at))
  if (!outcome) return 'Ignored: it says nothing about what became of a message.'
  if (from === 'webhook' && callbackData === undefined)
    return 'Ignored: it carries no callback data, so the message was not sent by the bridge.'
  if (from === 'webhook' && !fromCallbackData(callbackData))
    return 'Ignored: its callback data is not the bridge’s, so another program sent the message.'
  if (from === 'eventbridge' && messageId === undefined) return 'Ignored: it names no message.'
  if (!origin.awsAccountId)
    return 'As it stands ignored, because the envelope that names the AWS account is missing; else recorded.'
  const by = from === 'webhook' ? 'the callback data' : 'AWS’s message id, if the bridge sent it'
  const found = `Recorded as the outcome of the reply found by ${by}, whatever order statuses come in.`
  if (outcome.status !== 'failed') return found
  const codes = errors.map(({ code }) => code)
  const closed = codes.includes(131047)
    ? ' Closes the service window, unless the customer has written since it was sent.'
    : ''
  const again =
    codes.length > 0 && codes.every(mayRetryLater)
      ? ' Sent again by itself, later, while its time to be sent lasts.'
      : ' Not sent again by itself; the agent is told why.'
  return `${found}${closed}${again}`
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
    return 'Not forwarded: an event of the chat, not a message.'
  if (role === 'CUSTOMER')
    return 'Not forwarded. In a native chat (evidence topic): the customer wrote, which opens the service window for 24 hours.'
  if (visibility !== undefined && visibility !== 'ALL' && visibility !== 'CUSTOMER')
    return `Not forwarded: visible to ${visibility} only.`
  const ours = 'if the bridge started this chat; a chat Connect carries itself is never forwarded'
  if (kind === 'chat.message') {
    if (!content) return 'Not forwarded: an empty message.'
    const how =
      contentType === 'text/markdown'
        ? ' with WhatsApp’s marks for its emphasis, in parts if over 4096 characters,'
        : ' in parts if over 4096 characters,'
    if (contentType.startsWith('text/'))
      return `Put into the conversation’s outbox and sent${how} ${ours}.`
    return contentType.endsWith('.interactive')
      ? `Put into the outbox and sent as a list or buttons (what WhatsApp has nothing like fails there), ${ours}.`
      : 'Not forwarded: no text.'
  }
  if (attachments.length === 0) return 'Not forwarded: it names no file.'
  if (attachments.some(({ status }) => status === 'REJECTED'))
    return `Put into the outbox and failed there, because Connect’s scan rejected it, ${ours}.`
  if (attachments.some(({ status }) => status !== 'APPROVED'))
    return `Put into the outbox, waiting for Connect’s scan for at most 30 seconds before later replies pass, ${ours}.`
  return `Put into the outbox, uploaded and sent, ${ours}.`
}
