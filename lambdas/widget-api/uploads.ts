// Files that the widget uploads: creates the target for exactly these bytes, and finds them later.
// The key of an upload contains the user and contact it was made for.
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
 * Returns the type for the signature. WhatsApp reads the file with the type under which it was
 * stored, and accepts Ogg only if the type names Opus. The real type of the bytes is detected
 * before they are sent.
 */
const signedType = (mimeType: string) =>
  plainType(mimeType) === 'audio/ogg' ? 'audio/ogg; codecs=opus' : plainType(mimeType)

export function uploads(files: Pick<Files, 'head'> & UploadTargets, forbidden: readonly string[]) {
  return {
    /** Reports everything that is wrong with the file before any byte is uploaded. */
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

    /** Returns undefined if this user has not uploaded the file completely for this contact. */
    async find(userId: string, contactId: string, uploadId: string): Promise<Upload | undefined> {
      const key = uploadKey(userId, contactId, uploadId)
      const file = /^[\w-]+$/.test(uploadId) ? await files.head(key) : undefined
      return file?.sha256
        ? { uploadId, key, size: file.size, mimeType: file.mimeType, sha256: file.sha256 }
        : undefined
    },
  }
}
