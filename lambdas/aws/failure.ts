// Determines two facts about a failed AWS call: whether the call certainly had no effect, and
// whether a retry may succeed.
import { UpstreamFailure } from '#whatsapp/errors/problems'

interface SdkError {
  name: string
  code?: string
  $metadata?: { httpStatusCode?: number }
}

/**
 * Errors that occur before a connection is established. After such an error, the call certainly had
 * no effect.
 */
const NEVER_REACHED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'CredentialsProviderError',
])
/** Errors that mean throttling, even if the service answers with status 400. */
const THROTTLED = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'ThrottledRequestException',
  'ThrottlingException',
  'TooManyRequestsException',
])

export function failureOf(operation: string, cause: unknown): UpstreamFailure {
  const { name, code, $metadata } = cause as SdkError
  const status = $metadata?.httpStatusCode
  if (THROTTLED.has(name) || status === 429)
    return new UpstreamFailure(operation, { certain: true, retryable: true, cause })
  if (NEVER_REACHED.has(code ?? name))
    return new UpstreamFailure(operation, { certain: true, retryable: true, cause })
  if (status !== undefined && status >= 400 && status < 500)
    return new UpstreamFailure(operation, { certain: true, retryable: false, cause })
  // After a timeout, a lost connection or a 5xx answer, it is unknown whether the call had an
  // effect.
  return new UpstreamFailure(operation, { certain: false, retryable: true, cause })
}

export async function calling<Answer>(operation: string, call: Promise<Answer>): Promise<Answer> {
  try {
    return await call
  } catch (cause) {
    throw failureOf(operation, cause)
  }
}

/**
 * Returns the answer of a call, or undefined if the service refused the call with one of these
 * errors.
 */
export async function answerUnlessRefused<Answer>(
  call: Promise<Answer>,
  ...refusals: readonly (abstract new (
    ...args: any[]
  ) => Error)[]
): Promise<Answer | undefined> {
  try {
    return await call
  } catch (failure) {
    const cause = failure instanceof UpstreamFailure ? failure.cause : failure
    if (refusals.some((refusal) => cause instanceof refusal)) return undefined
    throw failure
  }
}
