// Parses one entry of a WhatsApp webhook into events. The parser never throws: anything unknown
// becomes an `unknown` event.
// https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/components

import { addressesIn } from '#whatsapp/events/address'
import { contentOf, errorsOf } from '#whatsapp/events/inbound-content'
import { statusWord } from '#whatsapp/events/status-words'
import type {
  AccountEvent,
  CallEvent,
  EchoEvent,
  MessageEvent,
  Origin,
  PreferenceEvent,
  ReportedCustomer,
  StatusEvent,
  TemplateEvent,
  UnknownEvent,
  UserIdEvent,
  WhatsAppEvent,
} from '#whatsapp/events/types'
import { arr, defined, flag, obj, str, time } from '#whatsapp/json/loose'
import { isObject, type Json } from '#whatsapp/json/rules'

/** The ARNs of WABAs and numbers in the envelope, by Meta's ids. */
export interface Arns {
  readonly wabas: ReadonlyMap<string, string>
  readonly phoneNumbers: ReadonlyMap<string, string>
  readonly awsAccountId?: string
}

export function eventsOfEntry(entry: Json, arns: Arns): WhatsAppEvent[] {
  const wabaId = str(entry.id)
  const account = defined({
    wabaId,
    wabaArn: wabaId === undefined ? undefined : arns.wabas.get(wabaId),
    awsAccountId: arns.awsAccountId,
  })
  if (!Array.isArray(entry.changes)) return [unreadable(entry, account)]
  if (entry.changes.length === 0) return [unknown(entry, account)]
  return entry.changes.flatMap((change): WhatsAppEvent[] => {
    const value = obj(obj(change)?.value)
    const field = str(obj(change)?.field)
    if (!value) return [unreadable(change, account, field)]
    const form = field ?? guessed(value)
    if (form === '') return [unreadable(value, account)]
    const events = eventsOfChange(form, value, originOf(value, account, arns))
    return events.length > 0 ? events : [unknown(value, account, field)]
  })
}

const unknown = (raw: unknown, origin: Origin, field?: string): UnknownEvent => ({
  about: 'unknown',
  kind: 'unknown',
  origin,
  ...defined({ field }),
  raw,
})

const unreadable = (raw: unknown, origin: Origin, field?: string): UnknownEvent => ({
  ...unknown(raw, origin, field),
  isUnreadable: true,
})

/** Parses each entry of a list of messages. Every entry of the list results in an event. */
function eachMessage<Event>(
  list: unknown,
  parse: (message: Json) => Event,
  origin: Origin,
  field: string,
): (Event | UnknownEvent)[] {
  if (list === undefined || list === null) return []
  return (Array.isArray(list) ? list : [list]).map((message) =>
    Array.isArray(list) && isObject(message) ? parse(message) : unreadable(message, origin, field),
  )
}

const guessed = (value: Json) =>
  value.messages !== undefined || value.statuses !== undefined || value.errors !== undefined
    ? 'messages'
    : ''

function originOf(value: Json, account: Origin, { phoneNumbers }: Arns): Origin {
  const metadata = obj(value.metadata)
  const phoneNumberId = str(metadata?.phone_number_id)
  const phoneNumberArn = phoneNumberId === undefined ? undefined : phoneNumbers.get(phoneNumberId)
  return {
    ...account,
    ...defined({
      phoneNumberId,
      phoneNumberArn,
      displayPhoneNumber: str(metadata?.display_phone_number),
    }),
  }
}

function eventsOfChange(field: string, value: Json, origin: Origin): WhatsAppEvent[] {
  switch (field) {
    case 'messages':
      return [
        ...eachMessage(
          value.messages,
          (message) => messageEvent(message, value, origin),
          origin,
          field,
        ),
        ...arr(value.statuses)
          .filter(isObject)
          .map((status) => statusEvent(status, value, origin)),
        ...accountErrors(value, origin),
      ]
    case 'calls':
      return [
        ...arr(value.calls)
          .filter(isObject)
          .map((call) => callEvent(call, value, origin)),
        ...arr(value.statuses)
          .filter(isObject)
          .map((status) => callStatusEvent(status, value, origin)),
      ]
    case 'smb_message_echoes':
      return eachMessage(
        value.message_echoes,
        (message) => echoEvent(message, value, origin),
        origin,
        field,
      )
    case 'message_template_status_update':
    case 'message_template_quality_update':
    case 'message_template_components_update':
    case 'template_category_update':
      return [templateEvent(field, value, origin)]
    case 'user_preferences':
      return arr(value.user_preferences)
        .filter(isObject)
        .map((preference) => preferenceEvent(preference, value, origin))
    case 'user_id_update':
      return arr(value.user_id_update)
        .filter(isObject)
        .map((update) => userIdEvent(update, value, origin))
    default:
      return /^(account|business|phone_number|security|payment|billing)/.test(field)
        ? [accountEvent(field, value, origin)]
        : []
  }
}

