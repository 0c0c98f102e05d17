// Checks whether WhatsApp accepts a Cloud API message. The rules come from Meta's documentation and
// from the observed behavior of the Cloud API.
// https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages
import type { TemplateDefinition } from '../world.ts'
import { checkInteractive } from './check-interactive.ts'
import { contact, location, media, messageId, reaction } from './check-kinds.ts'
import { checkTemplate, isRefusedInGroups } from './check-template.ts'
import type { StoredMedia } from './media-store.ts'
import { refuse } from './refusal.ts'
import {
  anyText,
  type Check,
  filled,
  flag,
  list,
  literal,
  matching,
  object,
  text,
} from './shape.ts'

/** The facts on which the acceptance of a message depends, besides the message itself. */
export interface Context {
  now: number
  /** The major version of the Graph API to which the message is sent. */
  apiVersion: number
  templates: readonly TemplateDefinition[]
  /**
   * Returns the file with this media id, or undefined if the business number may not use the file.
   */
  media(id: string): StoredMedia | undefined
  /** Returns the message with this id, or undefined if the conversation does not contain it. */
  message(id: string): { type: string; at: number } | undefined
}

const E164 = /^\+?[1-9]\d{6,14}$/
// A business-scoped user id consists of a country code, a dot, and letters or digits. If the id
// belongs to a parent business, `ENT.` follows the first dot.
const BSUID = /^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/

// https://developers.facebook.com/documentation/business-messaging/whatsapp/groups
const inGroups = ['text', 'image', 'video', 'audio', 'document', 'sticker', 'template']

const kinds: Record<string, (context: Context) => Check> = {
  text: () => object({ body: text(4096) }, { preview_url: flag }),
  image: media('image', { caption: text(1024, 0) }),
  video: media('video', { caption: text(1024, 0) }),
  document: media('document', { caption: text(1024, 0), filename: text(240) }),
  audio: media('audio', { voice: flag }),
  sticker: media('sticker', {}),
  location: () => location,
  // The larger of Meta's two limits: its pages say 257, and its OpenAPI description 5.
  contacts: () => list(contact, 1, 257),
  reaction,
  interactive: checkInteractive,
  template: checkTemplate,
}

/**
 * Throws the Refusal with which Meta would answer. This function does not check whether the
 * customer may receive the message now, which outgoing.ts does.
 */
export function checkMessage(payload: unknown, context: Context): void {
  const message = payload as Record<string, unknown>
  if (typeof payload === 'object' && payload !== null && 'status' in message)
    checkReceipt(message, context)
  else checkContent(message, context)
}

function checkContent(payload: Record<string, unknown> | null, context: Context) {
  const type = payload?.type ?? 'text'
  const group = payload?.recipient_type === 'group'
  const kind =
    typeof type === 'string' && Object.hasOwn(kinds, type) ? kinds[type]!(context) : undefined
  if (!kind) refuse(131051, `Message type ${type} is not supported`)
  object(
    { messaging_product: literal('whatsapp'), [type as string]: kind },
    {
      recipient_type: literal('individual', 'group'),
      to: group ? filled : matching(E164, 'a phone number'),
      // If a message has both `to` and `recipient`, Meta uses `to`.
      recipient: payload?.to === undefined ? matching(BSUID, 'a business-scoped user id') : filled,
      type: anyText,
      context: object({ message_id: messageId }),
      biz_opaque_callback_data: text(512),
      recipient_identity_key_hash: filled,
      message_activity_sharing: flag,
      product_policy: filled,
    },
  )(payload, 'message')
  if (payload?.to === undefined && payload?.recipient === undefined)
    refuse(131008, "Required parameter is missing: message['to']")
  if (group && !inGroups.includes(type as string))
    refuse(131009, `Messages of type ${type} are not supported in groups`)
  if (group && type === 'template' && isRefusedInGroups(payload?.template, context))
    refuse(131009, 'Authentication and commerce templates are not supported in groups')
  if (type === 'reaction' && payload?.context !== undefined)
    refuse(131009, 'A reaction cannot be a reply')
}

/** Checks a read receipt, which may come with a typing indicator. */
function checkReceipt(payload: unknown, context: Context) {
  object(
    { messaging_product: literal('whatsapp'), status: literal('read'), message_id: messageId },
    { typing_indicator: object({ type: literal('text') }) },
  )(payload, 'message')
  if (!context.message((payload as { message_id: string }).message_id))
    refuse(131009, 'message_id is not a message of this conversation')
}
