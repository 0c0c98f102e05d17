// Reads and writes flows in Connect's flow language.
// https://docs.aws.amazon.com/connect/latest/APIReference/flow-language.html

export interface Action {
  Identifier: string
  Type: string
  Parameters: Record<string, any>
  Transitions: {
    NextAction?: string
    Conditions?: { NextAction: string; Condition: { Operator: string; Operands: string[] } }[]
    Errors?: { NextAction: string; ErrorType: string }[]
  }
}

interface FlowDocument {
  StartAction: string
  Actions: Action[]
}

/**
 * Returns the document of a flow that invokes the functions in order, ignores their results, and
 * puts the contact into the queue.
 */
export function flowDocument(
  functionArns: readonly string[],
  queueArn: string | undefined,
): string {
  const lambdas = functionArns.map((arn) => ({
    Type: 'InvokeLambdaFunction',
    Parameters: { LambdaFunctionARN: arn, InvocationTimeLimitSeconds: '8' },
  }))
  const routing = [
    { Type: 'UpdateContactTargetQueue', Parameters: { QueueId: queueArn } },
    { Type: 'TransferContactToQueue', Parameters: {} },
  ]
  const blocks = [
    ...lambdas,
    ...(queueArn ? routing : []),
    { Type: 'DisconnectParticipant', Parameters: {} },
  ]
  const Actions = blocks.map((block, i): Action => {
    const next = String(i + 1)
    const last = i === blocks.length - 1
    return {
      Identifier: String(i),
      ...block,
      Transitions: last
        ? {}
        : { NextAction: next, Errors: [{ NextAction: next, ErrorType: 'NoMatchingError' }] },
    }
  })
  return JSON.stringify({ Version: '2019-10-30', StartAction: '0', Metadata: {}, Actions })
}

/** Returns the id of the queue into which the flow puts a contact if no block fails. */
export function queueOf(content: string): string | undefined {
  const { StartAction, Actions } = parseFlow(content)
  const passed = new Set<string>()
  let queue: string | undefined
  let at: string | undefined = StartAction
  while (at !== undefined && !passed.has(at)) {
    passed.add(at)
    const { Type, Parameters, Transitions }: Action = Actions.find(
      ({ Identifier }) => Identifier === at,
    )!
    if (Type === 'UpdateContactTargetQueue') queue = Parameters.QueueId
    if (Type === 'TransferContactToQueue') return queue?.split('/').at(-1)
    at = Transitions?.NextAction
  }
  return undefined
}

/**
 * Parses the content of a flow. Throws an error with the reason if Connect could not read the
 * content.
 */
export function parseFlow(content: string): FlowDocument {
  const document = JSON.parse(content)
  if (!Array.isArray(document?.Actions)) throw new Error('Actions is missing')
  const known = new Set(document.Actions.map(({ Identifier }: Action) => Identifier))
  if (!known.has(document.StartAction))
    throw new Error(`StartAction ${document.StartAction} is not among the actions`)
  for (const { Identifier, Transitions } of document.Actions as Action[]) {
    const targets = [
      Transitions?.NextAction,
      ...[...(Transitions?.Errors ?? []), ...(Transitions?.Conditions ?? [])].map(
        (error) => error.NextAction,
      ),
    ]
    const missing = targets.find((target) => target !== undefined && !known.has(target))
    if (missing)
      throw new Error(`action ${Identifier} leads to ${missing}, which is not among the actions`)
  }
  return document
}
