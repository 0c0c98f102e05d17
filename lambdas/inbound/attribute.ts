// Finds out to which of our numbers and WABAs an event belongs. AWS's envelope usually names the
// ARNs of the number and the WABA. If the ARNs are missing, the webhook itself has Meta's id of the
// number, and the number.
import { phoneNumberIdOf, wabaIdOf } from '#model/conversation'
import { type NamedPerson, namedIn } from '#model/customer'
import type { Channel, Channels } from '#model/ports'
import type { Origin, WhatsAppEvent } from '#whatsapp/events/types'

/** An event that does not say which customer it is about, or to which number it belongs. */
export class Unattributed extends Error {
  override readonly name = 'Unattributed'
  readonly kind: WhatsAppEvent['kind']

  constructor(kind: WhatsAppEvent['kind'], why: string) {
    super(why)
    this.kind = kind
  }
}

export function attributing(channels: Channels) {
  /** Returns the event with the ARNs of its number and WABA, if both belong to this account. */
  return async <Event extends WhatsAppEvent>(event: Event): Promise<Event> => {
    const { phoneNumberArn, wabaArn } = event.origin
    if (phoneNumberArn && wabaArn) return event
    const channel = await channelOf(event.origin)
    if (!channel) return event
    const { arn, wabaArn: ofChannel } = channel
    return { ...event, origin: { ...event.origin, phoneNumberArn: arn, wabaArn: ofChannel } }
  }

  async function channelOf({
    phoneNumberArn,
    phoneNumberId,
    displayPhoneNumber,
  }: Origin): Promise<Channel | undefined> {
    if (phoneNumberArn) return channels.byPhoneNumberId(phoneNumberIdOf(phoneNumberArn))
    if (phoneNumberId) return channels.byMetaId(phoneNumberId)
    const digits = displayPhoneNumber?.replace(/\D/g, '')
    return digits ? channels.byNumber(`+${digits}`) : undefined
  }
}

interface Attribution {
  phoneNumberId: string
  named: NamedPerson
}

/** Throws Unattributed if the event does not name the customer or our number. */
export function attribution(event: Parameters<typeof namedIn>[0]): Attribution {
  const { phoneNumberArn, wabaArn, wabaId = '' } = event.origin
  if (!phoneNumberArn) throw new Unattributed(event.kind, 'it names no number of this account')
  const named = namedIn(event, wabaArn ? wabaIdOf(wabaArn) : wabaId)
  if (named.identities.length === 0) throw new Unattributed(event.kind, 'it names no customer')
  return { phoneNumberId: phoneNumberIdOf(phoneNumberArn), named }
}
