// Sets up channels. A channel is a WABA that is connected to Connect. Resources that depend on each
// other are set up one after the other, all others at the same time.
import { topicArn } from '#deployment/resources'
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
import { allDone, planner, type Step } from '../engine/reconcile.ts'
import { sleep, type Wait } from '../engine/wait.ts'
import { channelRole } from './channel-role.ts'
import { contactFlow } from './contact-flow.ts'
import { eventDestination } from './event-destination.ts'
import { existingRole } from './existing-role.ts'
import { flowAssociation } from './flow-association.ts'
import {
  connectInstance,
  type Instance,
  importedNumbers,
  type OpenInstance,
  once,
} from './instance.ts'
import type { LinkedAccount } from './linked-account.ts'
import { type ImportedNumber, NumberRefused, phoneNumber } from './phone-number.ts'
import { removedNumber } from './removed-number.ts'
import type { RoleLimits } from './role-policies.ts'
import type { RoleResources } from './role-simulation.ts'
import { OWNER, ownTags } from './tags.ts'
import { topicKey } from './topic-key.ts'
import { whatsappTopic } from './whatsapp-topic.ts'

export interface Options {
  /**
   * If true, replaces an event destination that connect-whatsapp did not set. Tags on the WABA
   * store the replaced destination.
   */
  replaceDestination?: boolean
  /**
   * True if the same run deploys the stack. The plan then accepts that resources of the stack do
   * not exist yet.
   */
  stackIsDeployed?: boolean
  /**
   * Waits between two calls that check AWS's progress. Tests pass a function with a virtual clock.
   */
  wait?: Wait
  /**
   * Opens a Connect instance. A caller that itself reads lists of the instance can pass the
   * function with which it opens the instance, so that each list is read only once.
   */
  openInstance?: OpenInstance
  /**
   * Called with a sentence for each number that Connect refuses. Without this function, an error is
   * thrown after all other numbers are set up.
   */
  onProblem?: (sentence: string) => void
}

/** The resources of a channel. In a plan, a resource that does not exist yet is undefined. */
export interface ProvisionedChannel {
  waba: LinkedAccount
  mode: 'native' | 'bridged'
  /**
   * The Connect instance in which the messages of a native channel become chats. Undefined for a
   * bridged channel.
   */
  instance?: { arn: string; alias: string }
  /**
   * The imported numbers by the id of the number (phone-number-id-…). Empty for a bridged channel,
   * which has no numbers in Connect.
   */
  numbers: Readonly<Record<string, ImportedNumber | undefined>>
}

/**
 * Plans or applies every channel of the configuration, depending on `step`. Throws ConfigError if a
 * change is impossible or not allowed. Before the first change, a planning step looks for such
 * problems in all channels.
 */
