// Reads the documents that an identity provider publishes, and checks that API Gateway and the
// widget can work with it. Without this check, CloudFormation would report a problem only after ten
// minutes.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
import { z } from 'zod'
import { isLoopback } from '../config/config.ts'
import { isOktaOrgServer, oktaOrgServer, refusalOf } from './providers.ts'

/**
 * Fetches the documents. The CLI passes a function that uses the network, and tests pass one that
 * returns recorded documents.
 */
export type Fetch = (url: string, init?: RequestInit) => Promise<Response>

// https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata
const document = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
  revocation_endpoint: z.url().optional(),
  end_session_endpoint: z.url().optional(),
  userinfo_endpoint: z.url().optional(),
  code_challenge_methods_supported: z.array(z.string()).optional(),
})
export type Metadata = z.infer<typeof document>

const keySet = z.object({
  keys: z.array(
    z.looseObject({
      kty: z.string(),
      kid: z.string().optional(),
      use: z.string().optional(),
      alg: z.string().optional(),
    }),
  ),
})
export type KeySet = z.infer<typeof keySet>

export interface Discovered {
  metadata: Metadata
  keys: KeySet
  /** Sentences about settings that work but may cause problems. */
  remarks: string[]
}

/**
 * The result if the provider cannot be used. A problem is a sentence that begins with the name of a
 * setting.
 */
export interface Undiscovered {
  problems: string[]
}

/** A provider that takes longer counts as unreachable. API Gateway's own limit is shorter. */
const PATIENCE_MS = 10_000
/** API Gateway waits this long for each of the two documents. */
const GATEWAY_PATIENCE_MS = 1_500
/** API Gateway reads key sets up to this size, in bytes. */
const LARGEST_KEY_SET = 150_000

const SETTING = 'identityProvider.issuer'

/**
 * Returns the address of the discovery document. Works for issuers with and without a slash at the
 * end.
 */
export const discoveryUrl = (issuer: string): string =>
  `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`

export interface DiscoveryOptions {
  fetch: Fetch
  /**
   * If true, a provider on this machine is accepted. The option is set only if the AWS endpoint is
   * on this machine, too.
   */
  acceptsLoopback: boolean
  /** Returns the time in milliseconds, with which the duration of requests is measured. */
  now?: () => number
}

export async function discover(
  issuer: string,
  options: DiscoveryOptions,
): Promise<Discovered | Undiscovered> {
  const refused = refusalOf(issuer)
  if (refused) return failed(refused)
  if (isLoopback(issuer) && !options.acceptsLoopback)
    return failed(`${issuer}: API Gateway cannot reach this machine. Use an https URL.`)

  const found = await read(discoveryUrl(issuer), document, options)
  if (typeof found === 'string') return failed(unreadable(issuer, found))
  const metadata = found.data
  if (metadata.issuer !== issuer) return failed(otherIssuer(issuer, metadata.issuer))
  if (isOktaOrgServer(issuer, metadata.authorization_endpoint)) return failed(oktaOrgServer(issuer))
  const methods = metadata.code_challenge_methods_supported
  if (methods && !methods.includes('S256'))
    return failed(
      `${issuer}: the provider does not support PKCE with S256 (only ${methods.join(', ') || 'nothing'}), which the widget needs because it cannot keep a secret. Allow PKCE at the provider, or use another provider.`,
    )

  const keys = await read(metadata.jwks_uri, keySet, options)
  if (typeof keys === 'string') return failed(`${issuer}: its keys cannot be read. ${keys}`)
  const usable = keys.data.keys.filter(
    ({ kty, kid, use }) => kty === 'RSA' && kid !== undefined && (use ?? 'sig') === 'sig',
  )
  if (usable.length === 0)
    return failed(
      `${issuer}: ${metadata.jwks_uri} has no RSA key with a "kid" for signatures, and API Gateway accepts no other kind (it has ${kinds(keys.data)}). Let the provider sign access tokens with RS256.`,
    )
  if (keys.bytes > LARGEST_KEY_SET)
    return failed(
      `${issuer}: ${metadata.jwks_uri} has ${keys.bytes} bytes, and API Gateway reads at most ${LARGEST_KEY_SET}. Remove old keys at the provider.`,
    )
  return { metadata, keys: keys.data, remarks: remarksOn(issuer, [found, keys], keys.data) }
}

const failed = (problem: string): Undiscovered => ({ problems: [`${SETTING}: ${problem}`] })

export const isDiscovered = (found: Discovered | Undiscovered): found is Discovered =>
  'metadata' in found

