// Reads the templates, queues and routing profiles that a curation can refer to.
import { paginateListQueues, paginateListRoutingProfiles } from '@aws-sdk/client-connect'
import {
  GetWhatsAppMessageTemplateCommand,
  paginateListWhatsAppFlows,
  paginateListWhatsAppMessageTemplates,
} from '@aws-sdk/client-socialmessaging'
import { Unreadable } from '#whatsapp/errors/problems'
import {
  type CuratedAccount,
  type NamedItem,
  templatesToRead,
} from '#whatsapp/templates/curation-check'
import type { CurationFile } from '#whatsapp/templates/curation-file'
import { parseDefinition, type TemplateDefinition } from '#whatsapp/templates/definition'
import { isFormEntry } from '#whatsapp/templates/forms'
import type { Aws } from '../account/clients.ts'
import { type Checked, parsedInstance } from '../config/config.ts'
import { ConfigError } from '../config/error.ts'

export interface AccountTemplate {
  name: string
  language: string
  status: string
  category: string
}

export async function accountTemplates(
  waba: string,
  { socialMessaging }: Pick<Aws, 'socialMessaging'>,
): Promise<AccountTemplate[]> {
  const summaries: AccountTemplate[] = []
  for await (const { templates = [] } of paginateListWhatsAppMessageTemplates(
    { client: socialMessaging },
    { id: waba, maxResults: 100 },
  )) {
    for (const {
      templateName,
      templateLanguage,
      templateStatus = 'UNKNOWN',
      templateCategory = '',
    } of templates)
      summaries.push({
        name: templateName!,
        language: templateLanguage!,
        status: templateStatus,
        category: templateCategory,
      })
  }
  return summaries.sort((a, b) => (`${a.name}#${a.language}` < `${b.name}#${b.language}` ? -1 : 1))
}

async function accountForms(
  waba: string,
  { socialMessaging }: Pick<Aws, 'socialMessaging'>,
): Promise<CuratedAccount['forms']> {
  const forms: { id: string; name: string; status: string }[] = []
  for await (const { flows = [] } of paginateListWhatsAppFlows(
    { client: socialMessaging },
    { id: waba, maxResults: 100 },
  ))
    forms.push(
      ...flows.map(({ flowId, flowName, flowStatus }) => ({
        id: flowId!,
        name: flowName ?? '',
        status: flowStatus ?? 'UNKNOWN',
      })),
    )
  return forms
}

/**
 * Reads the definition of a template. Returns undefined if this program cannot parse the
 * definition.
 */
export async function definitionOf(
  waba: string,
  { name, language }: Pick<AccountTemplate, 'name' | 'language'>,
  { socialMessaging }: Pick<Aws, 'socialMessaging'>,
): Promise<TemplateDefinition | undefined> {
  const { template } = await socialMessaging.send(
    new GetWhatsAppMessageTemplateCommand({
      id: waba,
      templateName: name,
      templateLanguageCode: language,
    }),
  )
  try {
    return parseDefinition(JSON.parse(template!))
  } catch (error) {
    if (error instanceof Unreadable) return undefined
    throw error
  }
}

export async function teamsOf(
  instance: string,
  { connect: client }: Pick<Aws, 'connect'>,
): Promise<{ queues: NamedItem[]; routingProfiles: NamedItem[] }> {
  const { id: InstanceId } = parsedInstance(instance)
  const [queues, routingProfiles]: [NamedItem[], NamedItem[]] = [[], []]
  for await (const { QueueSummaryList = [] } of paginateListQueues(
    { client, pageSize: 1000 },
    { InstanceId, QueueTypes: ['STANDARD'] },
  ))
    queues.push(...QueueSummaryList.map(({ Id, Name }) => ({ id: Id!, name: Name! })))
  for await (const { RoutingProfileSummaryList = [] } of paginateListRoutingProfiles(
    { client, pageSize: 1000 },
    { InstanceId },
  ))
    routingProfiles.push(
      ...RoutingProfileSummaryList.map(({ Id, Name }) => ({ id: Id!, name: Name! })),
    )
  return { queues, routingProfiles }
}

/**
 * Reads everything that a curation file refers to. Definitions are read only for templates with
 * defaults or labels, because Meta limits the number of calls that read definitions.
 */
export async function accountFor(
  file: CurationFile,
  config: Checked,
  aws: Aws,
): Promise<CuratedAccount> {
  // Most curation files name no form. The forms are listed only if the file names one.
  const namesForms = file.rules.some(({ templates }) =>
    templates.some(({ name }) => isFormEntry(name)),
  )
  const [templates, forms, teams] = await Promise.all([
    accountTemplates(file.waba, aws),
    namesForms ? accountForms(file.waba, aws) : [],
    teamsOf(instanceOf(file.waba, config), aws),
  ])
  const definitions: TemplateDefinition[] = []
  for (const each of templatesToRead(file, templates)) {
    const definition = await definitionOf(file.waba, each, aws)
    if (definition) definitions.push(definition)
  }
  return { templates, definitions, forms, ...teams }
}

/** Returns the Connect instance that receives the WABA's chats. */
export function instanceOf(waba: string, { instance, channels }: Checked): string {
  const channel = channels.find((each) => each.waba === waba)
  if (channel) return channel.instance ?? instance
  throw new ConfigError(
    `${waba} is not in the configuration. Use ${channels.map((each) => each.waba).join(', ')}.`,
  )
}
