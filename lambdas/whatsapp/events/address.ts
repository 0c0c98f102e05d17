// Tells phone numbers and user ids apart by their form. A user id may stand where a webhook usually
// has a number.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids

/** The two letters of a country, then up to 128 letters or digits: US.13491208655302741918. */
const USER_ID = /^[A-Z]{2}\.[A-Za-z0-9]{1,128}$/
/** The id of a person for all portfolios that belong together: US.ENT.11815799212886844830. */
const PARENT_USER_ID = /^[A-Z]{2}\.ENT\.[A-Za-z0-9]{1,128}$/

export interface Addresses {
  /** The number as digits without +. */
  readonly waId?: string
  readonly userId?: string
  readonly parentUserId?: string
}

/**
 * Sorts the values that a webhook has for a person by their form: number, user id or parent user
 * id. Of several values of the same form, the first counts.
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
