// Files of the widget: a place for exactly these bytes, and what lies there afterwards. An upload belongs to the user
// and contact it was made for: its key says so.
import { randomUUID } from 'node:crypto'
import { refusals } from '#whatsapp/errors/problems'
import { mediaKindOf, mediaProblems } from '#whatsapp/media/media'
import { plainType } from '#whatsapp/media/types'
import type { Files, UploadTargets } from '../model/ports.ts'
import type { Upload } from '../model/reply.ts'
import { RequestRefused } from '../runtime/refused.ts'
import type { UploadRequest, UploadTarget } from './api.ts'

const uploadKey = (userId: string, contactId: string, uploadId: string) =>
  `uploads/${userId}/${contactId}/${uploadId}`

/** WhatsApp reads the file with the type it was stored under, and takes Ogg only if that names Opus. What it is is looked up before it is sent. */
const signedType = (mimeType: string) =>
  plainType(mimeType) === 'audio/ogg' ? 'audio/ogg; codecs=opus' : mimeType

export function uploads(files: Pick<Files, 'head'> & UploadTargets) {
  return {
    /** Everything wrong with the file is said before a byte of it is uploaded. */
    async target(
      userId: string,
      contactId: string,
      { name, mimeType, size, sha256 }: UploadRequest,
    ): Promise<UploadTarget> {
      const problems = refusals(
        mediaProblems({ kind: mediaKindOf(mimeType), mimeType, size, name }),
      )
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

    /** Undefined when it was not uploaded by this user for this contact, or not completely. */
    async find(userId: string, contactId: string, uploadId: string): Promise<Upload | undefined> {
      const key = uploadKey(userId, contactId, uploadId)
      const file = /^[\w-]+$/.test(uploadId) ? await files.head(key) : undefined
      return file?.sha256
        ? { uploadId, key, size: file.size, mimeType: file.mimeType, sha256: file.sha256 }
        : undefined
    },
  }
}
