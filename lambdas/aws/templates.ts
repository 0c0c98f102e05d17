import {
  GetWhatsAppMessageTemplateCommand,
  ResourceNotFoundException,
  type SocialMessagingClient,
} from '@aws-sdk/client-socialmessaging'
import type { Templates } from '#model/ports'
import type { WrappedClient } from './client.ts'
import { answerUnlessRefused } from './failure.ts'

export function templates(client: WrappedClient<SocialMessagingClient>): Templates {
  return {
    async get(wabaId, name, language) {
      const found = await answerUnlessRefused(
        client.call(
          'GetWhatsAppMessageTemplate',
          new GetWhatsAppMessageTemplateCommand({
            id: wabaId,
            templateName: name,
            templateLanguageCode: language,
          }),
        ),
        ResourceNotFoundException,
      )
      return found && JSON.parse(found.template!)
    },
  }
}
