// The event destination of a WABA: a Connect instance (with the two-way channel role) or an SNS
// topic. A WABA has only one destination, so ours replaces the current one. A destination that
// connect-whatsapp did not set is replaced only with the option --replace-destination. Tags on the
// WABA store the replaced destination.
import {
  PutWhatsAppBusinessAccountEventDestinationsCommand,
  type SocialMessagingClient,
  TagResourceCommand,
} from '@aws-sdk/client-socialmessaging'
import { ConfigError } from '../config/error.ts'
import type { Change, Resource } from '../engine/resource.ts'
import { poll, retry, type Wait } from '../engine/wait.ts'
import { type Destination, type LinkedAccount, linkedAccount } from './linked-account.ts'
import { DESTINATION, fitsTag, REPLACED_DESTINATION, REPLACED_ROLE, tagFor } from './tags.ts'

interface Wanted {
  waba: string
  destination: Destination
  /** The name of the destination in a plan, such as "Connect instance sales". */
  title: string
  /** If true, a destination that connect-whatsapp did not set may be replaced. */
  replace: boolean
}

/** Returns the mode of a WABA that sends its events to this destination. */
export const modeOf = ({ arn }: Destination): 'native' | 'bridged' =>
  arn.split(':')[2] === 'connect' ? 'native' : 'bridged'

// IAM is eventually consistent, so AWS may be unable to use a new role for some seconds.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
const PROPAGATION = { everyMs: 5_000, atMostMs: 60_000 }
const SETTLING = { everyMs: 2_000, atMostMs: 20_000 }

const remembering = ({ arn }: Destination): Change => ({
  action: 'update',
  summary: `store the current event destination, ${arn}, in the tags of the WABA`,
})
const MARKING: Change = {
  action: 'update',
  summary: 'mark the event destination as managed by connect-whatsapp, in the tags of the WABA',
}

export function eventDestination(
  { waba, destination, title, replace }: Wanted,
  socialMessaging: SocialMessagingClient,
  wait: Wait,
): Resource<LinkedAccount> {
  const read = () => linkedAccount(waba, socialMessaging)
  const isSet = ({ destination: live }: LinkedAccount) =>
    live?.arn === destination.arn && live.roleArn === destination.roleArn
  const isMarked = ({ tags }: LinkedAccount) => tags[DESTINATION] === tagFor(destination.arn)
  const roleRefused = (error: unknown) => refusesRole(error, destination.roleArn)
  const put = new PutWhatsAppBusinessAccountEventDestinationsCommand({
    id: waba,
    eventDestinations: [
      {
        eventDestinationArn: destination.arn,
        ...(destination.roleArn && { roleArn: destination.roleArn }),
      },
    ],
  })
  const tag = (account: LinkedAccount, tags: Record<string, string>) =>
    socialMessaging.send(
      new TagResourceCommand({
        resourceArn: account.arn,
        tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
      }),
    )

  function diff(account: LinkedAccount | undefined): Change[] {
    const live = account!
    const foreign = foreignDestination(live, destination.arn)
    requireReplaceable(live, foreign)
    return [
      ...(foreign ? [remembering(foreign)] : []),
      ...destinationChanges(live),
      ...(isMarked(live) ? [] : [MARKING]),
    ]
  }

  /**
   * Throws ConfigError if the WABA's event destination cannot be set, or if the present destination
   * must not be replaced.
   */
  function requireReplaceable(live: LinkedAccount, foreign: Destination | undefined): void {
    if (!live.registered) {
      throw new ConfigError(
        `${waba} (${live.name}) is not completely registered with WhatsApp. Complete the registration in the console (AWS End User Messaging Social > Business accounts), then run this again.`,
      )
    }
    if (!foreign) return
    if (!replace) {
      throw new ConfigError(
        `${waba} (${live.name}) sends its events to ${foreign.arn}, and a WABA can have only one destination, so that receiver would get no more events. To replace it, add --replace-destination. The current destination is then stored in tags on the WABA, and destroy restores it.`,
      )
    }
    if (!fitsTag(foreign.arn) || !fitsTag(foreign.roleArn ?? '')) {
      throw new ConfigError(
        `${waba} (${live.name}) sends its events to ${foreign.arn}, which cannot be stored in a tag (at most 256 letters, digits, spaces and _.:/=+-@), so destroy could not restore it. Note that destination and remove it in the console, then run this again.`,
      )
    }
  }

  function destinationChanges(live: LinkedAccount): Change[] {
    if (isSet(live)) return []
    if (live.destination?.arn !== destination.arn)
      return [
        {
          action: live.destination ? 'update' : 'create',
          summary: `send events to ${title}${live.destination ? ` instead of ${live.destination.arn}` : ''}${modeChange(live.destination, destination)}`,
        },
      ]
    return [
      {
        action: 'update',
        summary: `send events to ${title} with ${destination.roleArn ?? 'no role'} instead of ${live.destination.roleArn ?? 'no role'}`,
      },
    ]
  }

  return {
    name: waba,
    stays: `sends events to ${title}`,
    iam: [
      'social-messaging:GetLinkedWhatsAppBusinessAccount',
      'social-messaging:ListTagsForResource',
      'social-messaging:TagResource',
      'social-messaging:PutWhatsAppBusinessAccountEventDestinations',
      'iam:PassRole',
    ],
    read,
    diff,

    // First the previous destination is stored in tags, then the new one is set, then the new one
    // is marked as ours. Because of this order, a crash loses no previous destination, and a
    // destination that somebody else set is never marked as ours.
    async apply(account) {
      const live = account!
      const foreign = foreignDestination(live, destination.arn)
      if (foreign)
        await tag(live, {
          [REPLACED_DESTINATION]: foreign.arn,
          [REPLACED_ROLE]: foreign.roleArn ?? '',
        })
      if (!isSet(live)) {
        try {
          await retry(() => socialMessaging.send(put), roleRefused, PROPAGATION, wait)
        } catch (error) {
          if (!roleRefused(error)) throw error
          throw new ConfigError(
            `${waba}: AWS End User Messaging Social could not use ${destination.roleArn} within a minute (${(error as Error).message}). Check that the role's trust policy names social-messaging.amazonaws.com and that no organization policy forbids it, then run this again.`,
            { cause: error },
          )
        }
      }
      if (!isMarked(live)) await tag(live, { [DESTINATION]: tagFor(destination.arn) })
      return poll(read, (now) => isSet(now) && isMarked(now), SETTLING, wait)
    },
  }
}

const modeChange = (from: Destination | undefined, to: Destination) =>
  from && modeOf(from) !== modeOf(to)
    ? `: its mode changes from ${modeOf(from)} to ${modeOf(to)}`
    : ''

/**
 * Returns the current destination if it differs from the configured one and connect-whatsapp did
 * not set it.
 */
function foreignDestination(
  { destination, tags }: LinkedAccount,
  wanted: string,
): Destination | undefined {
  if (!destination || destination.arn === wanted || tags[DESTINATION] === tagFor(destination.arn))
    return undefined
  return destination
}

// AWS documents no error code for a role that End User Messaging Social cannot use. Only the
// message of the error distinguishes this case from a caller who may not pass the role
// (iam:PassRole).
function refusesRole(error: unknown, roleArn: string | undefined): boolean {
  const { name, message } = error as Error
  const refused = [
    'InvalidParametersException',
    'ValidationException',
    'AccessDeniedException',
  ].includes(name)
  return (
    refused &&
    !!roleArn &&
    (/assum/i.test(message) || message.includes(roleArn)) &&
    !/PassRole/i.test(message)
  )
}
