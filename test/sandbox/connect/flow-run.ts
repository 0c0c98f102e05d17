// Runs a chat's flow. Only blocks that send a message, call a function, choose a queue or end the
// chat have an effect; other blocks are skipped.
import { endChat, enqueue, participant } from './chat.ts'
import { endpoints } from './contacts.ts'
import { type Core, lastPart } from './core.ts'
import { type Action, parseFlow } from './flow-document.ts'
import { say } from './items.ts'
import { type Contact, isOver } from './records.ts'

const MAX_BLOCKS = 250
// https://docs.aws.amazon.com/connect/latest/adminguide/connect-lambda-functions.html
const INVOCATION_TRIES = 3

export async function runFlow(core: Core, contact: Contact): Promise<void> {
  const { chat } = contact
  const { StartAction, Actions } = parseFlow(chat.flow.content)
  const blocks = new Map(Actions.map((action) => [action.Identifier, action]))
  const system = participant('SYSTEM', 'SYSTEM_MESSAGE')
  let queueId: string | undefined

  let at: string | undefined = StartAction
  for (let passed = 0; at !== undefined && passed < MAX_BLOCKS && !isOver(chat); passed++) {
    const block: Action = blocks.get(at)!
    const { Type, Parameters = {}, Transitions = {} } = block
    at = Transitions.NextAction
    if (Type === 'MessageParticipant' && Parameters.Text) say(core, chat, system, Parameters.Text)
    if (Type === 'UpdateContactAttributes')
      Object.assign(chat.attributes, resolved(core, Parameters.Attributes, contact))
    // In the sandbox an agent is always available.
    if (Type === 'CheckMetricData') at = Transitions.Conditions?.[0]?.NextAction ?? at
    if (Type === 'UpdateContactTargetQueue') queueId = lastPart(Parameters.QueueId)
    if (Type === 'InvokeLambdaFunction' && !(await invoke(core, contact, block)))
      at = Transitions.Errors?.[0]?.NextAction
    if (Type === 'TransferContactToQueue') {
      if (core.world.queues.some(({ id }) => id === queueId))
        return enqueue(core, contact, { id: queueId! })
      core.remark(`the flow ${chat.flow.name} names no queue of the instance`, chat.id)
      at = Transitions.Errors?.[0]?.NextAction
    }
    if (Type === 'DisconnectParticipant') return endChat(core, chat, 'CONTACT_FLOW_DISCONNECT')
  }
  if (!isOver(chat)) core.remark(`the flow ${chat.flow.name} ended without a queue`, chat.id)
}

/**
 * Attributes with references such as `$.CustomerEndpoint.Address` resolved; references without a
 * value are omitted.
 */
function resolved(
  { guesses }: Core,
  attributes: Record<string, string>,
  { chat }: Contact,
): Record<string, string> {
  const {
    CustomerEndpoint,
    SystemEndpoint,
  }: Record<string, Record<string, string>> = chat.whatsapp ? endpoints(guesses, chat.whatsapp) : {}
  const { Address, ...unaddressed } = CustomerEndpoint ?? {}
  const known: Record<string, Record<string, string> | undefined> = {
    CustomerEndpoint: guesses.copiedCustomerNumber === 'filled' ? CustomerEndpoint : unaddressed,
    SystemEndpoint,
  }
  const value = (text: string) => {
    const [, end, field] = /^\$\.(\w+)\.(\w+)$/.exec(text) ?? []
    return end === undefined ? text : known[end]?.[field!]
  }
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([key, text]) =>
      value(text) === undefined ? [] : [[key, value(text)!]],
    ),
  )
}

/** Calls the function, and again if it fails. Returns whether it succeeded. */
async function invoke(core: Core, contact: Contact, { Parameters }: Action): Promise<boolean> {
  const arn: string = Parameters.LambdaFunctionARN
  if (!core.lambdaFunctions.has(arn)) {
    core.remark(`the function ${arn} is not associated with the instance`, contact.id)
    return false
  }
  for (let attempt = 1; attempt <= INVOCATION_TRIES; attempt++) {
    try {
      await core.invokeFunction(
        arn,
        flowEvent(core, contact, Parameters.LambdaInvocationAttributes ?? {}),
      )
      return true
    } catch (error) {
      core.remark(
        `attempt ${attempt} of ${arn} failed: ${error instanceof Error ? error.message : error}`,
        contact.id,
      )
    }
  }
  return false
}

// A first contact is its own initial and previous contact in the event, as in AWS's sample.
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
