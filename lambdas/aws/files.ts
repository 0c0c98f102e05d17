// Reads and deletes files in S3: uploads from the widget, files from customers, and the first bytes
// of any file that is sent.
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  NotFound,
  type S3Client,
} from '@aws-sdk/client-s3'
import type { FileRemovals, Files } from '#model/ports'
import { UpstreamFailure } from '#whatsapp/errors/problems'
import type { WrappedClient } from './client.ts'
import { answerUnlessRefused, calling } from './failure.ts'

/** The number of bytes that are enough to detect the type of a file. */
const START_BYTES = 4096

export function files(s3: WrappedClient<S3Client>, bucket: string): Files {
  return {
    bucket,

    async head(key) {
      const found = await answerUnlessRefused(
        s3.call('HeadObject', new HeadObjectCommand({ Bucket: bucket, Key: key })),
        NotFound,
        NoSuchKey,
      )
      return (
        found && {
          size: found.ContentLength!,
          mimeType: found.ContentType!,
          sha256: found.Metadata?.sha256,
        }
      )
    },

    async start(of) {
      const range = `bytes=0-${START_BYTES - 1}`
      if ('url' in of) return startOfUrl(of.url, range)
      const { Body, ContentRange, ContentLength } = await s3.call(
        'GetObject',
        new GetObjectCommand({ Bucket: of.bucket, Key: of.key, Range: range }),
      )
      return {
        bytes: await calling('GetObject', Body!.transformToByteArray()),
        size: wholeSize(ContentRange) ?? ContentLength!,
      }
    },

    async find(prefix, of = bucket) {
      const { Contents = [] } = await s3.call(
        'ListObjectsV2',
        new ListObjectsV2Command({ Bucket: of, Prefix: prefix, MaxKeys: 1 }),
      )
      const found = Contents[0]
      return found && { key: found.Key!, size: found.Size! }
    },

    async stream(key) {
      const { Body } = await s3.call(
        'GetObject',
        new GetObjectCommand({ Bucket: bucket, Key: key }),
      )
      return Body!.transformToWebStream()
    },
  }
}

export function fileRemovals(s3: WrappedClient<S3Client>, bucket: string): FileRemovals {
  return {
    async remove(prefix) {
      const { Contents = [] } = await s3.call(
        'ListObjectsV2',
        new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }),
      )
      for (const { Key } of Contents)
        await s3.call('DeleteObject', new DeleteObjectCommand({ Bucket: bucket, Key }))
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
  const bytes = new Uint8Array(await calling('GetAttachment', response.arrayBuffer()))
  return {
    bytes,
    size: wholeSize(response.headers.get('content-range') ?? undefined) ?? bytes.length,
  }
}

// Returns the size of the whole file from a header such as "bytes 0-4095/1234567".
const wholeSize = (contentRange: string | undefined): number | undefined => {
  const size = contentRange?.split('/')[1]
  return size && size !== '*' ? Number(size) : undefined
}
