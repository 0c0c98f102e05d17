// Files in S3: what the widget uploaded, what customers send, and a look at the first bytes of anything we pass on.
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  NotFound,
  S3Client,
} from '@aws-sdk/client-s3'
import { UpstreamFailure } from '#whatsapp/errors/problems'
import type { Files } from '../model/ports.ts'
import { calling } from './failure.ts'

const s3 = new S3Client()

/** Enough for any file type's signature. */
const START_BYTES = 4096

export function files(bucket: string): Files {
  return {
    bucket,

    async head(key) {
      try {
        const { ContentLength, ContentType, Metadata } = await s3.send(
          new HeadObjectCommand({ Bucket: bucket, Key: key }),
        )
        return { size: ContentLength!, mimeType: ContentType!, sha256: Metadata?.sha256 }
      } catch (error) {
        if (error instanceof NotFound || error instanceof NoSuchKey) return undefined
        throw error
      }
    },

    async start(of) {
      const range = `bytes=0-${START_BYTES - 1}`
      if ('url' in of) return startOfUrl(of.url, range)
      const { Body, ContentRange, ContentLength } = await calling(
        'GetObject',
        s3.send(new GetObjectCommand({ Bucket: of.bucket, Key: of.key, Range: range })),
      )
      return {
        bytes: await Body!.transformToByteArray(),
        size: wholeSize(ContentRange) ?? ContentLength!,
      }
    },

    async find(prefix, of = bucket) {
      const { Contents = [] } = await calling(
        'ListObjectsV2',
        s3.send(new ListObjectsV2Command({ Bucket: of, Prefix: prefix, MaxKeys: 1 })),
      )
      return Contents[0]?.Key
    },

    async stream(key) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
      return Body!.transformToWebStream()
    },
  }
}

async function startOfUrl(url: string, range: string) {
  const response = await fetch(url, { headers: { range } }).catch((cause: unknown) => {
    throw new UpstreamFailure('GetAttachment', { certain: true, retryable: true, cause })
  })
  if (!response.ok) {
    await response.body?.cancel()
    const cause = new Error(`the attachment's link answered ${response.status}`)
    throw new UpstreamFailure('GetAttachment', {
      certain: true,
      retryable: response.status >= 500,
      cause,
    })
  }
  const bytes = new Uint8Array(await response.arrayBuffer())
  return {
    bytes,
    size: wholeSize(response.headers.get('content-range') ?? undefined) ?? bytes.length,
  }
}

// "bytes 0-4095/1234567"
const wholeSize = (contentRange: string | undefined): number | undefined => {
  const size = contentRange?.split('/')[1]
  return size && size !== '*' ? Number(size) : undefined
}
