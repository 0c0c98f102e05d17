// The rules for recognizing a customer, as pure functions. A customer is one person. WhatsApp
// identifies a person by a number, by user ids, or by both. Two events about the same person may
// contain different identifiers. The rules determine what an event reveals about a person, and
// which of two stored customers remains if both turn out to be the same person.
import { randomUUID } from 'node:crypto'
import { addressesIn } from '#whatsapp/events/address'
import type {
  CallEvent,
  EchoEvent,
  MessageEvent,
  PreferenceEvent,
  ReceivedEvent,
  StatusEvent,
  UserIdEvent,
} from '#whatsapp/events/types'
import { arr, obj, str } from '#whatsapp/json/loose'
import { isBlank } from '#whatsapp/messages/text'

/**
 * A number or a user id. Numbers are unique worldwide. User ids are unique within a business
 * portfolio. AWS does not report the portfolio, so this project treats user ids as unique within a
 * WABA.
 */
export interface Identity {
  scope: string
  value: string
}

export const NUMBER_SCOPE = 'number'

/** The known details about a person. The number of a person with a username may be unknown. */
export interface Customer {
  number?: string
  userId?: string
  name?: string
  /**
   * The username that the customer chose, without the @. The username may change and does not
   * identify the customer, so replies are addressed to the number or the user id.
   */
  username?: string
}

/** The details about a person that an event contains. */
export interface NamedPerson {
  /** All numbers and ids of the person in the event, both old and new. */
  identities: readonly Identity[]
  /** The numbers and ids in `identities` that the person no longer has. */
  left: readonly Identity[]
  details: Customer
}

/** A stored number or user id. */
export interface IdentityRecord extends Identity {
  customer: string
  /** When WhatsApp reported that the person has changed to another number. */
  leftAt?: string
  expiresAt?: number
}

export interface CustomerRecord {
  id: string
  /** The id of an older customer who is the same person. */
  joinedTo?: string
  /** The ids of younger customers who are the same person. */
  includes: readonly string[]
}

/** A person in the form that all other modules use. */
export interface Person {
  id: string
  includes: readonly string[]
}

/**
 * The system messages that report a new number or a new user id of a customer.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
 */
export const IDENTITY_CHANGES: readonly string[] = ['user_changed_number', 'user_changed_user_id']

export function namedIn(
  event:
    | MessageEvent
    | EchoEvent
    | CallEvent
    | StatusEvent
    | ReceivedEvent
    | UserIdEvent
    | PreferenceEvent,
  wabaId: string,
): NamedPerson {
  const { waId, userId, parentUserId, name, username } = event.customer
  const own = [...numbersIn([waId]), ...idsIn(wabaId, [userId, parentUserId])]
  const details: Customer = {
    ...(waId ? { number: `+${waId}` } : {}),
    ...(userId || parentUserId ? { userId: userId ?? parentUserId! } : {}),
    ...(name ? { name } : {}),
    ...(username ? { username } : {}),
  }
  if (event.about === 'user_id') {
    const left = idsIn(wabaId, [event.previous])
    return { identities: distinct([...own, ...left]), left, details }
  }
  if (event.about !== 'message') return { identities: distinct(own), left: [], details }
  const { content, raw } = event
  if (content.type === 'system' && IDENTITY_CHANGES.includes(content.change ?? ''))
    return afterChange(content, str(raw.from), wabaId)
  if (content.type === 'contacts') {
    const number = sharedNumber(content.contacts)
    if (number && !details.number)
      return {
        identities: distinct([...own, ...numbersIn([number])]),
        left: [],
        details: { ...details, number: `+${number}` },
      }
  }
  return { identities: distinct(own), left: [], details }
}

/**
 * Returns the person whose number or user id has changed, from WhatsApp's notification of the
 * change. `from` is the old number, or undefined. The function reads the notification's `system`
 * object, because the values in other properties may be old or new.
 */
function afterChange(
  content: Extract<MessageEvent['content'], { type: 'system' }>,
  from: string | undefined,
  wabaId: string,
): NamedPerson {
  const next = addressesIn([content.waId, content.userId, content.parentUserId])
  const before = addressesIn([from, content.previousUserId, content.previousParentUserId])
  const isNewNumber = content.change === 'user_changed_number'
  const numbers = numbersIn([next.waId, before.waId])
  const left = [
    ...(isNewNumber && before.waId !== next.waId ? numbersIn([before.waId]) : []),
    ...idsIn(wabaId, [before.userId, before.parentUserId]),
  ]
  const number = next.waId ?? (isNewNumber ? undefined : before.waId)
  const userId = next.userId ?? next.parentUserId
  return {
    identities: distinct([...numbers, ...idsIn(wabaId, [next.userId, next.parentUserId]), ...left]),
    left,
    details: { ...(number ? { number: `+${number}` } : {}), ...(userId ? { userId } : {}) },
  }
}

/**
 * Returns the number that a customer shared. If a customer taps *Share my number*, WhatsApp sends
 * the number as a contact card with the origin `contact_request`.
 */
function sharedNumber(contacts: readonly Record<string, unknown>[]): string | undefined {
  const own = contacts.find(({ origin }) => origin === 'contact_request')
  return addressesIn(arr(own?.phones).map((phone) => str(obj(phone)?.wa_id))).waId
}

const numbersIn = (numbers: readonly (string | undefined)[]): Identity[] =>
  numbers.flatMap((digits) => (digits ? [{ scope: NUMBER_SCOPE, value: `+${digits}` }] : []))
