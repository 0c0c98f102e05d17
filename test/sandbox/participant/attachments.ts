import { announce, complete } from '../connect/attachments.ts'
import type { Core } from '../connect/core.ts'
import { refusal } from '../connect/errors.ts'
import { chatObjection, type File, whatsappObjection } from '../connect/media-rules.ts'
import type { Operation } from '../service.ts'
import { once, speaker } from './tokens.ts'

// AWS does not document how long the upload URL is valid.
const UPLOAD_URL_SECONDS = 60
// https://docs.aws.amazon.com/connect-participant/latest/APIReference/API_GetAttachment.html
const DOWNLOAD_URL_SECONDS = { least: 5, most: 300 }
/**
 * The length of a session token that makes a presigned URL longer than the 2000 characters that
 * social messaging accepts.
 */
const LONG_TOKEN = 2_000

/**
 * Returns the headers that the upload request must have. Their names are in title case, as in a
 * response that a user of Connect published:
 * https://github.com/amazon-connect/amazon-connect-streams/issues/712
 * The values are part of a JSON response in UTF-8, so they may contain any character.
 */
function uploadHeaders({ world, guesses }: Core, contactId: string, file: File) {
  const fileName = guesses.uploadFileName === 'as-it-is' ? file.name : encodeURIComponent(file.name)
  const headers = {
    'Content-Type': file.contentType,
    'Content-Length': String(file.size),
    'Content-Disposition': `attachment; filename="${fileName}"`,
    'x-amz-acl': 'bucket-owner-full-control',
    'x-amz-meta-account_id': world.account,
    'x-amz-meta-organization_id': world.instance.id,
    'x-amz-meta-contact_id': contactId,
    'x-amz-meta-initial_contact_id': contactId,
  }
  if (guesses.uploadHeaderCase === 'title-case') return headers
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  )
}

export function attachmentOperations(core: Core): Record<string, Operation> {
  const expiry = (seconds: number) => new Date(core.clock.now() + seconds * 1000).toISOString()

  const find = (attachmentId: string, chatId: string) => {
    const attachment = core.attachments.get(attachmentId)
    if (attachment?.chat.id !== chatId)
      throw refusal('ValidationException', `The chat has no attachment ${attachmentId}`)
    return attachment
  }

  return {
    async StartAttachmentUpload({
      ConnectionToken,
      ContentType,
      AttachmentSizeInBytes,
      AttachmentName,
      ClientToken,
    }) {
      const { chat, participant } = speaker(core, ConnectionToken)
      const file = { name: AttachmentName, contentType: ContentType, size: AttachmentSizeInBytes }
      const objection =
        chat.whatsapp && participant.role === 'AGENT'
          ? whatsappObjection(file)
          : chatObjection(file)
      if (objection) throw refusal('ValidationException', objection)
      const { id, bucket, key } = once(participant, 'StartAttachmentUpload', ClientToken, () =>
        announce(core, chat, participant, file),
      )
      const HeadersToInclude = uploadHeaders(core, chat.id, file)
      const Url = await core.api.presign('PUT', bucket, key, UPLOAD_URL_SECONDS, HeadersToInclude)
      return {
        AttachmentId: id,
        UploadMetadata: { Url, UrlExpiry: expiry(UPLOAD_URL_SECONDS), HeadersToInclude },
      }
    },

    CompleteAttachmentUpload({ ConnectionToken, AttachmentIds, ClientToken }) {
      const { chat, participant } = speaker(core, ConnectionToken)
      const attachments = AttachmentIds.map((id: string) => find(id, chat.id))
      if (attachments.some(({ by }: ReturnType<typeof find>) => by !== participant))
        throw refusal('AccessDeniedException', 'Access denied')
      const { answers } = participant
      const key = `CompleteAttachmentUpload ${ClientToken}`
      if (ClientToken && answers.has(key)) return {}
      return Promise.all(
        attachments.map((attachment: ReturnType<typeof find>) => complete(core, attachment)),
      ).then(() => {
        if (ClientToken) answers.set(key, {})
        return {}
      })
    },

    async GetAttachment({
      ConnectionToken,
      AttachmentId,
      UrlExpiryInSeconds: seconds = DOWNLOAD_URL_SECONDS.most,
    }) {
      const { chat } = speaker(core, ConnectionToken)
      if (seconds < DOWNLOAD_URL_SECONDS.least || seconds > DOWNLOAD_URL_SECONDS.most) {
        throw refusal(
          'ValidationException',
          `UrlExpiryInSeconds is ${seconds}; between ${DOWNLOAD_URL_SECONDS.least} and ${DOWNLOAD_URL_SECONDS.most}`,
        )
      }
      const { bucket, key, size, status } = find(AttachmentId, chat.id)
      if (status !== 'APPROVED')
        throw refusal('ValidationException', `The attachment ${AttachmentId} is ${status}`)
      const Url = await core.api.presign(
        'GET',
        bucket,
        key,
        seconds,
        {},
        core.guesses.attachmentLink === 'too-long' ? LONG_TOKEN : 0,
      )
      return { Url, UrlExpiry: expiry(seconds), AttachmentSizeInBytes: size }
    },
  }
}