interface Answer<T> {
  url: string
  data: T
  bytes: number
  ms: number
}

/**
 * Reads a document. Fetches and parses a document. Returns a sentence if the document cannot be
 * used.
 */
async function read<T>(
  url: string,
  schema: z.ZodType<T>,
  { fetch, now = () => performance.now() }: DiscoveryOptions,
): Promise<Answer<T> | string> {
  const began = now()
  let text: string
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) })
    if (!response.ok) return `${url} answers ${response.status}.`
    text = await response.text()
  } catch (error) {
    return `${url} does not answer (${reason(error)}).`
  }
  const ms = Math.round(now() - began)
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch {
    return `${url} answers, but not with JSON.`
  }
  const parsed = schema.safeParse(data)
  if (!parsed.success) {
    const missing = parsed.error.issues.map(({ path }) => path.map(String).join('.') || 'it')
    return `${url} is not a discovery document of OpenID Connect (check ${[...new Set(missing)].slice(0, 3).join(', ')}).`
  }
  return { url, data: parsed.data, bytes: Buffer.byteLength(text), ms }
}

function reason(error: unknown): string {
  const { name, message, code, cause } = error as Error & {
    code?: unknown
    cause?: Error & { code?: string }
  }
  if (name === 'TimeoutError') return `after ${PATIENCE_MS / 1000} seconds`
  return cause?.code ?? cause?.message ?? (typeof code === 'string' ? code : message)
}

const unreadable = (issuer: string, why: string) =>
  `${issuer}: its discovery document cannot be read. ${why} Correct the issuer. If it is right, allow this machine to reach it, and remember that API Gateway reads it from the public internet.`

const withSlash = (url: string) =>
  `"${url}" (${url.endsWith('/') ? 'with a slash' : 'without a slash'} at the end)`

function otherIssuer(issuer: string, published: string): string {
  const differsInSlash = published.replace(/\/$/, '') === issuer.replace(/\/$/, '')
  const [ours, theirs] = differsInSlash
    ? [withSlash(issuer), withSlash(published)]
    : [`"${issuer}"`, `"${published}"`]
  const remedy = /[{}]/.test(published)
    ? 'Use the issuer of one tenant.'
    : /^https:\/\/sts\.windows\.net\//.test(published)
      ? `Use ${issuer.replace(/\/+$/, '').replace(/\/v2\.0$/, '')}/v2.0, the issuer of tokens of version 2.`
      : `Use "${published}".`
  return `${ours} is not the issuer that the provider names, ${theirs}, and API Gateway compares the two character by character. ${remedy}`
}

const kinds = ({ keys }: KeySet) =>
  [...new Set(keys.map(({ kty, alg }) => [kty, alg].filter(Boolean).join(' ')))].join(', ') ||
  'no key'

function remarksOn(
  issuer: string,
  answers: readonly Answer<unknown>[],
  { keys }: KeySet,
): string[] {
  const slow = answers
    .filter(({ ms }) => ms > GATEWAY_PATIENCE_MS)
    .map(
      ({ url, ms }) =>
        `${url} took ${ms} ms from here, and API Gateway waits ${GATEWAY_PATIENCE_MS} ms. If it is as slow for AWS, agents cannot sign in.`,
    )
  const others = keys.filter(({ kty, use }) => kty !== 'RSA' && (use ?? 'sig') === 'sig')
  const mixed =
    others.length > 0
      ? [
          `${issuer} also has keys that are not RSA (${kinds({ keys: others })}). API Gateway refuses tokens that are signed with them: let the provider sign access tokens with RS256.`,
        ]
      : []
  return [...slow, ...mixed]
}

const originOf = (url: string | undefined) => (url ? [new URL(url).origin] : [])

/**
 * Returns the origins to which the widget's pages may send requests, and the origins that the pages
 * may show in the frame of a silent sign-in.
 */
export function signInOrigins(
  { metadata }: Pick<Discovered, 'metadata'>,
  further: readonly string[],
): { connect: string[]; frame: string[] } {
  const { issuer, authorization_endpoint, token_endpoint, revocation_endpoint } = metadata
  return {
    connect: [
      ...new Set([issuer, token_endpoint, revocation_endpoint].flatMap((url) => originOf(url))),
    ],
    // The provider may redirect the frame to other providers. Their origins are also needed,
    // because the browser checks each redirect.
    frame: [
      ...new Set([...[issuer, authorization_endpoint].flatMap((url) => originOf(url)), ...further]),
    ],
  }
}
