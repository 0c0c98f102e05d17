// Checks a number of a native WABA: that it is in the instance, is claimed, and has a published
// flow.
import {
  type ContactFlow,
  DescribeContactFlowCommand,
  DescribePhoneNumberCommand,
  type ListPhoneNumbersSummary,
} from '@aws-sdk/client-connect'
import { ListTagsForResourceCommand } from '@aws-sdk/client-socialmessaging'
import type { Aws } from '../account/clients.ts'
import type { Instance } from '../channel/instance.ts'
import { APPLY, bad, check, type Finding, ok } from './finding.ts'

interface Number {
  id: string
  arn: string
  instance: Instance
  listNumbers: () => Promise<readonly ListPhoneNumbersSummary[]>
}

/**
 * Connect can send from a number only if the number has this tag:
 * https://docs.aws.amazon.com/connect/latest/adminguide/connect-slr.html
 */
const ENABLED = 'AmazonConnectEnabled'

export const importOf = ({ id, arn, instance, listNumbers }: Number, aws: Aws) =>
  check(id, async () => {
    const found = (await listNumbers()).find(
      ({ SourcePhoneNumberArn }) => SourcePhoneNumberArn === arn,
    )
    if (!found) return [bad(id, `it is not in Connect instance ${instance.alias}`, APPLY)]
    const { ClaimedPhoneNumberSummary } = await aws.connect.send(
      new DescribePhoneNumberCommand({ PhoneNumberId: found.PhoneNumberId! }),
    )
    const { InstanceId, PhoneNumberStatus } = ClaimedPhoneNumberSummary!
    if (InstanceId !== instance.id) {
      return [
        bad(
          id,
          `it is in another Connect instance, ${InstanceId}`,
          'Release it there (Channels > Phone numbers), then run "connect-whatsapp apply".',
        ),
      ]
    }
    if (PhoneNumberStatus!.Status !== 'CLAIMED') {
      const { Status, Message } = PhoneNumberStatus!
      return [
        bad(
          id,
          `its import is ${Status}${Message ? ` (${Message})` : ''}`,
          'Run "connect-whatsapp apply", which waits for the import or explains what to do.',
        ),
      ]
    }
    return [
      ok(id, `it is in Connect instance ${instance.alias} with the status CLAIMED`),
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
      `the tag ${ENABLED} is missing, and Connect cannot send from a number without it`,
      `Tag the number with ${ENABLED}=True in AWS End User Messaging Social.`,
    ),
  ]
}

export interface FlowUse {
  findings: readonly Finding[]
  /** The ids of the queues in the flow, and the ARNs of its functions. */
  queues: readonly string[]
  functions: readonly string[]
}

export type ReadFlow = ReturnType<typeof sharedFlows>

/**
 * Returns a function that reads flows. The function reads each flow only once, because numbers
 * often share a flow.
 */
export function sharedFlows({ connect }: Pick<Aws, 'connect'>) {
  const read = new Map<string, Promise<ContactFlow>>()
  return (InstanceId: string, ContactFlowId: string): Promise<ContactFlow> => {
    const key = `${InstanceId}/${ContactFlowId}`
    const flow =
      read.get(key) ??
      connect
        .send(new DescribeContactFlowCommand({ InstanceId, ContactFlowId }))
        .then(({ ContactFlow }) => ContactFlow!)
    read.set(key, flow)
    return flow
  }
}

/** Checks the flow of a number. */
export const flowOf = ({ id, arn, instance }: Number, readFlow: ReadFlow) =>
  flowFindings(
    { id, instance, readFlow },
    async () => (await instance.associations()).get(arn)?.split('/').pop(),
    'no flow is associated with it, so customers’ messages start no chats',
  )

/** Checks the flow in which bridged chats start. */
export const flowOfChats = (flowId: string, instance: Instance, readFlow: ReadFlow) =>
  flowFindings(
    { id: 'bridged chats', instance, readFlow },
    async () => (flowId === 'none' ? undefined : flowId),
    'the deployed stack has no flow for them, so messages of customers start no chat',
  )

async function flowFindings(
  { id, instance, readFlow }: { id: string; instance: Instance; readFlow: ReadFlow },
  flow: () => Promise<string | undefined>,
  without: string,
): Promise<FlowUse> {
  let used: Pick<FlowUse, 'queues' | 'functions'> = { queues: [], functions: [] }
  const findings = await check(id, async () => {
    const flowId = await flow()
    if (!flowId) return [bad(id, without, APPLY)]
    const { Name, State, Status, Content } = await readFlow(instance.id, flowId)
    if (State === 'ARCHIVED')
      return [
        bad(
          id,
          `its flow "${Name}" is archived`,
          'Restore it in the flow designer, or name another flow in the configuration and run "connect-whatsapp apply".',
        ),
      ]
    if (Status === 'SAVED')
      return [bad(id, `its flow "${Name}" was never published`, 'Publish it in the flow designer.')]
    used = usedBy(Content!)
    return [ok(id, `chats start in flow "${Name}", which is published`)]
  })
  return { findings, ...used }
}

function usedBy(content: string): { queues: string[]; functions: string[] } {
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
