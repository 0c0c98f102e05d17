// Every reason we know that a channel can be silent, looked at one by one. Only reads.
import { functionName } from '../../lambdas/deployment/resources.ts'
import { roleArnOf, topicArnOf } from '../channel/channel.ts'
import { connectInstance, importedNumbers } from '../channel/instance.ts'
import { type LinkedAccount, linkedAccount } from '../channel/linked-account.ts'
import type { Work } from '../cli/account-command.ts'
import type { Host } from '../cli/host.ts'
import { type Checked, parsedInstance } from '../config/config.ts'
import { credentials, regionOf } from './account.ts'
import { type Finding, look } from './finding.ts'
import { agentsFor, attachmentsOf, functionsOf } from './instance.ts'
import { flowOf, importOf } from './number.ts'
import { roleOf } from './role.ts'
import { deadLettersOf, eventRule, sending } from './stack.ts'
import { topicOf } from './topic.ts'
import { destinationOf, numbersOf, registration, templatesOf } from './waba.ts'

type Channel = Checked['channels'][number]

export async function examined({ config, aws, withStack }: Work, host: Host): Promise<Finding[]> {
  const { region, channels } = config
  const who = await credentials(config, aws)
  // Behind the wrong credentials everything looks wrong.
  if (who.some(({ verdict }) => verdict === 'bad')) return [...who]
  const listed = importedNumbers(aws.connect)
  const found = [
    ...who,
    ...regionOf(
      region,
      channels.map(({ mode }) => mode),
    ),
  ]
  const parts = await Promise.all([
    ...channels.map((channel) => channelFindings(channel)),
    ...(withStack ? [eventRule(aws), sending(aws), deadLettersOf(aws)] : []),
  ])
  return [...found, ...parts.flat()]

  async function channelFindings(channel: Channel): Promise<Finding[]> {
    const home = channel.instance ?? config.instance
    let waba: LinkedAccount | undefined
    const reading = await look(channel.waba, async () => {
      waba = await linkedAccount(channel.waba, aws.socialMessaging)
      return []
    })
    if (!waba) return [...reading]
    const destination =
      channel.mode === 'native'
        ? { arn: home, roleArn: roleArnOf(channel.role, home) }
        : { arn: topicArnOf(channel.topic, home) }
    const wanted = { waba, destination, region }
    const rest =
      channel.mode === 'native'
        ? nativeFindings(channel, home, waba)
        : topicOf(destination.arn, aws, host.wait)
    const [templates, others] = await Promise.all([templatesOf(wanted, aws), rest])
    return [
      ...registration(wanted),
      ...destinationOf(wanted),
      ...numbersOf(wanted),
      ...templates,
      ...others,
    ]
  }

  async function nativeFindings(
    channel: Extract<Channel, { mode: 'native' }>,
    home: string,
    waba: LinkedAccount,
  ): Promise<Finding[]> {
    const { account } = parsedInstance(home)
    const resources = {
      connect: home,
      'social-messaging':
        waba.numbers[0]?.arn ?? `arn:aws:social-messaging:${region}:${account}:phone-number-id/*`,
    }
    const role = roleOf(roleArnOf(channel.role, home), resources, aws)
    const inside = look(home, async () => {
      const instance = await connectInstance(home, aws.connect)
      const numbers = waba.numbers
        .filter(({ id }) => id in channel.numbers)
        .map(({ id, arn }) => ({ id, arn, instance, listed }))
      const [imports, flows] = await Promise.all([
        Promise.all(numbers.map((number) => importOf(number, aws))),
        Promise.all(numbers.map((number) => flowOf(number, aws))),
      ])
      const queues = [...new Set(flows.flatMap((flow) => flow.queues))]
      const functions = [...new Set(flows.flatMap((flow) => flow.functions))]
      const ours = `arn:aws:lambda:${region}:${account}:function:${functionName('contact-started')}`
      const others = await Promise.all([
        attachmentsOf(instance, aws),
        // Our functions belong to the chats of the usual instance.
        ...(withStack && home === config.instance
          ? [functionsOf(instance, functions, ours, aws)]
          : []),
        ...queues.map((queue) => agentsFor(instance, queue, aws)),
      ])
      return [...imports.flat(), ...flows.flatMap(({ findings }) => findings), ...others.flat()]
    })
    return [...(await role), ...(await inside)]
  }
}
