import {
  GetWhatsAppMessageTemplateCommand,
  ResourceNotFoundException,
  SocialMessagingClient,
} from '@aws-sdk/client-socialmessaging'
import type { Templates } from '../model/ports.ts'
import { failureOf } from './failure.ts'

const client = new SocialMessagingClient()

export function templates(): Templates {
  return {
    async get(wabaId, name, language) {
      try {
        const { template } = await client.send(
          new GetWhatsAppMessageTemplateCommand({
            id: wabaId,
            templateName: name,
            templateLanguageCode: language,
          }),
        )
        return JSON.parse(template!)
      } catch (cause) {
        if (cause instanceof ResourceNotFoundException) return undefined
        throw failureOf('GetWhatsAppMessageTemplate', cause)
      }
    },
  }
}
