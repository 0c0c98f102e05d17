import type { Operation } from '../service.ts'
import { type Core, requireInstance } from './core.ts'
import { refusal } from './errors.ts'
import { requireFlow } from './flows.ts'
import { page } from './paging.ts'
import { numberOf } from './phone-numbers.ts'
import type { Flow } from './records.ts'

const WHATSAPP = 'WHATSAPP_MESSAGING_PHONE_NUMBER'

export function flowAssociationOperations(core: Core): Record<string, Operation> {
  const summary = ([ResourceId, flow]: [string, Flow]) => ({
    ResourceId,
    FlowId: flow.arn,
    ResourceType: WHATSAPP,
  })

  const begin = ({ InstanceId, ResourceType }: { InstanceId: string; ResourceType?: string }) => {
    requireInstance(core, InstanceId)
    if (ResourceType && ResourceType !== WHATSAPP)
      throw refusal('InvalidRequestException', `the sandbox associates flows with ${WHATSAPP} only`)
  }

  return {
    AssociateFlow(input) {
      begin(input)
      const number = numberOf(core, input.ResourceId)
      if (number?.instanceArn !== core.instanceArn || number.status !== 'CLAIMED') {
        throw refusal(
          'ResourceNotFoundException',
          `The phone number is not imported into the instance: ${input.ResourceId}`,
        )
      }
      const flow = requireFlow(core, input.FlowId)
      if (flow.type !== 'CONTACT_FLOW' || flow.status !== 'PUBLISHED') {
        throw refusal('InvalidParameterException', `Not a published inbound flow: ${input.FlowId}`)
      }
      core.flowOfNumber.set(input.ResourceId, flow)
      return {}
    },

    GetFlowAssociation(input) {
      begin(input)
      const flow = core.flowOfNumber.get(input.ResourceId)
      if (!flow)
        throw refusal('ResourceNotFoundException', `No flow is associated with ${input.ResourceId}`)
      return summary([input.ResourceId, flow])
    },

    ListFlowAssociations(input) {
      begin(input)
      const { entries, NextToken } = page(
        'ListFlowAssociations',
        input,
        [...core.flowOfNumber].map(summary),
      )
      return { FlowAssociationSummaryList: entries, NextToken }
    },

    BatchGetFlowAssociation(input) {
      begin(input)
      const wanted = [...core.flowOfNumber].filter(([number]) => input.ResourceIds.includes(number))
      return { FlowAssociationSummaryList: wanted.map(summary) }
    },

    DisassociateFlow(input) {
      begin(input)
      if (!core.flowOfNumber.delete(input.ResourceId)) {
        throw refusal('ResourceNotFoundException', `No flow is associated with ${input.ResourceId}`)
      }
      return {}
    },
  }
}
