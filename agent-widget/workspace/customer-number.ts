// Where a host may have the customer's number. Which of them a real WhatsApp contact fills is not
// documented, and public reports show endpoint fields that are null or hold a placeholder: so each
// field is tried, and only a phone number is accepted.

/**
 * Set by the flow: “Set contact attributes”, from `$.CustomerEndpoint.Address`. The only source in
 * the agent workspace.
 */
export const NUMBER_ATTRIBUTE = 'customerNumber'

/** The first of the candidates that is a phone number, as E.164 with +. */
export function customerNumber(
  candidates: readonly (string | null | undefined)[],
): string | undefined {
  for (const candidate of candidates) {
    const compact = candidate?.replace(/^whatsapp:/i, '').replace(/[\s().-]/g, '') ?? ''
    // https://www.itu.int/rec/T-REC-E.164: at most 15 digits, none of them a leading zero.
    if (/^\+?[1-9]\d{5,14}$/.test(compact)) return compact.startsWith('+') ? compact : `+${compact}`
  }
  return undefined
}
