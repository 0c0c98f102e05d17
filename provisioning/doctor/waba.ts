// Checks a WABA: its registration, its event destination, its templates, and its numbers' quality.
import type { Aws } from '../account/clients.ts'
import { templatesByStatus } from '../account/status.ts'
import { modeOf } from '../channel/event-destination.ts'
import { type LinkedAccount, tagsOf } from '../channel/linked-account.ts'
import { DESTINATION, tagFor } from '../channel/tags.ts'
import { socialMessagingConsole } from '../engine/notes.ts'
import { APPLY, bad, check, type Finding, ok, warningFinding } from './finding.ts'

interface Wanted {
  waba: Omit<LinkedAccount, 'tags'>
  /** The event destination that the configuration requires for the WABA. */
  destination: { arn: string; roleArn?: string }
  region: string
}

export function registration({ waba, region }: Wanted): Finding[] {
  if (waba.registered) return [ok(waba.id, `"${waba.name}" is completely registered with WhatsApp`)]
  return [
    bad(
      waba.id,
      `"${waba.name}" is not completely registered with WhatsApp`,
      `Complete the registration in the console: ${socialMessagingConsole(region)}`,
    ),
  ]
}

export const destinationOf = (wanted: Wanted, aws: Aws) =>
  check(wanted.waba.id, () => receiverFindings(wanted, aws))

async function receiverFindings({ waba, destination }: Wanted, aws: Aws): Promise<Finding[]> {
  const live = waba.destination
  if (!live)
    return [bad(waba.id, 'it has no event destination, so messages from customers are lost', APPLY)]
  if (live.arn !== destination.arn) {
    const tags = await tagsOf(waba, aws.socialMessaging)
    const ours = tags[DESTINATION] === tagFor(live.arn)
    const owner = ours
      ? 'set by connect-whatsapp for another configuration'
      : 'set by another program'
    const option = !ours ? ' --replace-destination' : ''
    const mode = modeOf(live) === modeOf(destination) ? '' : `, in ${modeOf(live)} mode`
    return [
      bad(
        waba.id,
        `its events go to ${live.arn}, which was ${owner}${mode}`,
        `Run "connect-whatsapp apply${option}".`,
      ),
    ]
  }
  if (live.roleArn !== destination.roleArn) {
    return [
      bad(
        waba.id,
        `its events go to the right destination, but with the wrong role, ${live.roleArn ?? 'none'}`,
        APPLY,
      ),
    ]
  }
  return [ok(waba.id, `its events go to ${live.arn}`)]
}

export const templateFindings = ({ waba, region }: Wanted, aws: Aws) =>
  check(waba.id, async () => {
    const { counts, isComplete } = await templatesByStatus(waba.id, aws, 'approved')
    const { APPROVED = 0, ...others } = counts
    const rest = Object.entries(others).map(([status, count]) => `${count} ${status}`)
    if (APPROVED > 0)
      return [
        ok(
          waba.id,
          `${isComplete ? 'its templates' : 'the first of its templates'}: ${[`${APPROVED} APPROVED`, ...rest].join(', ')}`,
        ),
      ]
    return [
      warningFinding(
        waba.id,
        `it has no approved template${rest.length > 0 ? ` (${rest.join(', ')})` : ''}, so agents cannot write to a customer whose last message is older than 24 hours`,
        `Create a template in the console and wait for Meta's approval: ${socialMessagingConsole(region)}`,
      ),
    ]
  })

// https://docs.aws.amazon.com/social-messaging/latest/userguide/managing-phone-numbers_body.html
// https://developers.facebook.com/docs/whatsapp/cloud-api/overview#rate-limits
export function numbersOf({ waba }: Wanted): Finding[] {
  if (waba.numbers.length === 0)
    return [
      bad(
        waba.id,
        'it has no phone number, so it can send nothing. Meta then allows 200 calls an hour instead of 5,000, so its templates and forms may be out of date',
        'Add a phone number in the console of AWS End User Messaging Social.',
      ),
    ]
  return waba.numbers.flatMap(({ id, displayName, quality }) => {
    const named = displayName
      ? []
      : [
          warningFinding(
            id,
            'it has no display name that Meta has approved',
            "Check the number in Meta's WhatsApp Manager, under Phone numbers.",
          ),
        ]
    if (quality === 'RED')
      return [
        ...named,
        warningFinding(
          id,
          'Meta rates its quality RED and may limit it',
          "Read the reason in Meta's WhatsApp Manager, and send fewer messages that people block.",
        ),
      ]
    if (quality === 'YELLOW')
      return [
        ...named,
        warningFinding(
          id,
          'Meta rates its quality YELLOW',
          "Read the reason in Meta's WhatsApp Manager before the quality becomes RED.",
        ),
      ]
    return [
      ...named,
      ok(
        id,
        `"${displayName}" has the quality rating ${quality}. WhatsApp Manager shows whether Meta has approved the name`,
      ),
    ]
  })
}
