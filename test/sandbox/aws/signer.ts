// Finds out who signed a request: the service, the access key and the Region in its signature.
import { AwsError } from '../service.ts'
import type { Request } from './http.ts'

export interface Signer {
  /**
   * The service's signing name, or PARTICIPANT for every call to the participant service, signed or
   * not.
   */
  readonly signingName: string
  readonly accessKeyId: string | undefined
  /** The Region in the signature's scope, or undefined if the request is not signed. */
  readonly region: string | undefined
  readonly presigned: boolean
}

export const PARTICIPANT = 'participant'

export function signerOf({ path, headers, query, host }: Request): Signer {
  const inQuery = query.get('X-Amz-Credential')
  const credential = /Credential=([^,\s]+)/.exec(headers.authorization ?? '')?.[1] ?? inQuery ?? ''
  const [key, , region, service] = credential.split('/')
  const accessKeyId = key || undefined
  // Calls to the participant service may be signed or not: the SDK signs them if it finds
  // credentials, and a browser does not sign them.
  if (path.startsWith('/participant/'))
    return { signingName: PARTICIPANT, accessKeyId, region, presigned: false }
  // In us-east-1, version 1 of the AWS CLI still creates presigned URLs with Signature Version 2.
  // Such a signature is not checked, because only administrators use the CLI.
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

// The services whose requests may be signed for any Region.
const GLOBAL = ['iam', PARTICIPANT]

/**
 * Throws AWS's error for a request that is not signed, or is signed for a Region or service other
 * than the one that was called.
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

/** The services whose signing name is the same as the name at the start of their host name. */
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
