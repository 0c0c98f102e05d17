// A WABA without our event destination: with the one it replaced, or with none. The WABA itself stays linked.
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
          ? `send events to ${before.arn} again, as before this tool, instead of ${destination!.arn}`
          : `send events nowhere instead of to ${destination!.arn}: customers are not heard any more`,
      })
    }
    if (tagged(live!).length > 0)
      changes.push({ action: 'delete', summary: 'take the tags of this tool away' })
    return changes
  }

  return {
    name: waba,
    stays: 'its events are no business of this tool',
    iam: [
      'social-messaging:GetLinkedWhatsAppBusinessAccount',
      'social-messaging:ListTagsForResource',
      'social-messaging:UntagResource',
      'social-messaging:PutWhatsAppBusinessAccountEventDestinations',
      'iam:PassRole',
    ],
    read,
    diff,

    // The tags go last: until then a crash leaves what is needed for going on.
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
        `${waba}: AWS does not take back ${before.arn}, where its events went before this tool (${message}). Make it usable again, or remove the tag ${REPLACED_DESTINATION} from the WABA to have its events go nowhere; then run this again.`,
        { cause: error },
      )
    }
  }
}

/** Where events go once ours is taken away. */
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
