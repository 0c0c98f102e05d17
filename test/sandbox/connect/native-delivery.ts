// Sends the messages of agents and flows in a native chat to WhatsApp, as Connect does. In a native
// chat, Connect itself exchanges the messages with WhatsApp. The chat shows the statuses delivered
// and read, but not that WhatsApp refused a message.
import type { Core } from './core.ts'
import { whatsappKind } from './media-rules.ts'
import type { Attachment, Chat, Item, WhatsAppEnds } from './records.ts'

export function deliverText(core: Core, chat: Chat, item: Item) {
  if (!chat.whatsapp) return
  const body = item.Content!
  const text = { body, ...(/https?:\/\//.test(body) && { preview_url: true }) }
  deliver(core, chat, item, () => ({ type: 'text', text }))
}

export function deliverAttachment(
  core: Core,
  { chat, contentType, name }: Attachment,
  body: Buffer,
  item: Item,
) {
  const { whatsapp } = chat
  const kind = whatsappKind(contentType)
  if (!whatsapp || !kind) return
  deliver(core, chat, item, () => {
    const { mediaId } = core.native().postMedia(whatsapp.phoneNumberArn, body, contentType)
    return { type: kind, [kind]: { id: mediaId, ...(kind === 'document' && { filename: name }) } }
  })
}

function deliver(core: Core, chat: Chat, item: Item, content: () => object) {
  const { phoneNumberArn, customer } = chat.whatsapp!
  const native = core.native()
  if (!native.phoneNumber(phoneNumberArn)?.connectEnabled) {
    return core.remark('not delivered: the number is not tagged AmazonConnectEnabled', chat.id)
  }
  try {
    const message = {
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      ...addressee(customer),
      ...content(),
    }
    const { messageId } = native.send(phoneNumberArn, message)
    core.delivered.set(messageId, { chat, itemId: item.Id })
  } catch (error) {
    core.remark(`not delivered: ${error instanceof Error ? error.message : error}`, chat.id)
  }
}

const addressee = ({ number, userId }: WhatsAppEnds['customer']) =>
  number ? { to: number } : { recipient: userId }
