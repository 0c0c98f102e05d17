// Our flow for inbound WhatsApp chats. It is created when the configuration names a queue for it and
// the instance has no flow of that name. After that it belongs to the admin: changes that somebody
// makes in the flow designer are never overwritten.
import {
  type ConnectClient,
  CreateContactFlowCommand,
  DuplicateResourceException,
} from '@aws-sdk/client-connect'
import { functionName } from '#deployment/resources'
import { parsedInstance } from '../config/config.ts'
import { ConfigError } from '../config/error.ts'
import { filled } from '../engine/policy.ts'
import type { Resource } from '../engine/resource.ts'
import { poll, type Wait } from '../engine/wait.ts'
import inbound from '../flows/whatsapp-inbound.json' with { type: 'json' }
import type { Instance } from './instance.ts'
import { ownTags, type Tags } from './tags.ts'

interface Wanted {
  name: string
  /** The name of the queue for the flow's chats. */
  queue: string
  instance: Pick<Instance, 'arn' | 'id' | 'alias' | 'flows' | 'freshFlows' | 'queues'>
  /** True when the stack serves this instance. Flows of other instances cannot call its functions. */
  served: boolean
  tags: Tags
}

interface ContactFlow {
  /** The ARN, or undefined if the instance has no flow of that name. */
  arn: string | undefined
  queueArn: string | undefined
}

const SETTLING = { everyMs: 2_000, atMostMs: 20_000 }

export function contactFlow(
  { name, queue, instance, served, tags }: Wanted,
  connect: ConnectClient,
  wait: Wait,
): Resource<ContactFlow> {
  const find = (flows: Awaited<ReturnType<Instance['flows']>>) =>
    flows.find(({ Name, ContactFlowState }) => Name === name && ContactFlowState !== 'ARCHIVED')
      ?.Arn

  return {
    name: `flow "${name}"`,
    stays: `is in Connect instance ${instance.alias} and is used unchanged`,
    iam: [
      'connect:ListContactFlows',
      'connect:ListQueues',
      'connect:CreateContactFlow',
      'connect:TagResource',
    ],

    async read() {
      const arn = find(await instance.flows())
      const queueArn = arn
        ? undefined
        : (await instance.queues()).find(({ Name }) => Name === queue)?.Arn
      return { arn, queueArn }
    },

    diff(live) {
      if (live!.arn) return []
      if (!live!.queueArn)
        throw new ConfigError(
          `flow "${name}": Connect instance ${instance.alias} has no queue "${queue}". Name an existing queue.`,
        )
      return [
        {
          action: 'create',
          summary: `create it in Connect instance ${instance.alias}: it stores the customer's number, ${served ? 'informs the functions about the chat and puts the chat' : 'then puts the chat'} into queue "${queue}"`,
        },
      ]
    },

    async apply(live) {
      const { region, account } = parsedInstance(instance.arn)
      const CONTACTSTARTED = `arn:aws:lambda:${region}:${account}:function:${functionName('contact-started')}`
      try {
        await connect.send(
          new CreateContactFlowCommand({
            InstanceId: instance.id,
            Name: name,
            Type: 'CONTACT_FLOW',
            Status: 'PUBLISHED',
            Description: 'Inbound WhatsApp chats, created by connect-whatsapp',
            Content: JSON.stringify(
              filled(served ? inbound : withoutFunctions(inbound), {
                CONTACTSTARTED,
                QUEUE: live!.queueArn!,
              }),
            ),
            Tags: { ...ownTags(tags) },
          }),
        )
      } catch (error) {
        // The flow may exist already because an earlier attempt created it and its response was
        // lost.
        if (!(error instanceof DuplicateResourceException)) throw error
      }
      const arn = await poll(
        async () => find(await instance.freshFlows()),
        (found) => found !== undefined,
        SETTLING,
        wait,
      )
      return { arn, queueArn: live!.queueArn }
    },
  }
}

/**
 * Removes the blocks that call functions. The blocks before them then continue with the blocks
 * after them.
 */
function withoutFunctions({ Actions, ...flow }: typeof inbound) {
  const isCall = ({ Type }: { Type: string }) => Type === 'InvokeLambdaFunction'
  const rest = JSON.stringify(Actions.filter((action) => !isCall(action)))
  const next = Actions.filter(isCall).reduce(
    (text, { Identifier, Transitions }) =>
      text.replaceAll(
        `"NextAction":"${Identifier}"`,
        `"NextAction":"${(Transitions as { NextAction: string }).NextAction}"`,
      ),
    rest,
  )
  return { ...flow, Actions: JSON.parse(next) }
}
