// Distinguishes phone numbers from user ids by their form. In a webhook, a property that usually
// contains a phone number may contain a user id instead.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids

/**
 * A business-scoped user id: the two letters of a country, a dot, then up to 128 letters or digits,
 * as in US.13491208655302741918.
 */
const USER_ID = /^[A-Z]{2}\.[A-Za-z0-9]{1,128}$/
/** The id of a person for all linked business portfolios, as in US.ENT.11815799212886844830. */
const PARENT_USER_ID = /^[A-Z]{2}\.ENT\.[A-Za-z0-9]{1,128}$/

export interface Addresses {
  /** The phone number in digits, without the plus sign. */
  readonly waId?: string
  readonly userId?: string
  readonly parentUserId?: string
}

/**
 * Sorts the values that a webhook contains for a person: the form of a value shows whether it is a
 * number, a user id or a parent user id. If several values have the same form, the first value is
 * used.
 */
export function addressesIn(values: readonly (string | undefined)[]): Addresses {
  const found: { waId?: string; userId?: string; parentUserId?: string } = {}
  for (const value of values) {
    if (value === undefined) continue
    if (PARENT_USER_ID.test(value)) found.parentUserId ??= value
    else if (USER_ID.test(value)) found.userId ??= value
    else if (/\d/.test(value)) found.waId ??= value.replace(/\D/g, '')
  }
  return found
}
