// Deploys the two stacks, which the settings and this version of the code define. There is no state
// file: each stack records the digest of its template as an output. A stack whose digest is
// unchanged needs no change set.
import { createHash } from 'node:crypto'
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import type { S3Client } from '@aws-sdk/client-s3'
import { mediaBucket } from '#deployment/resources'
import manifest from '../../package.json' with { type: 'json' }
import { once } from '../channel/instance.ts'
import { ConfigError } from '../config/error.ts'
import { counted } from '../engine/plan.ts'
import { sleep, type Wait } from '../engine/wait.ts'
import { assetBucket } from './asset-bucket.ts'
import { announced, compared, type StackChange } from './changes.ts'
import {
  deleteStack,
  describe,
  execute,
  isEmpty,
  type LiveStack,
  liveTemplate,
  propose,
  type StackProgress,
  settledStack,
  withdraw,
} from './cloudformation.ts'
import {
  deleteOthers,
  ensureBucket,
  staleFiles,
  upload,
  uploadCode,
  uploadTemplate,
  widgetFiles,
} from './files.ts'
import { widgetBucket } from './hosting.ts'
import { APP_STACK, DATA_STACK } from './names.ts'
import { type PartFolders, type Parts, readParts } from './parts.ts'
import { approvedOrigins, type PreflightClients, preflight } from './preflight.ts'
import { checkedStackSettings, type StackSettings } from './settings.ts'
import { type Synthesised, stackTags, synthesise, type Template } from './synthesise.ts'
import { requireSameLayout } from './table-layout.ts'
import { widgetConfiguration } from './widget-configuration.ts'
import type { FilesByPath } from './zip.ts'

export interface StackClients extends PreflightClients {
  cloudFormation: CloudFormationClient
  s3: S3Client
}

export interface StackOutputs {
  apiUrl: string
  /** https://….cloudfront.net/ */
  widgetUrl: string
  widgetBucket: string
  assetBucket: string
  replyTopicArn: string
  evidenceTopicArn: string
  whatsappTopicArn: string
  /** The function that an "AWS Lambda function" block of a flow invokes. */
  contactStartedArn: string
  /** The application in the agent workspace, to which security profiles give access. */
  applicationArn: string
  applicationNamespace: string
  mediaBucket: string
  tableName: string
  dashboardUrl: string
  /** The choices of the configuration, as JSON: see choices.ts. */
  securityProfiles: string
  topics: string
  approvedOrigins: string
  chatFlow: string
  /** The digest of the app stack's template, which contains the hashes of all code. */
  digest: string
  /** The version of connect-whatsapp that deployed the app stack, such as 0.2.0. */
  version: string
}

export interface DeployOptions extends PartFolders {
  /** Called with each line about progress. */
  report?: (line: string) => void
  /** If true, reports a line of progress for each resource instead of a line for each poll. */
  details?: boolean
  /**
   * Waits between two calls that check AWS's progress. Tests pass a function with a virtual clock.
   */
  wait?: Wait
  /**
   * If true, waits for an operation that is in progress. If false, throws ConfigError if there is
   * such an operation.
   */
  waits?: boolean
  /** The app stack, if the caller has described it already. */
  appStack?: { live: LiveStack | undefined }
  /** The data stack, if the caller has described it already. */
  dataStack?: { live: LiveStack | undefined }
  /**
   * Called with the outputs of the deployed app stack, which a plan reads in any case. `isFirst` is
   * true if neither stack is deployed.
   */
  deployed?: (outputs: Readonly<Record<string, string>>, state: { isFirst: boolean }) => void
  /** Called with each sentence that a person should read before agreeing to the plan. */
  note?: (sentence: string) => void
  /**
   * Called before the app stack changes, when the table exists and no function of this version has
   * used it yet.
   */
  beforeApp?: (live: LiveStack | undefined) => Promise<void>
  /**
   * Called with the changes of each change set. If `confirm` returns false, the stack stays
   * unchanged. Without this function, every change set is executed.
   */
  confirm?: (changes: readonly StackChange[]) => Promise<boolean>
}

