// A WABA as AWS End User Messaging Social knows it.
import {
  GetLinkedWhatsAppBusinessAccountCommand,
  ListTagsForResourceCommand,
  ResourceNotFoundException,
  type SocialMessagingClient,
} from '@aws-sdk/client-socialmessaging'
import { ConfigError } from '../config/error.ts'

export interface Destination {
  arn: string
  roleArn?: string
}

export interface LinkedNumber {
  id: string
  arn: string
  displayName: string
  /** E.164 with +: the business's own. */
  number: string
  metaId: string
  quality: string
  dataLocalizationRegion: string | undefined
}

export interface LinkedAccount {
  id: string
  arn: string
  name: string
  registered: boolean
  /** A WABA has one destination, or none. */
  destination: Destination | undefined
  tags: Readonly<Record<string, string>>
  metaId: string
  linkedAt: Date | undefined
  numbers: readonly LinkedNumber[]
}

export async function linkedAccount(
  id: string,
  socialMessaging: SocialMessagingClient,
): Promise<LinkedAccount> {
  const account = await found(id, socialMessaging)
  const { tags } = await socialMessaging.send(
    new ListTagsForResourceCommand({ resourceArn: account.arn! }),
  )
  const [destination] = account.eventDestinations!
  return {
    id,
    arn: account.arn!,
    name: account.wabaName!,
    metaId: account.wabaId!,
    linkedAt: account.linkDate,
    registered: account.registrationStatus === 'COMPLETE',
    destination: destination && {
      arn: destination.eventDestinationArn!,
      ...(destination.roleArn && { roleArn: destination.roleArn }),
    },
    tags: Object.fromEntries((tags ?? []).map(({ key, value }) => [key!, value ?? ''])),
    numbers: account.phoneNumbers!.map((number) => ({
      id: number.phoneNumberId!,
      arn: number.arn!,
      displayName: number.displayPhoneNumberName!,
      number: `+${number.phoneNumber!.replace(/\D/g, '')}`,
      metaId: number.metaPhoneNumberId!,
      quality: number.qualityRating!,
      dataLocalizationRegion: number.dataLocalizationRegion,
    })),
  }
}

async function found(id: string, socialMessaging: SocialMessagingClient) {
  try {
    const { account } = await socialMessaging.send(
      new GetLinkedWhatsAppBusinessAccountCommand({ id }),
    )
    return account!
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error
    const region = await socialMessaging.config.region()
    throw new ConfigError(
      `${id}: no such WhatsApp Business Account is linked in ${region}. Check the id and the Region; linking is done in the console only: https://${region}.console.aws.amazon.com/social-messaging/`,
      { cause: error },
    )
  }
}
