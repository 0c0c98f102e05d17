// Checks the deployed stack: its state, all links on a message's path (such as policies and
// subscriptions), its alarms, its key, and who sees the widget.
import {
  type AlarmType,
  type MetricAlarm,
  paginateDescribeAlarms,
} from '@aws-sdk/client-cloudwatch'
import { GetQueueAttributesCommand, QueueDoesNotExist } from '@aws-sdk/client-sqs'
import { deadLetters, functionName, PREFIX, queueName, queues } from '#deployment/resources'
import { supervisorProfiles } from '#deployment/rights'
import manifest from '../../package.json' with { type: 'json' }
import type { Aws } from '../account/clients.ts'
import { type OpenInstance, once } from '../channel/instance.ts'
import { type App, sharedApplications, workspaceGrant } from '../channel/workspace-grant.ts'
import type { Host } from '../cli/host.ts'
import type { Session } from '../cli/session.ts'
import { type Checked, parsedInstance } from '../config/config.ts'
import { ConfigError } from '../config/error.ts'
import { counted } from '../engine/plan.ts'
import type { Resource } from '../engine/resource.ts'
import { allLinks } from '../links/all-links.ts'
import { UNHEARD } from '../links/links.ts'
import type { LinkReads } from '../links/reads.ts'
import { isEmpty, type LiveStack } from '../stack/cloudformation.ts'
import { alarmName, deadLetterAlarm, stoppedAlarm } from '../stack/names.ts'
import { alarmTopicProblems, keyPolicies, keyProblems } from '../stack/preflight-checks.ts'
import { addressFindings } from './addresses.ts'
import { arrivalFindings } from './arrivals.ts'
import type { Ask } from './ask.ts'
import type { HasCalls } from './call-budget.ts'
import { APPLY, bad, check, type Finding, ok, warningFinding } from './finding.ts'
import { noticeFindings } from './notices.ts'

export interface DeployedStack {
  /**
   * The id of the flow in which bridged chats start. Undefined if an older version deployed the
   * stack.
   */
  chatFlow: string | undefined
  widgetUrl: string | undefined
}

const RUNBOOK = 'provisioning/RUNBOOK.md says what to look at and what to do.'
const SENDER = `trigger of ${functionName('send-reply')}`

/** Data that several checks read. */
interface Shared {
  appStack(): Promise<LiveStack | undefined>
  reads: LinkReads
  ask: Ask
}

type Outputs = Readonly<Record<string, string>>
type ReadAlarms = () => Promise<MetricAlarm[]>

export async function stackFindings(
  session: Session,
  host: Host,
  { appStack, reads, ask }: Shared,
): Promise<{ findings: Finding[]; deployed: DeployedStack | undefined }> {
  const { config, aws } = session
  let outputs: Outputs | undefined
  const state = await check('stack', async () => {
    const live = await appStack()
    if (isEmpty(live))
      return [
        bad(
          'stack',
          'it is not deployed, so the widget, templates and bridged chats do not work (native chats do)',
          APPLY,
        ),
      ]
    outputs = live!.outputs
    return stateFindings(live!.status, outputs.Version)
  })
  if (!outputs) return { findings: [...state], deployed: undefined }
  const alarms = once(() => alarmsOf(aws))
  const found = await Promise.all([
    linkFindings(session, host, { outputs, reads, alarms }),
    alarmFindings(config, alarms),
    deadLetterFindings(config, aws, alarms),
    arrivalFindings(config, aws, host.now()),
    addressFindings(outputs, config, ask),
    keyFindings(config, aws),
    noticeFindings(config, aws),
  ])
  return {
    findings: [...state, ...found.flat()],
    deployed: { chatFlow: outputs.ChatFlow, widgetUrl: outputs.WidgetUrl },
  }
}

function stateFindings(status: string, version: string | undefined): Finding[] {
  if (status.endsWith('_IN_PROGRESS'))
    return [
      warningFinding(
        'stack',
        `an operation is under way (${status})`,
        'Run this again when the operation has ended.',
      ),
    ]
  if (!/^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT)_COMPLETE$/.test(status))
    return [bad('stack', `its last operation failed (${status})`, APPLY)]
  if (version !== manifest.version)
    return [
      warningFinding(
        'stack',
        `version ${version ?? 'before 0.2.0'} is deployed, and this is version ${manifest.version}`,
        'Read provisioning/UPGRADING.md, then run "connect-whatsapp apply".',
      ),
    ]
  return [ok('stack', `version ${version} is deployed`)]
}

