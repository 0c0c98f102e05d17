// The app in cdk.json, for people who use CDK itself: `npx cdk diff -c settings=FILE`. FILE
// contains `StackSettings` as JSON. After the first deployment, `-c
// widgetOrigin=https://….cloudfront.net` allows the widget to upload files. Nobody has to run `cdk
// bootstrap`, because assets are stored in the bucket of asset-bucket.ts, which `connect-whatsapp
// apply` creates.
import { existsSync, readFileSync } from 'node:fs'
import { App } from 'aws-cdk-lib/core'
import { buildFunctions } from './build.ts'
import { checkedStackSettings } from './settings.ts'
import { stacks } from './synthesise.ts'

const app = new App({ analyticsReporting: false })
const file: string = app.node.tryGetContext('settings') ?? 'connect-whatsapp.stack.json'
if (!existsSync(file)) {
  console.error(
    `The settings file ${file} does not exist. Create it as StackSettings in provisioning/stack/settings.ts defines, or name another file with -c settings=FILE.`,
  )
  process.exit(1)
}
const settings = checkedStackSettings(JSON.parse(readFileSync(file, 'utf8')))
const hosted: string | undefined = app.node.tryGetContext('widgetOrigin')
stacks(app, settings, {
  bundles: await buildFunctions(),
  origins: [...(hosted ? [hosted] : []), ...(settings.widgetOrigins ?? [])],
})
app.synth()
