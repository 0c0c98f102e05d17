// Plans and applies a whole configuration: the stacks, which CloudFormation deploys, and the
// channels, which CloudFormation cannot create.

import { supervisorProfiles } from '#deployment/rights'
import { inRightAccount, rightCaller } from '../account/caller.ts'
import { provisionChannel } from '../channel/channel.ts'
import { contactFlow } from '../channel/contact-flow.ts'
import { type OpenInstance, once, rememberInstance, sharedInstances } from '../channel/instance.ts'
import {
  checkRemovals,
  isLeftover,
  leftoverSentence,
  mayBeLeftover,
  readAll,
  removeLeftover,
  unconfigured,
} from '../channel/leftover.ts'
import { type LinkedAccount, type ListedAccount, linkedWabas } from '../channel/linked-account.ts'
import { changesOfMode, drained, type ModeChange, modeNotes } from '../channel/mode-change.ts'
import { removedStatements } from '../channel/removed-statements.ts'
import { type App, sharedApplications, workspaceGrant } from '../channel/workspace-grant.ts'
import type { Host } from '../cli/host.ts'
import type { Session } from '../cli/session.ts'
import { parsedInstance } from '../config/config.ts'
import { ConfigError } from '../config/error.ts'
import { isVersion010, keepOffers, offersOfUpgrade } from '../curation/offers-of-upgrade.ts'
import { discovering } from '../identity/provider-check.ts'
import { pageOf } from '../identity/providers.ts'
import { redirectUri } from '../identity/redirect-uri.ts'
import { allLinks } from '../links/all-links.ts'
import {
  type Choices,
  choicesIn,
  choicesOf,
  instanceIn,
  NO_CHOICES,
  recordedChoices,
} from '../stack/choices.ts'
import { describe } from '../stack/cloudformation.ts'
import type { DeployOptions } from '../stack/deploy.ts'
import { APP_STACK, DATA_STACK } from '../stack/names.ts'
import { alarmTopicProblems, keyPolicies, keyProblems } from '../stack/preflight-checks.ts'
import { userNotes, usersOf } from '../stack/quotas.ts'
import { NOT_CREATED, stackSettings } from '../stack/settings-of-config.ts'
import { notesOf } from './notes.ts'
import type { Plan, PlannedChange } from './plan.ts'
import { allDone, applier, planner, type Step } from './reconcile.ts'
import type { Change } from './resource.ts'

export interface Planned extends Plan {
  modeChanges: readonly ModeChange[]
  /** The WABAs in the option `--remove`, whose channels are removed. */
  removed: readonly LinkedAccount[]
  /** True if links on a message's path in the deployed stack are broken: see ../links. */
  hasBrokenLinks: boolean
  /**
   * True if `apply` must not begin, because nothing would process the events of a WABA any longer.
   */
  isRefused: boolean
}

export interface InstallationOptions {
  replaceDestination: boolean
  /**
   * The WABAs in the option `--remove`, which the configuration no longer contains, and whose
   * channels are removed.
   */
  remove: readonly string[]
  /**
   * If true, waits for an operation of CloudFormation that is in progress. If false, throws
   * ConfigError if there is such an operation.
   */
  waits?: boolean
}

const STACK_ACTIONS = {
  add: 'create',
  modify: 'update',
  replace: 'update',
  remove: 'delete',
} as const

