// What a configuration must be beyond its shape: everything of a channel in one Region and one account, nothing twice.
import type { Checked } from './config.ts'

interface Problem {
  path: readonly PropertyKey[]
  message: string
}

export function configRules(config: Checked): Problem[] {
  const problems: Problem[] = []
  const problem = (path: PropertyKey[], message: string) => void problems.push({ path, message })
  const account = config.instance.split(':')[4]

  function here(path: PropertyKey[], arn: string) {
    const [, , , region, owner] = arn.split(':')
    if (region && region !== config.region)
      problem(path, `in ${region}; everything of a channel is in one Region, here ${config.region}`)
    if (owner !== account)
      problem(
        path,
        `of account ${owner}; everything of a channel is in one account, here ${account}`,
      )
  }

  here(['instance'], config.instance)
  const queues = new Map<string, string>()
  config.channels.forEach((channel, i) => {
    const at = (...path: PropertyKey[]) => ['channels', i, ...path]
    if (config.channels.findIndex((other) => other.waba === channel.waba) < i)
      problem(at('waba'), 'listed twice; a WABA is one channel')
    if (channel.instance) here(at('instance'), channel.instance)
    if (channel.mode === 'bridged') {
      if (channel.topic === 'stack' && channel.instance && channel.instance !== config.instance)
        problem(
          at('instance'),
          `bridged chats start in the instance of the stack, ${config.instance}: leave it out, or make the WABA native`,
        )
      if (channel.topic !== 'stack') here(at('topic'), channel.topic)
      return
    }
    if (channel.role.startsWith('arn:')) here(at('role'), channel.role)
    const own = channel.instance ?? config.instance
    for (const [id, { flow, queue }] of Object.entries(channel.numbers)) {
      const isArn = flow.startsWith('arn:')
      if (isArn && !flow.startsWith(`${own}/contact-flow/`))
        problem(at('numbers', id, 'flow'), `not a flow of ${own}`)
      if (!queue) continue
      if (isArn)
        problem(
          at('numbers', id, 'queue'),
          'a queue goes with the name of a flow that is to be made, not with an ARN',
        )
      const key = `${own} ${flow}`
      if ((queues.get(key) ?? queue) !== queue)
        problem(
          at('numbers', id, 'queue'),
          `the flow "${flow}" already leads to the queue "${queues.get(key)}"`,
        )
      queues.set(key, queues.get(key) ?? queue)
    }
  })
  return problems
}
