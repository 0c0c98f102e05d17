// Runs the flow with which a chat starts, and the customer queue flow while the chat waits in a
// queue. Blocks that the sandbox does not implement are skipped.
import { withFurtherMembers } from '../aws/further-members.ts'
import { endChat, enqueue, participant, requeue } from './chat.ts'
import { endpoints } from './contacts.ts'
import { type Core, lastPart } from './core.ts'
import { type Action, parseFlow } from './flow-document.ts'
import { requireFlow } from './flows.ts'
import { say } from './items.ts'
import { type Contact, type Flow, isOver } from './records.ts'

const MAX_BLOCKS = 250
// https://docs.aws.amazon.com/connect/latest/adminguide/connect-lambda-functions.html
const INVOCATION_TRIES = 3

/** Runs the flow that a new chat starts with. */
export const runFlow = (core: Core, contact: Contact): Promise<void> =>
  run(core, contact, contact.chat.flow)

/** Runs a flow, beginning at the block `from` or, by default, at the flow's first block. */
async function run(core: Core, contact: Contact, flow: Flow, from?: string): Promise<void> {
  const { chat } = contact
  const { StartAction, Actions } = parseFlow(flow.content)
  const blocks = new Map(Actions.map((action) => [action.Identifier, action]))
  const system = participant('SYSTEM', 'SYSTEM_MESSAGE')
  let target: { id: string; agentId?: string } | undefined
  let queueFlow: Flow | undefined
  let external: Record<string, string> = {}
  const textOf = (text: string) => value(core, contact, external, text)

  let at: string | undefined = from ?? StartAction
  for (let passed = 0; at !== undefined && passed < MAX_BLOCKS && !isOver(chat); passed++) {
    const block: Action = blocks.get(at)!
    const { Type, Parameters = {}, Transitions = {} } = block
    at = Transitions.NextAction
    if (Type === 'MessageParticipant' && Parameters.Text) say(core, chat, system, Parameters.Text)
    if (Type === 'UpdateContactAttributes')
      for (const [key, text] of Object.entries<string>(Parameters.Attributes))
        if (textOf(text) !== undefined) chat.attributes[key] = textOf(text)!
    if (Type === 'Compare')
      at = chosen(block, ({ Operands }) => Operands[0] === textOf(Parameters.ComparisonValue))
    if (Type === 'CheckMetricData')
      at = chosen(block, () => hasAgent(core, target?.agentId, Parameters.MetricType))
    if (Type === 'UpdateContactTargetQueue') target = targetOf(Parameters, textOf)
    if (Type === 'UpdateContactEventHooks')
      queueFlow = requireFlow(core, Parameters.EventHooks.CustomerQueue)
    if (Type === 'InvokeLambdaFunction') {
      const answer = await invoke(core, contact, block)
      external = answer ?? {}
      if (!answer) at = Transitions.Errors?.[0]?.NextAction
    }
    if (Type === 'TransferContactToQueue') {
      if (isQueue(core, target)) {
        enqueue(core, contact, target!)
        return queueFlow ? run(core, contact, queueFlow) : undefined
      }
      core.remark(`the flow ${flow.name} names no queue of the instance`, chat.id)
      at = Transitions.Errors?.[0]?.NextAction
    }
    if (Type === 'Wait') {
      const next = chosen(block, ({ Operands }) => Operands[0] === 'WaitCompleted')
      core.clock.after(Number(Parameters.TimeLimitSeconds) * 1000, () => {
        if (isWaiting(contact)) core.background('flow', contact.id, run(core, contact, flow, next))
      })
      return
    }
    if (Type === 'DequeueContactAndTransferToQueue') {
      const queue = targetOf(Parameters, textOf)
      if (isWaiting(contact) && isQueue(core, queue)) {
        const next = requeue(core, contact, queue)
        return core.guesses.queueFlowAfterMove === 'runs-again' ? run(core, next, flow) : undefined
      }
      at = chosen(block, () => false)
    }
    if (Type === 'EndFlowExecution') return
    if (Type === 'DisconnectParticipant') return endChat(core, chat, 'CONTACT_FLOW_DISCONNECT')
  }
  if (!isOver(chat)) core.remark(`the flow ${flow.name} ended without a queue`, chat.id)
}

/**
 * Returns whether the queue's `metric` (agents staffed or agents available) counts at least one
 * agent. Without `agentId`, the queue is not an agent's own queue, and always has an available
 * agent. An agent counts as staffed in their own queue unless they are offline, and as available
 * unless they also have a chat.
 */
