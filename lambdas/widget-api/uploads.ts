// Handles the files that the widget uploads. Each upload target accepts exactly the announced
// bytes. The key of an upload contains the user and the contact for which the target was created.
import { randomUUID } from 'node:crypto'
import type { UploadRequest, UploadTarget } from '#api'
import type { Files, UploadTargets } from '#model/ports'
import type { Upload } from '#model/reply'
import { refusals } from '#whatsapp/errors/problems'
import { forbiddenProblems } from '#whatsapp/media/forbidden'
import { mediaKindOf, mediaProblems } from '#whatsapp/media/media'
import { plainType } from '#whatsapp/media/types'
import { RequestRefused } from '../runtime/refused.ts'

const uploadKey = (userId: string, contactId: string, uploadId: string) =>
  `uploads/${userId}/${contactId}/${uploadId}`

/**
 * Returns the type for the signature of the upload. WhatsApp reads the file with the type with
 * which it was stored, and accepts an Ogg file only if the type contains the codec Opus. The actual
 * type of the bytes is detected before the file is sent.
 */
const signedType = (mimeType: string) =>
  plainType(mimeType) === 'audio/ogg' ? 'audio/ogg; codecs=opus' : plainType(mimeType)

export function uploads(files: Pick<Files, 'head'> & UploadTargets, forbidden: readonly string[]) {
  return {
    /**
     * Creates an upload target. All problems of the file are reported before any byte is uploaded.
     */
    async target(
      userId: string,
      contactId: string,
      { name, mimeType, size, sha256 }: UploadRequest,
    ): Promise<UploadTarget> {
      const problems = [
        ...forbiddenProblems({ name }, forbidden),
        ...refusals(mediaProblems({ kind: mediaKindOf(mimeType), mimeType, size, name })),
      ]
      if (problems.length > 0) throw new RequestRefused(422, problems)
      const uploadId = randomUUID()
      const key = uploadKey(userId, contactId, uploadId)
      const target = await files.uploadTarget({
        uploadId,
        key,
        size,
        mimeType: signedType(mimeType),
        sha256,
      })
      return { uploadId, ...target }
    },

    /**
     * Returns the upload, or undefined if this user has not completed the upload for this contact.
     */
    async find(userId: string, contactId: string, uploadId: string): Promise<Upload | undefined> {
      const key = uploadKey(userId, contactId, uploadId)
      const file = /^[\w-]+$/.test(uploadId) ? await files.head(key) : undefined
      return file?.sha256
        ? { uploadId, key, size: file.size, mimeType: file.mimeType, sha256: file.sha256 }
        : undefined
    },
  }
}
