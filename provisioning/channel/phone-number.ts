// A WhatsApp number in a Connect instance. When the event destination of a WABA is set, AWS imports
// the WABA's numbers into Connect. connect-whatsapp therefore sets the destination first, and
// imports only the numbers that AWS has not imported.
import {
  type ConnectClient,
  DescribeInstanceCommand,
  DescribePhoneNumberCommand,
  ImportPhoneNumberCommand,
  type ListPhoneNumbersSummary,
  TagResourceCommand,
} from '@aws-sdk/client-connect'
import { ConfigError } from '../config/error.ts'
import type { Resource } from '../engine/resource.ts'
import { poll, type Wait } from '../engine/wait.ts'
import type { Instance } from './instance.ts'
import { IMPORTED_BY, IMPORTERS, missingTags, ownTags, type Tags } from './tags.ts'

interface Wanted {
  /** The id, which begins with phone-number-id-. */
  id: string
  arn: string
  displayName: string
  instance: Pick<Instance, 'id' | 'alias'>
  tags?: Tags
}

/**
 * Thrown if Connect refuses a number for a reason that affects only this number. All other numbers
 * are still set up.
 */
export class NumberRefused extends ConfigError {}

export interface ImportedNumber {
  /** The number's id in Connect. */
  phoneNumberId: string
  phoneNumberArn: string
  instanceId: string
  /**
   * The instance that contains the number, as text for a message: its alias, or its id if it has no
   * readable alias.
   */
  instance: string
  status: string
  message: string | undefined
  tags: Tags
}

/** How long to wait for AWS's own import before connect-whatsapp imports the number. */
const AUTOMATIC_IMPORT = { everyMs: 5_000, atMostMs: 60_000 }
// Reading twenty numbers every ten seconds takes two calls a second, which is Connect's limit.
const IMPORT = { everyMs: 10_000, atMostMs: 15 * 60_000 }

