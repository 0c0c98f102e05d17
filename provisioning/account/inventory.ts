// Lists everything in the account that a configuration can name. `init` offers these names as
// choices, so that nobody has to type an ARN.
import { paginateListInstances, paginateListSecurityProfiles } from '@aws-sdk/client-connect'
import { connectInstance } from '../channel/instance.ts'
import { type LinkedAccount, linkedAccount } from '../channel/linked-account.ts'
import { parsedInstance } from '../config/config.ts'
import type { Aws } from './clients.ts'
import { linkedIds } from './status.ts'

export interface InstanceSummary {
  arn: string
  id: string
  alias: string
}

export async function instancesOf({
  connect: client,
}: Pick<Aws, 'connect'>): Promise<InstanceSummary[]> {
  const instances: InstanceSummary[] = []
  for await (const { InstanceSummaryList = [] } of paginateListInstances({ client }, {})) {
    instances.push(
      ...InstanceSummaryList.map(({ Arn, Id, InstanceAlias }) => ({
        arn: Arn!,
        id: Id!,
        alias: InstanceAlias ?? Id!,
      })),
    )
  }
  return instances
}

export async function wabasOf({
  socialMessaging,
}: Pick<Aws, 'socialMessaging'>): Promise<LinkedAccount[]> {
  const ids = await linkedIds({ socialMessaging })
  return Promise.all(ids.map((id) => linkedAccount(id, socialMessaging)))
}

/** Returns the names of the published inbound flows, and the names of the queues. */
export async function routesOf(
  arn: string,
  { connect }: Pick<Aws, 'connect'>,
): Promise<{ flows: string[]; queues: string[] }> {
  const instance = await connectInstance(arn, connect)
  const [flows, queues] = await Promise.all([instance.flows(), instance.queues()])
  const usable = flows.filter(
    ({ ContactFlowState, ContactFlowStatus }) =>
      ContactFlowState !== 'ARCHIVED' && ContactFlowStatus !== 'SAVED',
  )
  return { flows: usable.map(({ Name }) => Name!), queues: queues.map(({ Name }) => Name!) }
}

/** Returns the names of an instance's security profiles. */
export async function securityProfilesOf(
  arn: string,
  { connect: client }: Pick<Aws, 'connect'>,
): Promise<string[]> {
  const names: string[] = []
  for await (const { SecurityProfileSummaryList = [] } of paginateListSecurityProfiles(
    { client },
    { InstanceId: parsedInstance(arn).id },
  ))
    names.push(...SecurityProfileSummaryList.map(({ Name }) => Name!))
  return names
}
