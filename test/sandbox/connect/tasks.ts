// The operations on tasks, which are contacts for work other than conversations. A task runs its
// flow, which puts the task into a queue.
import { randomUUID } from 'node:crypto'
import type { Operation } from '../service.ts'
import { type Core, requireInstance } from './core.ts'
import { refusal } from './errors.ts'
import { queueOf } from './flow-document.ts'
import { requireFlow } from './flows.ts'
import type { Task } from './records.ts'

// https://docs.aws.amazon.com/connect/latest/APIReference/API_StartTaskContact.html
const ROUTES = ['ContactFlowId', 'QuickConnectId', 'TaskTemplateId']

export function taskOperations(core: Core): Record<string, Operation> {
  const { tasks, clock } = core
  const byToken = new Map<string, string>()
  return {
    StartTaskContact({ InstanceId, ClientToken, Name, Description, ...input }) {
      requireInstance(core, InstanceId)
      const routes = ROUTES.filter((route) => input[route] !== undefined)
      if (routes.length !== 1)
        throw refusal(
          'InvalidRequestException',
          `Name exactly one of ${ROUTES.join(', ')}, not ${routes.length}`,
        )
      if (routes[0] !== 'ContactFlowId')
        throw refusal('InvalidRequestException', 'The sandbox starts tasks only in flows')
      const flow = requireFlow(core, input.ContactFlowId)
      const known = ClientToken && byToken.get(ClientToken)
      if (known) return { ContactId: known }
      const task: Task = {
        id: randomUUID(),
        name: Name,
        description: Description,
        queueId: queueOf(flow.content),
        initiatedAt: clock.now(),
        ended: undefined,
      }
      if (!task.queueId) task.ended = { at: clock.now() }
      tasks.set(task.id, task)
      if (ClientToken) byToken.set(ClientToken, task.id)
      return { ContactId: task.id }
    },

    UpdateContact({ InstanceId, ContactId, Description }) {
      requireInstance(core, InstanceId)
      const task = tasks.get(ContactId)
      if (!task) throw refusal('ResourceNotFoundException', `Contact not found: ${ContactId}`)
      if (Description !== undefined) task.description = Description
      return {}
    },
  }
}

/** Ends the task. Returns false if no open task has this id. */
export function endTask({ tasks, clock }: Core, id: string): boolean {
  const task = tasks.get(id)
  if (!task || task.ended) return false
  task.ended = { at: clock.now() }
  return true
}

/** A task as SearchContacts and DescribeContact return it. */
export const taskSummary = (
  { instanceArn }: Core,
  { id, name, description, queueId, initiatedAt, ended }: Task,
) => ({
  ...{ Id: id, Arn: `${instanceArn}/contact/${id}`, Channel: 'TASK', InitiationMethod: 'API' },
  Name: name,
  ...(description !== undefined && { Description: description }),
  InitiationTimestamp: new Date(initiatedAt),
  ...(ended && { DisconnectTimestamp: new Date(ended.at) }),
  ...(queueId && { QueueInfo: { Id: queueId, EnqueueTimestamp: new Date(initiatedAt) } }),
})
