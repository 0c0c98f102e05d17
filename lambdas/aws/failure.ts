// What a failed AWS call means for us: is it certain that nothing happened, and is it worth trying again.
import { UpstreamFailure } from '#whatsapp/errors/problems'

interface SdkError {
  name: string
  code?: string
  $metadata?: { httpStatusCode?: number }
}

/** The connection was never made: nothing can have happened. */
const NEVER_REACHED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'CredentialsProviderError',
])
const THROTTLED = new Set([
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
  // A time-out, a dropped connection, a 5xx: the service may have acted, or may yet.
  return new UpstreamFailure(operation, { certain: false, retryable: true, cause })
}

export async function calling<Answer>(operation: string, call: Promise<Answer>): Promise<Answer> {
  try {
    return await call
  } catch (cause) {
    throw failureOf(operation, cause)
  }
}