export function phoneNumber(
  { id, arn, displayName, instance, tags = ownTags({}) }: Wanted,
  listNumbers: () => Promise<readonly ListPhoneNumbersSummary[]>,
  connect: ConnectClient,
  wait: Wait,
): Resource<ImportedNumber> {
  const which = `${id} (${displayName})`
  const findNumber = async () =>
    (await listNumbers()).find(({ SourcePhoneNumberArn }) => SourcePhoneNumberArn === arn)

  async function read() {
    const number = await findNumber()
    return number && described(number.PhoneNumberId!)
  }

  async function described(PhoneNumberId: string): Promise<ImportedNumber> {
    const { ClaimedPhoneNumberSummary: number } = await connect.send(
      new DescribePhoneNumberCommand({ PhoneNumberId }),
    )
    const instanceId = number!.InstanceId!
    return {
      instance: instanceId === instance.id ? instance.alias : await nameOf(instanceId, connect),
      phoneNumberId: number!.PhoneNumberId!,
      phoneNumberArn: number!.PhoneNumberArn!,
      instanceId,
      status: number!.PhoneNumberStatus!.Status!,
      message: number!.PhoneNumberStatus!.Message,
      tags: number!.Tags ?? {},
    }
  }

  function refuseFailed({ status, message }: ImportedNumber) {
    if (status !== 'FAILED') return
    throw new NumberRefused(
      `${which}: Connect instance ${instance.alias} could not import it${message ? ` (${message})` : ''}. ${remedy(message)} Then release the number if Connect still lists it (Channels > Phone numbers), and run this again.`,
    )
  }

  async function importNow() {
    try {
      return (
        await connect.send(
          new ImportPhoneNumberCommand({
            InstanceId: instance.id,
            SourcePhoneNumberArn: arn,
            Tags: { ...tags, [IMPORTED_BY]: IMPORTERS.us },
          }),
        )
      ).PhoneNumberId!
    } catch (error) {
      const { name, message } = error as Error
      if (isQuota(`${name} ${message}`)) {
        throw new NumberRefused(
          `${which}: Connect instance ${instance.alias} does not accept another number (${message}). ${remedy(message)} Then run this again.`,
          {
            cause: error,
          },
        )
      }
      // Connect also refuses the import if AWS has imported the number in the meantime.
      const number = await findNumber()
      if (!number) throw error
      return number.PhoneNumberId!
    }
  }

  return {
    name: id,
    stays: `${displayName} is in Connect instance ${instance.alias}`,
    iam: [
      'connect:ListPhoneNumbersV2',
      'connect:DescribePhoneNumber',
      'connect:ImportPhoneNumber',
      'connect:TagResource',
      'social-messaging:GetLinkedWhatsAppBusinessAccountPhoneNumber',
      'social-messaging:TagResource',
    ],
    read,

    diff(live) {
      if (live && live.instanceId !== instance.id) {
        throw new ConfigError(
          `${which} is in another Connect instance, ${live.instance}. Release it there first (Channels > Phone numbers). Within 180 days, Connect lets an instance claim and release twice its quota of numbers.`,
        )
      }
      if (live) refuseFailed(live)
      if (live?.status === 'CLAIMED') {
        const untagged = Object.keys(missingTags(tags, live.tags))
        return untagged.length === 0
          ? []
          : [{ action: 'update', summary: `tag it (${untagged.join(', ')})` }]
      }
      return [
        {
          action: live ? 'update' : 'create',
          summary: `import ${displayName} into Connect instance ${instance.alias}`,
        },
      ]
    },

    async apply(live) {
      const imported = live?.status === 'CLAIMED' ? live : await importIt()
      // A number that AWS has imported itself does not have our tags.
      const isByAws = !live && imported.tags[IMPORTED_BY] === undefined
      const wanted = isByAws ? { ...tags, [IMPORTED_BY]: IMPORTERS.aws } : tags
      const untagged = missingTags(wanted, imported.tags)
      if (Object.keys(untagged).length === 0) return imported
      await connect.send(
        new TagResourceCommand({ resourceArn: imported.phoneNumberArn, tags: { ...untagged } }),
      )
      return { ...imported, tags: { ...imported.tags, ...untagged } }
    },
  }

  async function importIt(): Promise<ImportedNumber> {
    const automatic = await poll(
      findNumber,
      (number) => number !== undefined,
      AUTOMATIC_IMPORT,
      wait,
    )
    const connectsId = automatic?.PhoneNumberId ?? (await importNow())
    const imported = await poll(
      () => described(connectsId),
      ({ status }) => status !== 'IN_PROGRESS',
      IMPORT,
      wait,
    )
    refuseFailed(imported)
    if (imported.status === 'IN_PROGRESS') {
      throw new NumberRefused(
        `${which}: Connect instance ${instance.alias} is still importing it after 15 minutes. Run this again to continue waiting; nothing is lost.`,
      )
    }
    return imported
  }
}

/**
 * Returns the alias and id of an instance. Returns only the id if the instance cannot be read or no
 * longer exists.
 */
async function nameOf(InstanceId: string, connect: ConnectClient): Promise<string> {
  try {
    const { Instance } = await connect.send(new DescribeInstanceCommand({ InstanceId }))
    return Instance?.InstanceAlias ? `${Instance.InstanceAlias} (${InstanceId})` : InstanceId
  } catch {
    return InstanceId
  }
}

const isQuota = (text: string) => /quota|limit ?exceeded|maximum/i.test(text)

// The remedies come from the section "Troubleshoot" of this page:
// https://docs.aws.amazon.com/connect/latest/adminguide/whatsapp-integration.html
const remedy = (message = '') =>
  isQuota(message)
    ? 'Raise the quota "Phone numbers per instance" (10 by default) in Service Quotas, or release numbers that are not needed.'
    : 'CloudTrail shows the reason, in the event ImportPhoneNumber.'
