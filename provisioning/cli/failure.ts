// Turns an error into one sentence for the person who runs the command: what failed, why, and what
// to do. Expected errors are printed without a stack trace. No sentence contains a secret.
import { UpstreamFailure } from '#whatsapp/errors/problems'
import { ConfigError } from '../config/error.ts'

type Handler = (args: unknown) => Promise<unknown>

/** Middleware of every AWS client that stores the name of the failed operation in the error. */
export const namingCalls: any =
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

/**
 * Stores in an error which resource of the account it concerns, unless the error has this
 * information already.
 */
export function noteAbout(error: unknown, about: string): void {
  if (error instanceof Error && !(error instanceof ConfigError) && !('about' in error))
    Object.defineProperty(error, 'about', { value: about, enumerable: false })
}

/**
 * The kind of a failure: `denied` if AWS denied access or the credentials are not valid,
 * `unavailable` if AWS could not be reached or throttles, otherwise `refused`. Scripts find the
 * kind in the exit code, and in the output of --json.
 */
export type FailureKind = 'refused' | 'denied' | 'unavailable'

/**
 * The exit codes by kind. `refused` means that the person must correct what the error message
 * names. The code 2 is not in this list, because a plan with changes exits with 2.
 */
export const EXIT_CODES: Readonly<Record<FailureKind, number>> = {
  refused: 1,
  denied: 3,
  unavailable: 4,
}

/** Returns the JSON that --json prints for a failure. */
export const failureJson = (kind: FailureKind, messages: readonly string[]) =>
  JSON.stringify({ error: { kind, messages } }, undefined, 2)

/**
 * Returns the kind of an error that may contain several failures. If the failures are of several
 * kinds, returns a kind that requires a person to act before the command is repeated.
 */
export function failureKind(error: unknown): FailureKind {
  const kinds = single(error).map(kindOf)
  return (['refused', 'denied', 'unavailable'] as const).find((kind) => kinds.includes(kind))!
}

function kindOf(failure: Failure): FailureKind {
  if (failure instanceof ConfigError) return 'refused'
  const { name, message, code, $metadata } = failure
  if (isFromProxy(name, $metadata)) return 'unavailable'
  const status = $metadata?.httpStatusCode ?? 0
  if (
    /Credentials|Token|SignatureDoesNotMatch|IncompleteSignature|InvalidSignature|UnrecognizedClient|RequestExpired/.test(
      name,
    ) ||
    /^(AccessDenied|Unauthorized|Authorization)/.test(name) ||
    /could not load credentials|perform: sts:AssumeRole\b/i.test(message) ||
    status === 403
  )
    return 'denied'
  if (
    /Throttl|TooManyRequests|RateExceeded|SlowDown|Timeout|Networking|NoAnswer/i.test(name) ||
    /ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN|ETIMEDOUT|CERT/.test(`${code} ${message}`) ||
    status === 429 ||
    status >= 500
  )
    return 'unavailable'
  return 'refused'
}

/**
 * Returns the sentences for an error. Returns undefined for a defect of this program, which is
 * printed with its stack trace. `changes` is true if the command may already have changed the
 * account.
 */
export function failureSentences(error: unknown, { changes = false } = {}): string[] | undefined {
  const about = new Map<string, string[]>()
  for (const each of single(error)) {
    const sentences = each instanceof ConfigError ? each.message.split('\n') : awsSentence(each)
    if (sentences === undefined) return undefined
    const known = each.about === undefined ? [] : [each.about]
    for (const sentence of sentences)
      about.set(sentence, [...(about.get(sentence) ?? []), ...known])
  }
  const lines = [...about].map(([sentence, things]) => `${prefixOf(things)}${sentence}`)
  if (changes && single(error).some((each) => !(each instanceof ConfigError)))
    lines.push(`${lines.pop()} ${SAFE}`)
  return lines
}

const single = (error: unknown): Failure[] =>
  error instanceof AggregateError
    ? error.errors.flatMap(single)
    : error instanceof UpstreamFailure
      ? single(error.cause)
      : [error as Failure]

/**
 * Returns the beginning of a sentence that applies to several resources, with the names of up to
 * three.
 */
const prefixOf = (things: readonly string[]) =>
  things.length === 0
    ? ''
    : `${things.slice(0, 3).join(', ')}${things.length > 3 ? ` and ${things.length - 3} more` : ''}: `

interface Failure extends Error {
  operation?: string
  about?: string
  code?: string
  $metadata?: { httpStatusCode?: number; requestId?: string }
  $fault?: string
}

const SAFE = 'The changes made so far remain. Run the same command again to continue.'

function awsSentence(error: Failure): string[] | undefined {
  const sentence = sentenceFor(error)
  return sentence === undefined ? undefined : [sentence]
}

