import {
  GetWhatsAppMessageMediaCommand,
  PostWhatsAppMessageMediaCommand,
  SendWhatsAppMessageCommand,
  type SocialMessagingClient,
} from '@aws-sdk/client-socialmessaging'
import type { WhatsApp } from '#model/ports'
import type { WrappedClient } from './client.ts'

type Client = WrappedClient<SocialMessagingClient>

/**
 * Sends messages. `once` must be a client that makes only one attempt: see `socialMessagingOnce`.
 */
export const whatsappMessages = (once: Client, metaApiVersion: string): Pick<WhatsApp, 'send'> => ({
  async send(phoneNumberId, message) {
    const { messageId } = await once.call(
      'SendWhatsAppMessage',
      new SendWhatsAppMessageCommand({
        originationPhoneNumberId: phoneNumberId,
        metaApiVersion,
        message: new TextEncoder().encode(JSON.stringify(message)),
      }),
    )
    return { messageId: messageId! }
  },
})

export function whatsappUploads(client: Client): Pick<WhatsApp, 'postMedia'> {
  return {
    async postMedia(phoneNumberId, from) {
      const source =
        'url' in from
          ? { sourceS3PresignedUrl: { url: from.url, headers: { 'Content-Type': from.mimeType } } }
          : { sourceS3File: { bucketName: from.bucket, key: from.key } }
      const { mediaId } = await client.call(
        'PostWhatsAppMessageMedia',
        new PostWhatsAppMessageMediaCommand({
          originationPhoneNumberId: phoneNumberId,
          ...source,
        }),
      )
      return { mediaId: mediaId! }
    },
  }
}

/** Fetches the files of customers' messages. */
export function whatsappMedia(client: Client): Pick<WhatsApp, 'mediaInfo' | 'fetchMedia'> {
  return {
    async mediaInfo(phoneNumberId, mediaId) {
      // The answer's `fileSize` is not used, because AWS documents it in KB but shows bytes in its
      // examples. The size is read from S3 instead.
      const { mimeType } = await client.call(
        'GetWhatsAppMessageMedia',
        new GetWhatsAppMessageMediaCommand({
          originationPhoneNumberId: phoneNumberId,
          mediaId,
          metadataOnly: true,
        }),
      )
      return { mimeType: mimeType! }
    },

    async fetchMedia(phoneNumberId, mediaId, { bucket, prefix }) {
      await client.call(
        'GetWhatsAppMessageMedia',
        new GetWhatsAppMessageMediaCommand({
          originationPhoneNumberId: phoneNumberId,
          mediaId,
          destinationS3File: { bucketName: bucket, key: prefix },
        }),
      )
    },
  }
}
