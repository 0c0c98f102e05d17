// Where a WABA sends its events: a Connect instance (with the two-way channel role) or an SNS topic. A WABA has one destination,
// so setting ours takes it from whoever has it: never unasked, and remembered in tags on the WABA.
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
  /** In the sentences of a plan: "Connect instance sales". */
  title: string
  /** Whether a destination that is not ours may be replaced. */
  replace: boolean
}

/** What a destination makes of a WABA: see `Config`. */
export const modeOf = ({ arn }: Destination): 'native' | 'bridged' =>
  arn.split(':')[2] === 'connect' ? 'native' : 'bridged'

// A role made seconds ago cannot be assumed everywhere yet.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
const PROPAGATION = { everyMs: 5_000, atMostMs: 60_000 }
const SETTLING = { everyMs: 2_000, atMostMs: 20_000 }

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

  function diff(account: LinkedAccount | undefined) {
    const live = account!
    if (!live.registered) {
      throw new ConfigError(
        `${waba} (${live.name}) is not completely registered with WhatsApp. Finish it in the console (AWS End User Messaging Social > Business accounts), then run this again.`,
      )
    }
    const foreign = foreignDestination(live, destination.arn)
    if (foreign && !replace) {
      throw new ConfigError(
        `${waba} (${live.name}) sends its events to ${foreign.arn}, and a WABA has one destination: whoever listens there would hear nothing any more. If that is wanted, ask for it (--replace-destination); what is replaced is then remembered in tags on the WABA, and destroy puts it back.`,
      )
    }
    if (foreign && !(fitsTag(foreign.arn) && fitsTag(foreign.roleArn ?? ''))) {
      throw new ConfigError(
        `${waba} (${live.name}) sends its events to ${foreign.arn}, which does not fit a tag (256 letters, digits, spaces and _.:/=+-@) and so could not be remembered for putting it back. Remove that destination by hand first, and keep a note of it.`,
      )
    }
    const changes: Change[] = []
    if (foreign)
      changes.push({
        action: 'update',
        summary: `remember in its tags that events went to ${foreign.arn}`,
      })
    if (live.destination?.arn !== destination.arn) {
      changes.push({
        action: live.destination ? 'update' : 'create',
        summary: `send events to ${title} instead of ${live.destination?.arn ?? 'nowhere'}${modeChange(live.destination, destination)}`,
      })
    } else if (!isSet(live)) {
      changes.push({
        action: 'update',
        summary: `send events to ${title} with ${destination.roleArn ?? 'no role'} instead of ${live.destination.roleArn ?? 'no role'}`,
      })
    }
    if (!isMarked(live))
      changes.push({
        action: 'update',
        summary: 'note in its tags that this destination is set by this tool',
      })
    return changes
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

    // Remembered before it is replaced, marked as ours after it is set: a crash between any two leaves nothing forgotten,
    // and a destination of somebody else's is never taken for ours.
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
            `${waba}: AWS End User Messaging Social could not use ${destination.roleArn} within a minute (${(error as Error).message}). Check that its trust policy names social-messaging.amazonaws.com and that no organisation policy forbids it, then run this again.`,
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

/** A destination that is neither the wanted one nor one this tool has set. */
function foreignDestination(
  { destination, tags }: LinkedAccount,
  wanted: string,
): Destination | undefined {
  if (!destination || destination.arn === wanted || tags[DESTINATION] === tagFor(destination.arn))
    return undefined
  return destination
}

// The API documents no error of its own for this; it is told by its words, and apart from a caller who may not pass the role.
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
