// Whose account, which Region, and whether the services exist there.
import { caller, rightCaller } from '../account/caller.ts'
import type { Aws } from '../account/clients.ts'
import { instancesOf } from '../account/inventory.ts'
import { linkedIds } from '../account/status.ts'
import type { Checked } from '../config/config.ts'
import { NATIVE_REGIONS, socialMessagingConsole } from '../engine/installation.ts'
import { bad, type Finding, look, ok, warning } from './finding.ts'

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
  look('credentials', async () => {
    const { account, arn } = config ? await rightCaller(config, aws) : await caller(aws)
    return [ok('credentials', `account ${account}, as ${arn}`)]
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
        'AWS End User Messaging Social was not offered here when this was written',
        `Use one of ${SOCIAL_MESSAGING_REGIONS.join(', ')}.`,
      ),
    ]
  }
  if (NATIVE_REGIONS.includes(region))
    return [ok(about, 'has AWS End User Messaging Social, and Connect with WhatsApp of its own')]
  const says =
    'has AWS End User Messaging Social; Connect had no WhatsApp of its own here when this was written'
  return modes.includes('native')
    ? [bad(about, says, 'Set "mode": "bridged" for its WABAs.')]
    : [ok(about, says)]
}

/** For when there is no configuration yet: what there is to configure. */
export const whatThereIs = (region: string, aws: Aws) =>
  look(`Region ${region}`, async () => {
    const [wabas, instances] = await Promise.all([linkedIds(aws), instancesOf(aws)])
    return [
      wabas.length > 0
        ? ok('WABAs', `${wabas.join(', ')} linked`)
        : bad(
            'WABAs',
            'none is linked in this Region',
            `Link one in the console; nothing else can: ${socialMessagingConsole(region)}`,
          ),
      instances.length > 0
        ? ok('Connect instances', instances.map(({ alias }) => alias).join(', '))
        : bad(
            'Connect instances',
            'there is none in this Region',
            'Make one in the Connect console, or choose the Region it is in.',
          ),
      warning('configuration', 'there is none yet', 'Write one: connect-whatsapp init'),
    ]
  })
