import {
  type LinkedWhatsAppBusinessAccount as Account,
  GetLinkedWhatsAppBusinessAccountCommand,
  ListLinkedWhatsAppBusinessAccountsCommand,
  type SocialMessagingClient,
} from '@aws-sdk/client-socialmessaging'
import type { Channel, Channels, Clock, Waba, Wabas } from '#model/ports'
import type { WatchedAccount } from '#model/watch'
import { pages, type WrappedClient } from './client.ts'

/**
 * The time for which the channels of an AWS account are cached. Channels rarely change, and AWS End
 * User Messaging Social allows only 10 calls per second for the whole AWS account.
 */
const CACHE_MS = 5 * 60_000

type Client = WrappedClient<SocialMessagingClient>

export function channels(client: Client, now: Clock): Channels {
  const accounts = cachedAccounts(client, now)
  const find = async (is: (channel: Channel) => boolean) =>
    (await accounts()).flatMap(channelsIn).find(is)

  return {
    // AWS does not document whether the numbers in Connect’s endpoints begin with a plus, so both
    // forms are accepted.
    byNumber: (number) => find((channel) => channel.number === e164(number)),
    byMetaId: (metaPhoneNumberId) =>
      find((channel) => channel.metaPhoneNumberId === metaPhoneNumberId),
    byPhoneNumberId: (phoneNumberId) => find((channel) => channel.phoneNumberId === phoneNumberId),
  }
}

export function wabas(client: Client, now: Clock): Wabas {
  const accounts = cachedAccounts(client, now)
  return {
    all: async () =>
      (await accounts()).map(
        (account): Waba => ({
          id: account.id!,
          name: account.wabaName ?? account.id!,
          numbers: channelsIn(account).map(({ number }) => number),
          phoneNumberIds: channelsIn(account).map(({ phoneNumberId }) => phoneNumberId),
        }),
      ),

    accounts: async () =>
      (await accounts()).map((account) => ({
        id: account.id!,
        name: account.wabaName ?? account.id!,
        account: watchedAccount(account, accounts.readAt() ?? now()),
      })),
  }
}

const watchedAccount = (account: Account, readAt: Date): WatchedAccount => ({
  metaId: account.wabaId!,
  mode: modeOf(account),
  numbers: (account.phoneNumbers ?? []).map(
    ({ phoneNumberId, phoneNumber, displayPhoneNumberName, qualityRating }) => ({
      id: phoneNumberId!,
      number: e164(phoneNumber!),
      name: displayPhoneNumberName!,
      quality: qualityRating ?? 'UNKNOWN',
    }),
  ),
  ...(account.marketingMessagesOnboardingStatus
    ? { marketing: account.marketingMessagesOnboardingStatus }
    : {}),
  readAt: readAt.toISOString(),
})

function cachedAccounts(client: Client, now: Clock) {
  let cached: { at: number; accounts: Promise<Account[]> } | undefined
  const all = (): Promise<Account[]> => {
    const at = now().getTime()
    if (!cached || at - cached.at > CACHE_MS) {
      const reading = { at, accounts: read(client) }
      reading.accounts.catch(() => {
        if (cached === reading) cached = undefined
      })
      cached = reading
    }
    return cached.accounts
  }
  return Object.assign(all, { readAt: () => cached && new Date(cached.at) })
}

/** Returns the ids of all WABAs that are linked to the AWS account. */
export async function linkedWabas(client: Client): Promise<string[]> {
  const list = (nextToken?: string) =>
    client.call(
      'ListLinkedWhatsAppBusinessAccounts',
      new ListLinkedWhatsAppBusinessAccountsCommand({ nextToken }),
    )
  const ids: string[] = []
  for await (const { linkedAccounts = [] } of pages(list, ({ nextToken }) => nextToken))
    ids.push(...linkedAccounts.map(({ id }) => id!))
  return ids
}

/** Returns the linked WABAs that have an event destination. */
async function read(client: Client): Promise<Account[]> {
  const found: Account[] = []
  for (const id of await linkedWabas(client)) {
    const { account } = await client.call(
      'GetLinkedWhatsAppBusinessAccount',
      new GetLinkedWhatsAppBusinessAccountCommand({ id }),
    )
    if (account && destinationOf(account)) found.push(account)
  }
  return found
}

const destinationOf = ({ eventDestinations }: Account): string | undefined =>
  eventDestinations?.[0]?.eventDestinationArn

const channelsIn = (account: Account): Channel[] =>
  (account.phoneNumbers ?? []).map((phone) => ({
    wabaId: account.id!,
    wabaArn: account.arn!,
    phoneNumberId: phone.phoneNumberId!,
    arn: phone.arn!,
    metaPhoneNumberId: phone.metaPhoneNumberId!,
    number: e164(phone.phoneNumber!),
    displayName: phone.displayPhoneNumberName!,
    mode: modeOf(account),
  }))

/**
 * Returns the mode of a WABA. If the WABA's event destination is Connect, Connect itself sends the
 * agents' messages to WhatsApp. If the event destination is an SNS topic, the functions of this
 * project send them.
 */
const modeOf = (account: Account) =>
  destinationOf(account)!.includes(':connect:') ? 'native' : 'bridged'

const e164 = (number: string): string => `+${number.replace(/\D/g, '')}`
