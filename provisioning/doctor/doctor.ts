// Checks every step on the path of a message for known reasons why messages do not arrive. Doctor
// only reads. A resource that several WABAs share is checked once.
import { functionName } from '#deployment/resources'
import { roleArnOf, topicArnOf } from '../channel/channel.ts'
import {
  type Instance,
  importedNumbers,
  type OpenInstance,
  once,
  rememberInstance,
  sharedInstances,
} from '../channel/instance.ts'
import { type LinkedAccount, untaggedAccount } from '../channel/linked-account.ts'
import type { Host } from '../cli/host.ts'
import type { Session } from '../cli/session.ts'
import { type Checked, parsedInstance } from '../config/config.ts'
import { type LinkReads, linkReads } from '../links/reads.ts'
import { instanceIn } from '../stack/choices.ts'
import { describe } from '../stack/cloudformation.ts'
import { APP_STACK } from '../stack/names.ts'
import { credentials, regionOf, versionFindings } from './account.ts'
import { type Ask, asking } from './ask.ts'
import { callBudget, type HasCalls } from './call-budget.ts'
import { check, type Finding } from './finding.ts'
import { identityProviderOf } from './identity-provider.ts'
import { agentsFor, attachmentsOf, functionsOf } from './instance.ts'
import {
  type FlowUse,
  flowOf,
  flowOfChats,
  importOf,
  type ReadFlow,
  sharedFlows,
} from './number.ts'
import { rightsFindings } from './rights.ts'
import { roleOf } from './role.ts'
import { alarmTopicFindings, type DeployedStack, grantFindings, stackFindings } from './stack.ts'
import { topicOf } from './topic.ts'
import { destinationOf, numbersOf, registration, templateFindings } from './waba.ts'

type Channel = Checked['channels'][number]

export async function runChecks(session: Session, host: Host): Promise<Finding[]> {
  const { config, aws, withStack } = session
  const { region, channels } = config
  const calls = callBudget(aws)
  const appStack = once(() => describe(aws.cloudFormation, APP_STACK))
  const who = await credentials(config, aws, withStack ? appStack : undefined)
  // With wrong credentials, all other checks would fail, so doctor skips them.
  if (who.some(({ verdict }) => verdict === 'bad')) return [...who]
  const listNumbers = importedNumbers(aws.connect)
  const instanceOf = sharedInstances(aws)
  const reads = linkReads(aws, parsedInstance(config.instance).id)
  const ask = asking(aws, host)
  const readFlow = sharedFlows(aws)
  const topics = new Set<string>()
  // If the stack cannot be read, the checks of the stack report the failure.
  if (withStack)
    await appStack().then(
      (live) => rememberInstance(instanceIn(live?.outputs ?? {}), config.instance, aws.connect),
      () => {},
    )
  const [parts, { findings: stack, deployed }] = await Promise.all([
    Promise.all(channels.map((channel) => channelFindings(channel))),
    withStack
      ? stackFindings(session, host, { appStack, reads, ask })
      : { findings: [], deployed: undefined as DeployedStack | undefined },
  ])
  const [roles, instances, identity] = await Promise.all([
    rolesOf(parts, session),
    instancesOf(parts, session, deployed, { instanceOf, reads, readFlow, ask }),
    withStack ? identityProviderOf({ config, aws }, host, deployed?.widgetUrl) : [],
  ])
  const numbers = parts.flatMap(({ waba }) => waba?.numbers ?? [])
  const size = { wabas: channels.length, numbers: numbers.length }
  const isTroubled = [...parts.flatMap(({ findings }) => findings), ...roles, ...stack].some(
    needsMore,
  )
  const hasCalls: HasCalls = (wanted) => isTroubled || calls.left(size) >= wanted
  const routing: Finding[] = []
  for (const { instance, queues: chats } of instances.queues) {
    // The tasks that inform supervisors of problems are created only in the default instance.
    const tasks =
      deployed && instance.arn === config.instance ? config.stack.notices?.queue : undefined
    routing.push(...(await agentsFor(instance, { chats, tasks }, aws, hasCalls)))
  }
  const grants = deployed ? await grantFindings(session, host, instanceOf, hasCalls) : []
  const topic = deployed ? await alarmTopicFindings(config, aws, hasCalls) : []
  return [
    ...who,
    ...regionOf(region),
    ...(withStack ? versionFindings(config) : []),
    ...(withStack
      ? rightsFindings(
          config,
          parts.map(({ waba }) => waba),
        )
      : []),
    ...parts.flatMap(({ findings }) => findings),
    ...roles,
    ...instances.findings,
    ...routing,
    ...identity,
    ...stack,
    ...grants,
    ...topic,
  ]

  async function channelFindings(channel: Channel): Promise<ChannelResult> {
    const home = channel.instance ?? config.instance
    let waba: Untagged | undefined
    const reading = await check(channel.waba, async () => {
      waba = await untaggedAccount(channel.waba, aws.socialMessaging)
      return []
    })
    const nothing = { channel, home, waba, uses: [] }
    if (!waba) return { ...nothing, findings: reading }
    const receiver =
      channel.mode === 'native'
        ? { arn: home, roleArn: roleArnOf(channel.role, home) }
        : { arn: topicArnOf(channel.topic, home) }
    const ownTopic = withStack && channel.mode === 'bridged' && channel.topic === 'stack'
    const wanted = { waba, destination: receiver, region }
    const [destination, templates, rest] = await Promise.all([
      destinationOf(wanted, aws),
      templateFindings(wanted, aws),
      channel.mode === 'native'
        ? numberFindings(channel, home, waba)
        : // The stack's own topic is checked with the rest of the stack.
          { findings: ownTopic ? [] : await topicOnce(receiver.arn), uses: [] },
    ])
    return {
      ...nothing,
      uses: rest.uses,
      findings: [
        ...registration(wanted),
        ...destination,
        ...numbersOf(wanted),
        ...templates,
        ...rest.findings,
      ],
    }
  }

  /** Checks a topic for the first WABA that uses it, and returns no findings for further WABAs. */
  async function topicOnce(arn: string) {
    if (topics.has(arn)) return []
    topics.add(arn)
    return await topicOf(arn, aws, host.wait)
  }

  async function numberFindings(
    channel: Extract<Channel, { mode: 'native' }>,
    home: string,
    waba: Untagged,
  ): Promise<Pick<ChannelResult, 'findings' | 'uses'>> {
    const uses: FlowUse[] = []
    const findings = await check(home, async () => {
      const instance = await instanceOf(home)
      const numbers = waba.numbers
        .filter(({ id }) => id in channel.numbers)
        .map(({ id, arn }) => ({ id, arn, instance, listNumbers }))
      const [imports, flows] = await Promise.all([
        Promise.all(numbers.map((number) => importOf(number, aws))),
        Promise.all(numbers.map((number) => flowOf(number, readFlow))),
      ])
      uses.push(...flows)
      return [...imports.flat(), ...flows.flatMap((flow) => flow.findings)]
    })
    return { findings, uses }
  }
}

