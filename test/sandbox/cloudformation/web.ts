// Answers requests to the host names of a deployed CloudFront distribution and a deployed HTTP API.
import type { FrontDoor } from '../aws/front-door.ts'
import type { Answer, Request } from '../aws/http.ts'

type Properties = Readonly<Record<string, any>>
type Host = (request: Request) => Promise<Answer> | Answer

/**
 * Answers as a CloudFront distribution in front of a private bucket does: with the bucket's
 * objects, and with the headers of the distribution's response headers policy. For a missing
 * object, the answer is 403, because S3 answers 404 only to callers who may list the bucket.
 */
export function distribution(
  { DefaultRootObject, DefaultCacheBehavior, Origins }: Properties,
  door: Pick<FrontDoor, 'internal'>,
  policyOf: (id: string) => Properties | undefined,
): Host {
  const bucket = String(Origins[0].DomainName).split('.')[0]
  return async ({ method, path }) => {
    const headers = securityHeaders(policyOf(DefaultCacheBehavior.ResponseHeadersPolicyId))
    if (method !== 'GET' && method !== 'HEAD')
      return { status: 403, headers, body: 'This distribution allows only cachable requests.' }
    const key = path === '/' ? `/${DefaultRootObject}` : path
    const object = await door.internal('s3', { method: 'GET', path: `/${bucket}${key}` })
    if (object.status !== 200)
      return { status: 403, headers, body: '<Error><Code>AccessDenied</Code></Error>' }
    const type = object.headers['content-type'] ?? 'binary/octet-stream'
    return { status: 200, headers: { 'content-type': type, ...headers }, body: object.body }
  }
}

// https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ResponseHeadersPolicySecurityHeadersConfig.html
function securityHeaders(policy: Properties | undefined): Record<string, string> {
  const { ContentSecurityPolicy, ContentTypeOptions } = policy?.SecurityHeadersConfig ?? {}
  return {
    ...(ContentSecurityPolicy && {
      'content-security-policy': ContentSecurityPolicy.ContentSecurityPolicy,
    }),
    ...(ContentTypeOptions && { 'x-content-type-options': 'nosniff' }),
  }
}

/**
 * Answers as an HTTP API whose authorizer refuses every token, because the sandbox runs no function
 * for this API. Preflight requests are answered according to the API's CORS configuration.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
 */
export const httpApi =
  (cors: Properties | undefined): Host =>
  ({ method, headers: { origin } }) => {
    const headers: Record<string, string> =
      origin !== undefined && cors?.AllowOrigins?.includes(origin)
        ? {
            'access-control-allow-origin': origin,
            'access-control-allow-methods': cors.AllowMethods.join(','),
            'access-control-allow-headers': cors.AllowHeaders.join(','),
          }
        : {}
    if (method === 'OPTIONS') return { status: 204, headers, body: '' }
    return {
      status: 401,
      headers: { ...headers, 'content-type': 'application/json', 'www-authenticate': 'Bearer' },
      body: '{"message":"Unauthorized"}',
    }
  }
