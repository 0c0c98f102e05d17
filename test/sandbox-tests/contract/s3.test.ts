import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  NoSuchBucket,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { expect, it } from 'vitest'
import { endpoint, newName, writes } from './endpoint.ts'

// A server in AWS_ENDPOINT_URL has no separate host name for each bucket.
const forcePathStyle = process.env.REMOTE !== '1' || process.env.AWS_ENDPOINT_URL !== undefined
const s3 = new S3Client({ ...(await endpoint()), forcePathStyle })

async function aFile(undo: (work: () => Promise<unknown>) => void) {
  const file = { Bucket: newName('bucket'), Key: 'media/photo.jpeg' }
  await s3.send(new CreateBucketCommand({ Bucket: file.Bucket }))
  undo(() => s3.send(new DeleteBucketCommand({ Bucket: file.Bucket })))
  await s3.send(
    new PutObjectCommand({
      ...file,
      Body: 'a picture',
      ContentType: 'image/jpeg',
      Metadata: { sha256: 'AAA=' },
    }),
  )
  undo(() => s3.send(new DeleteObjectCommand(file)))
  return file
}

it('refuses a bucket that does not exist', async () => {
  const file = { Bucket: newName('none'), Key: 'k' }
  await expect(s3.send(new GetObjectCommand(file))).rejects.toThrow(NoSuchBucket)
})

writes(
  'serves a file with its type, metadata and ranges, and lists it with its size',
  async (undo) => {
    const file = await aFile(undo)

    const head = await s3.send(new HeadObjectCommand(file))
    const { Body, ContentRange } = await s3.send(
      new GetObjectCommand({ ...file, Range: 'bytes=0-3' }),
    )
    const { Contents } = await s3.send(
      new ListObjectsV2Command({ Bucket: file.Bucket, Prefix: 'media/ph', MaxKeys: 1 }),
    )

    expect(head).toMatchObject({
      ContentLength: 9,
      ContentType: 'image/jpeg',
      Metadata: { sha256: 'AAA=' },
    })
    expect([await Body!.transformToString(), ContentRange]).toEqual(['a pi', 'bytes 0-3/9'])
    expect(Contents).toMatchObject([{ Key: file.Key, Size: 9 }])
  },
)

writes('refuses a file that does not exist, with another error for its head', async (undo) => {
  const file = { ...(await aFile(undo)), Key: 'none' }

  await expect(s3.send(new GetObjectCommand(file))).rejects.toThrow(NoSuchKey)
  await expect(s3.send(new HeadObjectCommand(file))).rejects.toThrow(NotFound)
})

writes('never overwrites a file for a caller that asks for a new one', async (undo) => {
  const file = await aFile(undo)

  await expect(
    s3.send(new PutObjectCommand({ ...file, Body: 'b', IfNoneMatch: '*' })),
  ).rejects.toMatchObject({ name: 'PreconditionFailed' })
})
