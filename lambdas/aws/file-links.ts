// A link to look at a file of ours: for minutes, with the type it was stored under, shown in place only where that is harmless.
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import type { FileLinks } from '../model/ports.ts'

const s3 = new S3Client()

const LINK_SECONDS = 5 * 60

/** A browser runs what is in other types (SVG, HTML); those are only saved. */
const SHOWN = /^(image\/(jpeg|png|webp|gif)|audio\/[\w.+-]+|video\/[\w.+-]+|application\/pdf)$/

export function fileLinks(bucket: string): FileLinks {
  return {
    link: (key, { mimeType, name }) => {
      const shown = SHOWN.test(mimeType.split(';')[0]!.trim().toLowerCase())
      const file = name
        ? `; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, percent)}`
        : ''
      const command = new GetObjectCommand({
        Bucket: bucket,
        Key: key,
        ResponseContentType: shown ? mimeType : 'application/octet-stream',
        ResponseContentDisposition: `${shown ? 'inline' : 'attachment'}${file}`,
        ResponseCacheControl: 'private, max-age=300',
      })
      return getSignedUrl(s3, command, { expiresIn: LINK_SECONDS })
    },
  }
}

const percent = (char: string) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`
