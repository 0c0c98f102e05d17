// Compares an installation with AWS's quotas and with our own limits. Each quota that may be too
// small becomes a sentence of the plan. AWS raises its quotas on request, so these are not errors.
import { type ConnectClient, SearchUsersCommand } from '@aws-sdk/client-connect'
import { type Checked, instanceArns } from '../config/config.ts'

// https://docs.aws.amazon.com/connect/latest/adminguide/amazon-connect-service-limits.html
const NUMBERS_OF_INSTANCE = 10
// https://docs.aws.amazon.com/social-messaging/latest/userguide/quotas.html
const WABAS_OF_REGION = 25

const asked = (service: string, quota: string) =>
  `This needs a higher quota from AWS. Request it under Service Quotas > ${service} > ${quota}.`

export function quotaNotes(config: Pick<Checked, 'instance' | 'region' | 'channels'>): string[] {
  const { channels, region } = config
  const tooManyNumbers = instanceArns(config).flatMap((instance) => {
    const numbers = channels
      .filter((channel) => (channel.instance ?? config.instance) === instance)
      .flatMap((channel) => (channel.mode === 'native' ? Object.keys(channel.numbers) : []))
    return numbers.length > NUMBERS_OF_INSTANCE
      ? [
          `channels: ${numbers.length} numbers go into ${instance}, which accepts ${NUMBERS_OF_INSTANCE} by default: ${asked('Amazon Connect', 'Phone numbers per instance')}`,
        ]
      : []
  })
  const tooManyWabas =
    channels.length > WABAS_OF_REGION
      ? [
          `channels: ${channels.length} WABAs in ${region}, where ${WABAS_OF_REGION} are allowed by default: ${asked('AWS End User Messaging Social', 'WhatsApp Business Accounts per Region')}`,
        ]
      : []
  return [...tooManyNumbers, ...tooManyWabas]
}

// We measured that the widgets of 500 agents make five DescribeContact calls a second. Connect
// allows ten for everything in the account and Region.
// https://docs.aws.amazon.com/connect/latest/adminguide/amazon-connect-service-limits.html
const USERS_OF_RATES = 500
/** The widget's API accepts 200 requests a second (http-api.ts). */
const USERS_OF_API = 1_000

/**
 * Returns notes about quotas that may be too small if this many users of the instance work with the
 * widget at the same time.
 */
export function userNotes(users: number): string[] {
  return [
    ...(users > USERS_OF_RATES
      ? [
          `The Connect instance has ${users} users. If more than ${USERS_OF_RATES} of them use the widget at the same time, ${asked('Amazon Connect', 'Rate of DescribeContact API requests')}`,
        ]
      : []),
    ...(users > USERS_OF_API
      ? [
          `The widget's API accepts 200 requests a second, enough for about ${USERS_OF_API} agents at the same time. If more agents work at once, the widget tells them that it is slow.`,
        ]
      : []),
  ]
}

/** The number of users of the Connect instance. */
export async function usersOf(InstanceId: string, connect: ConnectClient): Promise<number> {
  const { ApproximateTotalCount = 0 } = await connect.send(
    new SearchUsersCommand({ InstanceId, MaxResults: 1 }),
  )
  return ApproximateTotalCount
}