/** Finds the changes that `apply` would make. Changes nothing in the account. */
export async function planInstallation(
  session: Session,
  host: Host,
  options: InstallationOptions,
): Promise<Planned> {
  const { config, aws, withStack } = session
  const stack = once(async () => (withStack ? describe(aws.cloudFormation, APP_STACK) : undefined))
  const topics = async () => choicesIn((await stack())?.outputs ?? {}).topics
  const left = await removals(session, options, topics)
  const notes: string[] = []
  const appStack = await stack()
  const dataStack =
    withStack && !appStack ? { live: await describe(aws.cloudFormation, DATA_STACK) } : undefined
  const { outputs: recorded = {} } = appStack ?? dataStack?.live ?? {}
  rememberInstance(instanceIn(recorded), config.instance, aws.connect)
  const instances = sharedInstances(aws)
  let isFirstDeployment = false
  let choices = withStack ? NO_CHOICES : await choicesNeeded(session)
  const stays: { name: string; summary: string }[] = []
  const flows: PlannedChange[] = []
  await chatFlow(
    session,
    host,
    planner((name, change) => flows.push({ part: 'channel', name, ...change }), {
      stays: (name, summary) => stays.push({ name, summary }),
    }),
    instances,
  )
  const stacks: PlannedChange[] = withStack
    ? await stackChanges(session, host, instances, {
        appStack: { live: appStack },
        ...(dataStack && { dataStack }),
        waits: options.waits ?? false,
        note: (sentence) => void notes.push(sentence),
        deployed(outputs, { isFirst }) {
          choices = choicesIn(outputs)
          isFirstDeployment = isFirst
        },
      })
    : []
  const upgrade = withStack && isVersion010(appStack) ? offersOfUpgrade(config) : []
  const changes = [...flows, ...stacks, ...upgrade]
  const isStackCurrent = withStack && stacks.length === 0
  if (isStackCurrent) stays.unshift(UNCHANGED_STACK)
  const problems = new Set(left.orphans.map(leftoverSentence))
  const step = planner((name, change) => changes.push({ part: 'channel', name, ...change }), {
    stays: (name, summary) => stays.push({ name, summary }),
  })
  for (const waba of left.removed) await removeLeftover(waba, step, left.surroundings(host))
  // If the stack changes, its links are not checked, because the next version may have other links.
  const before = changes.length
  if (isStackCurrent) {
    await walkLinks(
      session,
      host,
      planner((name, change) => changes.push({ part: 'channel', name, ...change })),
      choices,
      (sentence) => problems.add(sentence),
    )
    for (const problem of await ownKeyProblems(session)) problems.add(problem)
  }
  const hasBrokenLinks = changes.length > before
  const channels = await provisionChannel(config, aws, step, {
    replaceDestination: options.replaceDestination,
    stackIsDeployed: withStack,
    wait: host.wait,
    onProblem: (sentence) => problems.add(sentence),
    openInstance: instances,
  })
  await workspaceGrants(session, host, step, choices, instances)
  await removedTopics(session, step, choices, left.others)
  const [modeChanges, users] = await Promise.all([
    changesOfMode(session, host, channels),
    // A plan that changes a deployed stack has to read the stack's templates. It saves the calls
    // that count the users.
    isStackCurrent || isFirstDeployment
      ? usersOf(parsedInstance(config.instance).id, aws.connect).then((count) =>
          userNotes(count, config),
        )
      : [],
  ])
  return {
    changes,
    stays,
    modeChanges,
    removed: left.removed,
    hasBrokenLinks,
    isRefused: left.orphans.length > 0,
    problems: [...problems],
    notes: [
      ...notes,
      ...users,
      ...modeChanges.flatMap(modeNotes),
      ...signInNotes(session, choices),
      ...notesOf(session, channels),
    ],
  }
}

/**
 * Checks or repairs the links of the deployed stack. A link that cannot be repaired becomes a
 * problem of the plan.
 */
async function walkLinks(
  { config, aws }: Session,
  host: Host,
  step: Step,
  { outputs }: Choices,
  onProblem: (sentence: string) => void,
): Promise<void> {
  await allDone(
    allLinks({ config, outputs }, aws, host.wait).map(async (link) => {
      try {
        await step(link)
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error
        onProblem(error.message)
      }
    }),
  )
}

/**
 * Returns the problems of the administrator's own key and topic, which only the administrator can
 * solve.
 */
async function ownKeyProblems({ config, aws }: Session): Promise<string[]> {
  const { kmsKey: kmsKeyArn, alarmTopic } = config.stack
  const home = parsedInstance(config.instance)
  const policies = keyPolicies(aws.kms)
  const found = await Promise.all([
    keyProblems({ ...home, kmsKeyArn }, aws, policies),
    alarmTopicProblems({ ...home, alarmTopic }, aws, policies),
  ])
  return found.flat()
}

/**
 * Returns the choices of the configuration that the deployed stack records (see
 * ../stack/choices.ts), for commands that do not deploy the stack. Reads them only if the
 * configuration contains a bridged WABA.
 */
async function choicesNeeded({ config, aws }: Session): Promise<Choices> {
  if (!config.channels.some(({ mode }) => mode === 'bridged')) return NO_CHOICES
  const choices = await recordedChoices(aws)
  if (choices.chatFlow === 'none')
    throw new ConfigError(
      `The deployed stack starts no bridged chats, because its configuration had no bridged WABA. ${WITH_STACK}`,
    )
  const isDeployed = choices.chatFlow !== undefined
  const unread = choicesOf(config).topics.filter((topic) => !choices.topics.includes(topic))
  if (isDeployed && unread.length > 0)
    throw new ConfigError(
      `The deployed stack does not receive what is published to ${unread.join(', ')}. ${WITH_STACK}`,
    )
  return choices
}

const WITH_STACK =
  'Run "connect-whatsapp apply" without --waba and --only, which also updates the stack.'

/**
 * Finds WABAs outside the configuration: those that the option `--remove` names, and those whose
 * events nothing would process any longer. Checks nothing if the command is limited to some WABAs.
 * Throws ConfigError if the credentials belong to another account.
 */
