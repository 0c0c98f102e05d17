// Checks a customer's message, and returns it in the form in which WhatsApp's webhook contains it.
import type { Clock } from '../clock.ts'
import type { BusinessNumber } from '../world.ts'
import { addressOf, type Customer } from './customers.ts'
import { wamid } from './ids.ts'
import { kindOf } from './media-rules.ts'
import type { StoredMedia } from './media-store.ts'
import { senderOf, timestamp } from './webhooks.ts'

/**
 * A customer's message as the control API accepts it: as in a webhook, `type` and an object of that
 * name. For a file, `data` contains the bytes in base64, and `mime_type`, here or in that object,
 * the MIME type. `context.id` is the id of a message that this message quotes.
 */
export type InboundInput = {
  type: string
  data?: string
  mime_type?: string
  context?: { id: string; forwarded?: boolean }
} & Record<string, any>

type Described = { id: string; timestamp: string; type: string } & Record<string, any>

interface Around {
  clock: Clock
  customer: Customer
  number: BusinessNumber
  store(body: Buffer, mimeType: string): StoredMedia
}

const usual: Record<string, string> = {
  image: 'image/jpeg',
  video: 'video/mp4',
  audio: 'audio/ogg; codecs=opus',
  document: 'application/pdf',
  sticker: 'image/webp',
}

/** Throws an Error that names the missing or invalid field. */
export function describeInbound(
  { data, mime_type, context, ...input }: InboundInput,
  around: Around,
): Described {
  const { type } = input
  if (typeof type !== 'string')
    throw new Error('a message needs a type, as {"type":"text","text":{"body":"Hi"}}')
  if (input[type] === undefined && !(type in usual) && type !== 'unsupported')
    throw new Error(`a message of type ${type} needs an object named ${type}`)
  const { customer, number, clock } = around
  return {
    ...(context && { context: { from: number.number.replace(/^\+/, ''), ...context } }),
    ...senderOf(customer),
    id: wamid(addressOf(customer)),
    timestamp: timestamp(clock.now()),
    ...input,
    ...(type in usual && { [type]: described(type, input[type] ?? {}, data, mime_type, around) }),
  }
}

function described(
  type: string,
  content: Record<string, any>,
  data: string | undefined,
  mimeType: string | undefined,
  { store }: Around,
) {
  if (!data) throw new Error(`a message of type ${type} needs its bytes in base64 as data`)
  const mime = mimeType ?? content.mime_type ?? usual[type]!
  const body = Buffer.from(data, 'base64')
  if (type !== 'document' && kindOf(mime) !== type)
    throw new Error(`${mime} is not a type of ${type}`)
  const stored = store(body, mime)
  const url = `https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=${stored.id}`
  return { ...content, mime_type: mime, sha256: stored.sha256, id: stored.id, url }
}
