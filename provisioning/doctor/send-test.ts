// Tests the whole path of a message: sends an approved template to a phone number, and follows its
// delivery.

import { randomUUID } from 'node:crypto'
import { ResourceNotFoundException } from '@aws-sdk/client-dynamodb'
import {
  GetWhatsAppMessageTemplateCommand,
  paginateListWhatsAppMessageTemplates,
  SendWhatsAppMessageCommand,
} from '@aws-sdk/client-socialmessaging'
import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { type Outcome, testMessage } from '#model/reply'
import { sentenceFor } from '#whatsapp/errors/error-sentences'
import { refusals } from '#whatsapp/errors/problems'
import { asCloudApi } from '#whatsapp/messages/messages'
import { parseDefinition, type TemplateDefinition } from '#whatsapp/templates/definition'
import { fieldsOf } from '#whatsapp/templates/fields'
import { render } from '#whatsapp/templates/render'
import { answerUnlessRefused } from '../../lambdas/aws/failure.ts'
import { messages } from '../../lambdas/aws/messages.ts'
import type { Aws } from '../account/clients.ts'
import { tableOf } from '../account/table.ts'
import { linkedAccount } from '../channel/linked-account.ts'
import type { Host } from '../cli/host.ts'
import type { Session } from '../cli/session.ts'
import { ConfigError } from '../config/error.ts'
import { poll } from '../engine/wait.ts'
import { bad, type Finding, ok, warningFinding } from './finding.ts'

interface Wanted {
  /** The recipient, in E.164 format with +. */
  to: string
  /** The id of the sending number, or undefined for the configuration's first number. */
  from: string | undefined
  template: string | undefined
}

const STATUS_POLL = { everyMs: 2_000, atMostMs: 60_000 }
const masked = (number: string) => `${number.slice(0, 5)}…${number.slice(-2)}`

/** Throws ConfigError if the recipient is not a phone number. */
export function checkRecipient(to: string): void {
  if (!/^\+[1-9]\d{5,14}$/.test(to))
    throw new ConfigError(
      `--send-to does not accept "${to}". Use + and the country code, then the number, without spaces.`,
    )
}

export async function sendTest(
  { to, from, template }: Wanted,
  { config, aws }: Session,
  host: Host,
): Promise<Finding[]> {
  const { number, definition } = await chosen({ to, from, template }, { config, aws })
  const about = `message to ${masked(to)}`
  const testId = testMessage(randomUUID())
  const { name, language } = definition
  // A message must name its button that opens a form, even if the button has no value. `render`
  // adds this button to the components.
  const { components } = render(definition, {})
  const message = asCloudApi(
    { type: 'template', name, language, components },
    { to },
    { callbackData: testId },
  )
  const { messageId } = await aws.sender.send(
    new SendWhatsAppMessageCommand({
      originationPhoneNumberId: number,
      metaApiVersion: config.stack.metaApiVersion,
      message: new TextEncoder().encode(JSON.stringify(message)),
    }),
  )
  host.log(
    `Template ${name} (${language}) to ${masked(to)}: AWS accepted it as ${messageId}. Waiting for its delivery status …`,
  )
  const outcome = await poll(
    () => outcomeOf([messageId!, testId], aws),
    arrived,
    STATUS_POLL,
    host.wait,
  )
  return [judged(about, outcome)]
}

const arrived = (outcome: Outcome | undefined) => outcome !== undefined && outcome.status !== 'sent'

function judged(about: string, outcome: Outcome | undefined): Finding {
  if (!outcome) {
    return warningFinding(
      about,
      'AWS accepted it, but no delivery status arrived within a minute',
      'Check the phone. Delivery statuses arrive only when the stack is deployed and its EventBridge rule is enabled; those of a bridged number arrive through its topic.',
    )
  }
  if (outcome.status === 'failed') {
    const why = (outcome.errors ?? [])
      .map((error) => `${error.code}: ${sentenceFor(error)}`)
      .join('; ')
    return bad(
      about,
      `WhatsApp could not deliver it (${why || 'no reason given'})`,
      'Run "connect-whatsapp debug event explain" for more about a code.',
    )
  }
  if (outcome.status === 'sent')
    return warningFinding(
      about,
      'WhatsApp has sent it, but it has not arrived within a minute',
      'The phone may be switched off. Check it later.',
    )
  return ok(about, `it was ${outcome.status}`)
}

