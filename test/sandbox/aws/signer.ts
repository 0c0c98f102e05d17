// Reads which service and which key a request is signed with.
import { AwsError } from '../service.ts'
import type { Request } from './http.ts'

export interface Signer {
  /**
   * The name with which requests to the service are signed, or PARTICIPANT for calls that carry a
   * participant's token instead.
   */
  readonly signingName: string
  readonly accessKeyId: string | undefined
  /** The region in the signature's scope, or undefined if the request is not signed. */
  readonly region: string | undefined
  readonly presigned: boolean
}

export const PARTICIPANT = 'participant'

export function signerOf({ path, headers, query, host }: Request): Signer {
  const inQuery = query.get('X-Amz-Credential')
  const credential = /Credential=([^,\s]+)/.exec(headers.authorization ?? '')?.[1] ?? inQuery ?? ''
  const [key, , region, service] = credential.split('/')
  const accessKeyId = key || undefined
  // These calls may be signed or not: the SDK signs them if it finds credentials, and a browser
  // does not.
  if (path.startsWith('/participant/'))
    return { signingName: PARTICIPANT, accessKeyId, region, presigned: false }
  // Signature Version 2, with which AWS CLI 1 still presigns in us-east-1. Only administrators use
  // Signature Version 2, so such a signature is not checked.
  if (query.has('AWSAccessKeyId'))
    return {
      signingName: 's3',
      accessKeyId: query.get('AWSAccessKeyId')!,
      region: undefined,
      presigned: false,
    }
  return {
    signingName: service ?? byHost(host) ?? byTarget(headers) ?? '',
    accessKeyId,
    region,
    presigned: inQuery !== null,
  }
}

// IAM has one endpoint for all Regions.
const GLOBAL = ['iam', PARTICIPANT]

/**
 * Throws AWS's error for a request that is not signed, or is signed for another Region or another
 * service than the called one.
 */
export function checkScope(
  { signingName, accessKeyId, region }: Signer,
  { headers, host }: Request,
  expected: string,
) {
  if (signingName !== PARTICIPANT && accessKeyId === undefined) {
    if (signingName === 's3') throw new AwsError('AccessDenied', 'Access Denied', 403)
    throw new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token', 403)
  }
  if (region === undefined) return
  if (region !== expected && !GLOBAL.includes(signingName)) {
    if (signingName === 's3') {
      throw new AwsError(
        'AuthorizationHeaderMalformed',
        `The authorization header is malformed; the region '${region}' is wrong; expecting '${expected}'`,
      )
    }
    throw invalidSignature('Credential should be scoped to a valid region. ')
  }
  const called = byTarget(headers) ?? sameName.find((name) => name === byHost(host))
  if (called && called !== signingName) {
    throw invalidSignature(`Credential should be scoped to correct service: '${called}'. `)
  }
}

const invalidSignature = (message: string) =>
  new AwsError('InvalidSignatureException', message, 403)

const byHost = (host: string) =>
  /(?:^|\.)(s3|[a-z-]+)(?:[.-][a-z]{2}(?:-[a-z]+)+-\d)?\.amazonaws\.com$/.exec(host)?.[1]

/** Services whose host names are the names that their requests are signed with. */
const sameName = [
  'app-integrations',
  'connect',
  'dynamodb',
  's3',
  'sns',
  'social-messaging',
  'sqs',
  'sts',
]

const targets: Readonly<Record<string, string>> = {
  DynamoDB: 'dynamodb',
  AmazonSQS: 'sqs',
  TrentService: 'kms',
  AWSEvents: 'events',
}

const byTarget = (headers: Request['headers']) =>
  targets[headers['x-amz-target']?.split(/[_.]/)[0] ?? '']