function messageEvent(message: Json, value: Json, origin: Origin): MessageEvent {
  const type = str(message.type) ?? 'unknown'
  const context = obj(message.context)
  const quotes = defined({
    id: str(context?.id) ?? str(context?.message_id),
    from: str(context?.from),
  })
  return {
    about: 'message',
    kind: `message.${type}`,
    origin,
    ...defined({
      id: str(message.id),
      at: time(message.timestamp),
      quotes: Object.keys(quotes).length > 0 && quotes.id !== undefined ? quotes : undefined,
      forwarded: flag(context?.forwarded) || flag(context?.frequently_forwarded) || undefined,
      referral: obj(message.referral),
      referredProduct: obj(context?.referred_product),
      groupId: str(message.group_id),
    }),
    customer: customerOf(
      {
        // If the customer's number or user id has changed, only the system object reliably contains
        // the customer's id.
        waId: str(message.from) ?? str(obj(message.system)?.wa_id),
        userId: str(message.from_user_id) ?? str(obj(message.system)?.user_id),
        parentUserId: str(message.from_parent_user_id) ?? str(obj(message.system)?.parent_user_id),
      },
      value,
    ),
    content: contentOf(type, message),
    errors: errorsOf(message.errors),
    raw: message,
  }
}

// https://developers.facebook.com/documentation/business-messaging/whatsapp/embedded-signup/onboarding-business-app-users
const echoEvent = (message: Json, value: Json, origin: Origin): EchoEvent => ({
  about: 'echo',
  kind: 'echo',
  origin,
  ...defined({ id: str(message.id), at: time(message.timestamp) }),
  customer: customerOf(
    {
      waId: str(message.to),
      userId: str(message.to_user_id),
      parentUserId: str(message.to_parent_user_id),
    },
    value,
  ),
  content: contentOf(str(message.type) ?? 'unknown', message),
  raw: message,
})

function statusEvent(status: Json, value: Json, origin: Origin): StatusEvent {
  const word = statusWord(str(status.status))
  return {
    about: 'status',
    kind: `status.${word.status}`,
    origin,
    ...word,
    from: 'webhook',
    ...defined({
      messageId: str(status.id),
      at: time(status.timestamp),
      callbackData: str(status.biz_opaque_callback_data),
      conversation: obj(status.conversation),
      pricing: obj(status.pricing),
    }),
    customer: customerOf(
      { waId: str(status.recipient_id), userId: str(status.recipient_user_id) },
      value,
    ),
    errors: errorsOf(status.errors),
    raw: status,
  }
}

/**
 * Finds the customer of a message or status among the webhook's contacts: the contact with the same
 * number or user id, or the only contact. A user id is recognized by its form, even in a property
 * that usually contains a number.
 */
function customerOf(
  known: {
    waId?: string | undefined
    userId?: string | undefined
    parentUserId?: string | undefined
  },
  value: Json,
): ReportedCustomer {
  const own = addressesIn([known.waId, known.userId, known.parentUserId])
  const contacts = arr(value.contacts).filter(isObject)
  const addressesOf = (contact: Json | undefined) =>
    addressesIn([str(contact?.wa_id), str(contact?.user_id), str(contact?.parent_user_id)])
  const same = (contact: Json) => {
    const { waId, userId } = addressesOf(contact)
    return (
      (own.waId !== undefined && waId === own.waId) ||
      (own.userId !== undefined && userId === own.userId)
    )
  }
  const contact = contacts.find(same) ?? (contacts.length === 1 ? contacts[0] : undefined)
  const profile = obj(contact?.profile)
  return {
    ...addressesOf(contact),
    ...own,
    ...defined({ name: str(profile?.name), username: str(profile?.username) }),
  }
}

