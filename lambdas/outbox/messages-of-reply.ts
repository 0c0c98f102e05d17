// What a reply is in WhatsApp's terms: the messages it goes out as, and everything that is wrong with it.
import { type Problem, problem, Unreadable } from '#whatsapp/errors/problems'
import { mediaKindOf } from '#whatsapp/media/media'
import { type FromConnect, fromConnectInteractive } from '#whatsapp/messages/connect-interactive'
import { toWhatsAppMarks } from '#whatsapp/messages/markdown'
import {
  type OutgoingMessage,
  problemsWith,
  type Recipient,
  toCloudApi,
} from '#whatsapp/messages/messages'
import { splitText } from '#whatsapp/messages/text'
import type { ServiceWindow } from '#whatsapp/service-window'
import {
  type CallbackData,
  type ChatAttachment,
  type ComposedMessage,
  type Part,
  type Reply,
  type ReplyContent,
  toCallbackData,
} from '../model/reply.ts'
import { renderedTemplate } from '../templates/content.ts'

/** Media ids by upload id or attachment id. */
type MediaById = Readonly<Record<string, string>>

/** Stands for a media id that is not known yet, where only the rest of the message is looked at. */
const NOT_YET = 'not-uploaded-yet'

export const needsPreparation = (content: ReplyContent): boolean =>
  content.type === 'media' ||
  content.type === 'attachments' ||
  (content.type === 'template' && content.uploads.length > 0)

/** One for each WhatsApp message, in the order they are sent. A text over WhatsApp's limit goes in several, nothing left out. */
export function messagesOf(content: ReplyContent, media: MediaById): OutgoingMessage[] {
  switch (content.type) {
    case 'text':
      return splitText(content.markdown ? toWhatsAppMarks(content.body) : content.body).map(
        (body) => ({ type: 'text', body }),
      )
    case 'interactive':
      // What WhatsApp has nothing like is refused before it is sent.
      return [fromConnect(content.content).message ?? { type: 'text', body: content.content }]
    case 'attachments':
      return content.attachments.map((attachment) => attached(attachment, media))
    case 'media': {
      const id = media[content.upload.uploadId] ?? NOT_YET
      const { kind, caption, filename, voice } = content
      if (kind === 'document')
        return [
          {
            type: kind,
            media: { id },
            ...(caption ? { caption } : {}),
            ...(filename ? { filename } : {}),
          },
        ]
      if (kind === 'image' || kind === 'video')
        return [{ type: kind, media: { id }, ...(caption ? { caption } : {}) }]
      if (kind === 'audio') return [{ type: kind, media: { id }, ...(voice ? { voice } : {}) }]
      return [{ type: kind, media: { id } }]
    }
    case 'message':
      return [content.message]
    case 'template': {
      const { components } = renderedTemplate(content, (uploadId) => media[uploadId] ?? NOT_YET)
      return [{ type: 'template', name: content.name, language: content.language, components }]
    }
  }
}

/** The words of it, for the agent. */
export function wordsOfInteractive(content: string): string {
  const { message } = fromConnect(content)
  return message && 'body' in message && message.body ? message.body : 'a list or buttons'
}

/** What of a composed message names it, for the agent. */
export function wordsOfComposed(message: ComposedMessage): string {
  switch (message.type) {
    case 'location':
      return message.name ?? 'a location'
    case 'contacts':
      return message.contacts.map(({ name }) => name.formattedName).join(', ')
    case 'reaction':
      return message.emoji ? `reaction ${message.emoji}` : 'taking a reaction back'
    default:
      return message.body
  }
}

/** One for each message it will go out as. */
export const partsOf = (content: ReplyContent): Part[] =>
  messagesOf(content, {}).map(() => ({ state: 'unsent', attempt: 1 }))

/** What is no interactive message at all is refused like one WhatsApp has nothing like. */
function fromConnect(content: string): FromConnect {
  try {
    return fromConnectInteractive(content)
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    return { problems: error.problems }
  }
}

function attached(
  { attachmentId, name, mimeType }: ChatAttachment,
  media: MediaById,
): OutgoingMessage {
  const id = media[attachmentId] ?? NOT_YET
  const kind = mediaKindOf(mimeType)
  return kind === 'document'
    ? { type: kind, media: { id }, filename: name }
    : { type: kind, media: { id } }
}

/** Every problem at once: what the window allows (unless the reply waits for it), and what WhatsApp would refuse of the messages themselves. */
export function messageProblems(
  { content, quotes }: Pick<Reply, 'content' | 'quotes'>,
  window: ServiceWindow | undefined,
): Problem[] {
  const problems: Problem[] = []
  if (window?.is === 'closed' && content.type !== 'template') {
    problems.push(
      problem(
        'service_window_closed',
        'message',
        'The 24-hour window is closed: the customer has to write first. Send a template.',
      ),
    )
  }
  if (content.type === 'attachments') {
    for (const [i, { status, name }] of content.attachments.entries()) {
      if (status === 'REJECTED')
        problems.push(
          problem(
            'attachment_rejected',
            `attachments.${i}`,
            `Connect’s scan refused ${name}. Send another file.`,
            { name },
          ),
        )
    }
  }
  if (
    content.type === 'media' &&
    content.caption &&
    (content.kind === 'audio' || content.kind === 'sticker')
  ) {
    problems.push(
      problem(
        'caption_not_possible',
        'message.caption',
        `WhatsApp shows no caption with ${content.kind}. Send the text as a message of its own.`,
      ),
    )
  }
  if (content.type === 'interactive') problems.push(...fromConnect(content.content).problems)
  if (content.type === 'template')
    problems.push(...renderedTemplate(content, () => NOT_YET).problems)
  else
    problems.push(
      ...messagesOf(content, {}).flatMap((message, i) =>
        problemsWith(message, quoting(quotes, i)).map(ofRequest),
      ),
    )
  return problems
}

/** Where in the widget's request: it is the message's own path, but for what stands beside the message. */
const ofRequest = (found: Problem): Problem => ({
  ...found,
  path: found.path === 'quotes' ? found.path : `message.${found.path}`,
})

/** Of several messages the first one shows what they answer. */
const quoting = (quotes: string | undefined, part: number) =>
  quotes && part === 0 ? { quotes } : {}

/** A part of a reply as the Cloud API takes it. */
export const toWire = (
  message: OutgoingMessage,
  to: Recipient,
  callback: CallbackData,
  quotes?: string,
): object =>
  toCloudApi(message, to, {
    callbackData: toCallbackData(callback),
    ...quoting(quotes, callback.part),
  })
