// Brings the two stacks to what the settings and this version of the code say, through CloudFormation. There is no state
// file: the digest of what is deployed is an output of each stack, and as long as it is the same no change set is made.
import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import type { S3Client } from '@aws-sdk/client-s3'
import { mediaBucket } from '../../lambdas/deployment/resources.ts'
import { ConfigError } from '../config/error.ts'
import { sleep, type Wait } from '../engine/wait.ts'
import { assetBucket } from './asset-bucket.ts'
import { bundleFunctions } from './bundle.ts'
import { announced, compared, type StackChange } from './changes.ts'
import {
  describe,
  execute,
  isEmpty,
  type LiveStack,
  liveTemplate,
  type Progress,
  propose,
  remove,
  settled,
  withdraw,
} from './cloudformation.ts'
import {
  ensureBucket,
  filesIn,
  staleFiles,
  upload,
  uploadCode,
  uploadTemplate,
  widgetFiles,
} from './files.ts'
import { widgetBucket } from './hosting.ts'
import { checkedStackSettings, type StackSettings } from './settings.ts'
import { APP_STACK, DATA_STACK, type Synthesised, synthesise, type Template } from './synthesise.ts'
import type { Files } from './zip.ts'

export interface StackClients {
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
  /** What a flow's AWS Lambda block invokes. */
  contactStartedArn: string
  /** The agent workspace's application, for the grant in security profiles. */
  applicationArn: string
  applicationNamespace: string
  mediaBucket: string
  tableName: string
  dashboardUrl: string
  /** Of the app stack's template, and with it of everything it deploys. */
  digest: string
}

export interface DeployOptions {
  /** Progress, a line at a time. */
  report?: (line: string) => void
  /** How to let time pass while AWS works. */
  wait?: Wait
  /** Asked for each change set, with what AWS says will change; false leaves the account as it is. Without it: agreed. */
  confirm?: (changes: readonly StackChange[]) => Promise<boolean>
  /** A folder with the built functions (`<name>/index.mjs`); they are built when it is left out. */
  bundles?: string
  /** The built widget's folder; dist/widget when left out. */
  widget?: string
}

const WIDGET = fileURLToPath(new URL('../../dist/widget', import.meta.url))
const BUNDLES = fileURLToPath(new URL('../../dist/lambdas', import.meta.url))

/** Only reads. Empty: what is deployed is what the settings and this version of the code say. */
export async function planStacks(
  settings: StackSettings,
  clients: StackClients,
  options: DeployOptions = {},
): Promise<StackChange[]> {
  const checked = checkedStackSettings(settings)
  const live = await liveStacks(clients)
  const { wanted } = await prepared(checked, live, await builtCode(options))
  const changes = await Promise.all(
    wanted.map(async ({ name, template, digest }) => {
      const stack = live[name]
      if (isCurrent(stack, digest)) return []
      const found = compared(
        name,
        isEmpty(stack) ? undefined : await liveTemplate(clients.cloudFormation, name),
        template,
      )
      // Nothing but the digest: another tool deployed the same.
      return found.length > 0
        ? found
        : [{ stack: name, action: 'modify' as const, summary: 'modify the outputs' }]
    }),
  )
  const later = widgetOrigin(live) ? [] : [uploadsOnceHosted(settings)]
  return [...changes.flat(), ...later, ...(await planWidget(settings, clients, options))]
}

/**
 * Safe to run again after an interruption: it waits for what is still under way, and goes on from there. Undefined when `confirm` did not agree.
 * Throws ConfigError with AWS's reasons when a stack does not get there.
 */
export async function deployStacks(
  settings: StackSettings,
  clients: StackClients,
  options: DeployOptions = {},
): Promise<StackOutputs | undefined> {
  const checked = checkedStackSettings(settings)
  const progress = progressOf(options)
  for (const name of [DATA_STACK, APP_STACK])
    await makeReady(clients.cloudFormation, name, progress)
  const live = await liveStacks(clients)
  // Read once: what is uploaded is what the templates speak of and what was agreed to, whatever is built meanwhile.
  const built = await builtCode(options)
  const agreed = await bring(await prepared(checked, live, built), {
    settings,
    clients,
    live,
    options,
    progress,
  })
  if (!agreed) return undefined
  if (!widgetOrigin(live)) {
    // CloudFront has given the widget its address: now the media bucket can let it in. It was part of what was agreed to.
    const hosted = await liveStacks(clients)
    const { confirm: _agreed, ...rest } = options
    await bring(await prepared(checked, hosted, built), {
      settings,
      clients,
      live: hosted,
      options: rest,
      progress,
    })
  }
  const outputs = (await stackOutputs(clients))!
  await bringWidget(settings, clients, outputs, options)
  return outputs
}

