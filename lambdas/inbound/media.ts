// Fetches the file of a customer's message. AWS copies the file from WhatsApp into the media
// bucket. The chat does not accept every type and size of file. The widget lists all files.

import { createHash } from 'node:crypto'
import type { Conversation } from '#model/conversation'
import type { Files, InboundFile, WhatsApp } from '#model/ports'
import { UpstreamFailure } from '#whatsapp/errors/problems'
import type { InboundContent, InboundMedia } from '#whatsapp/events/types'
import { plainType, shortType } from '#whatsapp/media/types'
import { log, masked } from '../runtime/log.ts'

interface Ports {
  whatsapp: Pick<WhatsApp, 'mediaInfo' | 'fetchMedia'>
  files: Pick<Files, 'bucket' | 'find'>
}

const digest = (...words: string[]) => createHash('sha256').update(words.join('/')).digest('hex')

/** Returns the prefix of the key under which a message's file is stored in the media bucket. */
export const mediaPrefix = (conversation: string, messageId: string) =>
  `inbound/${digest(conversation, messageId)}/`

/**
 * Returns a function that fetches the file of a message. The function returns undefined if the
 * message contains no file, and `unavailable` if WhatsApp lost or deleted the file.
 */
export function inboundMedia({ whatsapp, files }: Ports) {
  return async (
    { phoneNumberId, id }: Pick<Conversation, 'phoneNumberId' | 'id'>,
    content: InboundContent,
    messageId: string,
  ): Promise<InboundFile | 'unavailable' | undefined> => {
    if (!isMedia(content)) return undefined
    if (!content.mediaId) return 'unavailable'
    try {
      const { mimeType } = await whatsapp.mediaInfo(phoneNumberId, content.mediaId)
      const prefix = mediaPrefix(id, messageId)
      await whatsapp.fetchMedia(phoneNumberId, content.mediaId, { bucket: files.bucket, prefix })
      const found = await files.find(prefix)
      if (!found) throw new Error('the file was fetched but is not in the bucket')
      return {
        ...found,
        mimeType,
        name: nameOf(content, mimeType, messageId),
        ...(content.sha256 ? { sha256: content.sha256 } : {}),
      }
    } catch (cause) {
      if (!(cause instanceof UpstreamFailure) || cause.retryable) throw cause
      log.error('media_not_carried', cause, { conversation: masked(id) })
      return 'unavailable'
    }
  }
}

const MEDIA: readonly string[] = ['image', 'video', 'audio', 'document', 'sticker']

export const isMediaType = (type: string | undefined): boolean =>
  type !== undefined && MEDIA.includes(type)

export const isMedia = (content: InboundContent): content is InboundMedia =>
  isMediaType(content.type)

/**
 * Returns the name of a message's file. The name depends only on the message, because Connect would
 * not recognize a repeated upload under another name.
 */
function nameOf(
  { type, voice, filename }: InboundMedia,
  mimeType: string,
  messageId: string,
): string {
  if (filename?.trim()) return filename
  const extension = shortType(plainType(mimeType))
  const kind = voice ? 'voice-message' : type
  return `${kind}-${digest(messageId).slice(0, 6)}.${extension.includes('/') ? 'bin' : extension}`
}