const idsIn = (scope: string, ids: readonly (string | undefined)[]): Identity[] =>
  ids.flatMap((value) => (value ? [{ scope, value }] : []))

export const sameIdentity = (a: Identity, b: Identity): boolean =>
  a.scope === b.scope && a.value === b.value
const distinct = (identities: readonly Identity[]): Identity[] =>
  identities.filter((each, i) => identities.findIndex((other) => sameIdentity(each, other)) === i)

/**
 * Returns the details of a customer of a native number. `address` is the customer's endpoint of the
 * Connect contact, which is a number or a user id.
 */
export function namedByEndpoint(address: string, wabaId: string): NamedPerson {
  const { waId, userId, parentUserId } = addressesIn([address])
  return {
    identities: [...numbersIn([waId]), ...idsIn(wabaId, [userId, parentUserId])],
    left: [],
    details: {
      ...(waId ? { number: `+${waId}` } : {}),
      ...(userId || parentUserId ? { userId: userId ?? parentUserId! } : {}),
    },
  }
}

/**
 * Returns the stored numbers and user ids that identify the person of an event. If a stored number
 * was given up by its former owner and the event also contains a user id, the number is ignored,
 * because another person has the number now.
 */
export function evidentIdentities(
  named: NamedPerson,
  records: readonly IdentityRecord[],
): { evident: readonly IdentityRecord[]; takenOver: readonly IdentityRecord[] } {
  const isLink = named.left.length > 0
  const ids = named.identities.filter(({ scope }) => scope !== NUMBER_SCOPE)
  const takenOver = records.filter(
    ({ scope, leftAt, customer }) =>
      scope === NUMBER_SCOPE &&
      leftAt !== undefined &&
      !isLink &&
      ids.length > 0 &&
      !records.some((each) => each.scope !== NUMBER_SCOPE && each.customer === customer),
  )
  return { evident: records.filter((record) => !takenOver.includes(record)), takenOver }
}

/**
 * Returns the id of a new customer. The id begins with the time of creation: milliseconds since
 * 1970 in hexadecimal digits. Sorted ids are therefore in the order in which the customers were
 * stored.
 */
export const newCustomerId = (at: Date): string =>
  `${at.getTime().toString(16).padStart(12, '0')}-${randomUUID()}`

/**
 * Returns the customer's name for agents. The name is never blank, although some customers choose
 * invisible characters as their name. For a customer without a number and a profile, the name
 * contains the end of the user id.
 */
export const nameOf = ({ name, username, number, userId }: Customer): string =>
  [name, username, number].find((each) => each && !isBlank(each)) ??
  (userId ? `WhatsApp user …${userId.slice(-4)}` : 'WhatsApp user')

/** The changes that an event makes to the stored details of a conversation's customer. */
export interface CustomerChange {
  set: Customer
  unset: readonly (keyof Customer)[]
  /**
   * `gone` contains the numbers and user ids that the customer has lost. `back` contains the
   * numbers and user ids that the customer has regained.
   */
  gone: readonly string[]
  back: readonly string[]
  /**
   * When the change was reported. Undefined if the report is older than the stored details and only
   * adds missing values.
   */
  customerAt?: string
}

interface KnownCustomer {
  customer: Customer
  customerAt?: string
  gone?: readonly string[]
}

/**
 * Returns the changes that an event makes to the stored details. An event that is older than the
 * last change only adds missing values and does not replace stored values.
 */
export function customerChange(
  { customer, customerAt, gone = [] }: KnownCustomer,
  { left, details }: NamedPerson,
  at: Date,
): CustomerChange {
  const time = at.toISOString()
  const isLink = left.length > 0
  const isNewer = customerAt === undefined || time > customerAt || (isLink && time === customerAt)
  const leftValues = left.map(({ value }) => value)
  const set = Object.fromEntries(
    Object.entries(details).filter(([field, value]) => {
      const known = customer[field as keyof Customer]
      if (value === known || (gone.includes(value) && !(isLink && isNewer))) return false
      return known === undefined || isNewer || leftValues.includes(known)
    }),
  ) as Customer
  const unset = (['number', 'userId'] as const).filter((field) => {
    const known = customer[field]
    return known !== undefined && leftValues.includes(known) && set[field] === undefined
  })
  return {
    set,
    unset,
    gone: leftValues.filter((value) => !gone.includes(value)),
    back: Object.values(set).filter((value) => gone.includes(value)),
    ...(isNewer ? { customerAt: time } : {}),
  }
}

export const isChange = ({ set, unset, gone }: CustomerChange): boolean =>
  Object.keys(set).length > 0 || unset.length > 0 || gone.length > 0

/** Describes a change of the customer's details in sentences for the agent of an open chat. */
export function sentencesAbout(before: Customer, { set, unset }: CustomerChange): string[] {
  const { number, userId } = { ...before, ...set }
  const sentences: string[] = []
  if (set.number)
    sentences.push(
      before.number
        ? `The customer changed their number from ${before.number} to ${set.number}. Replies go to the new number.`
        : `The customer's number is ${set.number}.`,
    )
  if (unset.includes('number'))
    sentences.push(
      `The customer no longer has the number ${before.number}. ${userId ? `Replies go to their WhatsApp user id ${userId}.` : ''}`.trim(),
    )
  if (set.userId)
    sentences.push(
      before.userId
        ? `The customer has a new WhatsApp user id: ${set.userId}.`
        : `The customer's WhatsApp user id is ${set.userId}.`,
    )
  if (unset.includes('userId') && number)
    sentences.push(`The WhatsApp user id ${before.userId} is no longer the customer's.`)
  return sentences
}
