// Rules about several settings of a configuration. All resources of a channel must be in the same
// Region and account, and settings must not contradict each other.
import type { BridgedChannel, Checked, NativeChannel } from './config.ts'

interface Problem {
  /** The path of the setting in the configuration. */
  path: readonly PropertyKey[]
  /** A sentence that says what is wrong and what to do. */
  message: string
}

type Channel = Checked['channels'][number]

export const configRules = (config: Checked): Problem[] => [
  ...locationProblems(config, ['instance'], config.instance),
  ...config.channels.flatMap((channel, i) => {
    const problems = [
      ...repeatedWaba(config, channel, i),
      ...(channel.instance ? locationProblems(config, ['instance'], channel.instance) : []),
      ...(channel.mode === 'bridged'
        ? bridgedProblems(config, channel)
        : nativeProblems(config, channel)),
    ]
    return problems.map(({ path, message }) => ({ path: ['channels', i, ...path], message }))
  }),
  ...queueProblems(config),
  ...chatQueueProblems(config),
]

/** Checks that the Region and the account in `arn` are those of the configuration. */
function locationProblems(config: Checked, path: PropertyKey[], arn: string): Problem[] {
  const [, , , region, owner] = arn.split(':')
  const account = config.instance.split(':')[4]
  const problems: Problem[] = []
  if (region && region !== config.region)
    problems.push({
      path,
      message: `${arn} is in ${region}, but all resources of a channel must be in the Region of the configuration, ${config.region}.`,
    })
  if (owner !== account)
    problems.push({
      path,
      message: `${arn} belongs to account ${owner}, but all resources of a channel must be in the account of the Connect instance, ${account}.`,
    })
  return problems
}

function repeatedWaba({ channels }: Checked, { waba }: Channel, i: number): Problem[] {
  const first = channels.findIndex((other) => other.waba === waba)
  if (first === i) return []
  return [
    {
      path: ['waba'],
      message: `${waba} is listed twice, but a WABA is one channel. Merge this entry with channels.${first}.`,
    },
  ]
}

function bridgedProblems(config: Checked, { topic, instance }: BridgedChannel): Problem[] {
  const elsewhere = topic === 'stack' ? [] : locationProblems(config, ['topic'], topic)
  if (!instance || instance === config.instance) return elsewhere
  return [
    ...elsewhere,
    {
      path: ['instance'],
      message: `bridged chats always start in the Connect instance of the stack, ${config.instance}. Leave this setting out, or set "mode" to "native".`,
    },
  ]
}

function nativeProblems(config: Checked, { role, instance, numbers }: NativeChannel): Problem[] {
  const own = instance ?? config.instance
  return [
    ...(role.startsWith('arn:') ? locationProblems(config, ['role'], role) : []),
    ...Object.entries(numbers).flatMap(([id, { flow, queue }]) => {
      if (!flow.startsWith('arn:')) return []
      const problems: Problem[] = []
      if (!flow.startsWith(`${own}/contact-flow/`))
        problems.push({
          path: ['numbers', id, 'flow'],
          message: `${flow} is not a flow of ${own}. Use a flow of that Connect instance.`,
        })
      if (queue)
        problems.push({
          path: ['numbers', id, 'queue'],
          message:
            'a queue is only for a flow that apply creates. Name the flow instead of giving its ARN, or leave the queue out.',
        })
      return problems
    }),
  ]
}

/**
 * A flow that apply creates sends all its chats to one queue, so all numbers with this flow must
 * name the same queue.
 */
function queueProblems(config: Checked): Problem[] {
  const queues = new Map<string, string>()
  const problems: Problem[] = []
  for (const [i, channel] of config.channels.entries()) {
    if (channel.mode === 'bridged') continue
    for (const [id, { flow, queue }] of Object.entries(channel.numbers)) {
      if (!queue) continue
      const key = `${channel.instance ?? config.instance} ${flow}`
      const known = queues.get(key) ?? queue
      queues.set(key, known)
      if (known !== queue)
        problems.push({
          path: ['channels', i, 'numbers', id, 'queue'],
          message: `the flow "${flow}" already sends chats to the queue "${known}". Use the same queue, or another flow.`,
        })
    }
  }
  return problems
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * One flow cannot serve both bridged chats and native numbers, because apply creates the two kinds
 * of flow at different times. It creates the flow for bridged chats before the stack. It creates
 * the flows of native numbers after the stack, because these flows call one of the stack's
 * functions.
 */
function chatQueueProblems({
  stack: { chatFlow, chatQueue },
  channels,
  instance,
}: Checked): Problem[] {
  if (!chatQueue) return []
  const path = ['stack', 'chatQueue']
  if (!chatFlow)
    return [
      {
        path,
        message:
          'a queue is only for a flow that apply creates. Name that flow in stack.chatFlow, too.',
      },
    ]
  if (chatFlow.startsWith('arn:') || ID.test(chatFlow))
    return [
      {
        path,
        message:
          'a queue is only for a flow that apply creates. Name the flow in stack.chatFlow instead of giving its ARN or id, or leave the queue out.',
      },
    ]
  const isNative = channels.some(
    (channel) =>
      channel.mode === 'native' &&
      (channel.instance ?? instance) === instance &&
      Object.values(channel.numbers).some(({ flow, queue }) => queue && flow === chatFlow),
  )
  return isNative
    ? [
        {
          path,
          message: `apply creates the flow "${chatFlow}" for native numbers. Use another name in stack.chatFlow, so that bridged chats get a flow of their own.`,
        },
      ]
    : []
}