async function removals(
  { config, aws, isWhole }: Session,
  { remove }: InstallationOptions,
  topicsOf: () => Promise<readonly string[]> = async () => [],
) {
  if (!isWhole && remove.length > 0)
    throw new ConfigError('--remove and --waba cannot be used together. Use one of them.')
  if (!isWhole) await rightCaller(config, aws)
  const linked = isWhole ? await inRightAccount(config, aws, () => linkedWabas(aws)) : []
  const others = unconfigured(config, linked)
  checkRemovals(remove, config, others)
  const topics = others.length > 0 ? await topicsOf() : []
  // A removal needs the tags of all other WABAs, because the tags record which destinations are
  // still in use.
  const isNeeded = (waba: ListedAccount) => remove.length > 0 || mayBeLeftover(waba, config, topics)
  const read = await readAll(others.filter(isNeeded), aws)
  const [removed, remaining] = [true, false].map((isRemoved) =>
    read.filter(({ id }) => remove.includes(id) === isRemoved),
  ) as [LinkedAccount[], LinkedAccount[]]
  return {
    others,
    removed,
    orphans: remaining.filter((waba) => isLeftover(waba, config, topics)),
    surroundings: (host: Host) => ({ config, aws, others: remaining, wait: host.wait }),
  }
}

/** Returns notes about everything that must be registered at the identity provider. */
function signInNotes(
  { config: { identityProvider }, withStack }: Session,
  { outputs: { WidgetUrl } }: Choices,
): string[] {
  if (!withStack || !identityProvider) return []
  return [
    WidgetUrl
      ? `The identity provider must allow the redirect URI ${redirectUri(WidgetUrl)}. Register it there.`
      : `After apply, "connect-whatsapp status" prints the redirect URI to register at the identity provider (${pageOf(identityProvider.issuer)}).`,
  ]
}

const UNCHANGED_STACK = {
  name: 'stack connect-whatsapp',
  summary: 'matches the configuration and this version of connect-whatsapp',
}

async function stackChanges(
  { config, aws }: Session,
  host: Host,
  openInstance: OpenInstance,
  options: Pick<DeployOptions, 'appStack' | 'dataStack' | 'waits' | 'note' | 'deployed'>,
): Promise<PlannedChange[]> {
  const [settings, { planStacks }] = await Promise.all([
    stackSettings(config, aws, discovering(aws, host), openInstance),
    host.stacks(),
  ])
  const changes = await planStacks(settings, aws, {
    wait: host.wait,
    report: host.log,
    ...options,
  })
  return changes.map(({ stack, action, summary }) => ({
    part: 'stack' as const,
    name: stack,
    action: STACK_ACTIONS[action],
    summary: `${summary}${action === 'replace' ? ' (replaced by a new one)' : ''}`,
  }))
}

/**
 * Creates the flow in which bridged chats start, if the configuration names a queue for it. The
 * flow is created before the stack, because its id is a setting of the stack's functions.
 */
async function chatFlow(
  { config: { instance, stack, tags }, aws, withStack }: Session,
  host: Host,
  step: Step,
  openInstance: OpenInstance,
): Promise<void> {
  const { chatFlow: name, chatQueue: queue } = stack
  if (!withStack || !name || !queue) return
  const home = await openInstance(instance)
  await step(
    contactFlow(
      { name, queue, instance: home, sameAgent: 'by-attribute', tags },
      aws.connect,
      host.wait,
    ),
  )
}

export const applyChatFlow = (session: Session, host: Host, watch: Watch): Promise<void> =>
  chatFlow(session, host, applier(watch.changed, watch), sharedInstances(session.aws))

/** Deploys the configured stacks. Returns false if the person refused the changes. */
export async function applyStack(
  { config, aws }: Session,
  host: Host,
  report: (line: string) => void,
  { details = false } = {},
): Promise<boolean> {
  const [settings, { deployStacks }] = await Promise.all([
    stackSettings(config, aws, discovering(aws, host)),
    host.stacks(),
  ])
  if (settings.chatFlowId === NOT_CREATED)
    throw new ConfigError(
      `stack.chatFlow: the Connect instance has no flow "${config.stack.chatFlow}". Run "connect-whatsapp apply", which creates it.`,
    )
  const outputs = await deployStacks(settings, aws, {
    ...{ report, wait: host.wait, details },
    async beforeApp(live) {
      if (isVersion010(live)) await keepOffers(config, aws)
    },
  })
  return outputs !== undefined
}

interface Watch {
  begins(name: string, changes: readonly Change[]): void
  changed(name: string, change: Change): void
}

