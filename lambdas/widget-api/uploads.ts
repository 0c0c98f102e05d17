// Handles the files that the widget uploads to S3. An upload target is a presigned request that
// accepts only the file whose size and digest the widget has announced. The key of an upload
// contains the ids of the user and the contact, so that only this user can send the file, and only
// from this contact.
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
 * Returns the type with which the file is stored in S3 and sent to WhatsApp. WhatsApp accepts an
 * Ogg file only if its type contains the codec Opus. The actual type of the bytes is checked before
 * the file is sent.
 */
const signedType = (mimeType: string) =>
  plainType(mimeType) === 'audio/ogg' ? 'audio/ogg; codecs=opus' : plainType(mimeType)

export function uploads(files: Pick<Files, 'head'> & UploadTargets, forbidden: readonly string[]) {
  return {
    /**
     * Creates an upload target. Throws RequestRefused if WhatsApp would not accept the announced
     * file, so that the agent learns of problems before the upload.
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
