// What a customer's message holds, by WhatsApp's type.
// https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/payload-examples
import type { InboundContent, ReportedError } from '#whatsapp/events/types'
import { arr, flag, num, obj, str, told } from '#whatsapp/json/loose'
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
        ...told({
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
        ...told({
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
        ...told({ messageId: str(part.message_id), emoji: str(part.emoji) || undefined }),
      }
    case 'button':
      return { type, ...told({ text: str(part.text), payload: str(part.payload) }) }
    case 'interactive':
      return interactiveContent(part)
    case 'order':
      return {
        type,
        ...told({ catalogId: str(part.catalog_id), text: str(part.text) }),
        productItems: arr(part.product_items).filter(isObject),
      }
    case 'system':
      return {
        type,
        ...told({
          change: str(part.type),
          body: str(part.body),
          waId: str(part.wa_id) ?? str(part.new_wa_id),
        }),
      }
    case 'unsupported':
    case 'unknown':
      return {
        type: 'unsupported',
        ...told({ what: str(part.type) }),
        errors: errorsOf(message.errors),
      }
    case 'edit': {
      const text = str(obj(obj(part.message)?.text)?.body)
      return { type, ...told({ originalMessageId: str(part.original_message_id), text }) }
    }
    case 'revoke':
      return { type, ...told({ originalMessageId: str(part.original_message_id) }) }
    default:
      return { type: 'other' }
  }
}

function interactiveContent(part: Json): InboundContent {
  const reply = str(part.type)
  const given = obj(reply === undefined ? undefined : part[reply]) ?? {}
  return {
    type: 'interactive',
    ...told({
      reply,
      id: str(given.id) ?? str(given.name),
      title: str(given.title) ?? str(given.body),
      description: str(given.description),
      answers: answersOf(given.response_json),
      response: str(given.response),
    }),
  }
}

/** A form's answers come as JSON text, or already as an object; sometimes as JSON that is no object. */
function answersOf(json: unknown): Json | undefined {
  if (isObject(json)) return json
  if (typeof json !== 'string') return undefined
  try {
    return obj(JSON.parse(json))
  } catch {
    return undefined
  }
}

/**
 * Both shapes: Meta's (`code, title, message, error_data.details, href`) and Graph's
 * (`code, message, type, error_data`), on its own or as `{error}`.
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
        ...told({
          title: str(error.title),
          message: str(error.message),
          details,
          href: str(error.href),
        }),
      },
    ]
  })
}