/**
 * Returns the changes that a deployment would make. The list is empty if everything is deployed.
 * Changes nothing in the account.
 */
export async function planStacks(
  settings: StackSettings,
  clients: StackClients,
  options: DeployOptions = {},
): Promise<StackChange[]> {
  const [live, parts] = await Promise.all([quietStacks(clients, options), readParts(options)])
  const isFirst = isEmpty(live[DATA_STACK]) && isEmpty(live[APP_STACK])
  options.deployed?.(live[APP_STACK]?.outputs ?? {}, { isFirst })
  const approved = once(() => approvedOrigins(settings.instanceArn, clients.connect))
  const checked = await withApprovedOrigins(checkedStackSettings(settings), approved, live)
  const { wanted } = await prepared(checked, live, parts.functions)
  const deployed: Template[] = []
  const changes = await Promise.all(
    wanted.map(async ({ name, template, digest }) => {
      const stack = live[name]
      if (isCurrent(stack, digest)) return []
      const before = isEmpty(stack) ? undefined : await liveTemplate(clients.cloudFormation, name)
      if (before) deployed.push(before)
      requireSameLayout(stack, before, template)
      const found = compared(name, before, template)
      // If only the digest in the outputs differs, another tool has deployed the same template, so
      // there is nothing to change.
      return found.length > 0
        ? found
        : [{ stack: name, action: 'modify' as const, summary: 'modify the outputs' }]
    }),
  )
  if (changes.flat().length > 0) {
    const { problems, notes } = await preflight(checked, clients, {
      isDeployed: !isEmpty(live[APP_STACK]),
      deployed,
      known: createdOrigins(live),
      approved,
    })
    if (problems.length > 0) throw new ConfigError(problems.join('\n'))
    for (const note of notes) options.note?.(note)
  }
  const later = widgetOrigin(live) ? [] : [uploadPermission(settings)]
  return [
    ...changes.flat(),
    ...later,
    ...(await planWidget(settings, clients, outputsOf(live[APP_STACK]), parts)),
  ]
}

/**
 * Deploys the stacks and the widget. An interrupted deployment can be repeated: the function waits
 * for operations that are still in progress, and continues. Returns undefined if `confirm` returned
 * false. If a stack fails, throws ConfigError with CloudFormation's reasons.
 */
export async function deployStacks(
  settings: StackSettings,
  clients: StackClients,
  options: DeployOptions = {},
): Promise<StackOutputs | undefined> {
  const progress = progressOf(options)
  for (const name of [DATA_STACK, APP_STACK])
    await settleStack(clients.cloudFormation, name, progress)
  const live = await liveStacks(clients)
  const approved = () => approvedOrigins(settings.instanceArn, clients.connect)
  const checked = await withApprovedOrigins(checkedStackSettings(settings), approved, live)
  // The files are read only once, so that exactly the confirmed files are uploaded, even if
  // somebody builds the code in the meantime.
  const parts = await readParts(options)
  const agreed = await reconcile(await prepared(checked, live, parts.functions), {
    settings,
    clients,
    live,
    options,
    progress,
  })
  if (!agreed) return undefined
  if (!widgetOrigin(live)) {
    // CloudFront has assigned the widget's address by now, so the media bucket can allow uploads
    // from it. Nobody has to confirm this change again, because the confirmed plan contained it.
    const hosted = await liveStacks(clients)
    const { confirm: _agreed, ...rest } = options
    await reconcile(await prepared(checked, hosted, parts.functions), {
      settings,
      clients,
      live: hosted,
      options: rest,
      progress,
    })
  }
  const outputs = (await stackOutputs(clients))!
  await uploadWidget(settings, clients, outputs, parts, progress)
  return outputs
}