async function linkFindings(
  { config, aws }: Session,
  host: Host,
  { outputs, reads, alarms }: { outputs: Outputs; reads: LinkReads; alarms: ReadAlarms },
): Promise<Finding[]> {
  async function hasRunLately(name: string): Promise<boolean> {
    const isQuiet = await quiet(alarms).catch(() => new Set<string>())
    return isQuiet.has(stoppedAlarm(name))
  }
  const wanted = { config, outputs, reads, withSending: true, hasRunLately }
  const links = allLinks(wanted, aws, host.wait)
  const found = (await Promise.all(links.map(linkFinding))).flat()
  const broken = found.filter(({ verdict }) => verdict !== 'ok')
  return broken.length > 0
    ? broken
    : [
        ok(
          'links',
          `all ${links.length} links between WhatsApp, Connect, the queues and the functions are in place`,
        ),
        ok('sending', 'it is on, so the functions send the messages of agents'),
      ]
}

const linkFinding = (link: Resource<unknown>) =>
  check(link.name, async () => {
    const live = await link.read()
    try {
      const changes = link.diff(live)
      if (changes.length === 0) return [ok(link.name, link.stays)]
      if (link.name === SENDER && changes[0]!.action === 'update') return [paused()]
      return changes.map(({ summary }) => bad(link.name, `apply would ${summary}`, APPLY))
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      const message = error.message.replace(`${link.name}: `, '')
      return [{ about: link.name, verdict: 'bad' as const, message }]
    }
  })

const paused = () =>
  bad(
    'sending',
    'it is paused, so replies wait and fail ten minutes after they were accepted',
    'Run "connect-whatsapp resume".',
  )

async function alarmsOf({ cloudWatch }: Pick<Aws, 'cloudWatch'>): Promise<MetricAlarm[]> {
  const alarms: MetricAlarm[] = []
  const types: AlarmType[] = ['MetricAlarm']
  const pages = paginateDescribeAlarms(
    { client: cloudWatch, pageSize: 100 },
    { AlarmNamePrefix: PREFIX, AlarmTypes: types },
  )
  for await (const { MetricAlarms = [] } of pages) alarms.push(...MetricAlarms)
  return alarms
}

/** Returns the names (without prefix) of the alarms that have data and are not raised. */
async function quiet(alarms: ReadAlarms): Promise<ReadonlySet<string>> {
  const found = await alarms()
  return new Set(
    found.flatMap(({ AlarmName, StateValue }) =>
      StateValue === 'OK' ? [AlarmName!.slice(alarmName('').length)] : [],
    ),
  )
}

const alarmFindings = ({ stack }: Checked, alarms: ReadAlarms) =>
  check('alarms', async () => {
    const rung = (await alarms()).flatMap(({ AlarmName, StateValue }) =>
      StateValue === 'ALARM' ? [AlarmName!] : [],
    )
    const silent =
      stack.alarmTopic || stack.alarmEmail
        ? []
        : [
            warningFinding(
              'alarms',
              `no topic and no e-mail address is set to receive their notices, so ${UNHEARD}`,
              'Set "alarmEmail" or "alarmTopic" under "stack" in the configuration, then run "connect-whatsapp apply".',
            ),
          ]
    const ringing = rung.map((name) => warningFinding(`alarm ${name}`, 'it is in ALARM', RUNBOOK))
    return ringing.length + silent.length > 0
      ? [...ringing, ...silent]
      : [ok('alarms', 'none is in ALARM')]
  })

export const deadLettersOf = (
  config: Pick<Checked, 'instance'>,
  aws: Pick<Aws, 'sqs'>,
  keys: readonly string[] = Object.keys(queues),
) =>
  check('dead-letter queues', async () => {
    const found = (
      await Promise.all(keys.map((key) => messagesIn(queueName(deadLetters(key)), config, aws)))
    ).flat()
    return found.length > 0 ? found : [ok('dead-letter queues', 'they are empty')]
  })

/**
 * Counts the messages in the dead-letter queues. A queue whose alarm has data and is not raised is
 * empty, so it is not read.
 */
const deadLetterFindings = (config: Checked, aws: Pick<Aws, 'sqs'>, alarms: ReadAlarms) =>
  check('dead-letter queues', async () => {
    const isQuiet = await quiet(alarms)
    const doubtful = Object.keys(queues).filter((key) => !isQuiet.has(deadLetterAlarm(key)))
    return deadLettersOf(config, aws, doubtful)
  })

