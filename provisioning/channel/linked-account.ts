// A WABA that is linked to AWS End User Messaging Social.
import {
  GetLinkedWhatsAppBusinessAccountCommand,
  ListTagsForResourceCommand,
  paginateListLinkedWhatsAppBusinessAccounts,
  ResourceNotFoundException,
  type SocialMessagingClient,
  type WhatsAppBusinessAccountEventDestination,
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
  /** The business number, in E.164 format with +. */
  number: string
  metaId: string
  quality: string
  dataLocalizationRegion: string | undefined
}

/** The details of a WABA that the list of linked WABAs contains. */
export interface ListedAccount {
  id: string
  arn: string
  name: string
  /** The event destination, if the WABA has one. */
  destination: Destination | undefined
}

export interface LinkedAccount extends ListedAccount {
  registered: boolean
  tags: Readonly<Record<string, string>>
  metaId: string
  linkedAt: Date | undefined
  numbers: readonly LinkedNumber[]
}

/** Lists all linked WABAs of the Region. Makes one call for every 100 WABAs. */
export async function linkedWabas({
  socialMessaging,
}: {
  socialMessaging: SocialMessagingClient
}): Promise<ListedAccount[]> {
  const found: ListedAccount[] = []
  for await (const { linkedAccounts = [] } of paginateListLinkedWhatsAppBusinessAccounts(
    { client: socialMessaging },
    { maxResults: 100 },
  ))
    found.push(
      ...linkedAccounts.map(({ id, arn, wabaName, eventDestinations }) => ({
        id: id!,
        arn: arn!,
        name: wabaName!,
        destination: firstOf(eventDestinations),
      })),
    )
  return found
}

/**
 * Returns the WABA's event destination. The API returns a list, but a WABA has at most one
 * destination.
 */
function firstOf([first]: readonly WhatsAppBusinessAccountEventDestination[] = []) {
  return (
    first && {
      arn: first.eventDestinationArn!,
      ...(first.roleArn && { roleArn: first.roleArn }),
    }
  )
}

export async function linkedAccount(
  id: string,
  socialMessaging: SocialMessagingClient,
): Promise<LinkedAccount> {
  const account = await untaggedAccount(id, socialMessaging)
  return { ...account, tags: await tagsOf(account, socialMessaging) }
}

export async function tagsOf(
  { arn }: Pick<LinkedAccount, 'arn'>,
  socialMessaging: SocialMessagingClient,
): Promise<LinkedAccount['tags']> {
  const { tags = [] } = await socialMessaging.send(
    new ListTagsForResourceCommand({ resourceArn: arn }),
  )
  return Object.fromEntries(tags.map(({ key, value }) => [key!, value ?? '']))
}

/** Reads the WABA without its tags, which would need another call. */
export async function untaggedAccount(
  id: string,
  socialMessaging: SocialMessagingClient,
): Promise<Omit<LinkedAccount, 'tags'>> {
  const account = await describe(id, socialMessaging)
  return {
    id,
    arn: account.arn!,
    name: account.wabaName ?? id,
    metaId: account.wabaId!,
    linkedAt: account.linkDate,
    registered: account.registrationStatus === 'COMPLETE',
    destination: firstOf(account.eventDestinations),
    // AWS documents `phoneNumbers` as an optional member of the response.
    numbers: (account.phoneNumbers ?? []).map((number) => ({
      id: number.phoneNumberId!,
      arn: number.arn!,
      displayName: number.displayPhoneNumberName!,
      number: `+${number.phoneNumber!.replace(/\D/g, '')}`,
      metaId: number.metaPhoneNumberId!,
      quality: number.qualityRating ?? 'UNKNOWN',
      dataLocalizationRegion: number.dataLocalizationRegion,
    })),
  }
}

async function describe(id: string, socialMessaging: SocialMessagingClient) {
  try {
    const { account } = await socialMessaging.send(
      new GetLinkedWhatsAppBusinessAccountCommand({ id }),
    )
    return account!
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error
    const region = await socialMessaging.config.region()
    throw new ConfigError(
      `${id}: no such WhatsApp Business Account is linked in ${region}. Check the id and the Region. Only the console can link a WABA: https://${region}.console.aws.amazon.com/social-messaging/`,
      { cause: error },
    )
  }
}
