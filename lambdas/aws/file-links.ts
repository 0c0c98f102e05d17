// Creates links to files in the media bucket. A link is valid for a few minutes and returns the
// file with its stored type. A browser displays a file only if its type is harmless, and downloads
// all other files.
import { GetObjectCommand } from '@aws-sdk/client-s3'
import type { FileLinks } from '#model/ports'
import { bareType } from '#whatsapp/media/types'
import type { Presigner } from './presigner.ts'

const LINK_SECONDS = 5 * 60

/**
 * The types that a browser may display. Files of other types, such as SVG and HTML, are downloaded,
 * because a browser would run the code in them.
 */
const DISPLAYED_TYPES =
  /^(image\/(jpeg|png|webp|gif)|audio\/[\w.+-]+|video\/[\w.+-]+|application\/pdf)$/

export function fileLinks(presigner: Presigner, bucket: string): FileLinks {
  return {
    link: (key, { mimeType, name }) => {
      const isDisplayed = DISPLAYED_TYPES.test(bareType(mimeType))
      const file = name
        ? `; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, percent)}`
        : ''
      const command = new GetObjectCommand({
        Bucket: bucket,
        Key: key,
        ResponseContentType: isDisplayed ? mimeType : 'application/octet-stream',
        ResponseContentDisposition: `${isDisplayed ? 'inline' : 'attachment'}${file}`,
        ResponseCacheControl: 'private, max-age=300',
      })
      return presigner.sign('GetObject', command, { expiresIn: LINK_SECONDS })
    },
  }
}

const percent = (char: string) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`