/** Undefined as long as the app stack is not there. One call. */
export async function stackOutputs({
  cloudFormation,
}: Pick<StackClients, 'cloudFormation'>): Promise<StackOutputs | undefined> {
  const live = await describe(cloudFormation, APP_STACK)
  if (!live?.outputs.ApiUrl) return undefined
  const named = Object.entries(live.outputs).map(([name, value]) => [
    name[0]!.toLowerCase() + name.slice(1),
    value,
  ])
  return Object.fromEntries(named) as StackOutputs
}

/** Of one function, and where it belongs. */
interface Code {
  key: string
  files: Files
}

interface Wanted {
  name: string
  template: Template
  digest: string
}

type Live = Readonly<Record<string, LiveStack | undefined>>

async function liveStacks({ cloudFormation }: StackClients): Promise<Live> {
  const names = [DATA_STACK, APP_STACK]
  const found = await Promise.all(names.map((name) => describe(cloudFormation, name)))
  return Object.fromEntries(names.map((name, index) => [name, found[index]]))
}

const widgetOrigin = (live: Live) => live[APP_STACK]?.outputs.WidgetUrl?.replace(/\/$/, '')

const isCurrent = (live: LiveStack | undefined, digest: string) =>
  !isEmpty(live) && live!.outputs.Digest === digest && /_COMPLETE$/.test(live!.status)

/** All functions' files, `<name>/index.mjs`. */
async function builtCode({ bundles }: Pick<DeployOptions, 'bundles'>): Promise<Files> {
  if (!bundles) await bundleFunctions()
  return (await filesIn(bundles ?? BUNDLES)) ?? {}
}

interface Prepared {
  /** The data stack first: the app stack's functions use what is in it. */
  wanted: Wanted[]
  code: Code[]
}

async function prepared(settings: StackSettings, live: Live, files: Files): Promise<Prepared> {
  const hosted = widgetOrigin(live)
  const origins = [...(hosted ? [hosted] : []), ...(settings.widgetOrigins ?? [])]
  const { data, app, assets } = await synthesisedOnce(settings, files, origins)
  return {
    wanted: [digested(DATA_STACK, data), digested(APP_STACK, app)],
    code: assets.map(({ name, key }) => ({ key, files: inFolder(name, files) })),
  }
}

/** By what they are made of: an apply asks for the same stacks when it plans and when it deploys, and synthesis takes its time. */
const synthesised = new Map<string, Promise<Synthesised>>()

function synthesisedOnce(settings: StackSettings, files: Files, origins: readonly string[]) {
  const hash = createHash('sha256').update(JSON.stringify([settings, origins]))
  for (const name of Object.keys(files).sort())
    hash.update(`\n${name} ${files[name]!.length}\n`).update(files[name]!)
  const key = hash.digest('hex')
  if (!synthesised.has(key)) synthesised.set(key, synthesise(settings, { files, origins }))
  return synthesised.get(key)!
}

const inFolder = (folder: string, files: Files): Files =>
  Object.fromEntries(
    Object.entries(files).flatMap(([name, content]) =>
      name.startsWith(`${folder}/`) ? [[name.slice(folder.length + 1), content]] : [],
    ),
  )

function digested(name: string, template: Template): Wanted {
  const digest = createHash('sha256').update(JSON.stringify(template)).digest('hex').slice(0, 32)
  const Digest = { Description: 'What is deployed', Value: digest }
  return { name, digest, template: { ...template, Outputs: { ...template.Outputs, Digest } } }
}

const progressOf = ({
  report = () => {},
  wait = sleep,
}: Pick<DeployOptions, 'report' | 'wait'>): Progress => ({ report, wait })

/** An interrupted run may have left something under way, or a stack that was never made. */
async function makeReady(client: CloudFormationClient, name: string, progress: Progress) {
  const live = await describe(client, name)
  if (live && /_IN_PROGRESS$/.test(live.status) && live.status !== 'REVIEW_IN_PROGRESS')
    progress.report(`${name}: waiting for what is under way`)
  const stack = live && (await settled(client, name, progress))
  if (stack?.status === 'UPDATE_ROLLBACK_FAILED' || stack?.status === 'DELETE_FAILED') {
    throw new ConfigError(
      `${name} is ${stack.status}: CloudFormation needs a person to decide what to skip (console: Stacks, ${name}, Stack actions). Run this again afterwards.`,
    )
  }
  // A stack that was rolled back from its own making can only be removed.
  if (stack && isEmpty(stack) && stack.status !== 'REVIEW_IN_PROGRESS')
    await remove(client, stack, progress)
}

