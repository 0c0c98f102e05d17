// The association of a WhatsApp number with the flow in which the number's chats start.
import {
  AssociateFlowCommand,
  type ConnectClient,
  GetFlowAssociationCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-connect'
import { ConfigError } from '../config/error.ts'
import type { Resource } from '../engine/resource.ts'
import { poll, type Wait } from '../engine/wait.ts'
import { type Instance, RESOURCE_TYPE } from './instance.ts'

interface Wanted {
  number: { id: string; arn: string }
  /** The name or the ARN of the flow. */
  flow: string
  /** If true, the same run creates the flow, so the flow may be missing in the plan. */
  isCreated?: boolean
  /**
   * False in a plan that imports the number, because no flow can be associated with the number
   * before the import.
   */
  isImported?: boolean
  instance: Pick<Instance, 'id' | 'alias' | 'flows' | 'associations'>
}

interface FlowAssociation {
  flow: Flow
  /** The id of the flow that is currently associated with the number. */
  current: string | undefined
}

interface Flow {
  arn: string
  name: string
}

const SETTLING = { everyMs: 2_000, atMostMs: 20_000 }

export function flowAssociation(
  { number, flow, isCreated = false, isImported = true, instance }: Wanted,
  connect: ConnectClient,
  wait: Wait,
): Resource<FlowAssociation> {
  const target = {
    InstanceId: instance.id,
    ResourceId: number.arn,
    ResourceType: RESOURCE_TYPE,
  } as const

  async function associated() {
    try {
      return (await connect.send(new GetFlowAssociationCommand(target))).FlowId
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined
      throw error
    }
  }

  return {
    name: number.id,
    stays: `its chats start in flow "${flow}"`,
    iam: [
      'connect:ListContactFlows',
      'connect:ListFlowAssociations',
      'connect:GetFlowAssociation',
      'connect:AssociateFlow',
    ],

    async read() {
      const [found, associations] = await Promise.all([
        isCreated ? plannedFlow(flow, instance) : publishedFlow(flow, instance),
        isImported ? instance.associations() : undefined,
      ])
      return { flow: found, current: associations?.get(number.arn) }
    },

    diff(live) {
      const { flow, current } = live!
      if (current && idOf(current) === idOf(flow.arn)) return []
      return [
        {
          action: current ? 'update' : 'create',
          summary: `start its chats in flow "${flow.name}"${current ? ` instead of ${idOf(current)}` : ''}`,
        },
      ]
    },

    async apply(live) {
      const { flow } = live!
      await connect.send(new AssociateFlowCommand({ ...target, FlowId: flow.arn }))
      const current = await poll(
        associated,
        (id) => id !== undefined && idOf(id) === idOf(flow.arn),
        SETTLING,
        wait,
      )
      return { flow, current }
    },
  }
}

// Returns the id of a flow. Some operations of Connect return ids of flows, others return ARNs.
const idOf = (flow: string) => flow.split('/').pop()

/**
 * Returns the flow for a plan. If the same run creates the flow, the flow may not exist yet, and
 * its ARN is then empty.
 */
async function plannedFlow(name: string, instance: Wanted['instance']): Promise<Flow> {
  const exists = (await instance.flows()).some(
    ({ Name, ContactFlowState }) => Name === name && ContactFlowState !== 'ARCHIVED',
  )
  return exists ? publishedFlow(name, instance) : { arn: '', name }
}

async function publishedFlow(wanted: string, { alias, flows }: Wanted['instance']): Promise<Flow> {
  const all = (await flows()).filter(({ ContactFlowState }) => ContactFlowState !== 'ARCHIVED')
  const found = all.find(({ Arn, Name }) => Arn === wanted || Name === wanted)
  if (!found) {
    const known = all.map(({ Name }) => `"${Name}"`).join(', ')
    throw new ConfigError(
      `flow "${wanted}": Connect instance ${alias} has no inbound flow of that name or ARN. It has ${known || 'none'}. Name one of its flows, or add "queue" to have the flow created.`,
    )
  }
  if (found.ContactFlowStatus === 'SAVED') {
    throw new ConfigError(
      `flow "${found.Name}" of Connect instance ${alias} is saved but not published, so chats cannot start in it. Publish it in the flow designer.`,
    )
  }
  return { arn: found.Arn!, name: found.Name! }
}
