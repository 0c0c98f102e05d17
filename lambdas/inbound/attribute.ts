// Determines the business number and the WABA of an event. AWS's envelope around Meta's webhook
// usually contains the ARNs of both. If the ARNs are missing, the number or Meta's id of the number
// in the webhook is looked up.
import { phoneNumberIdOf, wabaIdOf } from '#model/conversation'
import { type NamedPerson, namedIn } from '#model/customer'
import type { Channel, Channels } from '#model/ports'
import type { Origin, WhatsAppEvent } from '#whatsapp/events/types'

/** Thrown for an event that does not identify its customer or its business number. */
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

/**
 * Returns the business number and the customer of an event. Throws Unattributed if the event does
 * not identify both of them.
 */
export function attribution(event: Parameters<typeof namedIn>[0]): Attribution {
  const { phoneNumberArn, wabaArn, wabaId = '' } = event.origin
  if (!phoneNumberArn) throw new Unattributed(event.kind, 'it names no number of this account')
  const named = namedIn(event, wabaArn ? wabaIdOf(wabaArn) : wabaId)
  if (named.identities.length === 0) throw new Unattributed(event.kind, 'it names no customer')
  return { phoneNumberId: phoneNumberIdOf(phoneNumberArn), named }
}
