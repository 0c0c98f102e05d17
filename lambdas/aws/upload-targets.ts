// Where the widget puts a file: one presigned PUT for exactly these bytes.
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import type { UploadTargets } from '../model/ports.ts'

// Checksums only where they are asked for: the SDK would otherwise sign one of an empty body into the URL.
const s3 = new S3Client({
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
})

/** Long enough for 100 MB over a slow line. */
const UPLOAD_SECONDS = 15 * 60

export function uploadTargets(bucket: string): UploadTargets {
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
      const url = await getSignedUrl(s3, command, {
        expiresIn: UPLOAD_SECONDS,
        // Signed as headers, not moved into the query: the uploader must send exactly these.
        unhoistableHeaders: new Set(Object.keys(headers)),
        signableHeaders: new Set([...Object.keys(headers), 'content-length', 'host']),
      })
      return { url, headers: { ...headers, 'content-length': String(size) } }
    },
  }
}
