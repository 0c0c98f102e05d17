// Creates presigned PUT requests. With such a request, the widget can upload one file to one key in
// S3.
import { PutObjectCommand } from '@aws-sdk/client-s3'
import type { UploadTargets } from '#model/ports'
import type { Presigner } from './presigner.ts'

/**
 * The time for which an upload's URL is valid: long enough to upload 100 MB over a slow connection.
 */
const UPLOAD_SECONDS = 15 * 60

export function uploadTargets(presigner: Presigner, bucket: string): UploadTargets {
  return {
    async uploadTarget({ key, size, mimeType, sha256 }) {
      const headers = {
        'content-type': mimeType,
        'x-amz-checksum-sha256': sha256,
        'x-amz-meta-sha256': sha256,
        'if-none-match': '*',
      }
      const command = new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        ContentLength: size,
        ContentType: mimeType,
        ChecksumSHA256: sha256,
        Metadata: { sha256 },
        IfNoneMatch: '*',
      })
      const url = await presigner.sign('PutObject', command, {
        expiresIn: UPLOAD_SECONDS,
        // The SDK would move these headers into the query of the URL. As signed headers, the
        // browser must send them with exactly these values.
        unhoistableHeaders: new Set(Object.keys(headers)),
        signableHeaders: new Set([...Object.keys(headers), 'content-length', 'host']),
      })
      return { url, headers: { ...headers, 'content-length': String(size) } }
    },
  }
}
