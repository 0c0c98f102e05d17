// Every message an agent can send, in our words, and how it becomes WhatsApp's JSON.
// What WhatsApp would refuse cannot be built; nothing is truncated, stripped or dropped to make it fit.
// The rules themselves are in cloud-api-rules.ts and stand in WhatsApp's own terms, so that a message
// somebody else built is checked by the same ones.
import { MessageRejected, type Problem, refusals } from '#whatsapp/errors/problems'
import type { Json } from '#whatsapp/json/rules'
import { defined, fields, snakeCased } from '#whatsapp/json/wire-format'
import { problemsWithCloudApi } from '#whatsapp/messages/cloud-api-rules'
import { toInteractive } from '#whatsapp/messages/interactive-messages'
import { ourPath } from '#whatsapp/messages/message-paths'

/** The id an upload to the same business number returned, or a public https address (which must stay public for 30 days). */
export type Media = { readonly id: string } | { readonly link: string }

export type Header =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image' | 'video'; readonly media: Media }
  | { readonly type: 'document'; readonly media: Media; readonly filename?: string }

export type MediaHeader = { readonly type: 'image' | 'video'; readonly media: Media }

interface Framed {
  readonly header?: Header
  readonly body: string
  readonly footer?: string
}

export interface ContactCard {
  readonly name: {
    readonly formattedName: string
    readonly firstName?: string
    readonly lastName?: string
    readonly middleName?: string
    readonly prefix?: string
    readonly suffix?: string
  }
  readonly phones?: readonly {
    readonly phone?: string
    readonly type?: string
    readonly waId?: string
  }[]
  readonly emails?: readonly { readonly email?: string; readonly type?: string }[]
  readonly addresses?: readonly {
    readonly street?: string
    readonly city?: string
    readonly state?: string
    readonly zip?: string
    readonly country?: string
    readonly countryCode?: string
    readonly type?: string
  }[]
  readonly org?: {
    readonly company?: string
    readonly department?: string
    readonly title?: string
  }
  readonly urls?: readonly { readonly url?: string; readonly type?: string }[]
  /** YYYY-MM-DD */
  readonly birthday?: string
}

export interface ListSection {
  readonly title?: string
  readonly rows: readonly {
    readonly id: string
    readonly title: string
    readonly description?: string
  }[]
}

export interface ProductSection {
  readonly title?: string
  readonly productItems: readonly { readonly productRetailerId: string }[]
}

/** All cards of one carousel have the same parts. */
export interface CarouselCard {
  readonly header: MediaHeader
  readonly body?: string
  readonly action:
    | { readonly displayText: string; readonly url: string }
    | { readonly buttons: readonly { readonly id: string; readonly title: string }[] }
}

export type OutgoingMessage =
  | { readonly type: 'text'; readonly body: string; readonly previewUrl?: boolean }
  | { readonly type: 'image' | 'video'; readonly media: Media; readonly caption?: string }
  | {
      readonly type: 'document'
      readonly media: Media
      readonly caption?: string
      readonly filename?: string
    }
  /** `voice` shows it as a voice message: Ogg with Opus, one channel. */
  | { readonly type: 'audio'; readonly media: Media; readonly voice?: boolean }
  | { readonly type: 'sticker'; readonly media: Media }
  | {
      readonly type: 'location'
      readonly latitude: number | string
      readonly longitude: number | string
      readonly name?: string
      readonly address?: string
    }
  | { readonly type: 'contacts'; readonly contacts: readonly ContactCard[] }
  /** An empty emoji takes the reaction back. */
  | { readonly type: 'reaction'; readonly messageId: string; readonly emoji: string }
  | ({
      readonly type: 'buttons'
      readonly buttons: readonly { readonly id: string; readonly title: string }[]
    } & Framed)
  | ({
      readonly type: 'list'
      readonly button: string
      readonly sections: readonly ListSection[]
    } & Framed)
  | ({ readonly type: 'cta_url'; readonly displayText: string; readonly url: string } & Framed)
  | { readonly type: 'location_request'; readonly body: string }
  | ({
      readonly type: 'flow'
      readonly flowId?: string
      readonly flowName?: string
      readonly flowCta: string
      readonly flowToken?: string
      readonly mode?: 'published' | 'draft'
      readonly flowAction?: 'navigate' | 'data_exchange'
      readonly flowActionPayload?: { readonly screen?: string; readonly data?: Json }
      readonly flowMessageVersion?: string
    } & Framed)
  | {
      readonly type: 'product'
      readonly catalogId: string
      readonly productRetailerId: string
      readonly body?: string
      readonly footer?: string
    }
  | ({
      readonly type: 'product_list'
      readonly catalogId: string
      readonly sections: readonly ProductSection[]
    } & Framed)
  | {
      readonly type: 'catalog'
      readonly body: string
      readonly footer?: string
      readonly thumbnailProductRetailerId?: string
    }
  | { readonly type: 'carousel'; readonly body: string; readonly cards: readonly CarouselCard[] }
  | {
      readonly type: 'product_carousel'
      readonly body: string
      readonly cards: readonly { readonly catalogId: string; readonly productRetailerId: string }[]
    }
  | ({
      readonly type: 'voice_call'
      readonly displayText?: string
      readonly ttlMinutes?: number
      readonly payload?: string
    } & Framed)
  | { readonly type: 'call_permission_request'; readonly body?: string }
  | ({ readonly type: 'request_contact_info' } & Framed)
  /** Kinds seldom used (addresses, payments), as WhatsApp has them: `interactive.type` and all. */
  | { readonly type: 'interactive'; readonly interactive: Json }
  /** `components` as `render` makes them from a template's definition and values. */
  | {
      readonly type: 'template'
      readonly name: string
      readonly language: string
      readonly components?: readonly object[]
    }

