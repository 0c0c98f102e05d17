import {
  ListWhatsAppMessageTemplatesCommand,
  type SocialMessagingClient,
} from '@aws-sdk/client-socialmessaging'
import type { ListedTemplate } from '#model/template-list'
import type { TemplateSource } from '#model/template-ports'
import { linkedWabas } from './channels.ts'
import { pages, type WrappedClient } from './client.ts'

type Client = WrappedClient<SocialMessagingClient>

/** The maximum page size of the list of templates. */
const PAGE = 100

export function templateSource(client: Client): TemplateSource {
  return {
    wabas: () => linkedWabas(client),
    list: (wabaId) => listAll(client, wabaId),
  }
}

async function listAll(client: Client, id: string): Promise<ListedTemplate[]> {
  const list = (nextToken?: string) =>
    client.call(
      'ListWhatsAppMessageTemplates',
      new ListWhatsAppMessageTemplatesCommand({ id, maxResults: PAGE, nextToken }),
    )
  const found: ListedTemplate[] = []
  for await (const { templates = [] } of pages(list, ({ nextToken }) => nextToken)) {
    for (const {
      templateName,
      templateLanguage,
      templateStatus,
      templateCategory,
      templateQualityScore,
    } of templates) {
      found.push({
        name: templateName!,
        language: templateLanguage!,
        status: templateStatus!,
        category: templateCategory!,
        ...(templateQualityScore ? { quality: templateQualityScore } : {}),
      })
    }
  }
  return found
}
