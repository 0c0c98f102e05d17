// What an account has that a configuration can be made of, so that nobody types an ARN.
import { paginateListInstances } from '@aws-sdk/client-connect'
import { connectInstance } from '../channel/instance.ts'
import { type LinkedAccount, linkedAccount } from '../channel/linked-account.ts'
import type { Aws } from './clients.ts'
import { linkedIds } from './status.ts'

export interface FoundInstance {
  arn: string
  id: string
  alias: string
}

export async function instancesOf({
  connect: client,
}: Pick<Aws, 'connect'>): Promise<FoundInstance[]> {
  const found: FoundInstance[] = []
  for await (const { InstanceSummaryList = [] } of paginateListInstances({ client }, {})) {
    found.push(
      ...InstanceSummaryList.map(({ Arn, Id, InstanceAlias }) => ({
        arn: Arn!,
        id: Id!,
        alias: InstanceAlias ?? Id!,
      })),
    )
  }
  return found
}

export async function wabasOf({
  socialMessaging,
}: Pick<Aws, 'socialMessaging'>): Promise<LinkedAccount[]> {
  const ids = await linkedIds({ socialMessaging })
  return Promise.all(ids.map((id) => linkedAccount(id, socialMessaging)))
}

/** Published inbound flows and queues, by name. */
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