/** A number with `+` and country code, or the user id of a customer whose number WhatsApp does not tell. */
export type Recipient = { readonly to: string } | { readonly recipient: string }

export interface SendOptions {
  /** Comes back in every status of the message, where the statuses are WhatsApp's own; at most 512 characters. */
  readonly callbackData?: string
  /** The wamid of the message this one answers. */
  readonly quotes?: string
}

/** Everything WhatsApp would object to, with the paths of our own message (`quotes` for that); warnings among them. */
export function problemsWith(
  message: OutgoingMessage,
  options: Pick<SendOptions, 'quotes'> = {},
): Problem[] {
  const body = built(message, SOMEBODY, options)
  return problemsWithCloudApi(body).map((found) => ({
    ...found,
    path: ourPath(message.type, found.path),
  }))
}

/** The Cloud API request for `message`. Throws MessageRejected rather than build one that would be refused. */
export function toCloudApi(
  message: OutgoingMessage,
  to: Recipient,
  options: SendOptions = {},
): object {
  const body = built(message, to, options)
  const problems = refusals(problemsWithCloudApi(body))
  if (problems.length > 0)
    throw new MessageRejected(
      problems.map((found) => ({ ...found, path: ourPath(message.type, found.path) })),
    )
  return body
}

/** Marks this message of the customer, and all before it, as read. */
export function toReadReceipt(messageId: string): object {
  return checked({ messaging_product: 'whatsapp', status: 'read', message_id: messageId })
}

/** Marks it as read and shows the customer that somebody is writing, for 25 seconds or until the reply. */
export function toTypingIndicator(messageId: string): object {
  return checked({
    messaging_product: 'whatsapp',
    status: 'read',
    message_id: messageId,
    typing_indicator: { type: 'text' },
  })
}

function checked(body: object): object {
  const problems = refusals(problemsWithCloudApi(body))
  if (problems.length > 0) throw new MessageRejected(problems)
  return body
}

const SOMEBODY: Recipient = { to: '+15550100' }

function built(
  message: OutgoingMessage,
  to: Recipient,
  { callbackData, quotes }: SendOptions,
): object {
  return defined({
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    to: 'to' in to ? to.to : undefined,
    recipient: 'recipient' in to ? to.recipient : undefined,
    context: quotes === undefined ? undefined : { message_id: quotes },
    biz_opaque_callback_data: callbackData,
    ...content(message),
  })
}

function content(message: OutgoingMessage): Json {
  switch (message.type) {
    case 'text':
      return {
        type: 'text',
        text: defined({ body: message.body, preview_url: message.previewUrl }),
      }
    case 'image':
    case 'video':
      return {
        type: message.type,
        [message.type]: defined({ ...message.media, caption: message.caption || undefined }),
      }
    case 'document':
      return {
        type: 'document',
        document: defined({
          ...message.media,
          caption: message.caption || undefined,
          filename: message.filename,
        }),
      }
    case 'audio':
      return { type: 'audio', audio: defined({ ...message.media, voice: message.voice }) }
    case 'sticker':
      return { type: 'sticker', sticker: { ...message.media } }
    case 'location':
      return {
        type: 'location',
        location: fields(message, 'latitude', 'longitude', 'name', 'address'),
      }
    case 'contacts':
      return { type: 'contacts', contacts: snakeCased(message.contacts) }
    case 'reaction':
      return {
        type: 'reaction',
        reaction: defined({ message_id: message.messageId, emoji: message.emoji }),
      }
    case 'template':
      return {
        type: 'template',
        template: defined({
          name: message.name,
          language: { code: message.language },
          components: message.components?.length === 0 ? undefined : message.components,
        }),
      }
    case 'interactive':
      return { type: 'interactive', interactive: message.interactive }
    default:
      return { type: 'interactive', interactive: toInteractive(message) }
  }
}
