// Defines the errors with which Meta refuses a message, with their codes and titles. Most of them
// reach the business later, as the status failed.
// https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes

const titles: Record<number, string> = {
  100: 'Invalid parameter',
  130429: 'Rate limit hit',
  130472: "User's number is part of an experiment",
  131008: 'Required parameter is missing',
  131009: 'Parameter value is not valid',
  131021: 'Recipient cannot be sender',
  131026: 'Message undeliverable',
  131047: 'Re-engagement message',
  131049: 'This message was not delivered to maintain healthy ecosystem engagement.',
  131050: 'User has stopped receiving marketing messages from you',
  131051: 'Unsupported message type',
  131053: 'Media upload error',
  131056: '(Business Account, Consumer Account) pair rate limit hit',
  131058: 'Hello World templates can only be sent from the Public Test Numbers',
  131062: 'Business-scoped User ID (BSUID) recipients are not supported for this message',
  131063: 'Marketing messages are disabled',
  132000: 'Number of parameters does not match the expected number of params',
  132001: 'Template name does not exist in the translation',
  132005: 'Translated text too long',
  132012: 'Parameter format does not match format in the created template',
  132015: 'Template is paused',
  132016: 'Template is disabled',
  132018: "There's an issue with the parameters in your template",
  132068: 'Flow is blocked',
  132069: 'Flow is throttled',
  135000: 'Generic user error',
}

/**
 * The codes of errors that Meta detects only after the Graph API has accepted the message, and
 * which Meta reports by webhook. AWS itself reports all other errors.
 */
const foundLater = new Set([130472, 131026, 131047, 131049, 131050, 131053])

export class Refusal extends Error {
  readonly code: number
  readonly details: string

  constructor(code: number, details: string) {
    super(`(#${code}) ${details}`)
    this.code = code
    this.details = details
  }

  get title() {
    return titles[this.code] ?? 'Generic user error'
  }
}

export function refuse(code: number, details: string): never {
  throw new Refusal(code, details)
}

/** Returns the refusal that `attempt` throws, or undefined if it throws none. */
export function refusalFrom(attempt: () => void): Refusal | undefined {
  try {
    attempt()
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}

export type StatusError = {
  code: number
  title?: string
  message: string
  [field: string]: unknown
}

/**
 * Returns the refusal as an entry of `statuses[].errors`. An error that Meta's webhook reports has
 * a title and a link. An error that the Graph API returned has a type instead.
 */
export function statusError({ code, title, details }: Refusal): StatusError {
  if (!foundLater.has(code)) {
    return {
      message: `(#${code}) ${title}`,
      type: 'OAuthException',
      code,
      error_data: { messaging_product: 'whatsapp', details },
    }
  }
  const href = 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/'
  return { code, title, message: title, error_data: { details }, href }
}
