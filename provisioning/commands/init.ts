import { access, writeFile } from 'node:fs/promises'
import { dirname, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { caller } from '../account/caller.ts'
import { instancesOf, routesOf, wabasOf } from '../account/inventory.ts'
import { accountCommand, CONFIG_FILE, type Given } from '../cli/account-command.ts'
import type { Host } from '../cli/host.ts'
import { type Config, checkedConfig } from '../config/config.ts'
import { ConfigError } from '../config/error.ts'
import {
  chosenChannels,
  chosenIdentityProvider,
  chosenInstance,
  type Wishes,
} from '../config/new-config.ts'
import { socialMessagingConsole } from '../engine/installation.ts'
import { counted } from '../engine/plan.ts'

/** For completion and checks in editors: the file beside this program, as seen from the configuration. */
function schemaFor(file: string): string {
  const path = relative(
    dirname(resolve(file)),
    fileURLToPath(new URL('../config.schema.json', import.meta.url)),
  )
  return (path.startsWith('.') ? path : `./${path}`).replaceAll('\\', '/')
}

export const init = accountCommand({
  usage: '[options]',
  summary: `write ${CONFIG_FILE} from what the account has`,
  help: `Lists the Connect instances, linked WABAs, flows and queues of a Region, asks which, and writes the configuration. Reads the account,
changes nothing in it. With options for everything it asks nothing, for scripts.

  --region REGION         as in the AWS settings when left out
  --instance NAME         alias, id or ARN; not needed when there is one
  --waba ID[=MODE]        once for each; MODE is native (usual where Connect has WhatsApp) or bridged. All linked ones when left out
  --flow NAME             the flow that chats start in; phone-number-id-…=NAME for one number
  --queue NAME            make a flow that leads to this queue where there is none of that name
  --issuer URL            the OpenID Connect issuer of the agents' sign-in
  --audience ID           the widget's client id there
  --config FILE           where to write; ${CONFIG_FILE} when left out
  --force                 write over a file that is there

Exit code: 0 written, 1 something is missing.`,
  options: {
    config: { type: 'string' },
    region: { type: 'string' },
    instance: { type: 'string' },
    waba: { type: 'string', multiple: true },
    flow: { type: 'string', multiple: true },
    queue: { type: 'string' },
    issuer: { type: 'string' },
    audience: { type: 'string' },
    force: { type: 'boolean' },
  },
  async run({ values }, host) {
    const file = text(values.config) ?? CONFIG_FILE
    if (!values.force && (await exists(file)))
      throw new ConfigError(
        `${file} is there already. --force writes over it, --config names another.`,
      )
    const wishes = wishesOf(values)
    const region = await chosenRegion(text(values.region), host)
    const aws = host.clients(region)
    const who = await caller(aws)
    host.print(`Account ${who.account}, ${region}`)

    const [instances, wabas] = await Promise.all([instancesOf(aws), wabasOf(aws)])
    if (wabas.length === 0) {
      throw new ConfigError(
        `No WhatsApp Business Account is linked in ${region}. Link one in the console, which is the only way: ${socialMessagingConsole(region)}`,
      )
    }
    const instance = await chosenInstance(instances, wishes, region, host)
    const routes = await routesOf(instance.arn, aws)
    const channels = await chosenChannels(wabas, routes, wishes, region, host)
    const bridges = channels.some(({ mode }) => mode === 'bridged')
    const chatFlow = bridges ? await chosenChatFlow(routes.flows, wishes, host) : undefined
    const identityProvider = await chosenIdentityProvider(wishes, host)
    const config: Config = {
      $schema: schemaFor(file),
      region,
      instance: instance.arn,
      ...(identityProvider ? { identityProvider } : {}),
      ...(chatFlow ? { stack: { chatFlow } } : {}),
      channels,
    }
    checkedConfig(config)
    await writeFile(file, `${JSON.stringify(config, undefined, 2)}\n`)
    host.print(
      `Wrote ${file}: ${counted(channels.length, 'channel')} in Connect instance ${instance.alias}.`,
    )
    if (!identityProvider)
      host.print(
        'identityProvider is still missing: the stack needs it, "--only channel" does not.',
      )
    host.print('Next: connect-whatsapp plan')
    return 0
  },
})

const text = (value: Given['values'][string]) => (typeof value === 'string' ? value : undefined)
const list = (value: Given['values'][string]) => (Array.isArray(value) ? value.map(String) : [])

const wishesOf = (values: Given['values']): Wishes => ({
  instance: text(values.instance),
  wabas: list(values.waba),
  flows: list(values.flow),
  queue: text(values.queue),
  issuer: text(values.issuer),
  audience: text(values.audience),
})

async function chosenRegion(given: string | undefined, host: Host): Promise<string> {
  const region = given ?? (await host.region())
  if (region) return region
  if (!host.interactive)
    throw new ConfigError('No Region is set. Give --region, or set AWS_REGION.')
  return host.ask.text('Which AWS Region are the WABAs and the Connect instance in?', 'us-east-1')
}

async function chosenChatFlow(
  flows: readonly string[],
  { flows: wished }: Wishes,
  host: Host,
): Promise<string | undefined> {
  const wish = wished.find((flow) => flows.includes(flow))
  if (wish || !host.interactive) return wish
  return host.ask.one(
    'In which flow do bridged chats start?',
    flows.map((name) => ({ value: name, label: name })),
  )
}

const exists = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  )
