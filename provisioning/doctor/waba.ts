// A WABA: registered, sending its events where the configuration says, with templates that may be sent.
import type { Aws } from '../account/clients.ts'
import { templatesByStatus } from '../account/status.ts'
import { modeOf } from '../channel/event-destination.ts'
import type { LinkedAccount } from '../channel/linked-account.ts'
import { DESTINATION, tagFor } from '../channel/tags.ts'
import { socialMessagingConsole } from '../engine/installation.ts'
import { bad, type Finding, look, ok, warning } from './finding.ts'

interface Wanted {
  waba: LinkedAccount
  /** Where its events should go. */
  destination: { arn: string; roleArn?: string }
  region: string
}

export function registration({ waba, region }: Wanted): Finding[] {
  if (waba.registered) return [ok(waba.id, `"${waba.name}" is completely registered with WhatsApp`)]
  return [
    bad(
      waba.id,
      `"${waba.name}" is not completely registered with WhatsApp`,
      `Finish it in the console: ${socialMessagingConsole(region)}`,
    ),
  ]
}

export function destinationOf({ waba, destination }: Wanted): Finding[] {
  const live = waba.destination
  if (!live)
    return [
      bad(waba.id, 'its events go nowhere: nobody hears a customer', 'connect-whatsapp apply'),
    ]
  if (live.arn !== destination.arn) {
    const ours = waba.tags[DESTINATION] === tagFor(live.arn)
    const owner = ours ? 'set by this tool for another configuration' : "of somebody else's"
    const option = !ours ? ' --replace-destination, if nobody needs them there' : ''
    const mode = modeOf(live) === modeOf(destination) ? '' : ` (its mode is ${modeOf(live)})`
    return [
      bad(
        waba.id,
        `its events go to ${live.arn}, a destination ${owner}${mode}`,
        `connect-whatsapp apply${option}`,
      ),
    ]
  }
  if (live.roleArn !== destination.roleArn) {
    return [
      bad(
        waba.id,
        `its events go to the right place with the wrong role, ${live.roleArn ?? 'none'}`,
        'connect-whatsapp apply',
      ),
    ]
  }
  return [ok(waba.id, `its events go to ${live.arn}`)]
}

export const templatesOf = ({ waba, region }: Wanted, aws: Aws) =>
  look(waba.id, async () => {
    const { APPROVED = 0, ...others } = await templatesByStatus(waba.id, aws)
    const rest = Object.entries(others).map(([status, count]) => `${count} ${status}`)
    if (APPROVED > 0)
      return [ok(waba.id, `${[`${APPROVED} APPROVED`, ...rest].join(', ')} templates`)]
    return [
      warning(
        waba.id,
        `it has no approved template${rest.length > 0 ? ` (${rest.join(', ')})` : ''}: nobody can be written to outside the 24 hours after their last message`,
        `Make one in the console and wait for Meta's approval: ${socialMessagingConsole(region)}`,
      ),
    ]
  })

// https://docs.aws.amazon.com/social-messaging/latest/userguide/managing-phone-numbers_body.html
export function numbersOf({ waba }: Wanted): Finding[] {
  if (waba.numbers.length === 0)
    return [
      bad(
        waba.id,
        'it has no phone number',
        'Add one in the console of AWS End User Messaging Social.',
      ),
    ]
  return waba.numbers.flatMap(({ id, displayName, quality }) => {
    const named = displayName
      ? []
      : [
          warning(
            id,
            'it shows no display name: Meta has not approved one',
            "See the number in Meta's WhatsApp Manager, under Phone numbers.",
          ),
        ]
    if (quality === 'RED')
      return [
        ...named,
        warning(
          id,
          'Meta rates its quality RED and may limit it',
          "Read why in Meta's WhatsApp Manager, and send less that people block.",
        ),
      ]
    if (quality === 'YELLOW')
      return [
        ...named,
        warning(
          id,
          'Meta rates its quality YELLOW',
          "Read why in Meta's WhatsApp Manager, before it is RED.",
        ),
      ]
    return [
      ...named,
      ok(
        id,
        `"${displayName}", quality ${quality}. Whether Meta has approved the name, only WhatsApp Manager says`,
      ),
    ]
  })
}
