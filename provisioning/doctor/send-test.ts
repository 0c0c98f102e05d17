// Sends one approved template to a telephone and follows what becomes of it: the whole way, with the account as it is.

import {
  GetWhatsAppMessageTemplateCommand,
  paginateListWhatsAppMessageTemplates,
  SendWhatsAppMessageCommand,
} from '@aws-sdk/client-socialmessaging'
import { GetCommand } from '@aws-sdk/lib-dynamodb'
import { errorFor } from '#whatsapp/errors/error-table'
import { parseDefinition, type TemplateDefinition } from '#whatsapp/templates/definition'
import { fieldsOf } from '#whatsapp/templates/fields'
import { tableName } from '../../lambdas/deployment/resources.ts'
import type { Outcome } from '../../lambdas/model/reply.ts'
import type { Aws } from '../account/clients.ts'
import { linkedAccount } from '../channel/linked-account.ts'
import type { Work } from '../cli/account-command.ts'
import type { Host } from '../cli/host.ts'
import { ConfigError } from '../config/error.ts'
import { poll } from '../engine/wait.ts'
import { documents } from '../replies/outbox.ts'
import { bad, type Finding, ok, warning } from './finding.ts'

interface Wanted {
  /** E.164 with + */
  to: string
  /** phone-number-id-…; the first of the configuration when left out. */
  from: string | undefined
  template: string | undefined
}

const FATE = { everyMs: 2_000, atMostMs: 60_000 }
const masked = (number: string) => `${number.slice(0, 5)}…${number.slice(-2)}`

export async function sendTest(
  { to, from, template }: Wanted,
  { config, aws }: Work,
  host: Host,
): Promise<Finding[]> {
  if (!/^\+[1-9]\d{5,14}$/.test(to))
    throw new ConfigError(`--send-to ${to}: not a telephone number with + and country code.`)
  const { number, definition } = await chosen({ to, from, template }, { config, aws })
  const about = `message to ${masked(to)}`
  const message = {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    to,
    type: 'template',
    template: { name: definition.name, language: { code: definition.language } },
  }
  const { messageId } = await aws.sender.send(
    new SendWhatsAppMessageCommand({
      originationPhoneNumberId: number,
      metaApiVersion: config.stack.metaApiVersion,
      message: new TextEncoder().encode(JSON.stringify(message)),
    }),
  )
  host.tell(
    `Template ${definition.name} (${definition.language}) to ${masked(to)}: AWS took it, ${messageId}. Waiting for what becomes of it …`,
  )
  const outcome = await poll(() => outcomeOf(messageId!, aws), arrived, FATE, host.wait)
  return [judged(about, outcome)]
}

const arrived = (outcome: Outcome | undefined) => outcome !== undefined && outcome.status !== 'sent'

function judged(about: string, outcome: Outcome | undefined): Finding {
  if (!outcome) {
    return warning(
      about,
      'AWS took it; within a minute nobody said what became of it',
      'Look at the telephone. Statuses are heard of only once the stack is deployed and its EventBridge rule is on.',
    )
  }
  if (outcome.status === 'failed') {
    const why = (outcome.errors ?? [])
      .map(({ code, title }) => `${code}: ${errorFor(code).tell.en || title}`)
      .join('; ')
    return bad(
      about,
      `WhatsApp could not deliver it (${why || 'no reason given'})`,
      'connect-whatsapp event explain says more about a code.',
    )
  }
  if (outcome.status === 'sent')
    return warning(
      about,
      'WhatsApp has sent it, but it has not arrived within a minute',
      'The telephone may be off: look at it later.',
    )
  return ok(about, `it was ${outcome.status}`)
}

async function outcomeOf(messageId: string, aws: Aws): Promise<Outcome | undefined> {
  try {
    const { Item } = await documents(aws).send(
      new GetCommand({
        TableName: tableName,
        Key: { pk: `message#${messageId}`, sk: 'message' },
        ConsistentRead: true,
      }),
    )
    return Item?.outcome as Outcome | undefined
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return undefined
    throw error
  }
}

/** The number and the template: of the first WABA that has both. */
async function chosen({ from, template }: Wanted, { config, aws }: Pick<Work, 'config' | 'aws'>) {
  const why: string[] = []
  for (const { waba: id } of config.channels) {
    const waba = await linkedAccount(id, aws.socialMessaging)
    const number = from ? waba.numbers.find((each) => each.id === from) : waba.numbers[0]
    if (!number) continue
    const found = await sendableTemplate(id, template, aws)
    if (typeof found !== 'string') return { number: number.id, definition: found }
    why.push(found)
  }
  if (why.length > 0) throw new ConfigError(`There is nothing to send: ${why.join('; ')}.`)
  throw new ConfigError(
    from
      ? `--from ${from}: no WABA of the configuration has this number.`
      : 'No WABA of the configuration has a number to send from.',
  )
}

/** An approved one that needs nothing filled in, or why there is none. */
async function sendableTemplate(
  waba: string,
  wanted: string | undefined,
  aws: Aws,
): Promise<TemplateDefinition | string> {
  for await (const { templates = [] } of paginateListWhatsAppMessageTemplates(
    { client: aws.socialMessaging },
    { id: waba, maxResults: 100 },
  )) {
    for (const { templateName, templateStatus, metaTemplateId } of templates) {
      if (templateStatus !== 'APPROVED' || (wanted && templateName !== wanted)) continue
      const get = new GetWhatsAppMessageTemplateCommand({
        id: waba,
        metaTemplateId: metaTemplateId!,
      })
      const definition = parseDefinition(
        JSON.parse((await aws.socialMessaging.send(get)).template!),
      )
      const { sendable, fields } = fieldsOf(definition)
      const needed = fields.filter(({ required }) => required).map(({ key }) => key)
      if (sendable && needed.length === 0) return definition
      if (wanted)
        return `template ${wanted} of ${waba} ${needed.length > 0 ? `needs values (${needed.join(', ')})` : 'cannot be sent by this program'}`
    }
  }
  return wanted
    ? `${waba} has no approved template ${wanted}`
    : `${waba} has no approved template that needs no values ("hello_world" comes with a new account)`
}