/**
 * Returns whether a finding is a reason to examine everything, regardless of the number of calls: a
 * problem, an alarm that is raised, or a queue with dead letters.
 */
const needsMore = ({ about, verdict }: Finding) =>
  verdict === 'bad' || (verdict === 'warning' && /^(alarm|queue) /.test(about))

type Untagged = Omit<LinkedAccount, 'tags'>

interface ChannelResult {
  channel: Channel
  home: string
  waba: Untagged | undefined
  findings: readonly Finding[]
  /**
   * The queues and functions in the flows of the channel's numbers. Empty for a bridged channel,
   * whose numbers have no flows.
   */
  uses: readonly FlowUse[]
}

async function rolesOf(parts: readonly ChannelResult[], { config, aws }: Session) {
  const { account } = parsedInstance(config.instance)
  const roles = new Map<string, Readonly<Record<string, string>>>()
  for (const { channel, home, waba } of parts) {
    if (channel.mode !== 'native' || !waba) continue
    const every = `arn:aws:social-messaging:${config.region}:${account}:phone-number-id/*`
    roles.set(roleArnOf(channel.role, home), {
      connect: home,
      'social-messaging': waba.numbers[0]?.arn ?? every,
    })
  }
  const found = await Promise.all([...roles].map(([arn, resources]) => roleOf(arn, resources, aws)))
  return found.flat()
}

interface SharedReads {
  instanceOf: OpenInstance
  reads: LinkReads
  readFlow: ReadFlow
  ask: Ask
}

/**
 * Checks each Connect instance once. Returns the findings, and all queues to which the flows send
 * their chats.
 */
async function instancesOf(
  parts: readonly ChannelResult[],
  { config, aws, withStack }: Session,
  deployed: DeployedStack | undefined,
  { instanceOf, reads, readFlow, ask }: SharedReads,
): Promise<{ findings: Finding[]; queues: { instance: Instance; queues: string[] }[] }> {
  const { account } = parsedInstance(config.instance)
  const ours = `arn:aws:lambda:${config.region}:${account}:function:${functionName('contact-started')}`
  const homes = [...new Set(parts.map(({ home }) => home))]
  const reached: { instance: Instance; queues: string[] }[] = []
  const found = homes.map((home) =>
    check(home, async () => {
      const instance = await instanceOf(home)
      const own = parts.filter((part) => part.home === home)
      const isNative = own.some(({ channel }) => channel.mode === 'native')
      const isBridged = own.some(({ channel }) => channel.mode === 'bridged')
      const chats =
        isBridged && deployed?.chatFlow
          ? [await flowOfChats(deployed.chatFlow, instance, readFlow)]
          : []
      const uses = [...own.flatMap((part) => part.uses), ...chats]
      const functions = [...new Set(uses.flatMap((use) => use.functions))]
      reached.push({ instance, queues: [...new Set(uses.flatMap((use) => use.queues))] })
      const others = await Promise.all([
        attachmentsOf(instance, aws, ask),
        // The stack's functions serve only the default instance.
        ...(withStack && isNative && home === config.instance
          ? [functionsOf(instance, functions, ours, reads.functions)]
          : []),
      ])
      return [...chats.flatMap(({ findings }) => findings), ...others.flat()]
    }),
  )
  return { findings: (await Promise.all(found)).flat(), queues: reached }
}
