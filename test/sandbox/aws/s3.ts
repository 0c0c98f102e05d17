// Emulates S3 with the library fauxqs, and adds checks that the library lacks: presigned
// signatures, checksums and If-None-Match.
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { AwsError } from '../service.ts'
import type { Fauxqs } from './fauxqs.ts'
import type { Answer, Asked, Backend, Request } from './http.ts'
import { escaped } from './query.ts'
import { withoutLength } from './sqs.ts'

export function s3(library: Fauxqs): Backend {
  const beingWritten = new Set<string>()
  /**
   * The configuration documents of buckets, such as policies, by a key that consists of the kind of
   * document and the bucket's name. The documents are stored as text because S3 returns them
   * unchanged.
   */
  const documents = new Map<string, string>()

  return {
    read(request): Asked {
      const { bucket, key } = placeOf(request)
      const operation = operationOf(request, bucket, key)
      return {
        operation,
        input: { Bucket: bucket, Key: key },
        action: `s3:${permission[operation] ?? operation}`,
        resources: resourcesOf(request, operation, bucket, key),
      }
    },

    async answer(request, { operation, input: { Bucket: bucket, Key: key } }) {
      if (operation === 'GetBucketLocation')
        return {
          status: 200,
          headers: { 'content-type': 'application/xml' },
          body: '<LocationConstraint/>',
        }
      const document = DOCUMENTS.find(({ of }) => operation.endsWith(`Bucket${of}`))
      if (document) {
        const { of, type, missing } = document
        if (request.method === 'PUT') {
          documents.set(`${of} ${bucket}`, request.body.toString())
          return { status: 200, headers: {}, body: '' }
        }
        const body = documents.get(`${of} ${bucket}`)
        if (body === undefined) throw new AwsError(...missing, 404)
        return { status: 200, headers: { 'content-type': type }, body }
      }
      const url = `/${bucket}${key ? `/${request.path.slice(request.path.length - rawKeyLength(request))}` : ''}${request.search ? `?${request.search}` : ''}`
      const run = () =>
        library.request(request.method, bucket ? url : '/', headersFor(request), request.body)
      if (operation === 'GetObject') return overridden(await run(), request)
      if (operation !== 'PutObject') return run()

      checkContent(request)
      if (request.headers['if-none-match'] !== '*') return run()
      const object = `${bucket}/${key}`
      if (library.hasObject(bucket, key)) {
        throw new AwsError(
          'PreconditionFailed',
          'At least one of the pre-conditions you specified did not hold',
          412,
        )
      }
      if (beingWritten.has(object)) {
        throw new AwsError(
          'ConditionalRequestConflict',
          'The conditional request cannot succeed due to a conflicting operation against this resource.',
          409,
        )
      }
      beingWritten.add(object)
      try {
        return await run()
      } finally {
        beingWritten.delete(object)
      }
    },

    refuse({ code, message, status }, { method }) {
      const says = code === 'AccessDeniedException' ? 'AccessDenied' : code
      const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${says}</Code><Message>${escaped(message)}</Message></Error>`
      return {
        status,
        headers: { 'content-type': 'application/xml' },
        body: method === 'HEAD' ? '' : xml,
      }
    },
  }
}

function resourcesOf({ body }: Request, operation: string, bucket: string, key: string): string[] {
  const arn = `arn:aws:s3:::${bucket}`
  if (operation === 'DeleteObjects')
    return [...body.toString().matchAll(/<Key>([^<]+)<\/Key>/g)].map(([, each]) => `${arn}/${each}`)
  if (!bucket) return ['*']
  return [key ? `${arn}/${key}` : arn]
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList
const DOCUMENTS: readonly {
  of: string
  type: string
  missing: [code: string, message: string]
}[] = [
  {
    of: 'Cors',
    type: 'application/xml',
    missing: ['NoSuchCORSConfiguration', 'The CORS configuration does not exist'],
  },
  {
    of: 'Policy',
    type: 'application/json',
    missing: ['NoSuchBucketPolicy', 'The bucket policy does not exist'],
  },
  {
    of: 'Tagging',
    type: 'application/xml',
    missing: ['NoSuchTagSet', 'The TagSet does not exist'],
  },
]

/** Returns the answer with the response headers that the query of a presigned URL requests. */
function overridden(answer: Answer, { query }: Request): Answer {
  if (answer.status >= 300) return answer
  const headers = Object.entries(OVERRIDES).flatMap(([parameter, header]) =>
    query.has(parameter) ? [[header, query.get(parameter)!] as const] : [],
  )
  return { ...answer, headers: { ...answer.headers, ...Object.fromEntries(headers) } }
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
const OVERRIDES = {
  'response-cache-control': 'cache-control',
  'response-content-disposition': 'content-disposition',
  'response-content-type': 'content-type',
}

const rawKeyLength = (request: Request) => {
  const path = request.path.slice(1)
  return bucketInHost(request) ? path.length : path.length - path.indexOf('/') - 1
}

const bucketInHost = ({ host }: Request) =>
  /^(.+)\.s3[.-][a-z0-9.-]*amazonaws\.com$/.exec(host)?.[1]

function placeOf(request: Request) {
  const path = decodeURIComponent(request.path.slice(1))
  const bucket = bucketInHost(request)
  if (bucket) return { bucket, key: path }
  const slash = path.indexOf('/')
  return slash < 0
    ? { bucket: path, key: '' }
    : { bucket: path.slice(0, slash), key: path.slice(slash + 1) }
}

const UNSERVED = [
  'acl',
  'encryption',
  'logging',
  'notification',
  'publicAccessBlock',
  'replication',
  'versioning',
  'versions',
  'website',
]

function operationOf({ method, query, headers }: Request, bucket: string, key: string): string {
  const unserved = UNSERVED.find((name) => query.has(name))
  if (unserved)
    throw new AwsError('NotImplemented', `the sandbox does not implement s3 ?${unserved}`, 501)
  if (!bucket) return 'ListBuckets'
  if (!key) {
    if (query.has('location')) return 'GetBucketLocation'
    for (const { of } of DOCUMENTS)
      if (query.has(of.toLowerCase())) return `${method === 'PUT' ? 'Put' : 'Get'}Bucket${of}`
    if (query.has('lifecycle'))
      return (
        { GET: 'GetBucketLifecycleConfiguration', PUT: 'PutBucketLifecycleConfiguration' }[
          method
        ] ?? 'DeleteBucketLifecycle'
      )
    return (
      { GET: 'ListObjectsV2', PUT: 'CreateBucket', HEAD: 'HeadBucket', DELETE: 'DeleteBucket' }[
        method
      ] ?? 'DeleteObjects'
    )
  }
  if (query.has('uploads')) return 'CreateMultipartUpload'
  if (query.has('uploadId'))
    return (
      { PUT: 'UploadPart', DELETE: 'AbortMultipartUpload' }[method] ?? 'CompleteMultipartUpload'
    )
  if (method === 'PUT' && headers['x-amz-copy-source']) return 'CopyObject'
  return { GET: 'GetObject', PUT: 'PutObject', HEAD: 'HeadObject' }[method] ?? 'DeleteObject'
}

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
const permission: Record<string, string> = {
  HeadObject: 'GetObject',
  HeadBucket: 'ListBucket',
  ListObjectsV2: 'ListBucket',
  ListBuckets: 'ListAllMyBuckets',
  GetBucketCors: 'GetBucketCORS',
  PutBucketCors: 'PutBucketCORS',
  PutBucketLifecycleConfiguration: 'PutLifecycleConfiguration',
  DeleteObjects: 'DeleteObject',
  CopyObject: 'PutObject',
  CreateMultipartUpload: 'PutObject',
  UploadPart: 'PutObject',
  CompleteMultipartUpload: 'PutObject',
  AbortMultipartUpload: 'AbortMultipartUpload',
}

// Returns the headers with which the request is passed to the library. The signature is left out:
// the sandbox's HTTP server has already checked it. The original host is left out, too: a bucket's
// name in the host has already been moved to the path.
function headersFor({
  headers: {
    host: _host,
    authorization: _authorization,
    connection: _connection,
    'x-sandbox-host': _aws,
    ...rest
  },
}: Request) {
  return { ...withoutLength(rest), host: 'localhost' }
}

const digests: Record<string, (body: Buffer) => string> = {
  sha256: (body) => createHash('sha256').update(body).digest('base64'),
  sha1: (body) => createHash('sha1').update(body).digest('base64'),
  crc32(body) {
    const sum = Buffer.alloc(4)
    sum.writeUInt32BE(crc32(body))
    return sum.toString('base64')
  },
}

/**
 * Throws BadDigest if the body does not match its checksums. A chunked upload is not checked: its
 * checksums follow the body in a trailer.
 */
function checkContent({ headers, query, body }: Request) {
  if (headers['content-encoding']?.includes('aws-chunked')) return
  for (const [name, digest] of Object.entries(digests)) {
    const declared = headers[`x-amz-checksum-${name}`] ?? query.get(`x-amz-checksum-${name}`)
    if (declared && declared !== digest(body))
      throw new AwsError(
        'BadDigest',
        `The ${name.toUpperCase()} you specified did not match the calculated checksum.`,
      )
  }
  const md5 = headers['content-md5']
  if (md5 && md5 !== createHash('md5').update(body).digest('base64'))
    throw new AwsError('BadDigest', 'The Content-MD5 you specified did not match what we received.')
}
