// Takes the stacks away again: everything but the data, unless told otherwise.
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import type { S3Client } from '@aws-sdk/client-s3'
import { sleep, type Wait } from '../engine/wait.ts'
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
} from './cloudformation.ts'
import { empty, removeBucket } from './files.ts'
import { APP_STACK, DATA_STACK, type Template } from './synthesise.ts'

interface Clients {
  cloudFormation: CloudFormationClient
  s3: S3Client
}

interface Options {
  /** Table and media too. There is no way back. */
  deleteData?: boolean
}

/** What destroying removes, and what it leaves on purpose. Only reads. */
export async function planDestroy(
  { cloudFormation }: Clients,
  { deleteData = false }: Options = {},
): Promise<{ removes: string[]; keeps: string[] }> {
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
  }
}

/** Safe to run again. Answers what was left on purpose. Throws ConfigError with AWS's reasons. */
export async function destroyStacks(
  { cloudFormation, s3 }: Clients,
  {
    deleteData = false,
    report = () => {},
    wait = sleep,
  }: Options & { report?: (line: string) => void; wait?: Wait } = {},
): Promise<string[]> {
  const progress = { report, wait }
  const { keeps } = await planDestroy({ cloudFormation, s3 }, { deleteData })

  const app = await quiet(cloudFormation, APP_STACK, progress)
  if (app) {
    if (app.outputs.WidgetBucket) await empty(s3, app.outputs.WidgetBucket)
    await remove(cloudFormation, app, progress)
    if (app.outputs.AssetBucket) await removeBucket(s3, app.outputs.AssetBucket)
    report(`${APP_STACK}: removed`)
  }
  const data = deleteData ? await quiet(cloudFormation, DATA_STACK, progress) : undefined
  if (data) {
    await release(cloudFormation, data, progress)
    if (data.outputs.MediaBucket) await empty(s3, data.outputs.MediaBucket)
    await remove(cloudFormation, data, progress)
    report(`${DATA_STACK}: removed, with its data`)
  }
  return keeps
}

/** As it is once nothing is under way in it. */
async function quiet(client: CloudFormationClient, name: string, progress: Progress) {
  const live = await describe(client, name)
  return live && (await settled(client, name, progress))
}

/** Table and bucket are marked to outlive their stack: that has to be taken back first. */
async function release(client: CloudFormationClient, live: LiveStack, { report, wait }: Progress) {
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
  const { Digest: _was, ...Outputs } = template.Outputs ?? {}
  const free: Template = { ...template, Resources: Object.fromEntries(unprotected), Outputs }
  const stack = { name: DATA_STACK, exists: true, changeSet: 'connect-whatsapp-release-data' }
  const changeSet = await propose(client, stack, { TemplateBody: JSON.stringify(free) }, wait)
  if (changeSet) await execute(client, DATA_STACK, changeSet, free, { report, wait })
}

const dataOf = ({ outputs }: LiveStack) =>
  `table ${outputs.TableName} and bucket ${outputs.MediaBucket}, with everything in them`
