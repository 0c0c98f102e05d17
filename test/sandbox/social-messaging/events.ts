// Delivers WhatsApp's events to the account's event destination, and to EventBridge.
// https://docs.aws.amazon.com/social-messaging/latest/userguide/managing-event-destination-dlrs.html
import { randomUUID } from 'node:crypto'
import { withFurtherMembers } from '../aws/further-members.ts'
import type { ValueOf } from '../guesses.ts'
import type { InboundMessage } from '../links.ts'
import type { Webhook } from '../whatsapp/core.ts'
import { withPlus } from '../whatsapp/customers.ts'
import { toConnect } from './destinations.ts'
import type { Sends } from './send.ts'
import {
  type EventDestination,
  type LinkedAccount,
  type LinkedNumber,
  PRINCIPAL,
  type State,
} from './state.ts'

type Json = Record<string, any>

/** An event that could not be delivered, and the reason. */
export interface Lost {
  at: string
  account: string
  destination: string
  why: string
}

export function createEvents(state: State, sends: Sends) {
  const { world, clock, api, whatsapp, guesses } = state
  const lost: Lost[] = []
  const underway = new Set<Promise<void>>()
  let published = 0

  whatsapp.onWebhook((webhook) => {
    const account = state.accounts.find(({ waba }) => waba.id === webhook.waba.id)
    if (!account) return
    const number = account.numbers.find((each) => each.number.id === webhook.number?.id)
    const [destination] = account.destinations
    const isSilent =
      destination && toConnect(destination) && guesses.nativeStatusEvents === 'not-sent'
    if (number && !isSilent) emit(account, number, webhook.value)
    begin(account, number, webhook)
  })
  sends.onAccepted((linked, wamid) => {
    const { account, number } = linked
    const [destination] = account.destinations
    if (guesses.acceptedStatus === 'no' || !destination || toConnect(destination)) return
    const value = {
      messaging_product: 'whatsapp',
      metadata: {
        display_phone_number: number.number.replace('+', ''),
        phone_number_id: number.metaId,
      },
      statuses: [
        { id: wamid, status: 'accepted', timestamp: String(Math.floor(clock.now() / 1000)) },
      ],
    }
    clock.after(ACCEPTED_MS, () =>
      begin(account, linked, { waba: account.waba, field: 'messages', value }),
    )
  })

  function begin(account: LinkedAccount, number: LinkedNumber | undefined, webhook: Webhook) {
    const [destination] = account.destinations
    if (!destination) return
    const delivered = deliver(account, number, destination, webhook).catch((error) => {
      lost.push({
        at: new Date(clock.now()).toISOString(),
        account: account.id,
        destination: destination.eventDestinationArn,
        why: String(error),
      })
    })
    underway.add(delivered)
    delivered.finally(() => underway.delete(delivered))
  }
  // Treats a webhook that an administrator publishes to an account's topic as if Meta had sent it.
  api.onPublished((topicArn, message) => {
    const numbers = state.accounts
      .filter(({ destinations }) => destinations[0]?.eventDestinationArn === topicArn)
      .flatMap((account) => account.numbers.map(({ number }) => number.metaId))
    for (const value of messagesIn(message))
      if (numbers.includes(value.metadata?.phone_number_id)) whatsapp.takeOver(value)
  })
  // Makes an advance of the clock wait until all events are published.
  clock.onRest({
    isBusy: () => underway.size > 0,
    settle: async () => void (await Promise.all(underway)),
  })

  function deliver(
    account: LinkedAccount,
    number: LinkedNumber | undefined,
    destination: EventDestination,
    webhook: Webhook,
  ) {
    if (toConnect(destination))
      return number ? toInstance(number, destination, webhook.value) : Promise.resolve()
    return api.publish(
      destination.eventDestinationArn,
      JSON.stringify(withFurtherMembers(envelope(account, number, webhook), guesses)),
      {},
      { principal: PRINCIPAL, sourceArn: account.arn },
    )
  }

  function envelope(
    account: LinkedAccount,
    number: LinkedNumber | undefined,
    { field, value }: Webhook,
  ) {
    const namesArns = guesses.envelopeArns === 'named'
    return {
      context: {
        MetaWabaIds: namesArns ? [{ wabaId: account.waba.metaId, arn: account.arn }] : [],
        MetaPhoneNumberIds:
          namesArns && number ? [{ metaPhoneNumberId: number.number.metaId, arn: number.arn }] : [],
      },
      whatsAppWebhookEntry: JSON.stringify(
        withFurtherMembers(
          {
            id: account.waba.metaId,
            changes: [{ value: { ...value, ...asRelayed(value) }, field }],
          },
          guesses,
        ),
      ),
      aws_account_id: world.account,
      // The time has nine decimal places, as in the example in AWS's documentation. A counter in
      // the last six makes the times of events differ.
      message_timestamp: new Date(clock.now())
        .toISOString()
        .replace('Z', `${String(published++ % 1_000_000).padStart(6, '0')}Z`),
      messageId: envelopeIdOf(value),
    }
  }

  /**
   * Returns the statuses without the fields that AWS leaves out according to the guesses. AWS
   * creates some statuses itself, and does not document whether they have all the fields of Meta's
   * statuses.
   */
  function asRelayed({ statuses }: Json): Json {
    if (!statuses) return {}
    const { statusCallbackData, statusWamid } = guesses
    return {
      statuses: statuses.map((status: Json) => {
        const { id, biz_opaque_callback_data, ...others } = status
        const has = (which: KeyedStatuses) =>
          which === 'every-status' || (which === 'not-of-failed' && status.status !== 'failed')
        return {
          ...(has(statusWamid) && { id }),
          ...(has(statusCallbackData) &&
            biz_opaque_callback_data !== undefined && { biz_opaque_callback_data }),
          ...others,
        }
      }),
    }
  }

  /**
   * Returns the id of the envelope in which AWS publishes a webhook. Depending on the guess
   * `envelopeMessageId`, it is the id that SendWhatsAppMessage returned for the message whose
   * status the webhook reports. A webhook with several statuses always gets a new id.
   */
  function envelopeIdOf({ statuses = [] }: Json): string {
    const sentAs = statuses.length === 1 ? sends.messageIdOf(statuses[0].id) : undefined
    return (guesses.envelopeMessageId === 'of-the-send' && sentAs) || randomUUID()
  }

  /**
   * Passes the customers' messages, and the statuses of messages that Connect sent, to the
   * instance. The permissions of the two-way channel role are checked for each event.
   */
  async function toInstance(
    number: LinkedNumber,
    { eventDestinationArn, roleArn }: EventDestination,
    value: Json,
  ) {
    const why = api.roleRefuses(
      roleArn!,
      PRINCIPAL,
      ['connect:SendIntegrationEvent'],
      eventDestinationArn,
    )
    if (why) throw new Error(why)
    for (const message of value.messages ?? []) {
      await state
        .connect()
        .receive(eventDestinationArn, { inbound: inbound(number, value, message) })
    }
    for (const { id, status, errors } of value.statuses ?? []) {
      const messageId = sends.messageIdOf(id)
      if (messageId)
        await state.connect().receive(eventDestinationArn, {
          status: { messageId, status, ...(errors && { errors }) },
        })
    }
  }

  function eventIdOf(wamid: string): Json {
    if (guesses.eventMessageId === 'none') return {}
    return { messageId: guesses.eventMessageId === 'wamid' ? wamid : sends.messageIdOf(wamid) }
  }

  function emit({ waba }: LinkedAccount, { number }: LinkedNumber, value: Json) {
    const origin = {
      wabaId: waba.metaId,
      originationPhoneNumber: number.number.replace('+', ''),
      originationPhoneNumberId: number.metaId,
    }
    for (const { id, status, timestamp, errors } of value.statuses ?? []) {
      const detailType = detailTypes[status]
      if (!detailType) continue
      const errorList = errors?.map(({ code, title, message }: Json) => ({
        code,
        title: title ?? message,
        message,
      }))
      const detail = {
        ...origin,
        ...eventIdOf(id),
        status,
        eventTimestamp: timestamp,
        ...(errorList && { errors: errorList }),
      }
      api.emit({ source: SOURCE, detailType, detail, resources: [] })
    }
    const { receivedEvent } = guesses
    if (receivedEvent === 'not-sent') return
    for (const { id, timestamp, from, from_user_id } of value.messages ?? []) {
      const sender = receivedEvent === 'with-sender' ? { from: from ?? from_user_id } : {}
      const detail = {
        ...origin,
        messageId: id,
        status: 'received',
        eventTimestamp: timestamp,
        ...sender,
      }
      api.emit({ source: SOURCE, detailType: 'WhatsApp Message Received', detail, resources: [] })
    }
  }

  return { lost }
}

