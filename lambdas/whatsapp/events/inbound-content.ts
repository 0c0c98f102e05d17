// Parses the content of a customer's message, by WhatsApp's type.
// https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/payload-examples
import type { InboundContent, ReportedError } from '#whatsapp/events/types'
import { arr, defined, flag, num, obj, parsedJsonWithBigIds, str, time } from '#whatsapp/json/loose'
import { isObject, type Json } from '#whatsapp/json/rules'

export function contentOf(type: string, message: Json): InboundContent {
  const part = obj(message[type]) ?? {}
  switch (type) {
    case 'text':
      return { type, body: str(part.body) ?? '' }
    case 'image':
    case 'video':
    case 'audio':
    case 'document':
    case 'sticker':
      return {
        type,
        ...defined({
          mediaId: str(part.id),
          mimeType: str(part.mime_type),
          sha256: str(part.sha256),
          url: str(part.url),
          caption: str(part.caption),
          filename: str(part.filename),
          voice: flag(part.voice),
          animated: flag(part.animated),
        }),
      }
    case 'location':
      return {
        type,
        ...defined({
          latitude: num(part.latitude),
          longitude: num(part.longitude),
          name: str(part.name),
          address: str(part.address),
          url: str(part.url),
        }),
      }
    case 'contacts':
      return { type, contacts: arr(message.contacts).filter(isObject) }
    case 'reaction':
      return {
        type,
        ...defined({ messageId: str(part.message_id), emoji: str(part.emoji) || undefined }),
      }
    case 'button':
      return { type, ...defined({ text: str(part.text), payload: str(part.payload) }) }
    case 'interactive':
      return interactiveContent(part)
    case 'order':
      return {
        type,
        ...defined({ catalogId: str(part.catalog_id), text: str(part.text) }),
        productItems: arr(part.product_items).filter(isObject),
      }
    case 'system':
      return {
        type,
        ...defined({
          change: str(part.type),
          body: str(part.body),
          waId: str(part.wa_id) ?? str(part.new_wa_id),
          userId: str(part.user_id),
          previousUserId: str(part.previous_user_id),
          parentUserId: str(part.parent_user_id),
          previousParentUserId: str(part.previous_parent_user_id),
        }),
      }
    case 'unsupported':
    case 'unknown':
      return {
        type: 'unsupported',
        ...defined({ what: str(part.type) }),
        errors: errorsOf(message.errors),
      }
    case 'edit': {
      const edited = obj(part.message)
      const caption = str(obj(edited?.[str(edited.type) ?? ''])?.caption)
      const text = str(obj(edited?.text)?.body) ?? caption
      return {
        type,
        ...defined({
          originalMessageId: str(part.original_message_id),
          text,
          what: str(edited?.type),
        }),
      }
    }
    case 'revoke':
      return { type, ...defined({ originalMessageId: str(part.original_message_id) }) }
    default:
      return { type: 'other', what: type }
  }
}

function interactiveContent(part: Json): InboundContent {
  const reply = str(part.type)
  const answer = obj(reply === undefined ? undefined : part[reply]) ?? {}
  return {
    type: 'interactive',
    ...defined({
      reply,
      id: str(answer.id) ?? str(answer.name),
      title: str(answer.title) ?? str(answer.body),
      description: str(answer.description),
      answers: answersOf(answer.response_json),
      response: str(answer.response),
      isPermanent: flag(answer.is_permanent),
      expiresAt: time(answer.expiration_timestamp),
    }),
  }
}

/**
 * Returns the answers of a form. WhatsApp sends the answers as parsed JSON or as JSON text. Text
 * that is not JSON is returned unchanged.
 */
function answersOf(json: unknown): unknown {
  if (typeof json !== 'string') return json
  try {
    return parsedJsonWithBigIds(json)
  } catch {
    return json
  }
}

/**
 * Accepts two shapes: Meta's (`code, title, message, error_data.details, href`), and Graph's
 * (`code, message, type, error_data`), which may also be wrapped as `{error}`.
 */
export function errorsOf(errors: unknown): ReportedError[] {
  const list = Array.isArray(errors)
    ? errors
    : errors === undefined || errors === null
      ? []
      : [errors]
  return list.flatMap((entry): ReportedError[] => {
    const found = obj(entry)
    const error = obj(found?.error) ?? found
    const code = num(error?.code)
    if (!error || code === undefined) return []
    const details = str(obj(error.error_data)?.details) ?? str(error.details)
    return [
      {
        code,
        ...defined({
          title: str(error.title),
          message: str(error.message),
          details,
          href: str(error.href),
        }),
      },
    ]
  })
}
