// Creates a presigned PUT request. With such a request, the widget can upload exactly one file.
import { PutObjectCommand } from '@aws-sdk/client-s3'
import type { UploadTargets } from '#model/ports'
import type { Presigner } from './presigner.ts'

/**
 * The period in which an upload's URL is valid. The period is long enough to upload 100 MB over a
 * slow connection.
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
        // The values of `headers` are signed as headers and not moved into the query. The browser
        // must therefore send exactly these values.
        unhoistableHeaders: new Set(Object.keys(headers)),
        signableHeaders: new Set([...Object.keys(headers), 'content-length', 'host']),
      })
      return { url, headers: { ...headers, 'content-length': String(size) } }
    },
  }
}
