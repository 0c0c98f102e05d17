// A number of a native WABA: in this instance, claimed, with a published flow that leads to a queue agents serve in chat.
import {
  DescribeContactFlowCommand,
  DescribePhoneNumberCommand,
  type ListPhoneNumbersSummary,
} from '@aws-sdk/client-connect'
import { ListTagsForResourceCommand } from '@aws-sdk/client-socialmessaging'
import type { Aws } from '../account/clients.ts'
import type { Instance } from '../channel/instance.ts'
import { bad, type Finding, look, ok } from './finding.ts'

interface Number {
  id: string
  arn: string
  instance: Instance
  listed: () => Promise<readonly ListPhoneNumbersSummary[]>
}

/** Connect may send from a number only while it carries this: https://docs.aws.amazon.com/connect/latest/adminguide/connect-slr.html */
const ENABLED = 'AmazonConnectEnabled'

export const importOf = ({ id, arn, instance, listed }: Number, aws: Aws) =>
  look(id, async () => {
    const found = (await listed()).find(({ SourcePhoneNumberArn }) => SourcePhoneNumberArn === arn)
    if (!found)
      return [bad(id, `it is not in Connect instance ${instance.alias}`, 'connect-whatsapp apply')]
    const { ClaimedPhoneNumberSummary } = await aws.connect.send(
      new DescribePhoneNumberCommand({ PhoneNumberId: found.PhoneNumberId! }),
    )
    const { InstanceId, PhoneNumberStatus } = ClaimedPhoneNumberSummary!
    if (InstanceId !== instance.id) {
      return [
        bad(
          id,
          `it is in another Connect instance, ${InstanceId}`,
          'Release it there first (Channels > Phone numbers), then connect-whatsapp apply.',
        ),
      ]
    }
    if (PhoneNumberStatus!.Status !== 'CLAIMED') {
      const { Status, Message } = PhoneNumberStatus!
      return [
        bad(
          id,
          `its import is ${Status}${Message ? ` (${Message})` : ''}`,
          'connect-whatsapp apply waits for it, and says what else to do.',
        ),
      ]
    }
    return [
      ok(id, `it is in Connect instance ${instance.alias}, CLAIMED`),
      ...(await tagOf(id, arn, aws)),
    ]
  })

async function tagOf(id: string, arn: string, aws: Aws): Promise<Finding[]> {
  const { tags = [] } = await aws.socialMessaging.send(
    new ListTagsForResourceCommand({ resourceArn: arn }),
  )
  if (tags.some(({ key, value }) => key === ENABLED && /^true$/i.test(value ?? ''))) return []
  return [
    bad(
      id,
      `its tag ${ENABLED} is missing, without which Connect may not send from it`,
      `Tag the number ${ENABLED}=True, in AWS End User Messaging Social.`,
    ),
  ]
}

/** The queues its flow puts chats into, for what is looked at next. */
export async function flowOf(
  { id, arn, instance }: Number,
  aws: Aws,
): Promise<{ findings: readonly Finding[]; queues: string[]; functions: string[] }> {
  let found: { queues: string[]; functions: string[] } = { queues: [], functions: [] }
  const findings = await look(id, async () => {
    const flowId = (await instance.associations()).get(arn)?.split('/').pop()
    if (!flowId)
      return [
        bad(id, 'no flow is associated with it: its chats start nowhere', 'connect-whatsapp apply'),
      ]
    const { ContactFlow } = await aws.connect.send(
      new DescribeContactFlowCommand({ InstanceId: instance.id, ContactFlowId: flowId }),
    )
    const { Name, State, Status, Content } = ContactFlow!
    if (State === 'ARCHIVED')
      return [
        bad(
          id,
          `its flow "${Name}" is archived`,
          'Bring it back in the flow designer, or name another flow and apply.',
        ),
      ]
    if (Status === 'SAVED')
      return [bad(id, `its flow "${Name}" was never published`, 'Publish it in the flow designer.')]
    found = leadsTo(Content!)
    return [ok(id, `its chats start in flow "${Name}", which is published`)]
  })
  return { findings, ...found }
}

function leadsTo(content: string): { queues: string[]; functions: string[] } {
  const { Actions = [] } = JSON.parse(content) as {
    Actions?: { Type: string; Parameters?: Record<string, string> }[]
  }
  const of = (type: string, name: string) =>
    Actions.flatMap(({ Type, Parameters }) =>
      Type === type && Parameters?.[name] ? [Parameters[name].replace(/^.*\/queue\//, '')] : [],
    )
  return {
    queues: [...new Set(of('UpdateContactTargetQueue', 'QueueId'))],
    functions: [...new Set(of('InvokeLambdaFunction', 'LambdaFunctionARN'))],
  }
}
