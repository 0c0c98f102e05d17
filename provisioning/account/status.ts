// Reads the current state in AWS: all linked WABAs of the Region with their numbers, the state of
// these numbers in Connect, and the stack.
import { DescribePhoneNumberCommand } from '@aws-sdk/client-connect'
import { paginateListWhatsAppMessageTemplates } from '@aws-sdk/client-socialmessaging'
import { connectInstance, type Instance, importedNumbers } from '../channel/instance.ts'
import {
  type Destination,
  type LinkedAccount,
  type LinkedNumber,
  linkedAccount,
  linkedWabas,
} from '../channel/linked-account.ts'
import type { Host } from '../cli/host.ts'
import type { Session } from '../cli/session.ts'
import type { Checked } from '../config/config.ts'
import { redirectUri } from '../identity/redirect-uri.ts'
import { rightCaller } from './caller.ts'
import type { Aws } from './clients.ts'

export interface Status {
  account: string
  region: string
  stack: { version: string; digest: string; widgetUrl: string; redirectUri: string } | undefined
  wabas: WabaStatus[]
}

export interface WabaStatus {
  id: string
  name: string
  /** The mode in the configuration. Undefined if the configuration does not contain the WABA. */
  mode: 'native' | 'bridged' | undefined
  registration: 'COMPLETE' | 'INCOMPLETE'
  linkedAt: string | undefined
  destination: Destination | undefined
  tags: Readonly<Record<string, string>>
  /** The number of templates by status, such as APPROVED. */
  templates: Record<string, number>
  numbers: NumberStatus[]
}

interface NumberStatus {
  id: string
  number: string
  displayName: string
  quality: string
  dataLocalizationRegion: string | undefined
  connect:
    | { instance: string; status: string; message: string | undefined; flow: string | undefined }
    | undefined
}

export async function installationStatus(
  { config, aws, withStack, isWhole }: Session,
  host: Host,
): Promise<Status> {
  const who = await rightCaller(config, aws)
  const instances = await Promise.all(
    [
      ...new Set([
        config.instance,
        ...config.channels.map((channel) => channel.instance ?? config.instance),
      ]),
    ].map((arn) => connectInstance(arn, aws.connect)),
  )
  const listNumbers = importedNumbers(aws.connect)
  const [stack, ids] = await Promise.all([
    withStack ? deployed(aws, host) : undefined,
    isWhole ? linkedIds(aws) : config.channels.map(({ waba }) => waba),
  ])
  const wabas = await Promise.all(
    ids.map(async (id) => {
      const [waba, { counts: templates }] = await Promise.all([
        linkedAccount(id, aws.socialMessaging),
        templatesByStatus(id, aws),
      ])
      const numbers = await Promise.all(
        waba.numbers.map((number) => numberStatus(number, listNumbers, instances, aws)),
      )
      return wabaStatus(waba, templates, numbers, config)
    }),
  )
  return { account: who.account, region: config.region, stack, wabas }
}

async function deployed(aws: Aws, host: Host) {
  const outputs = await (await host.stacks()).stackOutputs(aws)
  return (
    outputs && {
      version: outputs.version,
      digest: outputs.digest,
      widgetUrl: outputs.widgetUrl,
      redirectUri: redirectUri(outputs.widgetUrl),
    }
  )
}

const wabaStatus = (
  waba: LinkedAccount,
  templates: Record<string, number>,
  numbers: NumberStatus[],
  { channels }: Checked,
): WabaStatus => ({
  id: waba.id,
  name: waba.name,
  mode: channels.find((channel) => channel.waba === waba.id)?.mode,
  registration: waba.registered ? 'COMPLETE' : 'INCOMPLETE',
  linkedAt: waba.linkedAt?.toISOString(),
  destination: waba.destination,
  tags: waba.tags,
  templates,
  numbers,
})

export async function linkedIds(aws: Pick<Aws, 'socialMessaging'>): Promise<string[]> {
  return (await linkedWabas(aws)).map(({ id }) => id)
}

/**
 * Counts the templates of a WABA by status. With `until: 'approved'`, stops after the first page
 * (100 templates) that contains an approved one. `isComplete` is false if the templates on further
 * pages were not counted.
 */
export async function templatesByStatus(
  id: string,
  { socialMessaging }: Pick<Aws, 'socialMessaging'>,
  until: 'end' | 'approved' = 'end',
): Promise<{ counts: Record<string, number>; isComplete: boolean }> {
  const counts: Record<string, number> = {}
  for await (const { templates = [], nextToken } of paginateListWhatsAppMessageTemplates(
    { client: socialMessaging },
    { id, maxResults: 100 },
  )) {
    for (const { templateStatus = 'UNKNOWN' } of templates)
      counts[templateStatus] = (counts[templateStatus] ?? 0) + 1
    if (until === 'approved' && counts.APPROVED && nextToken) return { counts, isComplete: false }
  }
  return { counts, isComplete: true }
}

async function numberStatus(
  { id, arn, number, displayName, quality, dataLocalizationRegion }: LinkedNumber,
  listNumbers: ReturnType<typeof importedNumbers>,
  instances: readonly Instance[],
  { connect }: Aws,
): Promise<NumberStatus> {
  const found = (await listNumbers()).find(
    ({ SourcePhoneNumberArn }) => SourcePhoneNumberArn === arn,
  )
  const side = found && (await connectSide(found.PhoneNumberId!, arn, instances, connect))
  return { id, number, displayName, quality, dataLocalizationRegion, connect: side }
}

async function connectSide(
  PhoneNumberId: string,
  arn: string,
  instances: readonly Instance[],
  connect: Aws['connect'],
) {
  const { ClaimedPhoneNumberSummary: claimed } = await connect.send(
    new DescribePhoneNumberCommand({ PhoneNumberId }),
  )
  const instance = instances.find(({ id }) => id === claimed!.InstanceId)
  const [associations, flows] = instance
    ? await Promise.all([instance.associations(), instance.flows()])
    : [new Map<string, string>(), []]
  const flowId = associations.get(arn)?.split('/').pop()
  return {
    instance: instance?.alias ?? claimed!.InstanceId!,
    status: claimed!.PhoneNumberStatus!.Status!,
    message: claimed!.PhoneNumberStatus!.Message,
    flow: flowId && (flows.find(({ Id }) => Id === flowId)?.Name ?? flowId),
  }
}
