import {
  GetLinkedWhatsAppBusinessAccountCommand,
  paginateListLinkedWhatsAppBusinessAccounts,
  SocialMessagingClient,
} from '@aws-sdk/client-socialmessaging'
import type { Channel, Channels, Clock } from '../model/ports.ts'

const client = new SocialMessagingClient()

/** Social messaging allows 10 of these calls a second for the whole account, and channels change once in months. */
const REMEMBERED_MS = 5 * 60_000

export function channels(now: Clock): Channels {
  let known: { at: number; channels: Promise<Channel[]> } | undefined

  function all(): Promise<Channel[]> {
    const at = now().getTime()
    if (!known || at - known.at > REMEMBERED_MS) {
      const reading = { at, channels: read() }
      reading.channels.catch(() => {
        if (known === reading) known = undefined
      })
      known = reading
    }
    return known.channels
  }

  const find = async (is: (channel: Channel) => boolean) => (await all()).find(is)

  return {
    byNumber: (number) => find((channel) => channel.number === number),
    byMetaId: (metaPhoneNumberId) =>
      find((channel) => channel.metaPhoneNumberId === metaPhoneNumberId),
    byPhoneNumberId: (phoneNumberId) => find((channel) => channel.phoneNumberId === phoneNumberId),
  }
}

async function read(): Promise<Channel[]> {
  const found: Channel[] = []
  for await (const { linkedAccounts = [] } of paginateListLinkedWhatsAppBusinessAccounts(
    { client },
    {},
  )) {
    for (const { id } of linkedAccounts) {
      const { account } = await client.send(new GetLinkedWhatsAppBusinessAccountCommand({ id }))
      const destination = account?.eventDestinations?.[0]?.eventDestinationArn
      if (!account || !destination) continue
      for (const phone of account.phoneNumbers ?? []) {
        found.push({
          wabaId: account.id!,
          phoneNumberId: phone.phoneNumberId!,
          metaPhoneNumberId: phone.metaPhoneNumberId!,
          number: e164(phone.phoneNumber!),
          displayName: phone.displayPhoneNumberName!,
          // With Connect as the destination, Connect itself delivers what agents write; with a topic, we do.
          mode: destination.includes(':connect:') ? 'native' : 'bridged',
        })
      }
    }
  }
  return found
}

const e164 = (number: string): string => `+${number.replace(/\D/g, '')}`
