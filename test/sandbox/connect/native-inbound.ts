// Delivers WhatsApp's messages into native chats (connect:SendIntegrationEvent).
import type { ConnectIntegration, InboundMessage } from '../links.ts'
import { announce, complete } from './attachments.ts'
import { join, participant } from './chat.ts'
import type { Core } from './core.ts'
import { refusal } from './errors.ts'
import { receipt, say } from './items.ts'
import { endingFor, MAX_ATTACHMENT_BYTES } from './media-rules.ts'
import { importNumber, numberOf } from './phone-numbers.ts'
import { type Chat, isOver } from './records.ts'
import { startChat } from './start-chat.ts'

// https://docs.aws.amazon.com/connect/latest/adminguide/whatsapp-messaging-capabilities.html
const MAX_TEXT_LENGTH = 4096
const NOT_DELIVERED = 'Your message was not delivered.'

export function nativeIntegration(instances: readonly Core[]): ConnectIntegration {
  const find = (arn: string) => {
    const core = instances.find(({ instanceArn }) => instanceArn === arn)
    if (!core) throw refusal('ResourceNotFoundException', `Instance not found: ${arn}`)
    return core
  }
  return {
    instanceExists: (arn) => instances.some(({ instanceArn }) => instanceArn === arn),

    importPhoneNumber(instanceArn, { phoneNumberArn }) {
      const core = find(instanceArn)
      const holder = numberOf(core, phoneNumberArn)
      if (!holder) importNumber(core, phoneNumberArn)
      else if (holder.instanceArn !== core.instanceArn)
        core.remark('not imported: another instance holds the number', phoneNumberArn)
    },

    async receive(instanceArn, event) {
      const core = find(instanceArn)
      if ('status' in event) settle(core, event.status.messageId, event.status.status)
      else await inbound(core, event.inbound)
    },
  }
}

/**
 * Handles the status of a message that Connect sent. The chat shows the statuses delivered and
 * read, but neither sent nor failed.
 */
function settle(core: Core, messageId: string, status: string) {
  const found = core.delivered.get(messageId)
  if (!found || isOver(found.chat)) return
  if (status === 'failed' && core.guesses.refusedNativeSend === 'system-message')
    return void say(core, found.chat, participant('SYSTEM', 'SYSTEM_MESSAGE'), NOT_DELIVERED)
  if (status !== 'delivered' && status !== 'read') return
  receipt(core, found.chat, found.itemId, status, found.chat.customer)
}

async function inbound(
  core: Core,
  { phoneNumberArn, businessNumber, customer, message }: InboundMessage,
) {
  const dropped = (why: string) => core.remark(`dropped (${message.type}): ${why}`, message.id)

  const number = numberOf(core, phoneNumberArn)
  if (number?.instanceArn !== core.instanceArn || number.status !== 'CLAIMED')
    return dropped('the number is not imported into the instance')
  const content = contentOf(core, message)
  if ('unsupported' in content) return dropped(content.unsupported)

  const chat = activeChat(core, phoneNumberArn, customer)
  if (chat && 'text' in content) return void say(core, chat, chat.customer, content.text)
  if (chat && 'mediaId' in content) return addMedia(core, chat, content, dropped)
  if ('mediaId' in content) return dropped('media cannot start a contact')

  const flow = core.flowOfNumber.get(phoneNumberArn)
  if (!flow) return dropped('no flow is associated with the number')
  startChat(core, {
    flow,
    customerName: customer.name ?? customer.number ?? customer.userId ?? '',
    whatsapp: { phoneNumberArn, businessNumber, customer },
    opening(opened) {
      join(core, opened, opened.customer)
      say(core, opened, opened.customer, content.text)
    },
  })
}

function activeChat(
  { contacts }: Core,
  phoneNumberArn: string,
  { number, userId }: InboundMessage['customer'],
): Chat | undefined {
  const chats = [...contacts.values()].map(({ chat }) => chat)
  return chats.find((chat) => {
    const { whatsapp } = chat
    const same =
      whatsapp &&
      (number ? whatsapp.customer.number === number : whatsapp.customer.userId === userId)
    return same && whatsapp.phoneNumberArn === phoneNumberArn && !isOver(chat)
  })
}

type Media = { mediaId: string; fileName: string | undefined }
type Content = { text: string } | Media | { unsupported: string }

function contentOf({ guesses }: Core, { type, ...rest }: InboundMessage['message']): Content {
  const body = rest[type] as any
  switch (type) {
    case 'text':
      if (body.body.length > MAX_TEXT_LENGTH)
        return { unsupported: `${body.body.length} characters; Connect takes ${MAX_TEXT_LENGTH}` }
      return { text: body.body }
    case 'image':
    case 'video':
    case 'audio':
    case 'document':
      return { mediaId: body.id, fileName: body.filename }
    case 'button':
      return guesses.foreignTaps === 'as-text'
        ? { text: body.text }
        : { unsupported: 'taps do not reach Connect' }
    case 'interactive': {
      if (body.nfm_reply) return formAnswer(guesses.nativeFormAnswers, body.nfm_reply)
      const title = (body.button_reply ?? body.list_reply)?.title
      return guesses.foreignTaps === 'as-text' && title
        ? { text: title }
        : { unsupported: 'taps do not reach Connect' }
    }
    default:
      return { unsupported: 'Connect does not support it' }
  }
}

function formAnswer(
  guess: Core['guesses']['nativeFormAnswers'],
  { body, response_json }: { body: string; response_json: string },
): Content {
  if (guess === 'nothing') return { unsupported: 'answers to forms do not reach Connect' }
  return { text: guess === 'word-sent' ? body : response_json }
}

/** Adds a customer's file to the chat, without its caption, which Connect drops. */
async function addMedia(
  core: Core,
  chat: Chat,
  { mediaId, fileName }: Media,
  dropped: (why: string) => void,
) {
  try {
    const {
      body,
      mimeType,
      fileName: stored,
    } = core.native().getMedia(chat.whatsapp!.phoneNumberArn, mediaId)
    if (body.length > MAX_ATTACHMENT_BYTES)
      return dropped(`${body.length} bytes; Connect takes ${MAX_ATTACHMENT_BYTES}`)
    const name = fileName ?? stored ?? `${mediaId}.${endingFor(mimeType)}`
    const attachment = announce(core, chat, chat.customer, {
      name,
      contentType: mimeType,
      size: body.length,
    })
    await core.api.writeObject(attachment.bucket, attachment.key, body, mimeType)
    await complete(core, attachment)
  } catch (error) {
    dropped(error instanceof Error ? error.message : String(error))
  }
}
