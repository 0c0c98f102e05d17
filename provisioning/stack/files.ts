// The files of the stacks in S3: code and templates for CloudFormation, and the widget.
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  type LifecycleRule,
  NoSuchBucket,
  NotFound,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { ConfigError } from '../config/error.ts'
import { CONTENT_ACTIONS } from './tls-only.ts'
import { type FilesByPath, zip } from './zip.ts'

export interface Owned {
  bucket: string
  account: string
  region: string
  tags: Readonly<Record<string, string>>
}

/**
 * Creates the bucket if it does not exist. Configures access over TLS only, tags, and the deletion
 * of incomplete uploads. New buckets are private and encrypted by default:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/create-bucket-faq.html
 */
export async function ensureBucket(s3: S3Client, owned: Owned) {
  await ensureExists(s3, owned)
  const { bucket: Bucket, account: ExpectedBucketOwner, tags } = owned
  const statement = {
    Sid: 'TlsOnly',
    Effect: 'Deny',
    Principal: '*',
    Action: CONTENT_ACTIONS,
    Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  }
  const TagSet = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
  await Promise.all([
    s3.send(
      new PutBucketPolicyCommand({
        Bucket,
        ExpectedBucketOwner,
        Policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
      }),
    ),
    s3.send(
      new PutBucketLifecycleConfigurationCommand({
        Bucket,
        ExpectedBucketOwner,
        LifecycleConfiguration: { Rules: [INTERRUPTED_UPLOADS] },
      }),
    ),
    s3.send(new PutBucketTaggingCommand({ Bucket, ExpectedBucketOwner, Tagging: { TagSet } })),
  ])
}

// There is no rule that deletes deployed code, because CloudFormation reads the code again when it
// rolls back.
const INTERRUPTED_UPLOADS: LifecycleRule = {
  ID: 'interrupted-uploads',
  Status: 'Enabled',
  Filter: { Prefix: '' },
  AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
}

/** Deletes all objects except `keys`, that is, code and templates of earlier deployments. */
export async function deleteOthers(
  s3: S3Client,
  { bucket: Bucket, account: ExpectedBucketOwner }: Owned,
  keys: readonly string[],
) {
  const present = await etags(s3, Bucket)
  const others = [...present.keys()].filter((key) => !keys.includes(key))
  for (let from = 0; from < others.length; from += DELETED_AT_ONCE) {
    const Objects = others.slice(from, from + DELETED_AT_ONCE).map((Key) => ({ Key }))
    await s3.send(
      new DeleteObjectsCommand({ Bucket, ExpectedBucketOwner, Delete: { Objects, Quiet: true } }),
    )
  }
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
const DELETED_AT_ONCE = 1_000

async function ensureExists(s3: S3Client, { bucket, account, region }: Owned) {
  try {
    // Bucket names are global, so ExpectedBucketOwner checks that this account owns the bucket.
    await s3.send(new HeadBucketCommand({ Bucket: bucket, ExpectedBucketOwner: account }))
  } catch (error) {
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 403) {
      throw new ConfigError(
        `The stack stores its code in the bucket ${bucket}, which belongs to another account or which you are not allowed to read. Run "connect-whatsapp permissions apply" for the policy that you need.`,
      )
    }
    if (!(error instanceof NotFound) && !(error instanceof NoSuchBucket)) throw error
    // S3 refuses a LocationConstraint of us-east-1, and requires one in every other Region.
    const where =
      region === 'us-east-1'
        ? {}
        : { CreateBucketConfiguration: { LocationConstraint: region as never } }
    await s3.send(new CreateBucketCommand({ Bucket: bucket, ...where }))
  }
}

/**
 * Uploads the code unless its key exists. The key is the hash of the code, so an existing object
 * has the same content.
 */
export async function uploadCode(
  s3: S3Client,
  { bucket, account }: Owned,
  key: string,
  files: FilesByPath,
) {
  const target = { Bucket: bucket, Key: key, ExpectedBucketOwner: account }
  if (await exists(s3, target)) return false
  await s3.send(
    new PutObjectCommand({ ...target, Body: zip(files), ContentType: 'application/zip' }),
  )
  return true
}

export async function uploadTemplate(
  s3: S3Client,
  { bucket, account, region }: Owned,
  key: string,
  body: string,
) {
  const target = { Bucket: bucket, Key: key, ExpectedBucketOwner: account }
  if (!(await exists(s3, target)))
    await s3.send(new PutObjectCommand({ ...target, Body: body, ContentType: 'application/json' }))
  return `https://${bucket}.s3.${region}.amazonaws.com/${key}`
}