/**
 * Reads the outputs of the app stack with one call. Returns undefined if the stack is not deployed.
 */
export async function stackOutputs({
  cloudFormation,
}: Pick<StackClients, 'cloudFormation'>): Promise<StackOutputs | undefined> {
  return outputsOf(await describe(cloudFormation, APP_STACK))
}

function outputsOf(live: LiveStack | undefined): StackOutputs | undefined {
  if (!live?.outputs.ApiUrl) return undefined
  const named = Object.entries(live.outputs).map(([name, value]) => [
    name[0]!.toLowerCase() + name.slice(1),
    value,
  ])
  return Object.fromEntries(named) as StackOutputs
}

/** The code of one function, and its key in the asset bucket. */
interface Code {
  key: string
  files: FilesByPath
}

interface Wanted {
  name: string
  template: Template
  digest: string
}

type Live = Readonly<Record<string, LiveStack | undefined>>

async function liveStacks(
  { cloudFormation }: StackClients,
  { appStack, dataStack }: Pick<DeployOptions, 'appStack' | 'dataStack'> = {},
): Promise<Live> {
  const [data, app] = await Promise.all([
    dataStack ? dataStack.live : describe(cloudFormation, DATA_STACK),
    appStack ? appStack.live : describe(cloudFormation, APP_STACK),
  ])
  return { [DATA_STACK]: data, [APP_STACK]: app }
}

const widgetOrigin = (live: Live) => live[APP_STACK]?.outputs.WidgetUrl?.replace(/\/$/, '')

/** Returns the approved origins that the deployed stack created for the configured pages. */
const createdOrigins = (live: Live): string[] =>
  JSON.parse(live[APP_STACK]?.outputs.ApprovedOrigins ?? '[]')

/** Makes the stack create only those approved origins that nobody has approved by hand. */
async function withApprovedOrigins(
  settings: StackSettings,
  readApproved: () => Promise<readonly string[]>,
  live: Live,
): Promise<StackSettings> {
  const { widgetOrigins = [] } = settings
  const created = createdOrigins(live)
  if (widgetOrigins.every((origin) => created.includes(origin))) return settings
  const approved = await readApproved()
  return {
    ...settings,
    approvedOrigins: widgetOrigins.filter(
      (origin) => created.includes(origin) || !approved.includes(origin),
    ),
  }
}

/**
 * Returns both stacks. While CloudFormation works on a stack, its status is not reliable. With
 * `waits`, waits until the operation is done; without `waits`, throws ConfigError.
 */
async function quietStacks(clients: StackClients, options: DeployOptions): Promise<Live> {
  const live = await liveStacks(clients, options)
  const busy = Object.values(live).filter(
    (stack) => stack?.status.endsWith('_IN_PROGRESS') && stack.status !== 'REVIEW_IN_PROGRESS',
  )
  if (busy.length === 0) return live
  const { name, status } = busy[0]!
  if (!options.waits)
    throw new ConfigError(
      `Stack ${name} is being changed now (${status}). Wait until the change has finished, or run "connect-whatsapp apply", which waits for it.`,
    )
  const progress = progressOf(options)
  for (const stack of busy) {
    progress.report(`stack ${stack!.name}: waiting for the operation in progress`)
    await settledStack(clients.cloudFormation, stack!.name, progress)
  }
  return liveStacks(clients)
}

const isCurrent = (live: LiveStack | undefined, digest: string) =>
  !isEmpty(live) && live!.outputs.Digest === digest && /_COMPLETE$/.test(live!.status)

interface Prepared {
  /**
   * The two stacks. The data stack comes first, because the app stack's functions use its
   * resources.
   */
  wanted: Wanted[]
  code: Code[]
}

async function prepared(
  settings: StackSettings,
  live: Live,
  files: FilesByPath,
): Promise<Prepared> {
  const hosted = widgetOrigin(live)
  const origins = [...(hosted ? [hosted] : []), ...(settings.widgetOrigins ?? [])]
  const { data, app, assets } = await synthesisedOnce(settings, files, origins)
  return {
    wanted: [digested(DATA_STACK, data), digested(APP_STACK, app)],
    code: assets.map(({ name, key }) => ({ key, files: inFolder(name, files) })),
  }
}

