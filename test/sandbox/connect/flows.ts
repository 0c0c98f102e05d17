import { createHash, randomUUID } from 'node:crypto'
import type { Operation } from '../service.ts'
import { type Core, lastPart, requireInstance } from './core.ts'
import { refusal } from './errors.ts'
import { parseFlow } from './flow-document.ts'
import { page } from './paging.ts'
import type { Flow } from './records.ts'

export function flowOperations(core: Core): Record<string, Operation> {
  return {
    ListContactFlows(input) {
      requireInstance(core, input.InstanceId)
      const flows = [...core.flows.values()].filter(
        ({ type }) => !input.ContactFlowTypes?.length || input.ContactFlowTypes.includes(type),
      )
      const { entries, NextToken } = page('ListContactFlows', input, flows)
      return {
        ContactFlowSummaryList: entries.map(({ id, arn, name, type, status }) => ({
          Id: id,
          Arn: arn,
          Name: name,
          ContactFlowType: type,
          ContactFlowState: 'ACTIVE',
          ContactFlowStatus: status,
        })),
        NextToken,
      }
    },

    DescribeContactFlow({ InstanceId, ContactFlowId }) {
      requireInstance(core, InstanceId)
      const { id, arn, name, type, status, description, content, tags, modifiedAt } = requireFlow(
        core,
        ContactFlowId,
      )
      return {
        ContactFlow: {
          Arn: arn,
          Id: id,
          Name: name,
          Type: type,
          State: 'ACTIVE',
          Status: status,
          Description: description,
          Content: content,
          Tags: tags,
          FlowContentSha256: sha256(content),
          LastModifiedTime: new Date(modifiedAt),
        },
      }
    },

    CreateContactFlow({
      InstanceId,
      // Only the emulated CloudFormation passes this field, to choose the flow's id. Connect has no
      // such field.
      ContactFlowId: id = randomUUID(),
      Name,
      Type,
      Description,
      Content,
      Status = 'PUBLISHED',
      Tags = {},
    }) {
      requireInstance(core, InstanceId)
      if ([...core.flows.values()].some(({ name }) => name === Name)) {
        throw refusal('DuplicateResourceException', `A flow named ${Name} already exists`)
      }
      requireReadable(Content)
      const arn = `${core.instanceArn}/contact-flow/${id}`
      core.flows.set(id, {
        id,
        arn,
        name: Name,
        type: Type,
        status: Status,
        description: Description,
        content: Content,
        tags: Tags,
        modifiedAt: core.clock.now(),
      })
      return { ContactFlowId: id, ContactFlowArn: arn, FlowContentSha256: sha256(Content) }
    },

    DeleteContactFlow({ InstanceId, ContactFlowId }) {
      requireInstance(core, InstanceId)
      core.flows.delete(requireFlow(core, ContactFlowId).id)
      return {}
    },

    UpdateContactFlowContent({ InstanceId, ContactFlowId, Content }) {
      requireInstance(core, InstanceId)
      requireReadable(Content)
      const flow = requireFlow(core, ContactFlowId)
      core.flows.set(flow.id, { ...flow, content: Content, modifiedAt: core.clock.now() })
      return { FlowContentSha256: sha256(Content) }
    },
  }
}

/** Finds a flow by its id or ARN. */
export function requireFlow({ flows }: Core, idOrArn: string): Flow {
  const flow = flows.get(lastPart(idOrArn))
  if (!flow) throw refusal('ResourceNotFoundException', `Flow not found: ${idOrArn}`)
  return flow
}

function requireReadable(content: string) {
  try {
    parseFlow(content)
  } catch (error) {
    const problems = [{ message: error instanceof Error ? error.message : String(error) }]
    throw refusal('InvalidContactFlowException', 'The flow is not valid', { problems })
  }
}

const sha256 = (content: string) => createHash('sha256').update(content).digest('hex')
