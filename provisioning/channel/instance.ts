// A Connect instance with its flows, queues and associations. A run stores the lists that it has
// read, so that all channels and numbers of the instance can use them without further calls.
import {
  type ConnectClient,
  type ContactFlowSummary,
  DescribeInstanceCommand,
  type ListPhoneNumbersSummary,
  paginateListContactFlows,
  paginateListFlowAssociations,
  paginateListPhoneNumbersV2,
  paginateListQueues,
  paginateListSecurityProfiles,
  type QueueSummary,
  ResourceNotFoundException,
} from '@aws-sdk/client-connect'
import { parsedInstance } from '../config/config.ts'
import { ConfigError } from '../config/error.ts'

export const RESOURCE_TYPE = 'WHATSAPP_MESSAGING_PHONE_NUMBER'

export interface Instance {
  arn: string
  id: string
  /**
   * The alias, such as "sales" in https://sales.my.connect.aws. If the instance has no alias, this
   * is its id.
   */
  alias: string
  /** The address, such as https://sales.my.connect.aws. Undefined if AWS returns none. */
  accessUrl: string | undefined
  /** The inbound flows. */
  flows(): Promise<readonly ContactFlowSummary[]>
  /** Reads the inbound flows again, so that later calls of `flows` return the new list. */
  freshFlows(): Promise<readonly ContactFlowSummary[]>
  queues(): Promise<readonly QueueSummary[]>
  /** Finds a queue by its name. Makes no call if the deployed stack records the queue. */
  queueNamed(name: string): Promise<RecordedQueue | undefined>
  /** Reads the security profiles: name → id. */
  securityProfiles(): Promise<ReadonlyMap<string, string>>
  /** Reads the flows of the WhatsApp numbers: phone number ARN → flow id or ARN. */
  associations(): Promise<ReadonlyMap<string, string>>
  /** Reads the associations again, so that later calls of `associations` return the new ones. */
  freshAssociations(): Promise<ReadonlyMap<string, string>>
}

export async function connectInstance(arn: string, connect: ConnectClient): Promise<Instance> {
  const { id } = parsedInstance(arn)
  let flows = once(() => flowsOf(id, connect))
  const queues = once(() => queuesOf(id, connect))
  const associations = once(() => associationsOf(id, connect))
  const securityProfiles = once(() => securityProfilesOf(id, connect))
  try {
    const { alias, accessUrl, queue } = await described(id, connect)
    return {
      arn,
      id,
      alias,
      accessUrl,
      flows: () => flows(),
      freshFlows() {
        flows = once(() => flowsOf(id, connect))
        return flows()
      },
      queues,
      async queueNamed(name) {
        if (queue?.name === name) return queue
        const arn = (await queues()).find(({ Name }) => Name === name)?.Arn
        return arn ? { name, arn } : undefined
      },
      securityProfiles,
      associations,
      freshAssociations: () => associationsOf(id, connect),
    }
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error
    throw new ConfigError(
      `${arn}: there is no such Connect instance in this account and Region. The Connect console shows the ARN on the page of the instance.`,
      { cause: error },
    )
  }
}

export type OpenInstance = (arn: string) => Promise<Instance>

/**
 * Returns a function that opens each instance only once, so that its callers share the lists of the
 * instance.
 */
export function sharedInstances({ connect }: { connect: ConnectClient }): OpenInstance {
  const opened = new Map<string, Promise<Instance>>()
  return (arn) => {
    if (!opened.has(arn)) opened.set(arn, connectInstance(arn, connect))
    return opened.get(arn)!
  }
}

interface RecordedQueue {
  name: string
  arn: string
}

interface Description {
  alias: string
  accessUrl?: string | undefined
  /** The queue for the tasks that inform supervisors of problems. */
  queue?: RecordedQueue | undefined
}

/**
 * The details of a Connect instance that a deployed stack records in its outputs, so that no call
 * needs to read them.
 */
export interface RecordedInstance extends Description {
  arn: string
}

/**
 * The alias and the address of each instance. Each client reads them only once, because they do not
 * change during a command.
 */
const descriptions = new WeakMap<ConnectClient, Map<string, Promise<Description>>>()

/**
 * Stores the details `known` if they are those of the instance `arn`, so that no call is needed to
 * describe the instance.
 */
export function rememberInstance(
  known: RecordedInstance | undefined,
  arn: string,
  connect: ConnectClient,
): void {
  if (known?.arn !== arn) return
  const { alias, accessUrl, queue } = known
  const all = descriptions.get(connect) ?? new Map<string, Promise<Description>>()
  descriptions.set(
    connect,
    all.set(parsedInstance(arn).id, Promise.resolve({ alias, accessUrl, queue })),
  )
}

function described(id: string, connect: ConnectClient): Promise<Description> {
  const known = descriptions.get(connect) ?? new Map<string, Promise<Description>>()
  descriptions.set(connect, known)
  if (!known.has(id)) {
    const asked = connect
      .send(new DescribeInstanceCommand({ InstanceId: id }))
      .then(({ Instance }) => ({
        alias: Instance!.InstanceAlias ?? id,
        accessUrl: Instance!.InstanceAccessUrl,
      }))
    asked.catch(() => known.delete(id))
    known.set(id, asked)
  }
  return known.get(id)!
}

/**
 * Returns a function that lists the imported numbers of all instances in the account and Region.
 * Each call reads the list again, but simultaneous calls share a request.
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

async function securityProfilesOf(InstanceId: string, client: ConnectClient) {
  const profiles = new Map<string, string>()
  for await (const { SecurityProfileSummaryList = [] } of paginateListSecurityProfiles(
    { client, pageSize: 1000 },
    { InstanceId },
  ))
    for (const { Name, Id } of SecurityProfileSummaryList) profiles.set(Name!, Id!)
  return profiles
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
  // Without an instance id, the request also finds numbers of other instances.
  for await (const { ListPhoneNumbersSummaryList } of paginateListPhoneNumbersV2(
    { client, pageSize: 1000 },
    {},
  )) {
    numbers.push(...(ListPhoneNumbersSummaryList ?? []))
  }
  return numbers
}
