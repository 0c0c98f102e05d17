// Finds WABAs that the configuration no longer contains, but that still send their events to a
// resource of this installation. If a WABA were only removed from the file, nobody would answer its
// customers. `apply` therefore changes nothing until the WABA is in the file again or is removed
// with --remove. `destroy` treats bridged WABAs in the same way, because it deletes the functions
// that read their events.
import { topicArn } from '#deployment/resources'
import type { Aws } from '../account/clients.ts'
import { type Checked, instanceArns, parsedInstance } from '../config/config.ts'
import { ConfigError } from '../config/error.ts'
import { allDone, type Step } from '../engine/reconcile.ts'
import type { Wait } from '../engine/wait.ts'
import { modeOf } from './event-destination.ts'
import { connectInstance, importedNumbers } from './instance.ts'
import { type LinkedAccount, type ListedAccount, linkedAccount } from './linked-account.ts'
import { destinationAfterwards, removedDestination } from './removed-destination.ts'
import { removedNumber } from './removed-number.ts'
import { removedRole } from './removed-role.ts'
import { removedStatements } from './removed-statements.ts'
import { DESTINATION, tagFor } from './tags.ts'

/** Returns the WABAs of `linked` that the configuration does not contain. */
export const unconfigured = <Waba extends Pick<ListedAccount, 'id'>>(
  { channels }: Pick<Checked, 'channels'>,
  linked: readonly Waba[],
) => linked.filter(({ id }) => !channels.some(({ waba }) => waba === id))

/** Reads all details of these WABAs, with two calls for each WABA. */
export const readAll = (
  wabas: readonly Pick<ListedAccount, 'id'>[],
  { socialMessaging }: Pick<Aws, 'socialMessaging'>,
) => allDone(wabas.map(({ id }) => linkedAccount(id, socialMessaging)))

export const stackTopicOf = ({ instance }: Pick<Checked, 'instance'>) =>
  topicArn('whatsapp-events', parsedInstance(instance))

/**
 * Returns whether the WABA sends its events to the stack's topic, to an instance or topic of the
 * configuration, or to one of the administrator's `topics` that the deployed stack reads. A
 * destination in another Connect instance belongs to another configuration of the account.
 */
export function mayBeLeftover(
  { destination }: ListedAccount,
  config: Checked,
  topics: readonly string[],
): boolean {
  const own = [
    stackTopicOf(config),
    ...instanceArns(config),
    ...topics,
    ...config.channels.flatMap((channel) => (channel.mode === 'bridged' ? [channel.topic] : [])),
  ]
  return destination !== undefined && own.includes(destination.arn)
}

/**
 * Returns whether the WABA sends its events to the stack's topic. Also returns true for another
 * destination of this installation if connect-whatsapp has set it.
 */
export const isLeftover = (
  waba: LinkedAccount,
  config: Checked,
  topics: readonly string[],
): boolean =>
  mayBeLeftover(waba, config, topics) &&
  (waba.destination!.arn === stackTopicOf(config) ||
    waba.tags[DESTINATION] === tagFor(waba.destination!.arn))

/**
 * Returns a sentence for the plan that describes the problem with such a WABA, and both remedies.
 */
export const leftoverSentence = ({ id, name, destination }: LinkedAccount) =>
  `${id} (${name}) is not in the configuration, but still sends its events to ${destination!.arn}, which connect-whatsapp set. After this change, its customers would get no answer. Add it to "channels" again, or run this with --remove ${id}, which stops its events, detaches the flows of its numbers, and leaves the WABA linked.`

/** Returns a sentence for the plan of `destroy` about a WABA whose destination is not removed. */
export const staysSentence = ({ id, name, destination }: LinkedAccount) =>
  `${id} (${name}) is not in the configuration and still sends its events to ${destination!.arn}, which connect-whatsapp set. destroy leaves its channel, role and flows in place, but the widget and functions are removed. Add --remove ${id} to remove the channel too.`

/**
 * Throws ConfigError if `--remove` names a WABA that the configuration contains, or that is not
 * linked in the Region.
 */
export function checkRemovals(
  remove: readonly string[],
  config: Checked,
  found: readonly Pick<ListedAccount, 'id'>[],
): void {
  for (const id of remove) {
    if (config.channels.some(({ waba }) => waba === id))
      throw new ConfigError(
        `--remove does not accept ${id}, because the configuration contains it. Take it out of "channels" first.`,
      )
    if (!found.some((waba) => waba.id === id))
      throw new ConfigError(
        `--remove does not accept ${id}: no such WhatsApp Business Account is linked in ${config.region}. "connect-whatsapp status" lists the linked accounts.`,
      )
  }
}

interface Surroundings {
  config: Checked
  aws: Aws
  /** All other linked WABAs, inside and outside the configuration. */
  others: readonly LinkedAccount[]
  wait: Wait
}

/** Removes the channel of a WABA that is no longer in the configuration. */
export async function removeLeftover(
  { id }: LinkedAccount,
  step: Step,
  { config, aws, others, wait }: Surroundings,
): Promise<void> {
  const before = await linkedAccount(id, aws.socialMessaging)
  await step(removedDestination(id, aws.socialMessaging, wait))
  const { destination } = before
  if (!destination) return
  if (modeOf(destination) === 'native')
    await detachNumbers(before, destination.arn, step, aws, wait)
  const role = destination.roleArn?.split('/').pop()
  if (role && !isConfigured(role, config))
    await step<unknown>(removedRole(role, usersOf(destination.roleArn!, others), aws.iam, wait))
  const isOwnTopic = modeOf(destination) === 'bridged' && destination.arn !== stackTopicOf(config)
  const isNeeded =
    config.channels.some(
      (channel) => channel.mode === 'bridged' && channel.topic === destination.arn,
    ) || others.some((other) => destinationAfterwards(other) === destination.arn)
  if (isOwnTopic && !isNeeded) await step<unknown>(removedStatements(destination.arn, aws))
}

const isConfigured = (role: string, { channels }: Checked) =>
  channels.some((channel) => channel.mode === 'native' && channel.role.split('/').pop() === role)

const usersOf = (roleArn: string, others: readonly LinkedAccount[]) =>
  others.filter(({ destination }) => destination?.roleArn === roleArn).map(({ id }) => id)

async function detachNumbers(
  { numbers }: LinkedAccount,
  home: string,
  step: Step,
  { connect }: Aws,
  wait: Wait,
) {
  const instance = await connectInstance(home, connect)
  const listNumbers = importedNumbers(connect)
  await allDone(
    numbers.map((number) =>
      step(removedNumber({ number, instance, release: false }, listNumbers, connect, wait)),
    ),
  )
}
