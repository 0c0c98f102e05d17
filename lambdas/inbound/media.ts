// A customer's file, fetched by AWS into our bucket: for the chat where it takes such a file, and in any case for the widget.
import { createHash } from 'node:crypto'
import { UpstreamFailure } from '#whatsapp/errors/problems'
import type { InboundContent, InboundMedia } from '#whatsapp/events/types'
import type { Conversation } from '../model/conversation.ts'
import type { Files, InboundFile, WhatsApp } from '../model/ports.ts'
import { log, masked } from '../runtime/log.ts'

interface Ports {
  whatsapp: Pick<WhatsApp, 'mediaInfo' | 'fetchMedia'>
  files: Pick<Files, 'bucket' | 'find'>
}

const digest = (...words: string[]) => createHash('sha256').update(words.join('/')).digest('hex')

/** Undefined for what is no file; `unavailable` when WhatsApp no longer gives it. */
export function inboundMedia({ whatsapp, files }: Ports) {
  return async (
    { phoneNumberId, id }: Pick<Conversation, 'phoneNumberId' | 'id'>,
    content: InboundContent,
    messageId: string,
  ): Promise<InboundFile | 'unavailable' | undefined> => {
    if (!isMedia(content) || !content.mediaId) return undefined
    try {
      const { mimeType, size } = await whatsapp.mediaInfo(phoneNumberId, content.mediaId)
      const prefix = `inbound/${digest(id, messageId)}/`
      await whatsapp.fetchMedia(phoneNumberId, content.mediaId, { bucket: files.bucket, prefix })
      const key = await files.find(prefix)
      if (!key) throw new Error('the file was fetched but is not in the bucket')
      return {
        key,
        mimeType,
        size,
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

export const isMedia = (content: InboundContent): content is InboundMedia => 'mediaId' in content

const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'audio/ogg': 'ogg',
  'application/pdf': 'pdf',
  'video/mp4': 'mp4',
  'text/plain': 'txt',
}

/** The same name each time: a repeated upload is the same upload. */
const nameOf = ({ type, filename }: InboundMedia, mimeType: string, messageId: string): string =>
  filename ??
  `${type}-${digest(messageId).slice(0, 6)}.${EXTENSIONS[mimeType.split(';')[0]!.trim()] ?? 'bin'}`
