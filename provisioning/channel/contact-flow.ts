// The flow that connect-whatsapp creates for inbound WhatsApp chats (native or bridged), and its
// customer queue flow. While a customer who answered a template waits for the agent who sent it,
// the customer queue flow runs, and after two minutes it puts the chat into the queue. The flows
// are created if the configuration names a queue for the inbound flow and the instance has no flow
// of that name. Existing flows belong to the administrator: connect-whatsapp never overwrites
// changes that somebody makes in the flow designer.
import {
  type ConnectClient,
  type ContactFlowType,
  CreateContactFlowCommand,
  DuplicateResourceException,
  paginateListContactFlows,
} from '@aws-sdk/client-connect'
import { functionName } from '#deployment/resources'
import { parsedInstance } from '../config/config.ts'
import { ConfigError } from '../config/error.ts'
import { filled } from '../engine/policy.ts'
import type { Resource } from '../engine/resource.ts'
import { poll, type Wait } from '../engine/wait.ts'
import inbound from '../flows/whatsapp-inbound.json' with { type: 'json' }
import waitForSameAgent from '../flows/whatsapp-same-agent.json' with { type: 'json' }
import type { Instance } from './instance.ts'
import { ownTags, type Tags } from './tags.ts'

interface Wanted {
  name: string
  /** The name of the queue for the flow's chats. */
  queue: string
  instance: Pick<Instance, 'arn' | 'id' | 'alias' | 'flows' | 'freshFlows' | 'queues'>
  /**
   * How the flow finds the agent whose template the customer answered. `by-function`: the flow
   * calls the function contact-started, as for native numbers. `by-attribute`: an attribute of the
   * chat names the agent, as in bridged chats. `never`: the instance has no stack whose function
   * the flow could call, so the flow does not look for the agent.
   */
  sameAgent: 'by-function' | 'by-attribute' | 'never'
  tags: Tags
}

interface ContactFlow {
  /** The ARN, or undefined if the instance has no flow of that name. */
  arn: string | undefined
  queueArn: string | undefined
}

const SETTLING = { everyMs: 2_000, atMostMs: 20_000 }

export function contactFlow(
  { name, queue, instance, sameAgent, tags }: Wanted,
  connect: ConnectClient,
  wait: Wait,
): Resource<ContactFlow> {
  const find = (flows: Awaited<ReturnType<Instance['flows']>>) =>
    flows.find(({ Name, ContactFlowState }) => Name === name && ContactFlowState !== 'ARCHIVED')
      ?.Arn

  const inboundFlow = {
    Name: name,
    Type: 'CONTACT_FLOW',
    Description: 'Inbound WhatsApp chats, created by connect-whatsapp',
  } as const

  /** Returns the ARN of the customer queue flow of this name, which an earlier attempt created. */
  async function queueFlow(wanted: string): Promise<string> {
    const pages = paginateListContactFlows(
      { client: connect, pageSize: 1000 },
      { InstanceId: instance.id, ContactFlowTypes: ['CUSTOMER_QUEUE'] },
    )
    for await (const { ContactFlowSummaryList = [] } of pages) {
      const found = ContactFlowSummaryList.find(({ Name }) => Name === wanted)
      if (found) return found.Arn!
    }
    throw new ConfigError(
      `flow "${wanted}": Connect instance ${instance.alias} has a flow of that name, but it is no customer queue flow. Rename it.`,
    )
  }

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
          summary: `create it in Connect instance ${instance.alias}. ${taskOf(sameAgent, queue)}`,
        },
      ]
    },

    async apply(live) {
      const { region, account } = parsedInstance(instance.arn)
      const CONTACTSTARTED = `arn:aws:lambda:${region}:${account}:function:${functionName('contact-started')}`
      const QUEUE = live!.queueArn!
      const create = async (
        flow: { Name: string; Type: ContactFlowType; Description: string },
        content: object,
      ) => {
        try {
          const { ContactFlowArn } = await connect.send(
            new CreateContactFlowCommand({
              ...flow,
              InstanceId: instance.id,
              Status: 'PUBLISHED',
              Content: JSON.stringify(content),
              Tags: { ...ownTags(tags) },
            }),
          )
          return ContactFlowArn
        } catch (error) {
          // The flow exists already if an earlier attempt created it and the response was lost.
          if (!(error instanceof DuplicateResourceException)) throw error
          return undefined
        }
      }
      if (sameAgent === 'never')
        await create(inboundFlow, filled(rerouted({ started: 'queue' }), { QUEUE }))
      else {
        const waitFlow = `${name}: wait for the same agent`
        const SAMEAGENT =
          (await create(
            {
              Name: waitFlow,
              Type: 'CUSTOMER_QUEUE',
              Description:
                'Ends the wait for the agent to whom a customer replied, created by connect-whatsapp',
            },
            filled(waitForSameAgent, { QUEUE }),
          )) ?? (await queueFlow(waitFlow))
        const content =
          sameAgent === 'by-function'
            ? filled(inbound, { CONTACTSTARTED, QUEUE, SAMEAGENT })
            : filled(rerouted({ attributes: 'isBridgedAnswer' }), { QUEUE, SAMEAGENT })
        await create(inboundFlow, content)
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

/** Describes, for the plan, what the flow does with each chat. */
function taskOf(sameAgent: Wanted['sameAgent'], queue: string): string {
  switch (sameAgent) {
    case 'by-function':
      return `The flow stores the customer's number and informs the functions about the chat. For two minutes, it offers an answer to a template to the agent who sent the template; then it puts the chat into queue "${queue}"`
    case 'by-attribute':
      return `For two minutes, the flow offers an answer to a template to the agent who sent the template; then it puts the chat into queue "${queue}"`
    case 'never':
      return `The flow stores the customer's number, and then puts the chat into queue "${queue}"`
  }
}

/**
 * Returns the inbound flow without the blocks whose ids are the keys of `skipped`. The values are
 * the ids of the blocks that follow instead. Blocks that can no longer be reached are removed, too.
 */
function rerouted(skipped: Readonly<Record<string, string>>) {
  const { Actions, ...flow } = inbound
  const actions = new Map<string, FlowAction>(
    Actions.map((action) => [action.Identifier, action as FlowAction]),
  )
  const rest: FlowAction[] = []
  const follow = (id: string) => {
    if (rest.some(({ Identifier }) => Identifier === id)) return
    const action = JSON.parse(JSON.stringify(actions.get(id)), (key, value) =>
      key === 'NextAction' ? (skipped[value] ?? value) : value,
    ) as FlowAction
    rest.push(action)
    const { NextAction, Conditions = [], Errors = [] } = action.Transitions
    const next = [...Conditions, ...Errors].map((each) => each.NextAction)
    for (const each of [NextAction, ...next]) if (each !== undefined) follow(each)
  }
  follow(flow.StartAction)
  return { ...flow, Actions: rest }
}

interface FlowAction {
  Identifier: string
  Type: string
  Transitions: {
    NextAction?: string
    Conditions?: { NextAction: string }[]
    Errors?: { NextAction: string }[]
  }
}
