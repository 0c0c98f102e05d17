// Checks the account, the Region, and whether the services are available there.

import { caller, rightCaller } from '../account/caller.ts'
import type { Aws } from '../account/clients.ts'
import { instancesOf } from '../account/inventory.ts'
import { linkedIds } from '../account/status.ts'
import type { Checked } from '../config/config.ts'
import { doubtAboutVersion } from '../config/meta-api-version.ts'
import { NATIVE_REGIONS, socialMessagingConsole } from '../engine/installation.ts'
import { bad, check, type Finding, ok, warningFinding } from './finding.ts'

// https://docs.aws.amazon.com/social-messaging/latest/userguide/what-is-service.html#regional-availability
const SOCIAL_MESSAGING_REGIONS = [
  ...[
    'us-east-1',
    'us-east-2',
    'us-west-2',
    'ca-central-1',
    'af-south-1',
    'ap-northeast-1',
    'ap-northeast-2',
    'ap-south-1',
    'ap-south-2',
  ],
  ...[
    'ap-southeast-1',
    'ap-southeast-2',
    'eu-central-1',
    'eu-south-2',
    'eu-west-1',
    'eu-west-2',
    'sa-east-1',
  ],
]

export const credentials = (config: Pick<Checked, 'instance'> | undefined, aws: Aws) =>
  check('credentials', async () => {
    const { account, arn } = config ? await rightCaller(config, aws) : await caller(aws)
    return [ok('credentials', `they belong to account ${account} (${arn})`)]
  })

export function regionOf(
  region: string,
  modes: readonly ('native' | 'bridged')[],
): readonly Finding[] {
  const about = `Region ${region}`
  if (!SOCIAL_MESSAGING_REGIONS.includes(region)) {
    return [
      bad(
        about,
        'AWS End User Messaging Social was not available here when this version was released',
        `Use one of ${SOCIAL_MESSAGING_REGIONS.join(', ')}.`,
      ),
    ]
  }
  if (NATIVE_REGIONS.includes(region))
    return [ok(about, 'it has AWS End User Messaging Social, and Connect supports WhatsApp here')]
  const message =
    'it has AWS End User Messaging Social, but Connect did not support WhatsApp here when this version was released'
  return modes.includes('native')
    ? [
        bad(
          about,
          message,
          `Set "mode" to "bridged" if your Connect instance is in this Region. Otherwise link the WABA in the Region of your instance, one of ${NATIVE_REGIONS.join(', ')}.`,
        ),
      ]
    : [ok(about, message)]
}

/**
 * Lists everything in the account that a configuration can use, for runs without a configuration.
 */
export const inventoryOf = (region: string, aws: Aws) =>
  check(`Region ${region}`, async () => {
    const [wabas, instances] = await Promise.all([linkedIds(aws), instancesOf(aws)])
    return [
      wabas.length > 0
        ? ok('WABAs', `${wabas.join(', ')} ${wabas.length === 1 ? 'is' : 'are'} linked`)
        : bad(
            'WABAs',
            'none is linked in this Region',
            `Link one in the console, which is the only way: ${socialMessagingConsole(region)}`,
          ),
      instances.length > 0
        ? ok('Connect instances', instances.map(({ alias }) => alias).join(', '))
        : bad(
            'Connect instances',
            'there is none in this Region',
            'Create one in the Connect console, or choose the Region of an existing one with --region.',
          ),
      warningFinding(
        'configuration',
        'there is none yet',
        'Run "connect-whatsapp init" to create one.',
      ),
    ]
  })

/** Reports only a doubtful version, because AWS does not publish which versions exist. */
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