export async function provisionChannel(
  unchecked: Config,
  aws: Aws,
  step: Step,
  options: Options = {},
): Promise<ProvisionedChannel[]> {
  const config = checkedConfig(unchecked)
  const walk = (step: Step) => {
    const context = createContext(config, aws, step, options)
    return allDone(
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

/**
 * Provides the resources that several channels share. Each resource is read or set up only once,
 * when it is first needed.
 */
function createContext(
  config: Checked,
  aws: Aws,
  step: Step,
  {
    wait = sleep,
    replaceDestination = false,
    stackIsDeployed = false,
    onProblem,
    openInstance = (arn) => connectInstance(arn, aws.connect),
  }: Options,
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
    stackIsDeployed,
    onProblem,
    openInstance,
    share,
    // A plan changes no numbers, so it can cache the list of the imported numbers.
    imported: step.writes ? importedNumbers(aws.connect) : once(importedNumbers(aws.connect)),
  }
}

type Context = ReturnType<typeof createContext>

async function nativeChannel(
  { waba, role, numbers }: NativeChannel,
  home: string,
  context: Context,
): Promise<ProvisionedChannel> {
  const { aws, step, wait, replace, share, config, openInstance } = context
  const instance = await share(home, () => openInstance(home))
  const isArn = role.startsWith('arn:')
  const { tags } = config
  await share(`role ${role}`, () =>
    step<unknown>(
      isArn
        ? existingRole(role, aws.iam, roleResources(home))
        : channelRole(role, aws.iam, wait, { tags, ...roleLimits(role, config) }),
    ),
  )
  const roleArn = roleArnOf(role, home)
  const destination = { arn: home, roleArn }
  const title = `Connect instance ${instance.alias}`
  const live = (await step(
    eventDestination({ waba, destination, title, replace }, aws.socialMessaging, wait),
  ))!
  const imported = await allDone(
    Object.entries(numbers).map(
      async ([id, number]) =>
        [id, await nativeNumber({ id, ...number }, live, instance, context)] as const,
    ),
  )
  await detachUnlisted(live, numbers, instance, context)
  return { waba: live, mode: 'native', instance, numbers: Object.fromEntries(imported) }
}

/**
 * Detaches the flows from the numbers that connect-whatsapp set up but the configuration no longer
 * contains. Messages to these numbers then start no chats. The numbers stay in Connect.
 */
async function detachUnlisted(
  waba: LinkedAccount,
  numbers: NativeChannel['numbers'],
  instance: Instance,
  { aws, step, wait, imported }: Context,
) {
  const unlisted = waba.numbers.filter(({ id }) => !(id in numbers))
  if (unlisted.length === 0) return
  const associations = await instance.associations()
  await allDone(
    unlisted
      .filter(({ arn }) => associations.has(arn))
      .map(async (number) => {
        const found = await phoneNumber({ ...number, instance }, imported, aws.connect, wait).read()
        if (found?.instanceId !== instance.id || found.tags[OWNER.key] !== OWNER.value) return
        await step(removedNumber({ number, instance, release: false }, imported, aws.connect, wait))
      }),
  )
}

/**
 * Returns the resources on which the two-way channel role of the Connect instance `home` needs its
 * actions.
 */
const roleResources = (home: string): RoleResources => {
  const { account, region } = parsedInstance(home)
  return {
    connect: home,
    'social-messaging': `arn:aws:social-messaging:${region}:${account}:phone-number-id/*`,
  }
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
  const { aws, step, wait, imported, share, config, onProblem } = context
  const number = waba.numbers.find((each) => each.id === id)
  if (!number) {
    throw new ConfigError(
      `${id} is not a number of ${waba.id} (${waba.name}), which has ${waba.numbers.map((each) => each.id).join(', ') || 'none'}.`,
    )
  }
  const { tags } = config
  let live: ImportedNumber | undefined
  try {
    live = await step(
      phoneNumber({ ...number, instance, tags: ownTags(tags) }, imported, aws.connect, wait),
    )
  } catch (error) {
    if (!(error instanceof NumberRefused) || !onProblem) throw error
    onProblem(error.message)
    return undefined
  }
  if (queue) {
    await share(`flow ${instance.id} ${flow}`, () =>
      step(
        contactFlow(
          {
            name: flow,
            queue,
            instance,
            sameAgent: instance.arn === config.instance ? 'by-function' : 'never',
            tags,
          },
          aws.connect,
          wait,
        ),
      ),
    )
  }
  await step(
    flowAssociation(
      {
        number,
        flow,
        isCreated: queue !== undefined && !step.writes,
        isImported: live !== undefined,
        instance,
      },
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
): Promise<ProvisionedChannel> {
  const { aws, step, wait, replace, share, stackIsDeployed } = context
  const arn = topicArnOf(topic, home)
  const live = await share(arn, async () => {
    const isCreated = topic === 'stack' && stackIsDeployed
    const live = await step(whatsappTopic(arn, aws.sns, wait, { isCreated }))
    if (live?.key) await step(topicKey({ key: live.key, topicArn: arn }, aws.kms, wait))
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
