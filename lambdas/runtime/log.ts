// Structured logs for operators. The logs contain ids, but no message texts, full numbers, tokens
// or presigned URLs.
import { Logger } from '@aws-lambda-powertools/logger'

const logger = new Logger({ serviceName: 'connect-whatsapp' })

type LogFields = Readonly<Record<string, string | number | boolean | undefined>>

/**
 * `event` is a stable name that operators can search for and count. Customers' numbers must first
 * be passed through `masked`.
 */
export const log = {
  info: (event: string, fields: LogFields = {}) => logger.info(event, { ...fields }),
  warn: (event: string, fields: LogFields = {}) => logger.warn(event, { ...fields }),
  /**
   * Logs an error. The error's message may quote a request, so only its name, code and stack frames
   * are logged.
   */
  error: (event: string, cause: unknown, fields: LogFields = {}) =>
    logger.error(event, { ...fields, ...causeOf(cause) }),
}

function causeOf(cause: unknown): LogFields {
  if (!(cause instanceof Error)) return { cause: typeof cause }
  const frames = (cause.stack ?? '')
    .split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
  return {
    // UpstreamFailure contains the name of the failed AWS call.
    call: 'operation' in cause ? String(cause.operation) : undefined,
    cause: cause.name,
    because: cause.cause instanceof Error ? cause.cause.name : undefined,
    stack: frames.slice(0, 6).join('\n'),
  }
}

/** Hides a customer's number except for the last two digits, as in `phone-number-id-…/••••••42`. */
export const masked = (conversation: string): string =>
  conversation.replace(
    /\/(.*)(..)$/,
    (_, hidden: string, lastTwo: string) => `/${'•'.repeat(Math.min(hidden.length, 6))}${lastTwo}`,
  )