async function exists(
  s3: S3Client,
  target: { Bucket: string; Key: string; ExpectedBucketOwner: string },
) {
  try {
    await s3.send(new HeadObjectCommand(target))
    return true
  } catch (error) {
    if (error instanceof NotFound) return false
    throw error
  }
}

interface WebFile {
  key: string
  body: Buffer
  contentType: string
  cacheControl: string
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
}

/**
 * Reads the files of a folder, except for source maps and names that begin with a dot. Returns
 * undefined if the folder does not exist.
 */
export async function filesIn(folder: string): Promise<FilesByPath | undefined> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    () => undefined,
  )
  if (!entries) return undefined
  const paths = entries
    .filter((entry) => entry.isFile() && !/^\.|\.map$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
  const read = async (path: string) =>
    [path.slice(folder.length + 1).replaceAll('\\', '/'), await readFile(path)] as const
  return Object.fromEntries(await Promise.all(paths.map(read)))
}

/** Returns the built files of the widget and its configuration, in the order of their upload. */
export function widgetFiles(built: FilesByPath, configuration: object): WebFile[] {
  const own = {
    key: 'config.json',
    body: Buffer.from(`${JSON.stringify(configuration, null, 2)}\n`),
  }
  const files = Object.entries(built).map(([key, body]) => ({ key, body }))
  return [...files.filter(({ key }) => key !== own.key), own]
    .map(({ key, body }) => ({
      key,
      body,
      contentType: TYPES[extname(key)] ?? 'application/octet-stream',
      // The names in assets/ contain a hash of the content, so browsers may cache these files
      // forever. Browsers must revalidate all other files.
      cacheControl: key.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    }))
    .sort((a, b) => rank(a.key) - rank(b.key))
}

/** Pages are uploaded last, so that a page never refers to a file that is not there yet. */
const rank = (key: string) => (key.endsWith('.html') ? 2 : key.startsWith('assets/') ? 0 : 1)

/**
 * Returns the files that the bucket does not have, or has with other content. Makes one call for
 * every 1000 files.
 */
export async function staleFiles(
  s3: S3Client,
  Bucket: string,
  files: readonly WebFile[],
): Promise<WebFile[]> {
  const present = await etags(s3, Bucket)
  // With SSE-S3, S3 sets an object's ETag to the MD5 of its content.
  return files.filter(
    ({ key, body }) => present.get(key) !== createHash('md5').update(body).digest('hex'),
  )
}

export async function upload(
  s3: S3Client,
  Bucket: string,
  { key, body, contentType, cacheControl }: WebFile,
) {
  await s3.send(
    new PutObjectCommand({
      Bucket,
      Key: key,
      Body: body,
      ContentType: contentType,
      CacheControl: cacheControl,
    }),
  )
}

async function etags(s3: S3Client, Bucket: string) {
  const found = new Map<string, string>()
  try {
    for await (const { Contents } of paginateListObjectsV2({ client: s3 }, { Bucket }))
      for (const { Key, ETag } of Contents ?? []) found.set(Key!, ETag!.replaceAll('"', ''))
  } catch (error) {
    if (!(error instanceof NoSuchBucket)) throw error
  }
  return found
}

/**
 * Deletes all objects of the bucket and returns their number. CloudFormation deletes only empty
 * buckets.
 */
export async function empty(s3: S3Client, Bucket: string): Promise<number> {
  let count = 0
  try {
    for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket })) {
      if (Contents.length === 0) continue
      const { Errors = [] } = await s3.send(
        new DeleteObjectsCommand({
          Bucket,
          Delete: { Objects: Contents.map(({ Key }) => ({ Key: Key! })), Quiet: true },
        }),
      )
      if (Errors[0])
        throw new ConfigError(
          `The object ${Bucket}/${Errors[0].Key} could not be deleted: ${Errors[0].Message}. Run this again.`,
        )
      count += Contents.length
    }
  } catch (error) {
    if (!(error instanceof NoSuchBucket)) throw error
  }
  return count
}

export async function removeBucket(s3: S3Client, Bucket: string) {
  await empty(s3, Bucket)
  try {
    await s3.send(new DeleteBucketCommand({ Bucket }))
  } catch (error) {
    if (!(error instanceof NoSuchBucket)) throw error
  }
}
