// The notes of a plan: the consequences of the configuration, and the steps that are possible only
// in the AWS console.
import type { ProvisionedChannel } from '../channel/channel.ts'
import { limitedRights } from '../channel/limited-rights.ts'
import type { Session } from '../cli/session.ts'
import { doubtAboutVersion } from '../config/meta-api-version.ts'
import { quotaNotes } from '../stack/quotas.ts'
import { unlistedRegion } from './regions.ts'

export const socialMessagingConsole = (region: string) =>
  `https://${region}.console.aws.amazon.com/social-messaging/home?region=${region}`

export function notesOf(
  { config, withStack }: Pick<Session, 'config' | 'withStack'>,
  channels: readonly ProvisionedChannel[],
): string[] {
  const { region } = config
  const unlistedNumbers = channels.flatMap(({ waba, mode, numbers }) =>
    mode === 'bridged'
      ? []
      : waba.numbers
          .filter(({ id }) => !(id in numbers))
          .map(
            ({ id, displayName }) =>
              `${id} (${displayName}) of ${waba.id} is not in the configuration. AWS imports it too, but no flow is associated with it.`,
          ),
  )
  const elsewhere = channels.flatMap(({ waba, instance }) =>
    withStack && instance && instance.arn !== config.instance
      ? [
          `${waba.id}: Connect instance ${instance.alias} receives its chats without the widget. An account has one stack in a Region, and the widget of this stack serves only the agents of ${config.instance}.`,
        ]
      : [],
  )
  const rights = withStack
    ? limitedRights(
        config,
        channels.map(({ waba }) => waba),
      ).map(
        ({ right, problem, remedy }) => `stack.supervisors.rights.${right}: ${problem}. ${remedy}`,
      )
    : []
  const unlisted = unlistedRegion(region)
  const doubt = withStack ? doubtAboutVersion(config.stack.metaApiVersion) : undefined
  return [
    ...(unlisted ? [`${region}: ${unlisted.problem}. ${unlisted.remedy}`] : []),
    ...(doubt ? [doubt] : []),
    ...elsewhere,
    ...unlistedNumbers,
    ...rights,
    ...quotaNotes(config),
    `You can link a WhatsApp Business Account, or add a number to an account, only in the console: ${socialMessagingConsole(region)}`,
  ]
}
