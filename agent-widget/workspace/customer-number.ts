// Finds the customer's number in the fields of a host. AWS does not document which field a WhatsApp
// contact has, and public reports show fields that are null or contain a placeholder. Each field is
// therefore tried, and only a phone number is accepted.

/**
 * The attribute that the flow sets with “Set contact attributes” from `$.CustomerEndpoint.Address`.
 * In the agent workspace, this attribute is the only source of the number.
 */
export const NUMBER_ATTRIBUTE = 'customerNumber'

/** Returns the first candidate that is a phone number, in E.164 format with +. */
export function customerNumber(
  candidates: readonly (string | null | undefined)[],
): string | undefined {
  for (const candidate of candidates) {
    const compact = candidate?.replace(/^whatsapp:/i, '').replace(/[\s().-]/g, '') ?? ''
    // A number has at most 15 digits, and does not begin with a zero:
    // https://www.itu.int/rec/T-REC-E.164
    if (/^\+?[1-9]\d{5,14}$/.test(compact)) return compact.startsWith('+') ? compact : `+${compact}`
  }
  return undefined
}