/**
 * Waits until the queued replies of the numbers are sent, then removes the channels of the WABAs in
 * the option `--remove`.
 */
export async function applyRemovals(
  session: Session,
  host: Host,
  options: InstallationOptions,
  watch: Watch,
): Promise<void> {
  if (options.remove.length === 0) return
  const { removed, surroundings } = await removals(session, options)
  for (const { id, numbers } of removed)
    await drained({ waba: id, numbers: numbers.map((number) => number.id) }, session, host)
  const step = applier(watch.changed, watch)
  for (const waba of removed) await removeLeftover(waba, step, surroundings(host))
}

/**
 * Repairs broken links and sets up the channels. Returns a sentence for each number that Connect
 * refuses.
 */
export async function applyChannels(
  session: Session,
  host: Host,
  options: InstallationOptions & { repairLinks: boolean },
  watch: Watch,
  choices: Choices,
): Promise<string[]> {
  const problems = new Set<string>()
  const step = applier(watch.changed, watch)
  if (options.repairLinks)
    await walkLinks(session, host, step, choices, (sentence) => problems.add(sentence))
  await provisionChannel(session.config, session.aws, step, {
    replaceDestination: options.replaceDestination,
    wait: host.wait,
    onProblem: (sentence) => problems.add(sentence),
  })
  await workspaceGrants(session, host, step, choices)
  const { others } = await removals(session, { ...options, remove: [] })
  await removedTopics(session, step, choices, others)
  return [...problems]
}

/**
 * Gives the configured security profiles access to the widget and to the supervisors' page. Removes
 * the access of profiles that the deployed stack records but the configuration no longer contains.
 * CloudFormation cannot manage this access.
 */
async function workspaceGrants(
  session: Session,
  host: Host,
  step: Step,
  choices: Choices,
  openInstance: OpenInstance = sharedInstances(session.aws),
): Promise<void> {
  const { aws, config } = session
  // With `apply`, the first application's changes are made before the second one is read, so only a
  // plan may cache what it has read.
  const applications = step.writes
    ? undefined
    : sharedApplications(parsedInstance(config.instance).id, aws.connect)
  const granting = { session, host, step, openInstance, applications }
  // Both applications can be in the list of the same profile, so they are changed one after the
  // other.
  for (const { app, wanted, before } of appsOf(session, choices)) {
    await grantAll(granting, { app, profiles: wanted, granted: true })
    const withdrawn = before.filter((profile) => !wanted.includes(profile))
    await grantAll(granting, { app, profiles: withdrawn, granted: false })
  }
}

/**
 * Removes both applications from the configured security profiles, and from those that the stack
 * records.
 */
export async function withdrawWidget(
  session: Session,
  host: Host,
  step: Step,
  choices: Choices,
): Promise<void> {
  const granting = { session, host, step, openInstance: sharedInstances(session.aws) }
  for (const { app, wanted, before } of appsOf(session, choices)) {
    const profiles = [...new Set([...wanted, ...before])]
    await grantAll(granting, { app, profiles, granted: false })
  }
}

const appsOf = ({ config: { stack } }: Pick<Session, 'config'>, choices: Choices) => [
  {
    app: 'widget' as const,
    wanted: stack.securityProfiles as readonly string[],
    before: choices.securityProfiles,
  },
  {
    app: 'supervisors' as const,
    wanted: supervisorProfiles(stack.supervisors),
    before: choices.supervisorProfiles,
  },
]

interface Granting {
  session: Session
  host: Host
  step: Step
  openInstance: OpenInstance
  applications?: ReturnType<typeof sharedApplications> | undefined
}

async function grantAll(
  { session: { config, aws, withStack }, host, step, openInstance, applications }: Granting,
  { app, profiles, granted }: { app: App; profiles: readonly string[]; granted: boolean },
): Promise<void> {
  if (!withStack || profiles.length === 0) return
  const instance = await openInstance(config.instance)
  await allDone(
    profiles.map((profile) =>
      step(
        workspaceGrant(
          { profile, instance, granted, app, ...(applications && { applications }) },
          aws.connect,
          host.wait,
        ),
      ),
    ),
  )
}

/** Removes our statements from the policies of topics that the configuration no longer contains. */
async function removedTopics(
  { config, aws, withStack }: Session,
  step: Step,
  { topics: before }: Choices,
  others: readonly ListedAccount[],
): Promise<void> {
  if (!withStack) return
  const wanted = choicesOf(config).topics
  const needed = new Set(others.map(({ destination }) => destination?.arn))
  await allDone(
    before
      .filter((topic) => !wanted.includes(topic) && !needed.has(topic))
      .map((topic) => step<unknown>(removedStatements(topic, aws))),
  )
}
