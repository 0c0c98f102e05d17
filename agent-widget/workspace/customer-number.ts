// Finds the customer's number in the data that Connect's libraries provide about a contact. AWS
// does not document which fields a WhatsApp contact has. According to public reports, the fields
// for a phone number can be null or contain a placeholder. `customerNumber` therefore tries each
// field in turn, and accepts only a phone number.

/**
 * The contact attribute that contains the customer's number. The flow sets this attribute with “Set
 * contact attributes” from `$.CustomerEndpoint.Address`. In the agent workspace, there is no other
 * source of the number.
 */
export const NUMBER_ATTRIBUTE = 'customerNumber'

/** Returns the first candidate that is a phone number, in E.164 format with +. */
export function customerNumber(
  candidates: readonly (string | null | undefined)[],
): string | undefined {
  for (const candidate of candidates) {
    const compact = candidate?.replace(/^whatsapp:/i, '').replace(/[\s().-]/g, '') ?? ''
    // A number has at most 15 digits, and does not start with a zero:
    // https://www.itu.int/rec/T-REC-E.164
    if (/^\+?[1-9]\d{5,14}$/.test(compact)) return compact.startsWith('+') ? compact : `+${compact}`
  }
  return undefined
}