async function messagesIn(
  name: string,
  { instance }: Pick<Checked, 'instance'>,
  { sqs }: Pick<Aws, 'sqs'>,
): Promise<Finding[]> {
  const { region, account } = parsedInstance(instance)
  const QueueUrl = `https://sqs.${region}.amazonaws.com/${account}/${name}`
  try {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
    )
    const count = Number(Attributes?.ApproximateNumberOfMessages ?? 0)
    if (count === 0) return []
    const remedy = name.includes('replies')
      ? `Run "connect-whatsapp replies list". ${RUNBOOK}`
      : `Find the cause in the logs of its function, then redrive the queue. ${RUNBOOK}`
    return [
      warningFinding(
        `queue ${name}`,
        `it holds ${counted(count, 'message')} that could not be processed`,
        remedy,
      ),
    ]
  } catch (error) {
    if (error instanceof QueueDoesNotExist || (error as Error).name === 'QueueDoesNotExist')
      return []
    throw error
  }
}

/**
 * Checks who can open the widget and the supervisors' page. Reading the applications of a security
 * profile takes one call per profile, which `hasCalls` may refuse.
 */
export const grantFindings = (
  { config, aws }: Session,
  host: Host,
  openInstance: OpenInstance,
  hasCalls: HasCalls,
) =>
  check('security profiles', async () => {
    const grants = grantsOf(config)
    const profiles = [...new Set(grants.map(({ profile }) => profile))]
    const found = [...unseenWidget(config)]
    if (profiles.length === 0) return found
    const instance = await openInstance(config.instance)
    const applications = sharedApplications(instance.id, aws.connect)
    const examined: string[] = []
    for (const profile of profiles) {
      // The first profile takes two calls, because the list of all profiles must be read before it.
      if (!hasCalls(examined.length === 0 ? 2 : 1)) break
      examined.push(profile)
      for (const { app } of grants.filter((grant) => grant.profile === profile)) {
        const wanted = { profile, instance, granted: true, app, applications }
        const grant: Resource<any> = workspaceGrant(wanted, aws.connect, host.wait)
        found.push(...(await linkFinding(grant)))
      }
    }
    return [...found, ...skippedFindings('security profiles', profiles.slice(examined.length))]
  })

function grantsOf({ stack }: Checked): { profile: string; app: App }[] {
  const { securityProfiles, supervisors } = stack
  return [
    ...securityProfiles.map((profile) => ({ profile, app: 'widget' as const })),
    ...supervisorProfiles(supervisors).map((profile) => ({
      profile,
      app: 'supervisors' as const,
    })),
  ]
}

const unseenWidget = ({ stack }: Checked): Finding[] =>
  stack.securityProfiles.length > 0
    ? []
    : [
        warningFinding(
          'security profiles',
          'the configuration names no security profile, so no agent sees the widget in the agent workspace',
          'Set "securityProfiles" under "stack" in the configuration, then run "connect-whatsapp apply". Agents who use a custom CCP page do not need it.',
        ),
      ]

const skippedFindings = (about: string, names: readonly string[]): Finding[] =>
  names.length === 0
    ? []
    : [
        ok(
          about,
          `${names.map((name) => `"${name}"`).join(', ')} ${names.length === 1 ? 'was' : 'were'} not examined, to keep the number of calls small. "connect-whatsapp plan" compares everything`,
        ),
      ]

/** Checks, with up to two calls, whether alarms can be published to their topic. */
export const alarmTopicFindings = (config: Checked, aws: Aws, hasCalls: HasCalls) =>
  check('alarms', async () => {
    const { alarmTopic } = config.stack
    if (!alarmTopic) return []
    if (!hasCalls(2)) return skippedFindings('alarms', [alarmTopic])
    return problemsOf(
      await alarmTopicProblems({ alarmTopic, ...homeOf(config) }, aws, keyPolicies(aws.kms)),
    )
  })

const homeOf = ({ instance }: Checked) => {
  const { account, region } = parsedInstance(instance)
  return { account, region }
}

const problemsOf = (messages: readonly string[]): Finding[] =>
  messages.map((message) => ({ about: 'stack', verdict: 'bad' as const, message }))

const keyFindings = (config: Checked, aws: Aws) =>
  check('key', async () => {
    const { kmsKey } = config.stack
    const problems = await keyProblems({ kmsKeyArn: kmsKey, ...homeOf(config) }, aws)
    if (problems.length > 0 || !kmsKey) return problemsOf(problems)
    return [ok('key', `every service that writes to something encrypted with ${kmsKey} can use it`)]
  })