function sentenceFor({
  name,
  message,
  code,
  operation = 'AWS',
  $metadata,
  $fault,
}: Failure): string | undefined {
  const why = message ? ` (${oneLine(message)})` : ''
  if (isFromProxy(name, $metadata))
    return `${operation}: the proxy of HTTPS_PROXY refused the connection (status ${$metadata?.httpStatusCode}). Check its address, its user name and password in HTTPS_PROXY, and whether it allows the host of AWS; NO_PROXY names hosts that need no proxy. Then run this again.`
  const unsigned = credentialsSentence(name, message, why)
  if (unsigned) return unsigned
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
    return `AWS does not recognize these credentials${why}. Check AWS_PROFILE and the clock of this machine, then run this again.`
  }
  if (/^MultiFactorAuthentication failed/.test(message)) {
    return `AWS did not accept the MFA code${why}. A code is valid once, for about 30 seconds: wait for the next one. Check that mfa_serial of the AWS profile is the ARN of your device; then run this again.`
  }
  if (/perform: sts:AssumeRole\b/.test(message)) {
    return `The role of the AWS profile cannot be assumed${why}. Check the profile's role_arn, that role's trust policy, and that you may call sts:AssumeRole; then run this again.`
  }
  // https://docs.aws.amazon.com/social-messaging/latest/APIReference/CommonErrors.html
  if (/^AccessDeniedByMeta/.test(name)) {
    return `${operation}: Meta denied access to the WhatsApp Business Account${why}. No IAM policy changes this: in Meta Business Suite, under Business settings > WhatsApp accounts, check that the account is not restricted and is still shared with AWS, then run this again.`
  }
  if (
    /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|AuthorizationError)/.test(name) ||
    $metadata?.httpStatusCode === 403
  ) {
    return `${operation}: AWS denied access${why}. Run "connect-whatsapp permissions" for the policy that this command needs.`
  }
  if (
    /Throttl|TooManyRequests|RateExceeded|SlowDown/i.test(name) ||
    $metadata?.httpStatusCode === 429
  ) {
    return `${operation}: AWS still throttles the calls after several retries. Wait a minute, then run this again.`
  }
  const unreachable = networkSentence({ name, message, code }, operation, why)
  if (unreachable) return unreachable
  if (($metadata?.httpStatusCode ?? 0) >= 500)
    return `${operation}: AWS answered with an error of its own, ${name}${why}. Run this again in a minute. If it fails again, look for an outage at https://health.aws.amazon.com. provisioning/RUNBOOK.md says what to do during an outage.`
  if ($fault || $metadata) return `${operation}: ${name}${why}.`
  return undefined
}

/**
 * Returns whether a proxy refused the connection and answered in place of AWS. Unlike AWS's
 * responses, the proxy's response contains no AWS error and no request id.
 */
const isFromProxy = (name: string, metadata: Failure['$metadata']) =>
  (process.env.HTTPS_PROXY ?? process.env.https_proxy) !== undefined &&
  /^Unknown(Error)?$/.test(name) &&
  metadata?.httpStatusCode !== undefined &&
  metadata.requestId === undefined

function credentialsSentence(name: string, message: string, why: string): string | undefined {
  const isAbout =
    /CredentialsProviderError|^CredentialsError/.test(name) ||
    /could not load credentials/i.test(message)
  if (!isAbout) return undefined
  if (/expired|sso|token/i.test(message))
    return `The AWS sign-in cannot be used${why}. Sign in again (aws sso login with the right AWS_PROFILE), then run this again.`
  // The SDK's usual message about missing credentials would add nothing to the returned sentence.
  const reason = /from any providers/.test(message) ? '' : why
  return `No AWS credentials were found${profile()}${reason}. Sign in (aws sso login), or name a profile in AWS_PROFILE, then run this again.`
}

function networkSentence(
  { name, message, code }: Pick<Failure, 'name' | 'message' | 'code'>,
  operation: string,
  why: string,
): string | undefined {
  const remedy =
    'Check the network, the proxy (HTTPS_PROXY, NO_PROXY) and AWS_ENDPOINT_URL, then run this again.'
  if (name === 'TimeoutError' || name === 'NoAnswer')
    return `${operation}: the address did not answer in time${why}. ${remedy}`
  if (
    /ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN|ETIMEDOUT|CERT/.test(`${code} ${message}`) ||
    /NetworkingError/.test(name)
  )
    return `${operation}: AWS could not be reached${why}. ${remedy}`
  return undefined
}

const profile = () =>
  process.env.AWS_PROFILE
    ? ` for the profile "${process.env.AWS_PROFILE}", which AWS_PROFILE names`
    : ''

const oneLine = (text: string) => maskedNumbers(text.replace(/\s+/g, ' ').trim().replace(/\.$/, ''))

/**
 * Hides the middle of each phone number (+15550142 → +1555…42), because people copy output into
 * logs.
 */
export const maskedNumbers = (text: string) => text.replace(/\+(\d{4})\d{2,9}(\d{2})\b/g, '+$1…$2')
