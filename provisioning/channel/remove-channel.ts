// Removes the channels that channel.ts sets up. The event destinations are removed first, so that
// AWS sends no event to a resource that is being removed.
import type { Aws } from '../account/clients.ts'
import { type Checked, parsedInstance } from '../config/config.ts'
import { allDone, type Step } from '../engine/reconcile.ts'
import type { Wait } from '../engine/wait.ts'
import { topicArnOf } from './channel.ts'
import { connectInstance, importedNumbers } from './instance.ts'
import { linkedAccount } from './linked-account.ts'
import { destinationAfterwards, removedDestination } from './removed-destination.ts'
import { removedNumber } from './removed-number.ts'
import { removedRole } from './removed-role.ts'
import { removedStatements } from './removed-statements.ts'

interface Options {
  releaseNumbers: boolean
  /**
   * The ids of all linked WABAs of the Region. A role is not deleted if a WABA outside the
   * configuration uses it.
   */
  linked: readonly string[]
  wait: Wait
}

/** Removes the channels of all WABAs in the configuration. */
export async function removeChannels(
  config: Checked,
  aws: Aws,
  step: Step,
  { releaseNumbers, linked, wait }: Options,
) {
  const listNumbers = importedNumbers(aws.connect)
  const wabas = await allDone(
    config.channels.map(async (channel) => {
      const waba = (await step(removedDestination(channel.waba, aws.socialMessaging, wait)))!
      if (channel.mode === 'native') {
        const instance = await connectInstance(channel.instance ?? config.instance, aws.connect)
        const numbers = waba.numbers.filter(({ id }) => id in channel.numbers)
        await allDone(
          numbers.map((number) =>
            step(
              removedNumber(
                { number, instance, release: releaseNumbers },
                listNumbers,
                aws.connect,
                wait,
              ),
            ),
          ),
        )
      }
      return waba
    }),
  )
  const ours = new Set(config.channels.map(({ waba }) => waba))
  const others = await allDone(
    linked.filter((id) => !ours.has(id)).map((id) => linkedAccount(id, aws.socialMessaging)),
  )
  const roles = new Set(
    config.channels.flatMap((channel) =>
      channel.mode === 'native' && !channel.role.startsWith('arn:') ? [channel.role] : [],
    ),
  )
  const topics = new Set(
    config.channels.flatMap((channel) =>
      channel.mode === 'bridged' && channel.topic !== 'stack'
        ? [topicArnOf(channel.topic, channel.instance ?? config.instance)]
        : [],
    ),
  )
  // A topic to which a WABA sends its events after the removal still needs the statement in its
  // policy.
  const needed = new Set([...wabas, ...others].map(destinationAfterwards))
  await allDone([
    ...[...roles].map((role) => {
      const arn = `arn:aws:iam::${parsedInstance(config.instance).account}:role/${role}`
      return step<unknown>(
        removedRole(
          role,
          others.filter(({ destination }) => destination?.roleArn === arn).map(({ id }) => id),
          aws.iam,
          wait,
        ),
      )
    }),
    ...[...topics]
      .filter((arn) => !needed.has(arn))
      .map((arn) => step<unknown>(removedStatements(arn, aws))),
  ])
  return wabas
}