/**
 * Synthesized stacks by the hash of their input. The cache saves seconds: apply needs the same
 * stacks for its plan and for its deployment.
 */
const synthesised = new Map<string, Promise<Synthesised>>()

function synthesisedOnce(settings: StackSettings, files: FilesByPath, origins: readonly string[]) {
  const hash = createHash('sha256').update(JSON.stringify([settings, origins]))
  for (const name of Object.keys(files).sort())
    hash.update(`\n${name} ${files[name]!.length}\n`).update(files[name]!)
  const key = hash.digest('hex')
  if (!synthesised.has(key)) synthesised.set(key, synthesise(settings, { files, origins }))
  return synthesised.get(key)!
}

const inFolder = (folder: string, files: FilesByPath): FilesByPath =>
  Object.fromEntries(
    Object.entries(files).flatMap(([name, content]) =>
      name.startsWith(`${folder}/`) ? [[name.slice(folder.length + 1), content]] : [],
    ),
  )

function digested(name: string, template: Template): Wanted {
  const digest = createHash('sha256').update(JSON.stringify(template)).digest('hex').slice(0, 32)
  const Digest = { Description: 'Digest of the template', Value: digest }
  const Version = { Description: 'Version that deployed the stack', Value: manifest.version }
  const Outputs = { ...template.Outputs, Digest, Version }
  return { name, digest, template: { ...template, Outputs } }
}

const progressOf = ({
  report = () => {},
  wait = sleep,
  details = false,
}: Pick<DeployOptions, 'report' | 'wait' | 'details'>): StackProgress => ({ report, wait, details })

/** Waits for operations of an interrupted run, and deletes a stack whose creation was rolled back. */
async function settleStack(client: CloudFormationClient, name: string, progress: StackProgress) {
  const live = await describe(client, name)
  if (live && /_IN_PROGRESS$/.test(live.status) && live.status !== 'REVIEW_IN_PROGRESS')
    progress.report(`stack ${name}: waiting for the operation in progress`)
  const stack = live && (await settledStack(client, name, progress))
  if (stack?.status === 'UPDATE_ROLLBACK_FAILED' || stack?.status === 'DELETE_FAILED') {
    throw new ConfigError(
      `Stack ${name} has the status ${stack.status}, which only a person can resolve. Open the stack in the CloudFormation console, use Stack actions, then run this again.`,
    )
  }
  // A stack whose creation was rolled back cannot be updated, only deleted.
  if (stack && isEmpty(stack) && stack.status !== 'REVIEW_IN_PROGRESS')
    await deleteStack(client, stack, progress)
}

interface Deployment {
  settings: StackSettings
  clients: StackClients
  live: Live
  options: DeployOptions
  progress: StackProgress
}

async function reconcile(
  { wanted, code }: Prepared,
  { settings, clients, live, options, progress }: Deployment,
): Promise<boolean> {
  const { s3 } = clients
  const due = wanted.filter(({ name, digest }) => !isCurrent(live[name], digest))
  if (due.length === 0) return true
  const data = due.find(({ name }) => name === DATA_STACK)
  if (data && !isEmpty(live[DATA_STACK]))
    requireSameLayout(
      live[DATA_STACK],
      await liveTemplate(clients.cloudFormation, DATA_STACK),
      data.template,
    )
  const owned = {
    bucket: assetBucket(settings),
    account: settings.account,
    region: settings.region,
    tags: stackTags(settings),
  }
  await ensureBucket(s3, owned)
  if (due.some(({ name }) => name === APP_STACK)) {
    const uploaded = await Promise.all(
      code.map(({ key, files }) => uploadCode(s3, owned, key, files)),
    )
    const count = uploaded.filter(Boolean).length
    if (count > 0) progress.report(`uploaded the code of ${counted(count, 'function')}`)
  }

  for (const stack of due) {
    if (stack.name === APP_STACK) await options.beforeApp?.(live[APP_STACK])
    if (!(await deployStack(stack, owned, { clients, live, options, progress, settings })))
      return false
  }
  await deleteOthers(s3, owned, [
    ...code.map(({ key }) => key),
    ...wanted.map(({ name, digest }) => templateKey(name, digest)),
  ])
  return true
}

