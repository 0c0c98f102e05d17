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
 * The time for which the channels of an account are cached. AWS End User Messaging Social allows 10
 * calls per second for the whole account, and channels rarely change.
 */
const CACHE_MS = 5 * 60_000

type Client = WrappedClient<SocialMessagingClient>

export function channels(client: Client, now: Clock): Channels {
  const accounts = cachedAccounts(client, now)
  const find = async (is: (channel: Channel) => boolean) =>
    (await accounts()).flatMap(channelsIn).find(is)

  return {
    // AWS does not document whether the numbers in Connect’s endpoints begin with a plus.
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

/** Returns the WABAs that are set up as channels. */
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
 * Returns the mode of an account. Connect delivers the agents' messages of an account whose event
 * destination is Connect. The functions of this project deliver the agents' messages of an account
 * whose event destination is a topic.
 */
const modeOf = (account: Account) =>
  destinationOf(account)!.includes(':connect:') ? 'native' : 'bridged'

const e164 = (number: string): string => `+${number.replace(/\D/g, '')}`
