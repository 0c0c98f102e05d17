// A Connect instance with what a plan reads of it: asked once per walk, however many channels and numbers need it.
import {
  type ConnectClient,
  type ContactFlowSummary,
  DescribeInstanceCommand,
  type ListPhoneNumbersSummary,
  paginateListContactFlows,
  paginateListFlowAssociations,
  paginateListPhoneNumbersV2,
  paginateListQueues,
  type QueueSummary,
  ResourceNotFoundException,
} from '@aws-sdk/client-connect'
import { parsedInstance } from '../config/config.ts'
import { ConfigError } from '../config/error.ts'

export const RESOURCE_TYPE = 'WHATSAPP_MESSAGING_PHONE_NUMBER'

export interface Instance {
  arn: string
  id: string
  /** "sales" in https://sales.my.connect.aws; its id where there is none. */
  alias: string
  /** https://sales.my.connect.aws */
  accessUrl: string | undefined
  /** Inbound flows. */
  flows(): Promise<readonly ContactFlowSummary[]>
  /** The same, read anew; `flows` answers so from then on. */
  freshFlows(): Promise<readonly ContactFlowSummary[]>
  queues(): Promise<readonly QueueSummary[]>
  /** The WhatsApp numbers' flows: phone number ARN → flow id or ARN. */
  associations(): Promise<ReadonlyMap<string, string>>
  /** The same, read anew. */
  freshAssociations(): Promise<ReadonlyMap<string, string>>
}

export async function connectInstance(arn: string, connect: ConnectClient): Promise<Instance> {
  const { id } = parsedInstance(arn)
  let flows = once(() => flowsOf(id, connect))
  const queues = once(() => queuesOf(id, connect))
  const associations = once(() => associationsOf(id, connect))
  try {
    const { Instance } = await connect.send(new DescribeInstanceCommand({ InstanceId: id }))
    return {
      arn,
      id,
      alias: Instance!.InstanceAlias ?? id,
      accessUrl: Instance!.InstanceAccessUrl,
      flows: () => flows(),
      freshFlows() {
        flows = once(() => flowsOf(id, connect))
        return flows()
      },
      queues,
      associations,
      freshAssociations: () => associationsOf(id, connect),
    }
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error
    throw new ConfigError(
      `${arn}: there is no such Connect instance in this account and Region. Its ARN is in the Connect console, on the instance's page.`,
      { cause: error },
    )
  }
}

/**
 * The imported numbers of every instance in the account and Region, always read afresh; numbers that look at the same moment share one answer.
 */
export function importedNumbers(
  connect: ConnectClient,
): () => Promise<readonly ListPhoneNumbersSummary[]> {
  let underWay: Promise<ListPhoneNumbersSummary[]> | undefined
  return () => {
    underWay ??= numbersOf(connect).finally(() => {
      underWay = undefined
    })
    return underWay
  }
}

export function once<Answer>(ask: () => Promise<Answer>): () => Promise<Answer> {
  let asked: Promise<Answer> | undefined
  return () => {
    asked ??= ask()
    return asked
  }
}

async function flowsOf(InstanceId: string, client: ConnectClient) {
  const flows: ContactFlowSummary[] = []
  const pages = paginateListContactFlows(
    { client, pageSize: 1000 },
    { InstanceId, ContactFlowTypes: ['CONTACT_FLOW'] },
  )
  for await (const { ContactFlowSummaryList } of pages)
    flows.push(...(ContactFlowSummaryList ?? []))
  return flows
}

async function queuesOf(InstanceId: string, client: ConnectClient) {
  const queues: QueueSummary[] = []
  const pages = paginateListQueues(
    { client, pageSize: 1000 },
    { InstanceId, QueueTypes: ['STANDARD'] },
  )
  for await (const { QueueSummaryList } of pages) queues.push(...(QueueSummaryList ?? []))
  return queues
}

async function associationsOf(InstanceId: string, client: ConnectClient) {
  const flows = new Map<string, string>()
  const pages = paginateListFlowAssociations(
    { client, pageSize: 1000 },
    { InstanceId, ResourceType: RESOURCE_TYPE },
  )
  for await (const { FlowAssociationSummaryList } of pages) {
    for (const { ResourceId, FlowId } of FlowAssociationSummaryList ?? [])
      flows.set(ResourceId!, FlowId!)
  }
  return flows
}

async function numbersOf(client: ConnectClient) {
  const numbers: ListPhoneNumbersSummary[] = []
  // Without an instance: a number that is in another one is to be found too.
  for await (const { ListPhoneNumbersSummaryList } of paginateListPhoneNumbersV2(
    { client, pageSize: 1000 },
    {},
  )) {
    numbers.push(...(ListPhoneNumbersSummaryList ?? []))
  }
  return numbers
}