/**
 * Returns the status of the message. EventBridge reports the status under AWS's message id, an SNS
 * topic under the test's own id.
 */
async function outcomeOf(ids: readonly string[], aws: Aws): Promise<Outcome | undefined> {
  const { get } = messages(tableOf(aws))
  const outcomes = await Promise.all(
    ids.map(async (id) => (await answerUnlessRefused(get(id), ResourceNotFoundException))?.outcome),
  )
  return outcomes.flatMap((each) => each ?? []).sort((a, b) => b.rank - a.rank)[0]
}

/** Chooses the number and the template of the first WABA that has both. */
async function chosen(
  { to, from, template }: Wanted,
  { config, aws }: Pick<Session, 'config' | 'aws'>,
) {
  const why: string[] = []
  for (const { waba: id } of config.channels) {
    const waba = await linkedAccount(id, aws.socialMessaging)
    const number = from ? waba.numbers.find((each) => each.id === from) : waba.numbers[0]
    if (!number) continue
    const found = await sendableTemplate(id, template, to, aws)
    if (typeof found !== 'string') return { number: number.id, definition: found }
    why.push(found)
  }
  if (why.length > 0) throw new ConfigError(`No template can be sent: ${why.join('; ')}.`)
  throw new ConfigError(
    from
      ? `--from does not accept "${from}": no WABA of the configuration has this number.`
      : 'No WABA of the configuration has a number to send from.',
  )
}

/** WhatsApp delivers no marketing messages to numbers in the United States. */
const isUnitedStates = (number: string) => parsePhoneNumberFromString(number)?.country === 'US'

/** Returns an approved template that needs no values, or the reason why the WABA has none. */
async function sendableTemplate(
  waba: string,
  wanted: string | undefined,
  to: string,
  aws: Aws,
): Promise<TemplateDefinition | string> {
  for await (const definition of approvedTemplates(waba, wanted, aws)) {
    const objection = objectionTo(definition, to)
    if (!objection) return definition
    if (wanted) return `template ${wanted} of ${waba} ${objection}`
  }
  return wanted
    ? `${waba} has no approved template ${wanted}`
    : `${waba} has no approved template that can be sent without values; create such a template (only Meta’s test numbers can send hello_world)`
}

async function* approvedTemplates(
  waba: string,
  wanted: string | undefined,
  { socialMessaging: client }: Aws,
): AsyncGenerator<TemplateDefinition> {
  const pages = paginateListWhatsAppMessageTemplates({ client }, { id: waba, maxResults: 100 })
  for await (const { templates = [] } of pages)
    for (const { templateName, templateStatus, metaTemplateId } of templates) {
      if (templateStatus !== 'APPROVED' || (wanted && templateName !== wanted)) continue
      const { template } = await client.send(
        new GetWhatsAppMessageTemplateCommand({ id: waba, metaTemplateId: metaTemplateId! }),
      )
      yield parseDefinition(JSON.parse(template!))
    }
}

/** Returns why the template cannot be sent as a test message. Returns undefined if it can. */
function objectionTo(definition: TemplateDefinition, to: string): string | undefined {
  if (definition.category === 'MARKETING' && isUnitedStates(to))
    return 'is marketing, which WhatsApp does not deliver to US numbers'
  const why = refusals(fieldsOf(definition).why).map(({ message }) => message)
  if (why.length > 0) return `cannot be sent: ${why.join('; ')}`
  // WhatsApp sometimes requires a value that its documentation calls optional, for example the
  // product of a catalog.
  const needed = render(definition, {}).problems.filter(({ code }) => code === 'required')
  return needed.length > 0
    ? `has fields to fill in (${needed.map(({ path }) => path).join(', ')})`
    : undefined
}
