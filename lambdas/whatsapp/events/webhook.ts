// One entry of a WhatsApp webhook → the events in it. Never throws: what is not known becomes an `unknown` event.
// https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/components
import { contentOf, errorsOf } from '#whatsapp/events/inbound-content'
import type {
  AccountEvent,
  CallEvent,
  Customer,
  MessageEvent,
  Origin,
  PreferenceEvent,
  StatusEvent,
  TemplateEvent,
  UserIdEvent,
  WhatsAppEvent,
} from '#whatsapp/events/types'
import { arr, flag, obj, str, time, told } from '#whatsapp/json/loose'
import { isObject, type Json } from '#whatsapp/json/rules'

/** AWS's names for Meta's ids, from the envelope. */
export interface Arns {
  readonly wabas: ReadonlyMap<string, string>
  readonly phoneNumbers: ReadonlyMap<string, string>
  readonly awsAccountId?: string
}

export function eventsOfEntry(entry: Json, arns: Arns): WhatsAppEvent[] {
  const wabaId = str(entry.id)
  const account = told({
    wabaId,
    wabaArn: wabaId === undefined ? undefined : arns.wabas.get(wabaId),
    awsAccountId: arns.awsAccountId,
  })
  const changes = arr(entry.changes)
  if (changes.length === 0)
    return [{ about: 'unknown', kind: 'unknown', origin: account, raw: entry }]
  return changes.flatMap((change): WhatsAppEvent[] => {
    const value = obj(obj(change)?.value)
    const field = str(obj(change)?.field)
    if (!value)
      return [
        { about: 'unknown', kind: 'unknown', origin: account, ...told({ field }), raw: change },
      ]
    const events = eventsOfChange(field ?? guessed(value), value, originOf(value, account, arns))
    return events.length > 0
      ? events
      : [{ about: 'unknown', kind: 'unknown', origin: account, ...told({ field }), raw: value }]
  })
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
    ...told({
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
        ...arr(value.messages)
          .filter(isObject)
          .map((message) => messageEvent(message, value, origin)),
        ...arr(value.statuses)
          .filter(isObject)
          .map((status) => statusEvent(status, value, origin)),
        ...accountErrors(value, origin),
      ]
    case 'calls':
      return arr(value.calls)
        .filter(isObject)
        .map((call) => callEvent(call, value, origin))
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
  const quotes = told({
    id: str(context?.id) ?? str(context?.message_id),
    from: str(context?.from),
  })
  return {
    about: 'message',
    kind: `message.${type}`,
    origin,
    ...told({
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
        waId: str(message.from),
        userId: str(message.from_user_id),
        parentUserId: str(message.from_parent_user_id),
      },
      value,
    ),
    content: contentOf(type, message),
    errors: errorsOf(message.errors),
    raw: message,
  }
}

function statusEvent(status: Json, value: Json, origin: Origin): StatusEvent {
  const said = (str(status.status) ?? 'unknown').toLowerCase()
  return {
    about: 'status',
    kind: `status.${said}`,
    origin,
    status: said,
    from: 'webhook',
    ...told({
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

/** The contacts beside a message or status: the one with the same number or user id, or the only one. */
function customerOf(
  known: {
    waId?: string | undefined
    userId?: string | undefined
    parentUserId?: string | undefined
  },
  value: Json,
): Customer {
  const contacts = arr(value.contacts).filter(isObject)
  const same = (contact: Json) =>
    (known.waId !== undefined && str(contact.wa_id) === known.waId) ||
    (known.userId !== undefined && str(contact.user_id) === known.userId)
  const contact = contacts.find(same) ?? (contacts.length === 1 ? contacts[0] : undefined)
  const profile = obj(contact?.profile)
  return told({
    waId: known.waId ?? str(contact?.wa_id),
    userId: known.userId ?? str(contact?.user_id),
    parentUserId: known.parentUserId ?? str(contact?.parent_user_id),
    name: str(profile?.name),
    username: str(profile?.username),
  })
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
  ...told({ event: str(value.event) }),
  errors: errorsOf(value.errors),
  raw: value,
})

function callEvent(call: Json, value: Json, origin: Origin): CallEvent {
  const direction = str(call.direction)
  const theirs = direction === 'BUSINESS_INITIATED' ? call.to : call.from
  return {
    about: 'call',
    kind: 'call',
    origin,
    ...told({ id: str(call.id), at: time(call.timestamp), event: str(call.event), direction }),
    customer: customerOf({ waId: str(theirs), userId: str(call.from_user_id) }, value),
    raw: call,
  }
}

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
  const template = told({
    id: str(value.message_template_id),
    name: str(value.message_template_name),
    // Webhooks write en-US where definitions have en_US.
    language: str(value.message_template_language)?.replace('-', '_'),
    category: str(value.message_template_category),
  })
  const base = { about: 'template', kind, origin, template, raw: value } as const
  switch (kind) {
    case 'template.status':
      return {
        ...base,
        ...told({
          status: str(value.event),
          reason: str(value.reason) ?? str(obj(value.rejection_info)?.reason),
        }),
      }
    case 'template.quality':
      return {
        ...base,
        quality: told({
          previous: str(value.previous_quality_score),
          current: str(value.new_quality_score),
        }),
      }
    case 'template.category':
      return {
        ...base,
        category: told({
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
  ...told({
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
    ...told({
      previous: str(ids?.previous),
      current: str(ids?.current),
      at: time(update.timestamp),
    }),
    raw: update,
  }
}
