// The messages that an agent can send, and their conversion into WhatsApp's JSON. The conversion
// throws for a message that WhatsApp would refuse. The conversion never shortens a text or omits a
// part to make a message fit.
import type * as z from 'zod'
import { MessageRejected, type Problem, refusals } from '#whatsapp/errors/problems'
import { defined } from '#whatsapp/json/loose'
import type { Json } from '#whatsapp/json/rules'
import { each, fields, snakeCased } from '#whatsapp/json/wire-format'
import { addressProblems, callbackData } from '#whatsapp/messages/cloud-api-rules'
import { problemsWith } from '#whatsapp/messages/message-rules'
import type * as schema from '#whatsapp/messages/message-schema'
import { isBlank } from '#whatsapp/messages/text'

type Text = z.infer<typeof schema.text>
type FileRequest = z.infer<typeof schema.media>
type Buttons = z.infer<typeof schema.buttons>
type List = z.infer<typeof schema.list>
type LinkButton = z.infer<typeof schema.linkButton>
type TemplateRequest = z.infer<typeof schema.template>
export type ContactCard = z.infer<typeof schema.contactCard>
export type ListSection = z.infer<typeof schema.listSection>

/**
 * The media id of an upload to the same business number, or a public https address, which must stay
 * public for 30 days.
 */
export type Media = { readonly id: string } | { readonly link: string }

/**
 * The header of an interactive message. An agent can write only a text header. A message from a
 * contact flow can also have a file as its header.
 */
export type Header =
  | NonNullable<Buttons['header']>
  | { readonly type: 'image' | 'video'; readonly media: Media }
  | { readonly type: 'document'; readonly media: Media; readonly filename?: string }

/** A file with its media id, and the further properties that a file of its kind may have. */
type File<
  Kind extends FileRequest['kind'],
  Accompaniment extends 'caption' | 'filename' | 'voice' = never,
> = { readonly type: Kind; readonly media: Media } & Readonly<Pick<FileRequest, Accompaniment>>

type WithAnyHeader<Message> = Omit<Message, 'header'> & { readonly header?: Header }

export type OutgoingMessage =
  | Text
  | File<'image', 'caption'>
  | File<'video', 'caption'>
  | File<'document', 'caption' | 'filename'>
  | File<'audio', 'voice'>
  | File<'sticker'>
  | z.infer<typeof schema.location>
  | z.infer<typeof schema.contacts>
  | z.infer<typeof schema.reaction>
  | WithAnyHeader<Buttons>
  | WithAnyHeader<List>
  | WithAnyHeader<LinkButton>
  | z.infer<typeof schema.locationRequest>
  | FormMessage
  /**
   * A template message. `components` is the result of `render` for the template's definition and
   * values.
   */
  | (Omit<TemplateRequest, 'values'> & { readonly components?: readonly object[] })

/** A form as the agent composes it, with the properties that the functions add. */
type FormMessage = z.infer<typeof schema.form> & {
  /**
   * A text that WhatsApp returns with the customer's answer. The customer's answer does not name
   * its form, so this text identifies the form.
   */
  readonly token?: string
  /** The id of the first screen, if the form should not begin with WhatsApp's default. */
  readonly screen?: string
  /** Set if the form's endpoint provides the first screen. */
  readonly exchange?: true
}

/**
 * The recipient: a number with `+` and the country code, or a user id if WhatsApp does not reveal
 * the customer's number.
 */
export type Recipient = { readonly to: string } | { readonly recipient: string }

export interface SendOptions {
  /**
   * A text of at most 512 characters that WhatsApp returns in every status of the message. AWS does
   * not return the text in its own events.
   */
  readonly callbackData?: string
  /** The wamid of the message that this message quotes. */
  readonly quotes?: string
}

/**
 * Returns the Cloud API request for `message`. Throws MessageRejected if WhatsApp would refuse the
 * message.
 */
export function toCloudApi(
  message: OutgoingMessage,
  to: Recipient,
  options: SendOptions = {},
): object {
  const problems: Problem[] = [
    ...problemsWith(message, options),
    ...addressProblems(to, ''),
    ...callbackData(options.callbackData, 'callbackData'),
  ]
  const refused = refusals(problems)
  if (refused.length > 0) throw new MessageRejected(refused)
  return asCloudApi(message, to, options)
}

/**
 * Returns the same request as `toCloudApi`, but does not throw for a message that WhatsApp would
 * refuse.
 */
export const asCloudApi = (
  message: OutgoingMessage,
  to: Recipient,
  { callbackData, quotes }: SendOptions = {},
): object =>
  defined({
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    to: 'to' in to ? to.to : undefined,
    recipient: 'recipient' in to ? to.recipient : undefined,
    context: quotes === undefined ? undefined : { message_id: quotes },
    biz_opaque_callback_data: callbackData,
    ...content(message),
  })

function content(message: OutgoingMessage): Json {
  switch (message.type) {
    case 'text':
      return { type: 'text', text: { body: message.body } }
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
    case 'buttons':
      return interactive('button', message, {
        buttons: each(message.buttons, (reply) => ({ type: 'reply', reply })),
      })
    case 'list':
      return interactive('list', message, { button: message.button, sections: message.sections })
    case 'cta_url':
      return interactive('cta_url', message, {
        name: 'cta_url',
        parameters: { display_text: message.displayText, url: message.url },
      })
    case 'location_request':
      return interactive('location_request_message', message, { name: 'send_location' })
    case 'form':
      return interactive('flow', message, {
        name: 'flow',
        parameters: defined({
          flow_message_version: '3',
          flow_id: message.flowId,
          flow_cta: message.button,
          flow_token: message.token,
          flow_action: message.exchange ? 'data_exchange' : 'navigate',
          flow_action_payload:
            message.screen && !message.exchange ? { screen: message.screen } : undefined,
        }),
      })
    case 'template':
      return {
        type: 'template',
        template: defined({
          name: message.name,
          language: { code: message.language },
          components: message.components?.length === 0 ? undefined : message.components,
        }),
      }
  }
}

/** Builds WhatsApp's JSON for an interactive message with the given type and action. */
const interactive = (
  type: string,
  { header, body, footer }: Partial<Pick<WithAnyHeader<Buttons>, 'header' | 'body' | 'footer'>>,
  action: Json,
): Json => ({
  type: 'interactive',
  interactive: defined({
    type,
    header: header && headerOf(header),
    body: body === undefined ? undefined : { text: body },
    footer: footer && !isBlank(footer) ? { text: footer } : undefined,
    action,
  }),
})

function headerOf(header: Header): Json {
  if (header.type === 'text') return { type: 'text', text: header.text }
  const filename = header.type === 'document' ? header.filename : undefined
  return { type: header.type, [header.type]: defined({ ...header.media, filename }) }
}
