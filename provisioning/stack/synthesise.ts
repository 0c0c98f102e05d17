// The two stacks as CloudFormation takes them: templates, and the files they speak of.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App, CliCredentialsStackSynthesizer, Tags } from 'aws-cdk-lib'
import { PREFIX } from '../../lambdas/resources.ts'
import { OWNER } from '../channel/tags.ts'
import { AppStack } from './app-stack.ts'
import { assetBucket } from './asset-bucket.ts'
import { DataStack } from './data-stack.ts'
import type { StackSettings } from './settings.ts'

export const DATA_STACK = `${PREFIX}-data`
export const APP_STACK = `${PREFIX}-app`

export interface Template {
  Resources: Record<string, { Type: string; Properties?: Record<string, any>; [attribute: string]: unknown }>
  Outputs?: Record<string, { Value: unknown }>
  [section: string]: unknown
}

/** A folder to be zipped, and where it belongs. */
export interface Asset {
  folder: string
  key: string
}

export interface Synthesised {
  data: Template
  app: Template
  assets: Asset[]
  /** Removes the folders of `assets`. */
  discard(): Promise<void>
}

// Tags of these are too new to rely on in every Region.
const UNTAGGED = ['AWS::CloudWatch::Dashboard', 'AWS::Connect::IntegrationAssociation']

/** Puts both stacks into `app`. `origins`: where the widget is served from, as far as that is known yet. */
export function stacks(app: App, settings: StackSettings, { bundles, origins }: { bundles: string; origins: readonly string[] }) {
  const synthesizer = () => new CliCredentialsStackSynthesizer({ fileAssetsBucketName: assetBucket(settings) })
  const env = { account: settings.account, region: settings.region }
  const data = new DataStack(app, DATA_STACK, settings, origins, {
    env,
    synthesizer: synthesizer(),
    description: 'WhatsApp for Amazon Connect: what must be kept',
  })
  const works = new AppStack(app, APP_STACK, settings, bundles, {
    env,
    synthesizer: synthesizer(),
    description: 'WhatsApp for Amazon Connect: everything but the data',
  })
  works.addStackDependency(data)
  for (const stack of [data, works]) Tags.of(stack).add(OWNER.key, OWNER.value, { excludeResourceTypes: UNTAGGED })
}

export async function synthesise(settings: StackSettings, where: { bundles: string; origins: readonly string[] }): Promise<Synthesised> {
  const outdir = await mkdtemp(join(tmpdir(), `${PREFIX}-`))
  // The construct library would check the templates at every synthesis, which takes seconds: the tests do.
  process.env.CDK_VALIDATION ??= 'false'
  const app = new App({ outdir, analyticsReporting: false, treeMetadata: false, stackTraces: false })
  stacks(app, settings, where)
  const assembly = app.synth()
  const manifests = await Promise.all(
    [DATA_STACK, APP_STACK].map(async (name) => JSON.parse(await readFile(join(outdir, `${name}.assets.json`), 'utf8')) as Manifest),
  )
  const folders = manifests.flatMap(({ files }) => Object.values(files)).filter(({ source }) => source.packaging === 'zip')
  return {
    data: assembly.getStackByName(DATA_STACK).template,
    app: assembly.getStackByName(APP_STACK).template,
    assets: folders.flatMap(({ source, destinations }) =>
      Object.values(destinations).map(({ objectKey }) => ({ folder: join(outdir, source.path), key: objectKey })),
    ),
    discard: () => rm(outdir, { recursive: true }),
  }
}

// https://docs.aws.amazon.com/cdk/api/v2/docs/@aws-cdk_cloud-assembly-schema.AssetManifest.html
interface Manifest {
  files: Record<string, { source: { path: string; packaging: 'zip' | 'file' }; destinations: Record<string, { objectKey: string }> }>
}
