// A channel: a WABA set up in Connect. Each WABA and its things in dependency order; what does not depend on each other, at once.
import { topicArn } from '../../lambdas/deployment/resources.ts'
import type { Aws } from '../account/clients.ts'
import {
  type BridgedChannel,
  type Checked,
  type Config,
  checkedConfig,
  type NativeChannel,
  parsedInstance,
} from '../config/config.ts'
import { ConfigError } from '../config/error.ts'
import { all, planner, type Step } from '../engine/reconcile.ts'
import { sleep, type Wait } from '../engine/wait.ts'
import { channelRole } from './channel-role.ts'
import { contactFlow } from './contact-flow.ts'
import { eventDestination } from './event-destination.ts'
import { existingRole } from './existing-role.ts'
import { flowAssociation } from './flow-association.ts'
import { connectInstance, type Instance, importedNumbers, once } from './instance.ts'
import type { LinkedAccount } from './linked-account.ts'
import { type ImportedNumber, phoneNumber } from './phone-number.ts'
import type { RoleLimits } from './role-policies.ts'
import { ownTags } from './tags.ts'
import { topicKey } from './topic-key.ts'
import { whatsappTopic } from './whatsapp-topic.ts'

export interface Options {
  /** Replace an event destination that this tool did not set. What it was is remembered in tags on the WABA. */
  replaceDestination?: boolean
  /** The stack is deployed in the same run: a plan does not miss what it will make. */
  stackComes?: boolean
  /** How to let time pass while AWS works. */
  wait?: Wait
}

/** What a walk found or made; under a planner, what is not there yet is undefined. */
export interface Channel {
  waba: LinkedAccount
  mode: 'native' | 'bridged'
  /** Whose chats its messages become. Native only. */
  instance?: { arn: string; alias: string }
  /** phone-number-id-… → the number in Connect. Native only. */
  numbers: Readonly<Record<string, ImportedNumber | undefined>>
}

/**
 * Walks every channel of the configuration with `step`, which plans or applies. Throws ConfigError for what must not or cannot
 * be done, and does so before the first change whenever it can be known by then.
 */
export async function provisionChannel(
  given: Config,
  aws: Aws,
  step: Step,
  options: Options = {},
): Promise<Channel[]> {
  const config = checkedConfig(given)
  const walk = (step: Step) => {
    const context = createContext(config, aws, step, options)
    return all(
      config.channels.map((channel) => {
        const home = channel.instance ?? config.instance
        return channel.mode === 'native'
          ? nativeChannel(channel, home, context)
          : bridgedChannel(channel, home, context)
      }),
    )
  }
  if (step.writes) await walk(planner())
  return walk(step)
}

/** What channels share: asked for or set up once per walk, whoever needs it first. */
function createContext(
  config: Checked,
  aws: Aws,
  step: Step,
  { wait = sleep, replaceDestination = false, stackComes = false }: Options,
) {
  const shared = new Map<string, () => Promise<unknown>>()
  function share<Answer>(key: string, ask: () => Promise<Answer>) {
    if (!shared.has(key)) shared.set(key, once(ask))
    return shared.get(key)!() as Promise<Answer>
  }
  return {
    config,
    aws,
    step,
    wait,
    replace: replaceDestination,
    stackComes,
    share,
    imported: importedNumbers(aws.connect),
  }
}

type Context = ReturnType<typeof createContext>

async function nativeChannel(
  { waba, role, numbers }: NativeChannel,
  home: string,
  context: Context,
): Promise<Channel> {
  const { aws, step, wait, replace, share, config } = context
  const instance = await share(home, () => connectInstance(home, aws.connect))
  const given = role.startsWith('arn:')
  const { tags } = config
  await share(`role ${role}`, () =>
    step<unknown>(
      given
        ? existingRole(role, aws.iam)
        : channelRole(role, aws.iam, wait, { tags, ...roleLimits(role, config) }),
    ),
  )
  const roleArn = roleArnOf(role, home)
  const destination = { arn: home, roleArn }
  const title = `Connect instance ${instance.alias}`
  const live = (await step(
    eventDestination({ waba, destination, title, replace }, aws.socialMessaging, wait),
  ))!
  const imported = await all(
    Object.entries(numbers).map(
      async ([id, number]) =>
        [id, await nativeNumber({ id, ...number }, live, instance, context)] as const,
    ),
  )
  return { waba: live, mode: 'native', instance, numbers: Object.fromEntries(imported) }
}

export const roleArnOf = (role: string, home: string) =>
  role.startsWith('arn:') ? role : `arn:aws:iam::${parsedInstance(home).account}:role/${role}`

function roleLimits(
  role: string,
  { notDocumentedByAws, channels, instance, region }: Checked,
): RoleLimits {
  const { roleSourceConditions, roleResources } = notDocumentedByAws
  const homes = channels
    .filter((channel) => channel.mode === 'native' && channel.role === role)
    .map((channel) => channel.instance ?? instance)
  return {
    ...(roleSourceConditions
      ? { sources: { account: parsedInstance(instance).account, region } }
      : {}),
    ...(roleResources ? { instances: [...new Set(homes)] } : {}),
  }
}

interface WantedNumber {
  id: string
  flow: string
  queue?: string | undefined
}

async function nativeNumber(
  { id, flow, queue }: WantedNumber,
  waba: LinkedAccount,
  instance: Instance,
  context: Context,
) {
  const { aws, step, wait, imported, share, config } = context
  const number = waba.numbers.find((each) => each.id === id)
  if (!number) {
    throw new ConfigError(
      `${id} is not a number of ${waba.id} (${waba.name}), which has ${waba.numbers.map((each) => each.id).join(', ') || 'none'}.`,
    )
  }
  const { tags } = config
  const live = await step(
    phoneNumber({ ...number, instance, tags: ownTags(tags) }, imported, aws.connect, wait),
  )
  if (queue) {
    await share(`flow ${instance.id} ${flow}`, () =>
      step(
        contactFlow(
          { name: flow, queue, instance, served: instance.arn === config.instance, tags },
          aws.connect,
          wait,
        ),
      ),
    )
  }
  await step(
    flowAssociation(
      { number, flow, made: queue !== undefined && !step.writes, instance },
      aws.connect,
      wait,
    ),
  )
  return live
}

async function bridgedChannel(
  { waba, topic }: BridgedChannel,
  home: string,
  context: Context,
): Promise<Channel> {
  const { aws, step, wait, replace, share, stackComes } = context
  const arn = topicArnOf(topic, home)
  const live = await share(arn, async () => {
    const comes = topic === 'stack' && stackComes
    const found = await step(whatsappTopic(arn, aws.sns, wait, { comes }))
    if (found?.key) await step(topicKey({ key: found.key, topicArn: arn }, aws.kms, wait))
  }).then(() =>
    step(
      eventDestination(
        { waba, destination: { arn }, title: `SNS topic ${arn.split(':').pop()}`, replace },
        aws.socialMessaging,
        wait,
      ),
    ),
  )
  return { waba: live!, mode: 'bridged', numbers: {} }
}

export const topicArnOf = (topic: string, home: string) =>
  topic === 'stack' ? topicArn('whatsapp-events', parsedInstance(home)) : topic
