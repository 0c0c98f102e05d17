// Creates tasks in Connect that inform supervisors of problems.
import { createHash } from 'node:crypto'
import {
  type ConnectClient,
  StartTaskContactCommand,
  StopContactCommand,
  UpdateContactCommand,
} from '@aws-sdk/client-connect'
import type { NoticeTasks } from '#model/template-ports'
import type { WrappedClient } from './client.ts'
import { CONTACT_ENDED } from './contact-ended.ts'
import { answerUnlessRefused } from './failure.ts'

// https://docs.aws.amazon.com/connect/latest/APIReference/API_StartTaskContact.html
const MAX_NAME = 512
const MAX_DESCRIPTION = 4096

/** Creates tasks that start in the configured flow, which puts each task into a queue. */
export function noticeTasks(
  client: WrappedClient<ConnectClient>,
  instanceArn: string,
  flow: string,
): NoticeTasks {
  const InstanceId = instanceArn.split('/')[1]!
  return {
    async start({ token, name, description }) {
      const { ContactId } = await client.call(
        'StartTaskContact',
        new StartTaskContactCommand({
          InstanceId,
          ContactFlowId: flow.split('/').at(-1),
          Name: name.slice(0, MAX_NAME),
          Description: description.slice(0, MAX_DESCRIPTION),
          ClientToken: createHash('sha256').update(token).digest('hex'),
        }),
      )
      return ContactId!
    },

    async end(taskId, description) {
      const task = { InstanceId, ContactId: taskId }
      await answerUnlessRefused(
        client.call(
          'UpdateContact',
          new UpdateContactCommand({
            ...task,
            Description: description.slice(0, MAX_DESCRIPTION),
          }),
        ),
        ...CONTACT_ENDED,
      )
      await answerUnlessRefused(
        client.call('StopContact', new StopContactCommand(task)),
        ...CONTACT_ENDED,
      )
    },
  }
}