/**
 * The time, in milliseconds of virtual time, from AWS's acceptance of a message until AWS passes it
 * on to WhatsApp.
 */
const ACCEPTED_MS = 100

type KeyedStatuses = ValueOf<'statusCallbackData' | 'statusWamid'>

/**
 * Returns the values of the webhooks with the field `messages` in a published event. Other webhooks
 * do not affect the customers' phones.
 */
function messagesIn(message: string): Json[] {
  try {
    const { changes } = JSON.parse(JSON.parse(message).whatsAppWebhookEntry)
    return changes.flatMap(({ field, value }: Json) => (field === 'messages' ? [value] : []))
  } catch {
    return []
  }
}

const SOURCE = 'aws.social-messaging'

// https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-social-messaging.html
const detailTypes: Readonly<Record<string, string>> = {
  sent: 'WhatsApp Message Sent',
  delivered: 'WhatsApp Message Delivered',
  read: 'WhatsApp Message Read',
  failed: 'WhatsApp Message Failed',
}

function inbound(
  { arn, number }: LinkedNumber,
  { contacts = [] }: Json,
  message: Json,
): InboundMessage {
  const name = contacts[0]?.profile?.name
  const customer = {
    ...(message.from && { number: withPlus(message.from) }),
    ...(message.from_user_id && { userId: message.from_user_id }),
    ...(name && { name }),
  }
  return {
    phoneNumberArn: arn,
    businessNumber: number.number,
    customer,
    message: message as InboundMessage['message'],
  }
}