interface Bringing {
  settings: StackSettings
  clients: StackClients
  live: Live
  options: DeployOptions
  progress: Progress
}

async function bring(
  { wanted, code }: Prepared,
  { settings, clients, live, options, progress }: Bringing,
): Promise<boolean> {
  const { cloudFormation, s3 } = clients
  const due = wanted.filter(({ name, digest }) => !isCurrent(live[name], digest))
  if (due.length === 0) return true
  const owned = {
    bucket: assetBucket(settings),
    account: settings.account,
    region: settings.region,
  }
  await ensureBucket(s3, owned)
  if (due.some(({ name }) => name === APP_STACK)) {
    const uploaded = await Promise.all(
      code.map(({ key, files }) => uploadCode(s3, owned, key, files)),
    )
    const count = uploaded.filter(Boolean).length
    if (count > 0) progress.report(`code of ${count} function${count === 1 ? '' : 's'}: uploaded`)
  }

  for (const { name, template, digest } of due) {
    const exists = !isEmpty(live[name])
    const before = exists ? await liveTemplate(cloudFormation, name) : undefined
    const TemplateURL = await uploadTemplate(
      s3,
      owned,
      `templates/${name}-${digest}.json`,
      JSON.stringify(template),
    )
    const stack = { name, exists, changeSet: `connect-whatsapp-${digest}` }
    const changeSet = await propose(cloudFormation, stack, { TemplateURL }, progress.wait)
    if (!changeSet) continue
    const agreed = await (options.confirm?.(
      announced(name, changeSet.changes, [template, before]),
    ) ?? true)
    if (!agreed) {
      await withdraw(cloudFormation, name, stack.changeSet)
      const announcedOnly = exists ? undefined : await describe(cloudFormation, name)
      if (announcedOnly) await remove(cloudFormation, announcedOnly, progress)
      return false
    }
    progress.report(`${name}: ${exists ? 'updating' : 'creating'}`)
    await execute(cloudFormation, name, changeSet, template, progress)
    progress.report(`${name}: done`)
  }
  return true
}

const uploadsOnceHosted = (settings: StackSettings): StackChange => ({
  stack: DATA_STACK,
  action: 'modify',
  summary: `modify bucket ${mediaBucket(settings)}: let the widget's page upload, once CloudFront has given it an address`,
})

/** What the widget reads before anything else (agent-widget/hosts/settings.ts): where its API is, and who signs its users in. */
const widgetConfiguration = (
  { jwt, region, widget }: StackSettings,
  { apiUrl }: Pick<StackOutputs, 'apiUrl'>,
) => ({
  apiUrl,
  issuer: jwt.issuer,
  clientId: jwt.clientId ?? jwt.audience,
  region,
  ...widget,
})

async function planWidget(
  settings: StackSettings,
  clients: StackClients,
  { widget = WIDGET }: DeployOptions,
): Promise<StackChange[]> {
  const outputs = await stackOutputs(clients)
  const files = await widgetFiles(widget, widgetConfiguration(settings, outputs ?? { apiUrl: '' }))
  if (!files) return []
  const stale = outputs ? await staleFiles(clients.s3, widgetBucket(settings), files) : files
  if (stale.length === 0) return []
  return [
    {
      stack: 'widget',
      action: outputs ? 'modify' : 'add',
      summary: `upload ${stale.length} of the widget's ${files.length} files`,
    },
  ]
}

async function bringWidget(
  settings: StackSettings,
  { s3 }: StackClients,
  outputs: StackOutputs,
  options: DeployOptions,
) {
  const { widget = WIDGET, report = () => {} } = options
  const files = await widgetFiles(widget, widgetConfiguration(settings, outputs))
  if (!files)
    return report(`the widget: not built, so none was uploaded (npm run build makes ${widget})`)
  const stale = await staleFiles(s3, outputs.widgetBucket, files)
  // In order: the page comes last.
  for (const file of stale) await upload(s3, outputs.widgetBucket, file)
  if (stale.length > 0) report(`the widget: ${stale.length} files uploaded to ${outputs.widgetUrl}`)
}

export type { StackChange } from './changes.ts'
export { destroyStacks, planDestroy } from './destroy.ts'
export { stackPermissions } from './permissions.ts'
export type { StackSettings } from './settings.ts'
