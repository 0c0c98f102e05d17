// Removes our event destination from a WABA. If our destination replaced another one, restores the
// replaced destination. The WABA stays linked.
import {
  PutWhatsAppBusinessAccountEventDestinationsCommand,
  type SocialMessagingClient,
  UntagResourceCommand,
} from '@aws-sdk/client-socialmessaging'
import { ConfigError } from '../config/error.ts'
import type { Change, Resource } from '../engine/resource.ts'
import { poll, type Wait } from '../engine/wait.ts'
import { type Destination, type LinkedAccount, linkedAccount } from './linked-account.ts'
import { DESTINATION, REPLACED_DESTINATION, REPLACED_ROLE, tagFor } from './tags.ts'

const OURS = [DESTINATION, REPLACED_DESTINATION, REPLACED_ROLE]
const SETTLING = { everyMs: 2_000, atMostMs: 20_000 }

export function removedDestination(
  waba: string,
  socialMessaging: SocialMessagingClient,
  wait: Wait,
): Resource<LinkedAccount> {
  const read = () => linkedAccount(waba, socialMessaging)

  function diff(live: LinkedAccount | undefined) {
    const changes: Change[] = []
    const { destination } = live!
    const before = replacedBy(live!)
    if (isOurs(live!)) {
      changes.push({
        action: 'delete',
        summary: before
          ? `send events to ${before.arn} again, as before connect-whatsapp was set up, instead of ${destination!.arn}`
          : `stop sending events to ${destination!.arn}, so that messages from customers are no longer received`,
      })
    }
    if (tagged(live!).length > 0)
      changes.push({ action: 'delete', summary: 'remove the tags of connect-whatsapp' })
    return changes
  }

  return {
    name: waba,
    stays: 'has no event destination of connect-whatsapp',
    iam: [
      'social-messaging:GetLinkedWhatsAppBusinessAccount',
      'social-messaging:ListTagsForResource',
      'social-messaging:UntagResource',
      'social-messaging:PutWhatsAppBusinessAccountEventDestinations',
      'iam:PassRole',
    ],
    read,
    diff,

    // The tags are removed last, because the next run needs them if this run is interrupted.
    async apply(live) {
      const before = replacedBy(live!)
      if (isOurs(live!)) await put(before)
      const tagKeys = tagged(live!)
      if (tagKeys.length > 0)
        await socialMessaging.send(new UntagResourceCommand({ resourceArn: live!.arn, tagKeys }))
      return poll(read, (now) => diff(now).length === 0, SETTLING, wait)
    },
  }

  async function put(before: Destination | undefined) {
    const eventDestinations = before
      ? [
          {
            eventDestinationArn: before.arn,
            ...(before.roleArn ? { roleArn: before.roleArn } : {}),
          },
        ]
      : []
    try {
      await socialMessaging.send(
        new PutWhatsAppBusinessAccountEventDestinationsCommand({ id: waba, eventDestinations }),
      )
    } catch (error) {
      const { name, message } = error as Error
      if (
        !before ||
        !['InvalidParametersException', 'ValidationException', 'AccessDeniedException'].includes(
          name,
        )
      )
        throw error
      throw new ConfigError(
        `${waba}: AWS does not accept the previous event destination ${before.arn} again (${message}). Make it usable again, or remove the tag ${REPLACED_DESTINATION} from the WABA to remove the destination without a replacement; then run this again.`,
        { cause: error },
      )
    }
  }
}

/**
 * Returns the ARN of the event destination that the WABA has after the removal of ours. Returns
 * undefined if the WABA then has none.
 */
export const destinationAfterwards = (live: LinkedAccount): string | undefined =>
  isOurs(live) ? replacedBy(live)?.arn : live.destination?.arn

const isOurs = ({ destination, tags }: LinkedAccount) =>
  destination !== undefined && tags[DESTINATION] === tagFor(destination.arn)

const tagged = ({ tags }: LinkedAccount) => OURS.filter((key) => key in tags)

function replacedBy({ tags }: LinkedAccount): Destination | undefined {
  const arn = tags[REPLACED_DESTINATION]
  if (!arn) return undefined
  const roleArn = tags[REPLACED_ROLE]
  return { arn, ...(roleArn ? { roleArn } : {}) }
}
