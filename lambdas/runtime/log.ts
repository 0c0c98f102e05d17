// Structured logs for operators. Ids only: no message bodies, no full numbers, no tokens, no presigned URLs.
import { Logger } from '@aws-lambda-powertools/logger'

const logger = new Logger({ serviceName: 'connect-whatsapp' })

type Facts = Readonly<Record<string, string | number | boolean | undefined>>

/** `event` is a stable word to search and count by; numbers of customers go through `masked` first. */
export const log = {
  info: (event: string, facts: Facts = {}) => logger.info(event, { ...facts }),
  warn: (event: string, facts: Facts = {}) => logger.warn(event, { ...facts }),
  /** The cause's own words may quote a request: only its name, code and stack frames are kept. */
  error: (event: string, cause: unknown, facts: Facts = {}) =>
    logger.error(event, { ...facts, ...causeOf(cause) }),
}

function causeOf(cause: unknown): Facts {
  if (!(cause instanceof Error)) return { cause: typeof cause }
  const frames = (cause.stack ?? '')
    .split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
  return {
    cause: cause.name,
    because: cause.cause instanceof Error ? cause.cause.name : undefined,
    stack: frames.slice(0, 6).join('\n'),
  }
}

/** `phone-number-id-…/+1555…42` → the customer's number but for its last two digits hidden. */
export const masked = (conversation: string): string =>
  conversation.replace(
    /\/(.*)(..)$/,
    (_, hidden: string, shown: string) => `/${'•'.repeat(Math.min(hidden.length, 6))}${shown}`,
  )
