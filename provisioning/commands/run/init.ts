import { access, constants, writeFile } from 'node:fs/promises'
import { dirname, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { caller } from '../../account/caller.ts'
import { instancesOf, routesOf, securityProfilesOf, wabasOf } from '../../account/inventory.ts'
import type { Run } from '../../cli/account-command.ts'
import type { Host } from '../../cli/host.ts'
import { CONFIG_FILE } from '../../cli/options.ts'
import { type Config, checkedConfig } from '../../config/config.ts'
import { ConfigError } from '../../config/error.ts'
import {
  chosenChannels,
  chosenChatFlow,
  chosenInstance,
  type InitOptions,
} from '../../config/new-config.ts'
import { chosenIdentityProvider, type IdentityOptions } from '../../config/new-identity-provider.ts'
import {
  chosenAlarmEmail,
  chosenProfiles,
  missingFor,
  type StackOptions,
} from '../../config/new-stack.ts'
import { rememberedQuestions } from '../../config/remembered-answers.ts'
import { SCHEMA_FILE } from '../../config/schema-file.ts'
import { socialMessagingConsole } from '../../engine/notes.ts'
import { counted } from '../../engine/plan.ts'
import { discoveryOptions } from '../../identity/provider-check.ts'
import type { InitFlags } from '../init.ts'

/**
 * Returns the path from the configuration file to its JSON schema. Editors use the schema for
 * completion.
 */
function schemaFor(file: string): string {
  const path = relative(dirname(resolve(file)), fileURLToPath(SCHEMA_FILE))
  return (path.startsWith('.') ? path : `./${path}`).replaceAll('\\', '/')
}

export const runInit: Run<InitFlags> = async (host, flags) => {
  const file = flags.config ?? CONFIG_FILE
  await checkFile(file, flags)
  const ask = host.interactive ? await rememberedQuestions(host.ask, file) : undefined
  if (ask?.file)
    host.print(
      `${ask.file} has your answers from the last run. Press Enter to accept each of them.`,
    )
  try {
    const { config, alias } = await chosenConfig(file, flags, ask ? { ...host, ask } : host)
    checkedConfig(config)
    await writeFile(file, `${JSON.stringify(config, undefined, 2)}\n`)
    await ask?.forget()
    host.print(
      `Wrote ${file}: ${counted(config.channels.length, 'channel')} in Connect instance ${alias}.`,
    )
    const missing = missingFor(config)
    if (missing.length > 0) host.print('Before agents can use WhatsApp in Connect:')
    for (const sentence of missing) host.print(`  - ${sentence}`)
    host.print('Next, run "connect-whatsapp plan".')
    return 0
  } catch (error) {
    if (ask?.file)
      host.log(
        `Your answers are stored in ${ask.file}. Run init again, and press Enter to accept each of them.`,
      )
    throw error
  }
}

/**
 * Checks that the configuration file can be written. The check precedes the first question, so that
 * nobody answers all questions in vain.
 */
async function checkFile(file: string, { force }: InitFlags): Promise<void> {
  if (!force && (await isThere(file)))
    throw new ConfigError(
      `${file} already exists. Overwrite it with --force, or name another file with --config.`,
    )
  const folder = dirname(resolve(file))
  if (!(await isThere(folder, constants.W_OK)))
    throw new ConfigError(
      `${file} cannot be written, because the folder ${folder} does not exist or is not writable. Create it, or name another file with --config.`,
    )
}

async function chosenConfig(
  file: string,
  flags: InitFlags,
  host: Host,
): Promise<{ config: Config; alias: string }> {
  const options = initOptionsOf(flags)
  const region = await chosenRegion(flags.region, host)
  const aws = await host.clients(region)
  const who = await caller(aws)
  host.print(`Account: ${who.account}, Region ${region}`)

  const [instances, wabas] = await Promise.all([instancesOf(aws), wabasOf(aws)])
  if (wabas.length === 0) {
    throw new ConfigError(
      `No WhatsApp Business Account is linked in ${region}. Link an account in the console: ${socialMessagingConsole(region)}`,
    )
  }
  const instance = await chosenInstance(instances, options, region, host)
  const [routes, profiles] = await Promise.all([
    routesOf(instance.arn, aws),
    securityProfilesOf(instance.arn, aws),
  ])
  const channels = await chosenChannels(wabas, routes, options, region, host)
  const bridges = channels.some(({ mode }) => mode === 'bridged')
  const chatFlow = bridges ? await chosenChatFlow(routes, options, host) : {}
  const securityProfiles = await chosenProfiles(profiles, options, host)
  const alarmEmail = await chosenAlarmEmail(options, host)
  const identityProvider = await chosenIdentityProvider(
    options,
    host,
    await discoveryOptions(aws, host),
  )
  const stack = {
    ...chatFlow,
    ...(securityProfiles.length > 0 ? { securityProfiles } : {}),
    ...(alarmEmail ? { alarmEmail } : {}),
  }
  const config: Config = {
    $schema: schemaFor(file),
    region,
    instance: instance.arn,
    ...(identityProvider ? { identityProvider } : {}),
    ...(Object.keys(stack).length > 0 ? { stack } : {}),
    channels,
  }
  return { config, alias: instance.alias }
}

const initOptionsOf = (flags: InitFlags): InitOptions & IdentityOptions & StackOptions => ({
  instance: flags.instance,
  wabas: flags.waba ?? [],
  flows: flags.flow ?? [],
  queue: flags.queue,
  issuer: flags.issuer,
  audience: flags.audience,
  clientId: flags['client-id'],
  scope: flags.scope,
  apiScopes: flags['api-scope'] ?? [],
  userClaim: flags['user-claim'],
  userLookup: flags['user-lookup'],
  securityProfiles: flags['security-profile'] ?? [],
  alarmEmail: flags['alarm-email'],
})

async function chosenRegion(option: string | undefined, host: Host): Promise<string> {
  const region = option ?? (await host.region())
  if (region) return region
  if (!host.interactive)
    throw new ConfigError('No AWS Region is set. Add --region, or set AWS_REGION.')
  return host.ask.text('Which AWS Region are the WABAs and the Connect instance in?', 'us-east-1')
}

const isThere = (path: string, mode = constants.F_OK) =>
  access(path, mode).then(
    () => true,
    () => false,
  )
