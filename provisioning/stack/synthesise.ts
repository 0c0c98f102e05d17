// The two stacks as CloudFormation takes them: templates, and the files they speak of.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { App, CliCredentialsStackSynthesizer, Tags } from 'aws-cdk-lib'
import { DISABLE_ASSET_STAGING_CONTEXT } from 'aws-cdk-lib/cx-api'
import { PREFIX } from '../../lambdas/deployment/resources.ts'
import { OWNER } from '../channel/tags.ts'
import { AppStack } from './app-stack.ts'
import { assetBucket } from './asset-bucket.ts'
import { DataStack } from './data-stack.ts'
import type { StackSettings } from './settings.ts'
import type { Files } from './zip.ts'

export const DATA_STACK = `${PREFIX}-data`
export const APP_STACK = `${PREFIX}-app`

export interface Template {
  Resources: Record<
    string,
    { Type: string; Properties?: Record<string, any>; [attribute: string]: unknown }
  >
  Outputs?: Record<string, { Value: unknown }>
  [section: string]: unknown
}

/** Where a function's code belongs. */
export interface Asset {
  /** As its folder is called. */
  name: string
  key: string
}

export interface Synthesised {
  data: Template
  app: Template
  assets: Asset[]
}

// Tags of these are too new to rely on in every Region.
const UNTAGGED = ['AWS::CloudWatch::Dashboard', 'AWS::Connect::IntegrationAssociation']

/** Puts both stacks into `app`. `origins`: where the widget is served from, as far as that is known yet. */
export function stacks(
  app: App,
  settings: StackSettings,
  { bundles, origins }: { bundles: string; origins: readonly string[] },
) {
  const synthesizer = () =>
    new CliCredentialsStackSynthesizer({ fileAssetsBucketName: assetBucket(settings) })
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
  for (const stack of [data, works])
    Tags.of(stack).add(OWNER.key, OWNER.value, { excludeResourceTypes: UNTAGGED })
}

/** `files`: the built functions, `<name>/index.mjs`. */
export async function synthesise(
  settings: StackSettings,
  { files, origins }: { files: Files; origins: readonly string[] },
): Promise<Synthesised> {
  const folder = await mkdtemp(join(tmpdir(), `${PREFIX}-`))
  const [outdir, bundles] = [join(folder, 'out'), join(folder, 'code')]
  // The construct library would check the templates at every synthesis, which takes seconds: the tests do.
  process.env.CDK_VALIDATION ??= 'false'
  try {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(bundles, name)), { recursive: true })
      await writeFile(join(bundles, name), content)
    }
    const context = { [DISABLE_ASSET_STAGING_CONTEXT]: true }
    const app = new App({
      outdir,
      context,
      analyticsReporting: false,
      treeMetadata: false,
      stackTraces: false,
    })
    stacks(app, settings, { bundles, origins })
    const assembly = app.synth()
    const manifests = await Promise.all(
      [DATA_STACK, APP_STACK].map(
        async (name) =>
          JSON.parse(await readFile(join(outdir, `${name}.assets.json`), 'utf8')) as Manifest,
      ),
    )
    const folders = manifests
      .flatMap(({ files }) => Object.values(files))
      .filter(({ source }) => source.packaging === 'zip')
    return {
      data: assembly.getStackByName(DATA_STACK).template,
      app: assembly.getStackByName(APP_STACK).template,
      assets: folders.flatMap(({ source, destinations }) =>
        Object.values(destinations).map(({ objectKey }) => ({
          name: basename(source.path),
          key: objectKey,
        })),
      ),
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

// https://docs.aws.amazon.com/cdk/api/v2/docs/@aws-cdk_cloud-assembly-schema.AssetManifest.html
interface Manifest {
  files: Record<
    string,
    {
      source: { path: string; packaging: 'zip' | 'file' }
      destinations: Record<string, { objectKey: string }>
    }
  >
}