/** Deploys one stack. Returns false if `confirm` returned false. */
async function deployStack(
  { name, template, digest }: Prepared['wanted'][number],
  owned: Parameters<typeof uploadTemplate>[1],
  { clients, live, options, progress, settings }: Deployment,
): Promise<boolean> {
  const { cloudFormation, s3 } = clients
  const exists = !isEmpty(live[name])
  const before = exists ? await liveTemplate(cloudFormation, name) : undefined
  const TemplateURL = await uploadTemplate(
    s3,
    owned,
    templateKey(name, digest),
    JSON.stringify(template),
  )
  const takesOver = exists && name === DATA_STACK
  const stack = { name, exists, changeSet: `connect-whatsapp-${digest}`, takesOver }
  const changeSet = await propose(
    cloudFormation,
    stack,
    { TemplateURL },
    progress.wait,
    stackTags(settings),
  )
  if (!changeSet) return true
  const agreed = await (options.confirm?.(announced(name, changeSet.changes, [template, before])) ??
    true)
  if (!agreed) {
    await withdraw(cloudFormation, name, stack.changeSet)
    const announcedOnly = exists ? undefined : await describe(cloudFormation, name)
    if (announcedOnly) await deleteStack(cloudFormation, announcedOnly, progress)
    return false
  }
  progress.report(`stack ${name}: ${exists ? 'update' : 'creation'} started`)
  await execute(cloudFormation, name, changeSet, template, progress)
  progress.report(`stack ${name}: ${exists ? 'update' : 'creation'} complete`)
  return true
}

const templateKey = (name: string, digest: string) => `templates/${name}-${digest}.json`

const uploadPermission = (settings: StackSettings): StackChange => ({
  stack: DATA_STACK,
  action: 'modify',
  summary: `modify bucket ${mediaBucket(settings)}: accept uploads from the widget, after CloudFront has assigned its address`,
})

async function planWidget(
  settings: StackSettings,
  { s3 }: StackClients,
  outputs: StackOutputs | undefined,
  { widget }: Parts,
): Promise<StackChange[]> {
  const files = widgetFiles(widget, widgetConfiguration(settings, outputs ?? { apiUrl: '' }))
  const stale = outputs ? await staleFiles(s3, widgetBucket(settings), files) : files
  if (stale.length === 0) return []
  return [
    {
      stack: 'widget',
      action: outputs ? 'modify' : 'add',
      summary: `upload ${stale.length} of the widget's ${files.length} files`,
    },
  ]
}

async function uploadWidget(
  settings: StackSettings,
  { s3 }: StackClients,
  outputs: StackOutputs,
  { widget }: Parts,
  { report }: StackProgress,
) {
  const files = widgetFiles(widget, widgetConfiguration(settings, outputs))
  const stale = await staleFiles(s3, outputs.widgetBucket, files)
  // `stale` has the upload order of widgetFiles, in which pages come last.
  for (const file of stale) await upload(s3, outputs.widgetBucket, file)
  if (stale.length > 0)
    report(`uploaded ${counted(stale.length, 'file')} of the widget to ${outputs.widgetUrl}`)
}

export type { StackChange } from './changes.ts'
export { destroyStacks, planDestroy } from './destroy.ts'
export { stackDrift } from './drift.ts'
export { stackPermissions } from './permissions.ts'
export type { StackSettings } from './settings.ts'
