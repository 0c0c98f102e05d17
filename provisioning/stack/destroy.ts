// Deletes the app stack and, with --delete-data, the data stack.
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import {
  DeleteEventSourceMappingCommand,
  type LambdaClient,
  paginateListEventSourceMappings,
} from '@aws-sdk/client-lambda'
import type { S3Client } from '@aws-sdk/client-s3'
import { type FunctionName, functions } from '#deployment/functions'
import { functionName } from '#deployment/resources'
import { sleep, type Wait } from '../engine/wait.ts'
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
} from './cloudformation.ts'
import { empty, removeBucket } from './files.ts'
import { APP_STACK, DATA_STACK } from './names.ts'
import type { Template } from './synthesise.ts'

interface Clients {
  cloudFormation: CloudFormationClient
  s3: S3Client
  lambda: LambdaClient
}

interface Options {
  /** If true, the table and the media are deleted too, which cannot be undone. */
  deleteData?: boolean
}

/**
 * Returns sentences for the plan: what `destroyStacks` deletes, and what it retains. Changes
 * nothing in the account.
 */
export async function planDestroy(
  { cloudFormation }: Pick<Clients, 'cloudFormation'>,
  { deleteData = false }: Options = {},
): Promise<{ removes: string[]; keeps: string[]; table: string | undefined }> {
  const [app, data] = await Promise.all([
    describe(cloudFormation, APP_STACK),
    describe(cloudFormation, DATA_STACK),
  ])
  const aboutApp = app
    ? [`stack ${APP_STACK}: functions, queues, topics, API, widget, alarms, and their logs`]
    : []
  const aboutData = data && !isEmpty(data) ? [`stack ${DATA_STACK}: ${dataOf(data)}`] : []
  return {
    removes: [...aboutApp, ...(deleteData ? aboutData : [])],
    keeps: deleteData ? [] : aboutData,
    table: data?.outputs.TableName,
  }
}

/**
 * Deletes the stacks. An interrupted deletion can be repeated. Returns the names of the retained
 * resources. If the deletion fails, throws ConfigError with CloudFormation's reasons.
 */
export async function destroyStacks(
  { cloudFormation, s3, lambda }: Clients,
  {
    deleteData = false,
    report = () => {},
    wait = sleep,
  }: Options & { report?: (line: string) => void; wait?: Wait } = {},
): Promise<string[]> {
  const progress = { report, wait }
  const { keeps } = await planDestroy({ cloudFormation }, { deleteData })

  const app = await quiet(cloudFormation, APP_STACK, progress)
  if (app) {
    if (app.outputs.WidgetBucket) await empty(s3, app.outputs.WidgetBucket)
    await deleteStack(cloudFormation, app, progress)
    await removeTriggers(lambda)
    if (app.outputs.AssetBucket) await removeBucket(s3, app.outputs.AssetBucket)
    report(`stack ${APP_STACK}: deleted`)
  }
  const data = deleteData ? await quiet(cloudFormation, DATA_STACK, progress) : undefined
  if (data) {
    await release(cloudFormation, data, progress)
    if (data.outputs.MediaBucket) await empty(s3, data.outputs.MediaBucket)
    await deleteStack(cloudFormation, data, progress)
    report(`stack ${DATA_STACK}: deleted with its data`)
  }
  return keeps
}

/**
 * Deletes the triggers that `apply` created in place of deleted triggers. CloudFormation does not
 * delete these triggers, because they do not belong to the stack.
 */
async function removeTriggers(lambda: LambdaClient) {
  const ours = new Set<string>((Object.keys(functions) as FunctionName[]).map(functionName))
  for await (const { EventSourceMappings = [] } of paginateListEventSourceMappings(
    { client: lambda },
    {},
  ))
    for (const { UUID, FunctionArn } of EventSourceMappings)
      if (ours.has(FunctionArn?.split(':')[6] ?? ''))
        await lambda.send(new DeleteEventSourceMappingCommand({ UUID }))
}

/** Waits for any operation in progress, then returns the stack. */
async function quiet(client: CloudFormationClient, name: string, progress: StackProgress) {
  const live = await describe(client, name)
  return live && (await settledStack(client, name, progress))
}

/**
 * Switches off the deletion protection of table and bucket, and removes their retention. Protection
 * and retention would block the deletion.
 */
async function release(
  client: CloudFormationClient,
  live: LiveStack,
  { report, wait }: StackProgress,
) {
  if (isEmpty(live)) return
  const template = await liveTemplate(client, DATA_STACK)
  const unprotected = Object.entries(template.Resources).map(([id, resource]) => {
    const { DeletionProtectionEnabled, ...properties } = resource.Properties ?? {}
    const Properties =
      DeletionProtectionEnabled === undefined
        ? properties
        : { ...properties, DeletionProtectionEnabled: false }
    return [id, { ...resource, Properties, DeletionPolicy: 'Delete' }]
  })
  const { Digest: _digest, Version: _version, ...Outputs } = template.Outputs ?? {}
  const free: Template = { ...template, Resources: Object.fromEntries(unprotected), Outputs }
  const stack = { name: DATA_STACK, exists: true, changeSet: 'connect-whatsapp-release-data' }
  const source = { TemplateBody: JSON.stringify(free) }
  const changeSet = await propose(client, stack, source, wait, live.tags)
  if (changeSet) await execute(client, DATA_STACK, changeSet, free, { report, wait })
}

const dataOf = ({ outputs }: LiveStack) =>
  `table ${outputs.TableName} and bucket ${outputs.MediaBucket}, with everything in them`
