// Creates and checks presigned URLs (Signature Version 4 in the query).
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
import { createHash, createHmac } from 'node:crypto'
import { AwsError } from '../service.ts'
import type { Request } from './http.ts'

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()

/** Percent-encodes everything except unreserved characters, as AWS does. */
const encoded = (text: string) =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  )
export const encodedPath = (path: string) => path.split('/').map(encoded).join('/')

/** Returns the time in the form 20260301T120000Z. */
export const amzDate = (ms: number) => new Date(ms).toISOString().replace(/[-:]|\.\d{3}/g, '')

interface Signed {
  method: string
  /** Percent-encoded. */
  path: string
  /** The names and values of the query parameters, without X-Amz-Signature. */
  query: readonly (readonly [string, string])[]
  headers: Readonly<Record<string, string>>
}

export function signature({ method, path, query, headers }: Signed, secret: string): string {
  const params = Object.fromEntries(query)
  const [, date = '', region = '', service = ''] = params['X-Amz-Credential']!.split('/')
  const names = Object.keys(headers).sort()
  const canonical = [
    method,
    path,
    query
      .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
      .sort()
      .join('&'),
    ...names.map((name) => `${name}:${headers[name]!.trim().replace(/\s+/g, ' ')}`),
    '',
    names.join(';'),
    headers['x-amz-content-sha256'] ?? 'UNSIGNED-PAYLOAD',
  ].join('\n')
  const scope = `${date}/${region}/${service}/aws4_request`
  const toSign = [
    'AWS4-HMAC-SHA256',
    params['X-Amz-Date'],
    scope,
    createHash('sha256').update(canonical).digest('hex'),
  ].join('\n')
  const key = hmac(hmac(hmac(hmac(`AWS4${secret}`, date), region), service), 'aws4_request')
  return hmac(key, toSign).toString('hex')
}

/**
 * Throws the error with which S3 refuses a presigned request that has expired, was changed, or has
 * x-amz headers that were not signed.
 */
export function checkPresigned(request: Request, secret: string | undefined, now: number) {
  const { query, headers, method, path } = request
  const [, y, mo, d, h, mi, s] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(query.get('X-Amz-Date') ?? '') ?? []
  const signedAt = Date.UTC(Number(y), Number(mo) - 1, Number(d), Number(h), Number(mi), Number(s))
  const lifetime = Number(query.get('X-Amz-Expires'))
  if (Number.isNaN(signedAt) || !(lifetime > 0))
    throw new AwsError(
      'AuthorizationQueryParametersError',
      'X-Amz-Date or X-Amz-Expires is malformed',
    )
  if (now > signedAt + lifetime * 1000)
    throw new AwsError('AccessDenied', 'Request has expired', 403)

  const signed = (query.get('X-Amz-SignedHeaders') ?? '').split(';')
  const unsigned = Object.keys(headers).filter(
    (name) =>
      name.startsWith('x-amz-') && name !== 'x-amz-content-sha256' && !signed.includes(name),
  )
  if (unsigned.length > 0)
    throw new AwsError(
      'AccessDenied',
      `There were headers present in the request which were not signed: ${unsigned.join(', ')}`,
      403,
    )

  // The sandbox does not know the secret of an administrator, so it does not check an
  // administrator's presigned URLs.
  if (secret === undefined) return
  const signedHeaders = Object.fromEntries(
    signed.map((name) => [name, name === 'host' ? request.host : (headers[name] ?? '')]),
  )
  const rest = [...query].filter(([name]) => name !== 'X-Amz-Signature')
  if (
    signature({ method, path, query: rest, headers: signedHeaders }, secret) !==
    query.get('X-Amz-Signature')
  ) {
    throw new AwsError(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      403,
    )
  }
}
