import {
  GetWhatsAppMessageMediaCommand,
  PostWhatsAppMessageMediaCommand,
  SendWhatsAppMessageCommand,
  SocialMessagingClient,
} from '@aws-sdk/client-socialmessaging'
import type { WhatsApp } from '../model/ports.ts'
import { SEND_TIMEOUT_MS } from '../model/reply.ts'
import { calling } from './failure.ts'

// SendWhatsAppMessage has no idempotency key, and the SDK would by itself repeat what may have been sent: one attempt only.
const once = new SocialMessagingClient({
  maxAttempts: 1,
  requestHandler: {
    requestTimeout: SEND_TIMEOUT_MS,
    throwOnRequestTimeout: true,
    connectionTimeout: 3_000,
  },
})
const client = new SocialMessagingClient()

/** `metaApiVersion` only matters for sending. */
export function whatsapp(metaApiVersion?: string): WhatsApp {
  return {
    async send(phoneNumberId, message) {
      const { messageId } = await calling(
        'SendWhatsAppMessage',
        once.send(
          new SendWhatsAppMessageCommand({
            originationPhoneNumberId: phoneNumberId,
            metaApiVersion,
            message: new TextEncoder().encode(JSON.stringify(message)),
          }),
        ),
      )
      return { messageId: messageId! }
    },

    async postMedia(phoneNumberId, from) {
      const source =
        'url' in from
          ? { sourceS3PresignedUrl: { url: from.url, headers: { 'Content-Type': from.mimeType } } }
          : { sourceS3File: { bucketName: from.bucket, key: from.key } }
      const { mediaId } = await calling(
        'PostWhatsAppMessageMedia',
        client.send(
          new PostWhatsAppMessageMediaCommand({
            originationPhoneNumberId: phoneNumberId,
            ...source,
          }),
        ),
      )
      return { mediaId: mediaId! }
    },

    async mediaInfo(phoneNumberId, mediaId) {
      const { mimeType, fileSize } = await calling(
        'GetWhatsAppMessageMedia',
        client.send(
          new GetWhatsAppMessageMediaCommand({
            originationPhoneNumberId: phoneNumberId,
            mediaId,
            metadataOnly: true,
          }),
        ),
      )
      return { mimeType: mimeType!, size: fileSize! }
    },

    async fetchMedia(phoneNumberId, mediaId, { bucket, prefix }) {
      await calling(
        'GetWhatsAppMessageMedia',
        client.send(
          new GetWhatsAppMessageMediaCommand({
            originationPhoneNumberId: phoneNumberId,
            mediaId,
            destinationS3File: { bucketName: bucket, key: prefix },
          }),
        ),
      )
    },
  }
}
