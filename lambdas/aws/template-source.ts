import {
  paginateListLinkedWhatsAppBusinessAccounts,
  paginateListWhatsAppMessageTemplates,
  SocialMessagingClient,
} from '@aws-sdk/client-socialmessaging'
import type { ListedTemplate } from '../model/template-list.ts'
import type { TemplateSource } from '../model/template-ports.ts'
import { calling } from './failure.ts'

const client = new SocialMessagingClient()

/** The largest page there is. */
const PAGE = 100

export function templateSource(): TemplateSource {
  return {
    wabas: () => calling('ListLinkedWhatsAppBusinessAccounts', wabas()),
    listed: (wabaId) => calling('ListWhatsAppMessageTemplates', listed(wabaId)),
  }
}

async function wabas(): Promise<string[]> {
  const ids: string[] = []
  for await (const { linkedAccounts = [] } of paginateListLinkedWhatsAppBusinessAccounts(
    { client },
    {},
  ))
    ids.push(...linkedAccounts.map(({ id }) => id!))
  return ids
}

async function listed(id: string): Promise<ListedTemplate[]> {
  const found: ListedTemplate[] = []
  for await (const { templates = [] } of paginateListWhatsAppMessageTemplates(
    { client, pageSize: PAGE },
    { id },
  )) {
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
