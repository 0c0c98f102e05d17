// For plain CDK (cdk.json names this file): npx cdk diff -c settings=FILE
// FILE is what `StackSettings` says, as JSON; -c widgetOrigin=https://….cloudfront.net lets the widget upload, once it is hosted.
// Assets go to a bucket of our own (see asset-bucket.ts), so the account needs no bootstrapping; `connect-whatsapp apply` makes it.
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { App } from 'aws-cdk-lib'
import { bundleFunctions } from './bundle.ts'
import { checkedStackSettings } from './settings.ts'
import { stacks } from './synthesise.ts'

const app = new App({ analyticsReporting: false })
const file: string = app.node.tryGetContext('settings') ?? 'connect-whatsapp.stack.json'
if (!existsSync(file)) {
  console.error(
    `${file}: there is no such file. It holds what StackSettings in provisioning/stack/settings.ts says; -c settings=FILE names another.`,
  )
  process.exit(1)
}
const settings = checkedStackSettings(JSON.parse(readFileSync(file, 'utf8')))
const hosted: string | undefined = app.node.tryGetContext('widgetOrigin')
await bundleFunctions()
stacks(app, settings, {
  bundles: fileURLToPath(new URL('../../dist/lambdas', import.meta.url)),
  origins: [...(hosted ? [hosted] : []), ...(settings.widgetOrigins ?? [])],
})
app.synth()
