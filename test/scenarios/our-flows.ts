// Lets chats start in the flows that the command `apply` creates, instead of the sandbox's own
// flows.
import {
  AssociateFlowCommand,
  DescribeContactFlowCommand,
  UpdateContactFlowContentCommand,
} from '@aws-sdk/client-connect'
import { contactFlow } from '../../provisioning/channel/contact-flow.ts'
import { connectInstance } from '../../provisioning/channel/instance.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'

type SameAgent = 'by-function' | 'by-attribute'

/**
 * Creates a flow for native numbers and a flow for bridged chats. All chats start in these flows
 * until the returned `restore` is called.
 */
export async function startInOurFlows({ clients: { connect }, world, place }: Sandbox) {
  const InstanceId = world.instance.id
  const [usualFlow, usualChatFlow] = world.flows.map(({ id }) => id) as [string, string]

  async function contentOf(flow: string): Promise<string> {
    const { ContactFlow } = await connect.send(
      new DescribeContactFlowCommand({ InstanceId, ContactFlowId: flow.split('/').at(-1)! }),
    )
    return ContactFlow!.Content!
  }

  async function created(name: string, sameAgent: SameAgent): Promise<string> {
    const instance = await connectInstance(place.instanceArn, connect)
    const flow = contactFlow(
      { name, queue: world.queues[0]!.name, instance, sameAgent, tags: {} },
      connect,
      async () => {},
    )
    return (await flow.apply(await flow.read())).arn!
  }

  async function associate(flow: string) {
    const instance = await connectInstance(place.instanceArn, connect)
    for (const ResourceId of (await instance.associations()).keys())
      await connect.send(
        new AssociateFlowCommand({
          InstanceId,
          ResourceId,
          ResourceType: 'WHATSAPP_MESSAGING_PHONE_NUMBER',
          FlowId: flow,
        }),
      )
  }

  /** Changes the flow in which bridged chats start, as an admin does in the flow designer. */
  const setChatFlow = (Content: string) =>
    connect.send(
      new UpdateContactFlowContentCommand({ InstanceId, ContactFlowId: usualChatFlow, Content }),
    )

  const chatFlowBefore = await contentOf(usualChatFlow)
  const nativeFlow = await created('Answers', 'by-function')
  const contents = {
    'by-function': await contentOf(nativeFlow),
    'by-attribute': await contentOf(await created('Bridged answers', 'by-attribute')),
  }
  await associate(nativeFlow)
  await setChatFlow(contents['by-attribute'])
  return {
    startBridgedChats: (sameAgent: SameAgent) => setChatFlow(contents[sameAgent]),
    async restore() {
      await associate(usualFlow)
      await setChatFlow(chatFlowBefore)
    },
  }
}
