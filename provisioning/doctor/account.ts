// Checks the account and the Region, and whether the services are available in the Region.

import { caller, rightCaller } from '../account/caller.ts'
import type { Aws } from '../account/clients.ts'
import { instancesOf } from '../account/inventory.ts'
import { linkedIds } from '../account/status.ts'
import { type Checked, parsedInstance } from '../config/config.ts'
import { doubtAboutVersion } from '../config/meta-api-version.ts'
import { socialMessagingConsole } from '../engine/notes.ts'
import { unlistedRegion } from '../engine/regions.ts'
import type { LiveStack } from '../stack/cloudformation.ts'
import { bad, check, type Finding, ok, warningFinding } from './finding.ts'

/**
 * Checks that the credentials belong to the configured account. The id of a deployed stack contains
 * the account, so no further call is needed then.
 */
export const credentials = (
  config: Pick<Checked, 'instance'> | undefined,
  aws: Aws,
  stack: () => Promise<LiveStack | undefined> = async () => undefined,
) =>
  check('credentials', async () => {
    const account = await accountOf(stack)
    if (config && account === parsedInstance(config.instance).account)
      return [ok('credentials', `they belong to account ${account}`)]
    const who = config ? await rightCaller(config, aws) : await caller(aws)
    return [ok('credentials', `they belong to account ${who.account} (${who.arn})`)]
  })

/**
 * Returns the account in the stack's id. Returns undefined if the stack is not deployed or cannot
 * be read. The check of the stack reports both cases.
 */
async function accountOf(stack: () => Promise<LiveStack | undefined>): Promise<string | undefined> {
  try {
    return (await stack())?.id.split(':')[4]
  } catch (error) {
    // If the address did not answer, the next call would probably wait as long again, so the error
    // is thrown.
    if ((error as Error).name === 'TimeoutError') throw error
    return undefined
  }
}

export function regionOf(region: string): readonly Finding[] {
  const about = `Region ${region}`
  const unlisted = unlistedRegion(region)
  return unlisted
    ? [warningFinding(about, unlisted.problem, unlisted.remedy)]
    : [ok(about, 'it has AWS End User Messaging Social, and Connect supports WhatsApp here')]
}

/**
 * Lists everything in the account that a configuration can name. doctor prints this list if there
 * is no configuration.
 */
export const inventoryOf = (region: string, aws: Aws) =>
  check(`Region ${region}`, async () => {
    const [wabas, instances] = await Promise.all([linkedIds(aws), instancesOf(aws)])
    return [
      wabas.length > 0
        ? ok('WABAs', `${wabas.join(', ')} ${wabas.length === 1 ? 'is' : 'are'} linked`)
        : bad(
            'WABAs',
            'no WhatsApp Business Account is linked in this Region',
            `Link a WhatsApp Business Account in the console, because nothing else can link one: ${socialMessagingConsole(region)}`,
          ),
      instances.length > 0
        ? ok('Connect instances', instances.map(({ alias }) => alias).join(', '))
        : bad(
            'Connect instances',
            'this Region has no Connect instance',
            'Create a Connect instance in the Connect console, or choose the Region of an existing instance with --region.',
          ),
      warningFinding(
        'configuration',
        'there is no configuration yet',
        'Run "connect-whatsapp init" to create a configuration.',
      ),
    ]
  })

/**
 * Warns about a configured version of WhatsApp's Cloud API that may not exist. AWS does not publish
 * which versions exist.
 */
export function versionFindings({ stack }: Pick<Checked, 'stack'>): Finding[] {
  const doubt = doubtAboutVersion(stack.metaApiVersion)
  return doubt
    ? [
        warningFinding(
          'WhatsApp Cloud API',
          doubt,
          'Correct stack.metaApiVersion in the configuration, then run "connect-whatsapp apply".',
        ),
      ]
    : []
}
