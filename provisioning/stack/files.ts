// Files in S3 that belong to the stack: code and templates for CloudFormation, and the widget itself.
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  NoSuchBucket,
  NotFound,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { ConfigError } from '../config/error.ts'
import { type Files, zip } from './zip.ts'

export interface Owned {
  bucket: string
  account: string
  region: string
}

/** New buckets are private and encrypted by themselves: https://docs.aws.amazon.com/AmazonS3/latest/userguide/create-bucket-faq.html */
export async function ensureBucket(s3: S3Client, { bucket, account, region }: Owned) {
  try {
    // Names are the world's: code goes only into a bucket of this account.
    await s3.send(new HeadBucketCommand({ Bucket: bucket, ExpectedBucketOwner: account }))
  } catch (error) {
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 403) {
      throw new ConfigError(
        `The bucket ${bucket} belongs to another account, or you may not see it. The stack keeps its code in a bucket of this name.`,
      )
    }
    if (!(error instanceof NotFound) && !(error instanceof NoSuchBucket)) throw error
    // The oldest Region is the one that must not be named.
    const where =
      region === 'us-east-1'
        ? {}
        : { CreateBucketConfiguration: { LocationConstraint: region as never } }
    await s3.send(new CreateBucketCommand({ Bucket: bucket, ...where }))
  }
}

/** Uploads what is not there yet: a key is the hash of its content. */
export async function uploadCode(
  s3: S3Client,
  { bucket, account }: Owned,
  key: string,
  files: Files,
) {
  const place = { Bucket: bucket, Key: key, ExpectedBucketOwner: account }
  if (await exists(s3, place)) return false
  await s3.send(
    new PutObjectCommand({ ...place, Body: zip(files), ContentType: 'application/zip' }),
  )
  return true
}

export async function uploadTemplate(
  s3: S3Client,
  { bucket, account, region }: Owned,
  key: string,
  body: string,
) {
  const place = { Bucket: bucket, Key: key, ExpectedBucketOwner: account }
  if (!(await exists(s3, place)))
    await s3.send(new PutObjectCommand({ ...place, Body: body, ContentType: 'application/json' }))
  return `https://${bucket}.s3.${region}.amazonaws.com/${key}`
}

async function exists(
  s3: S3Client,
  place: { Bucket: string; Key: string; ExpectedBucketOwner: string },
) {
  try {
    await s3.send(new HeadObjectCommand(place))
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

/** A folder of what was built. Undefined where there is none. Source maps stay with whoever built them. */
export async function filesIn(folder: string): Promise<Files | undefined> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    () => undefined,
  )
  if (!entries) return undefined
  const paths = entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.map'))
    .map((entry) => join(entry.parentPath, entry.name))
  const read = async (path: string) =>
    [path.slice(folder.length + 1).replaceAll('\\', '/'), await readFile(path)] as const
  return Object.fromEntries(await Promise.all(paths.map(read)))
}

/** Undefined where nothing is built. */
export async function widgetFiles(
  folder: string,
  configuration: object,
): Promise<WebFile[] | undefined> {
  const built = await filesIn(folder)
  if (!built) return undefined
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
      // Vite names what is in assets/ by its content; everything else keeps its name and is asked for each time.
      cacheControl: key.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    }))
    .sort((a, b) => rank(a.key) - rank(b.key))
}

/** The page itself last: until then visitors have the old one with its old files. */
const rank = (key: string) => (key.endsWith('.html') ? 2 : key.startsWith('assets/') ? 0 : 1)

/** Those that are not there, or are there with another content. One call for each thousand files. */
export async function staleFiles(
  s3: S3Client,
  Bucket: string,
  files: readonly WebFile[],
): Promise<WebFile[]> {
  const there = await etags(s3, Bucket)
  // With SSE-S3 an object's ETag is the MD5 of its content.
  return files.filter(
    ({ key, body }) => there.get(key) !== createHash('md5').update(body).digest('hex'),
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

/** CloudFormation removes no bucket that holds something. Answers how many objects went. */
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
          `${Bucket}/${Errors[0].Key} could not be deleted: ${Errors[0].Message}`,
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
