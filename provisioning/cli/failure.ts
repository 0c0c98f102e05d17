// What went wrong, in one sentence for whoever runs the command: what, which, why, what to do. Never a stack of ours for a fault of
// the account, never a secret.
import { ConfigError } from '../config/error.ts'

type Handler = (args: unknown) => Promise<unknown>

/** Middleware for every client: an error says which call it came from. */
export const named: any =
  (next: Handler, context: { clientName?: string; commandName?: string }) =>
  async (args: unknown) => {
    try {
      return await next(args)
    } catch (error) {
      if (error instanceof Error && !('operation' in error)) {
        const service = (context.clientName ?? '').replace(/Client$/, '')
        const operation = (context.commandName ?? '').replace(/Command$/, '')
        Object.defineProperty(error, 'operation', {
          value: `${service} ${operation}`,
          enumerable: false,
        })
      }
      throw error
    }
  }

/** Notes which thing of the account an error is about, unless it says so itself. */
export function noteAbout(error: unknown, about: string): void {
  if (error instanceof Error && !(error instanceof ConfigError) && !('about' in error))
    Object.defineProperty(error, 'about', { value: about, enumerable: false })
}

/** `changes`: the command has been changing things. Undefined for what is a fault of this program: that keeps its stack. */
export function failureSentences(error: unknown, { changes = false } = {}): string[] | undefined {
  const about = new Map<string, string[]>()
  for (const each of single(error)) {
    const sentences = each instanceof ConfigError ? each.message.split('\n') : awsSentence(each)
    if (sentences === undefined) return undefined
    const known = each.about === undefined ? [] : [each.about]
    for (const sentence of sentences)
      about.set(sentence, [...(about.get(sentence) ?? []), ...known])
  }
  const lines = [...about].map(([sentence, things]) => `${listed(things)}${sentence}`)
  if (changes && single(error).some((each) => !(each instanceof ConfigError)))
    lines.push(`${lines.pop()} ${SAFE}`)
  return lines
}

const single = (error: unknown): Failure[] =>
  error instanceof AggregateError ? error.errors.flatMap(single) : [error as Failure]

/** Twenty numbers that fail alike are one sentence. */
const listed = (things: readonly string[]) =>
  things.length === 0
    ? ''
    : `${things.slice(0, 3).join(', ')}${things.length > 3 ? ` and ${things.length - 3} more` : ''}: `

interface Failure extends Error {
  operation?: string
  about?: string
  code?: string
  $metadata?: { httpStatusCode?: number }
  $fault?: string
}

const SAFE =
  'What was done so far stays as it is; running the same command again goes on from there.'

function awsSentence(error: Failure): string[] | undefined {
  const sentence = said(error)
  return sentence === undefined ? undefined : [sentence]
}

function said({
  name,
  message,
  code,
  operation = 'AWS',
  $metadata,
  $fault,
}: Failure): string | undefined {
  const why = message ? ` (${oneLine(message)})` : ''
  if (
    /CredentialsProviderError|^CredentialsError/.test(name) ||
    /could not load credentials/i.test(message)
  ) {
    return /expired|sso|token/i.test(message)
      ? `The AWS sign-in cannot be used${why}. Sign in again (aws sso login, with the AWS_PROFILE you mean), then run this again.`
      : `No AWS credentials were found${profile()}. Sign in (aws sso login), or name a profile in AWS_PROFILE, then run this again.`
  }
  if (
    /^(ExpiredToken|ExpiredTokenException|TokenRefreshRequired|RequestExpired)$/.test(name) ||
    /token.*expired/i.test(message)
  ) {
    return `The AWS session has expired (at ${operation}). Sign in again, then run this again.`
  }
  if (
    /^(UnrecognizedClientException|InvalidClientTokenId|InvalidSignatureException|SignatureDoesNotMatch|IncompleteSignature)$/.test(
      name,
    )
  ) {
    return `AWS does not know these credentials${why}. Check AWS_PROFILE and the clock of this machine, then run this again.`
  }
  if (/perform: sts:AssumeRole\b/.test(message)) {
    return `The role of the AWS profile cannot be assumed${why}. Check the profile's role_arn, that role's trust policy, and that you may call sts:AssumeRole; then run this again.`
  }
  if (
    /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|AuthorizationError)/.test(name) ||
    $metadata?.httpStatusCode === 403
  ) {
    return `${operation}: AWS refuses it${why}. "connect-whatsapp permissions" prints the policy that whoever runs this needs.`
  }
  if (
    /Throttl|TooManyRequests|RateExceeded|SlowDown/i.test(name) ||
    $metadata?.httpStatusCode === 429
  ) {
    return `${operation}: AWS still says "too often" after several pauses. Wait a minute, then run this again.`
  }
  if (
    /ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN|ETIMEDOUT|CERT/.test(`${code} ${message}`) ||
    /TimeoutError|NetworkingError/.test(name)
  ) {
    return `${operation}: AWS could not be reached${why}. Check the network, the proxy and AWS_ENDPOINT_URL, then run this again.`
  }
  if ($fault || $metadata) return `${operation}: ${name}${why}.`
  return undefined
}

const profile = () =>
  process.env.AWS_PROFILE
    ? ` for the profile "${process.env.AWS_PROFILE}", which AWS_PROFILE names`
    : ''

const oneLine = (text: string) => maskedNumbers(text.replace(/\s+/g, ' ').trim().replace(/\.$/, ''))

/** Whole telephone numbers are nobody's business in a log: +15550142 → +1555…42. */
export const maskedNumbers = (text: string) => text.replace(/\+(\d{4})\d{2,9}(\d{2})\b/g, '+$1…$2')
