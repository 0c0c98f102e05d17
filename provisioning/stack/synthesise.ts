// Synthesizes the two stacks: their CloudFormation templates, and the assets that the templates name.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { App, CliCredentialsStackSynthesizer, Tags } from 'aws-cdk-lib/core'
import { DISABLE_ASSET_STAGING_CONTEXT } from 'aws-cdk-lib/cx-api'
import { PREFIX } from '#deployment/resources'
import { OWNER } from '../channel/tags.ts'
import { AppStack } from './app-stack.ts'
import { assetBucket } from './asset-bucket.ts'
import { DataStack } from './data-stack.ts'
import { APP_STACK, DATA_STACK } from './names.ts'
import type { StackSettings } from './settings.ts'
import type { FilesByPath } from './zip.ts'

export interface Template {
  Resources: Record<
    string,
    { Type: string; Properties?: Record<string, any>; [attribute: string]: unknown }
  >
  Outputs?: Record<string, { Value: unknown }>
  [section: string]: unknown
}

/** The code of a function as an asset. */
export interface Asset {
  /** The name of the asset's folder, which is the name of the function. */
  name: string
  key: string
}

export interface Synthesised {
  data: Template
  app: Template
  assets: Asset[]
}

// Not every Region supports tags of these resource types yet.
export const UNTAGGED = ['AWS::CloudWatch::Dashboard', 'AWS::Connect::IntegrationAssociation']

/**
 * Returns the tags of every resource: the configured tags, and our own tags, which identify our
 * resources.
 */
export const stackTags = ({ tags = {} }: Pick<StackSettings, 'tags'>): Record<string, string> => ({
  ...tags,
  [OWNER.key]: OWNER.value,
})

/** Adds both stacks to `app`. `origins` are the known origins of pages that contain the widget. */
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
    description: 'WhatsApp for Amazon Connect: data',
  })
  const works = new AppStack(app, APP_STACK, settings, bundles, {
    env,
    synthesizer: synthesizer(),
    description: 'WhatsApp for Amazon Connect: everything except the data',
  })
  works.addStackDependency(data)
  for (const stack of [data, works])
    for (const [key, value] of Object.entries(stackTags(settings)))
      Tags.of(stack).add(key, value, { excludeResourceTypes: UNTAGGED })
}

/** Synthesizes both stacks. `files` are the built functions, each as `<name>/index.mjs`. */
export async function synthesise(
  settings: StackSettings,
  { files, origins }: { files: FilesByPath; origins: readonly string[] },
): Promise<Synthesised> {
  const folder = await mkdtemp(join(tmpdir(), `${PREFIX}-`))
  const [outdir, bundles] = [join(folder, 'out'), join(folder, 'code')]
  // Switches off the validation that CDK makes at every synthesis, because it takes seconds. The
  // tests validate the templates.
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