function accountErrors(value: Json, origin: Origin): AccountEvent[] {
  const errors = errorsOf(value.errors)
  return errors.length > 0
    ? [{ about: 'account', kind: 'account', origin, field: 'messages', errors, raw: value }]
    : []
}

const accountEvent = (field: string, value: Json, origin: Origin): AccountEvent => ({
  about: 'account',
  kind: 'account',
  origin,
  field,
  ...defined({ event: str(value.event) }),
  errors: errorsOf(value.errors),
  raw: value,
})

function callEvent(call: Json, value: Json, origin: Origin): CallEvent {
  const direction = str(call.direction)
  const [waId, userId] =
    direction === 'BUSINESS_INITIATED' ? [call.to, call.to_user_id] : [call.from, call.from_user_id]
  return {
    about: 'call',
    kind: 'call',
    origin,
    ...defined({ id: str(call.id), at: time(call.timestamp), event: str(call.event), direction }),
    customer: customerOf({ waId: str(waId), userId: str(userId) }, value),
    // The webhook may contain the reasons of a failed call beside the list of calls.
    errors: [...errorsOf(call.errors), ...errorsOf(value.errors)],
    raw: call,
  }
}

/** The status of a call that the business made: ringing, accepted or rejected. */
const callStatusEvent = (status: Json, value: Json, origin: Origin): CallEvent => ({
  about: 'call',
  kind: 'call',
  origin,
  ...defined({
    id: str(status.id),
    at: time(status.timestamp),
    event: str(status.status)?.toLowerCase(),
  }),
  direction: 'BUSINESS_INITIATED',
  customer: customerOf(
    { waId: str(status.recipient_id), userId: str(status.recipient_user_id) },
    value,
  ),
  errors: errorsOf(status.errors),
  raw: status,
})

const TEMPLATE_KINDS = {
  message_template_status_update: 'template.status',
  message_template_quality_update: 'template.quality',
  message_template_components_update: 'template.components',
  template_category_update: 'template.category',
} as const

function templateEvent(
  field: keyof typeof TEMPLATE_KINDS,
  value: Json,
  origin: Origin,
): TemplateEvent {
  const kind = TEMPLATE_KINDS[field]
  const template = defined({
    id: str(value.message_template_id),
    name: str(value.message_template_name),
    // Webhooks contain language codes such as en-US, and definitions contain en_US.
    language: str(value.message_template_language)?.replaceAll('-', '_'),
    category: str(value.message_template_category),
  })
  const base = { about: 'template', kind, origin, template, raw: value } as const
  switch (kind) {
    case 'template.status':
      return {
        ...base,
        ...defined({
          status: str(value.event),
          reason: str(value.reason) ?? str(obj(value.rejection_info)?.reason),
        }),
      }
    case 'template.quality':
      return {
        ...base,
        quality: defined({
          previous: str(value.previous_quality_score),
          current: str(value.new_quality_score),
        }),
      }
    case 'template.category':
      return {
        ...base,
        category: defined({
          previous: str(value.previous_category),
          current: str(value.new_category),
          correct: str(value.correct_category),
          changesAt: time(value.category_update_timestamp),
        }),
      }
    case 'template.components':
      return base
  }
}

const preferenceEvent = (preference: Json, value: Json, origin: Origin): PreferenceEvent => ({
  about: 'preferences',
  kind: 'preferences',
  origin,
  customer: customerOf({ waId: str(preference.wa_id), userId: str(preference.user_id) }, value),
  ...defined({
    category: str(preference.category),
    value: str(preference.value),
    detail: str(preference.detail),
    at: time(preference.timestamp),
  }),
  raw: preference,
})

function userIdEvent(update: Json, value: Json, origin: Origin): UserIdEvent {
  const ids = obj(update.user_id)
  return {
    about: 'user_id',
    kind: 'user_id',
    origin,
    customer: customerOf({ waId: str(update.wa_id), userId: str(ids?.current) }, value),
    ...defined({
      previous: str(ids?.previous),
      current: str(ids?.current),
      at: time(update.timestamp),
    }),
    raw: update,
  }
}