function hasAgent({ away, contacts }: Core, agentId: string | undefined, metric: string): boolean {
  if (agentId === undefined) return true
  if (away.has(agentId)) return false
  if (metric !== 'NumberOfAgentsAvailable') return true
  return ![...contacts.values()].some(({ agent, ended }) => agent?.id === agentId && !ended)
}

/** Returns whether the contact waits in a queue. */
const isWaiting = ({ queue, agent, ended }: Contact) => Boolean(queue && !agent && !ended)

const isQueue = ({ world }: Core, target: { id: string; agentId?: string } | undefined) =>
  target !== undefined &&
  [...world.queues, ...world.agents].some(({ id }) => id === (target.agentId ?? target.id))

function targetOf(
  { QueueId, AgentId }: Record<string, string>,
  textOf: (text: string) => string | undefined,
): { id: string; agentId?: string } {
  if (QueueId) return { id: lastPart(QueueId) }
  const agentId = lastPart(textOf(AgentId!) ?? '')
  return { id: agentId, agentId }
}

/**
 * Returns the id of the block that follows this block: the block of the first condition that holds,
 * else of the error "no matching condition", else the default next block.
 */
function chosen(
  { Transitions }: Action,
  holds: (condition: { Operands: readonly string[] }) => boolean,
): string | undefined {
  const { Conditions = [], Errors = [], NextAction } = Transitions
  const found = Conditions.find(({ Condition }) => holds(Condition))
  const error = Errors.find(({ ErrorType }) => /^NoMatching/.test(ErrorType))
  return found?.NextAction ?? error?.NextAction ?? NextAction
}

/**
 * Returns the value of a reference such as `$.CustomerEndpoint.Address`, or undefined if the
 * reference has no value. Returns any other text unchanged.
 */
function value(
  { guesses }: Core,
  { chat }: Contact,
  external: Record<string, string>,
  text: string,
): string | undefined {
  const {
    CustomerEndpoint,
    SystemEndpoint,
  }: Record<string, Record<string, string>> = chat.whatsapp ? endpoints(guesses, chat.whatsapp) : {}
  const { Address, ...unaddressed } = CustomerEndpoint ?? {}
  const known: Record<string, Record<string, string> | undefined> = {
    CustomerEndpoint: guesses.copiedCustomerNumber === 'filled' ? CustomerEndpoint : unaddressed,
    SystemEndpoint,
    External: external,
    Attributes: chat.attributes,
  }
  const [, of, field] = /^\$\.(\w+)\.(\w+)$/.exec(text) ?? []
  return of === undefined ? text : known[of]?.[field!]
}

/**
 * Invokes the function, with up to INVOCATION_TRIES attempts, and returns its answer. Returns
 * undefined if every attempt fails.
 */
async function invoke(
  core: Core,
  contact: Contact,
  { Parameters }: Action,
): Promise<Record<string, string> | undefined> {
  const arn: string = Parameters.LambdaFunctionARN
  if (!core.lambdaFunctions.has(arn)) {
    core.remark(`the function ${arn} is not associated with the instance`, contact.id)
    return undefined
  }
  for (let attempt = 1; attempt <= INVOCATION_TRIES; attempt++) {
    try {
      const answer = await core.invokeFunction(
        arn,
        withFurtherMembers(
          flowEvent(core, contact, Parameters.LambdaInvocationAttributes ?? {}),
          core.guesses,
        ),
      )
      return (answer ?? {}) as Record<string, string>
    } catch (error) {
      core.remark(
        `attempt ${attempt} of ${arn} failed: ${error instanceof Error ? error.message : error}`,
        contact.id,
      )
    }
  }
  return undefined
}

// Returns the event with which a flow invokes a function. As in AWS's sample event,
// InitialContactId and PreviousContactId of a chat's first contact are its own id.
const flowEvent = (
  { instanceArn, guesses }: Core,
  { id, chat, previousContactId, initiationMethod }: Contact,
  parameters: object,
) => ({
  Name: 'ContactFlowEvent',
  Details: {
    ContactData: {
      Attributes: { ...chat.attributes },
      Channel: 'CHAT',
      ContactId: id,
      CustomerEndpoint: null,
      CustomerId: null,
      Description: null,
      InitialContactId: chat.id,
      InitiationMethod: initiationMethod,
      InstanceARN: instanceArn,
      LanguageCode: 'en-US',
      MediaStreams: { Customer: { Audio: null } },
      Name: null,
      PreviousContactId: previousContactId ?? id,
      Queue: null,
      References: {},
      SystemEndpoint: null,
      ...(chat.whatsapp && endpoints(guesses, chat.whatsapp)),
    },
    Parameters: parameters,
  },
})
