import { createHash } from 'node:crypto'
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { expect, it } from 'vitest'
import { account, region, started } from './support.ts'

const { client, clock, door, aws } = await started()
const Bucket = `media-${account}-${region}`
const admin = new S3Client(client)
await admin.send(new CreateBucketCommand({ Bucket }))

const policy = {
  Statement: {
    Effect: 'Allow',
    Action: ['s3:PutObject', 's3:GetObject'],
    Resource: `arn:aws:s3:::${Bucket}/uploads/*`,
  },
} as const
const identity = {
  caller: { is: 'function', name: 'widget-api' },
  arn: 'arn:aws:sts::111122223333:assumed-role/w/w',
  crash: undefined,
} as const
const uploader = new S3Client({
  ...client,
  credentials: door.identities.create({ ...identity, policies: () => [policy] }),
})

const body = Buffer.from('a picture')
const checksum = createHash('sha256').update(body).digest('base64')
const headers = {
  'content-type': 'image/png',
  'x-amz-checksum-sha256': checksum,
  'if-none-match': '*',
}

/** Prepares an upload like the widget's: the signature includes length, type and checksum. */
async function upload(
  Key: string,
  sent: Record<string, string> = headers,
  content: Buffer = body,
  change = (url: string) => url,
) {
  const put = new PutObjectCommand({
    Bucket,
    Key,
    ContentType: 'image/png',
    ContentLength: body.length,
    ChecksumSHA256: checksum,
    IfNoneMatch: '*',
  })
  const all = new Set(['content-type', 'content-length', 'x-amz-checksum-sha256', 'if-none-match'])
  const url = await getSignedUrl(uploader, put, {
    expiresIn: 300,
    signableHeaders: all,
    unhoistableHeaders: all,
  })
  return () => fetch(change(url), { method: 'PUT', headers: sent, body: new Uint8Array(content) })
}

it('accepts a presigned upload that matches what was signed', async () => {
  const response = await (await upload('uploads/1'))()

  expect(response.status).toBe(200)
  expect((await admin.send(new HeadObjectCommand({ Bucket, Key: 'uploads/1' }))).ContentType).toBe(
    'image/png',
  )
})

it.each([
  ['another type', { ...headers, 'content-type': 'image/jpeg' }, body, 'SignatureDoesNotMatch'],
  ['another length', headers, Buffer.from('a longer picture'), 'SignatureDoesNotMatch'],
  ['other bytes of the same length', headers, Buffer.from('b picture'), 'BadDigest'],
  [
    'another checksum',
    { ...headers, 'x-amz-checksum-sha256': createHash('sha256').update('x').digest('base64') },
    body,
    'SignatureDoesNotMatch',
  ],
  [
    'a header that was not signed',
    { ...headers, 'x-amz-acl': 'public-read' },
    body,
    'AccessDenied',
  ],
])('refuses a presigned upload with %s, and stores nothing', async (what, sent, content, code) => {
  const Key = `uploads/${what}`

  const response = await (await upload(Key, sent, content))()

  expect(await response.text()).toContain(`<Code>${code}</Code>`)
  await expect(admin.send(new GetObjectCommand({ Bucket, Key }))).rejects.toThrow(NoSuchKey)
})

it('refuses a presigned URL if it was changed, has expired in virtual time, or was signed without permission', async () => {
  const changed = await (
    await upload('uploads/2', headers, body, (url) => url.replace('uploads/2', 'uploads/3'))
  )()
  const elsewhere = await (await upload('secret/2'))()
  const late = await upload('uploads/4')
  await clock.advance(301_000)
  const expired = await late()

  expect(await changed.text()).toContain('<Code>SignatureDoesNotMatch</Code>')
  expect(await elsewhere.text()).toMatch(
    /<Code>AccessDenied<\/Code>.*not authorized to perform: s3:PutObject on resource: arn:aws:s3:::.*secret\/2/,
  )
  expect(await expired.text()).toContain('<Message>Request has expired</Message>')
})

it('refuses an upload that requires a new object if the object already exists', async () => {
  expect((await (await upload('uploads/5'))()).status).toBe(200)

  const again = await (await upload('uploads/5'))()

  expect(again.status).toBe(412)
})

it('serves presigned URLs of AWS under AWS’s host name', async () => {
  await aws.api.writeObject(Bucket, 'chat/a file (1).png', body, 'image/png')
  const url = await aws.api.presign('GET', Bucket, 'chat/a file (1).png', 60)

  const { status, body: read, headers: answered } = await aws.api.fetch(url)
  await clock.advance(61_000)

  expect(url).toMatch(
    new RegExp(
      `^https://${Bucket}\\.s3\\.${region}\\.amazonaws\\.com/chat/a%20file%20%281%29\\.png\\?X-Amz`,
    ),
  )
  expect([status, read.toString(), answered.get('content-type')]).toEqual([
    200,
    'a picture',
    'image/png',
  ])
  expect((await aws.api.fetch(url)).status).toBe(403)
  await expect(aws.api.readObject(Bucket, 'nothing')).rejects.toMatchObject({
    code: 'NoSuchKey',
    status: 404,
  })
})

it('stores objects above the size limit of the library that it uses, and returns ranges of them', async () => {
  const large = Buffer.alloc(20 * 1024 * 1024, 7)

  await admin.send(new PutObjectCommand({ Bucket, Key: 'large', Body: large }))
  const { Body, ContentRange } = await admin.send(
    new GetObjectCommand({ Bucket, Key: 'large', Range: 'bytes=0-4095' }),
  )

  expect((await Body!.transformToByteArray()).length).toBe(4096)
  expect(ContentRange).toBe(`bytes 0-4095/${large.length}`)
  await expect(uploader.send(new GetObjectCommand({ Bucket, Key: 'large' }))).rejects.toThrow(
    S3ServiceException,
  )
})

it('reports a missing object only to callers who may list the bucket', async () => {
  await expect(admin.send(new GetObjectCommand({ Bucket, Key: 'uploads/none' }))).rejects.toThrow(
    NoSuchKey,
  )

  const reading = uploader.send(new GetObjectCommand({ Bucket, Key: 'uploads/none' }))

  await expect(reading).rejects.toMatchObject({
    name: 'AccessDenied',
    message: expect.stringContaining('s3:ListBucket on resource'),
  })
})
