// Converts a reply into WhatsApp messages, and finds the problems because of which they must not be
// sent.

import {
  type ChatAttachment,
  type ComposedMessage,
  type MessagePart,
  type Part,
  type Reply,
  type ReplyContent,
  toCallbackData,
} from '#model/reply'
import { type Problem, problem, Unreadable } from '#whatsapp/errors/problems'
import { mediaKindOf } from '#whatsapp/media/media'
import { type FromConnect, fromConnectInteractive } from '#whatsapp/messages/connect-interactive'
import { problemsWith } from '#whatsapp/messages/message-rules'
import { type OutgoingMessage, type Recipient, toCloudApi } from '#whatsapp/messages/messages'
import { MOST_TEXTS, textsOf } from '#whatsapp/messages/text'
import type { ServiceWindow } from '#whatsapp/service-window'
import type { TemplateDefinition } from '#whatsapp/templates/definition'
import type { Rendered } from '#whatsapp/templates/render'
import { renderedTemplate } from '../templates/content.ts'

/** WhatsApp's media ids, by upload id or attachment id. */
export type MediaById = Readonly<Record<string, string>>

/**
 * The messages of a reply: one for each part, in the order in which they are sent. In a message
 * with a file, the id of the upload or attachment takes the place of the media id. `withMediaIds`
 * replaces this id.
 */
export interface Outgoing {
  messages: OutgoingMessage[]
  /** Problems that were found during the conversion of the reply. */
  problems: readonly Problem[]
}

export const needsPreparation = (content: ReplyContent): boolean =>
  content.type === 'media' ||
  content.type === 'attachments' ||
  (content.type === 'template' && content.uploads.length > 0)

/**
 * Converts the content of a reply into messages. `known` may contain the parsed definition and the
 * rendered messages of a template, so that they need not be computed again.
 */
export function outgoingOf(
  content: ReplyContent,
  known: { definition?: TemplateDefinition; rendered?: Rendered } = {},
): Outgoing {
  switch (content.type) {
    case 'text': {
      // A text that exceeds WhatsApp's limit is split into several messages. If there were too many
      // messages, the whole text is refused.
      const texts = textsOf(content.body)
      return texts.length > MOST_TEXTS
        ? { messages: [{ type: 'text', body: '' }], problems: [tooManyParts(texts.length)] }
        : { messages: texts.map((body) => ({ type: 'text', body })), problems: [] }
    }
    case 'interactive': {
      const { message, problems } = fromConnect(content.content)
      // If the interactive message has no equivalent in WhatsApp, `problems` prevent that the text
      // here is sent.
      return { messages: [message ?? { type: 'text', body: content.content }], problems }
    }
    case 'attachments':
      return { messages: content.attachments.map(attached), problems: [] }
    case 'media':
      return { messages: [mediaMessage(content)], problems: [] }
    case 'message':
      return { messages: [content.message], problems: [] }
    case 'template': {
      const { name, language } = content
      const { components, problems } = known.rendered ?? renderedTemplate(content, known.definition)
      return { messages: [{ type: 'template', name, language, components }], problems }
    }
  }
}

const tooManyParts = (parts: number): Problem =>
  problem(
    'text_in_too_many_parts',
    'message.body',
    `This text would become ${parts} WhatsApp messages, but at most ${MOST_TEXTS} are allowed. Send it in shorter pieces.`,
    { parts, limit: MOST_TEXTS },
  )

function mediaMessage({
  kind,
  upload,
  caption,
  filename,
  voice,
}: Extract<ReplyContent, { type: 'media' }>): OutgoingMessage {
  const media = { id: upload.uploadId }
  const captioned = caption ? { caption } : {}
  switch (kind) {
    case 'document':
      return { type: kind, media, ...captioned, ...(filename ? { filename } : {}) }
    case 'image':
    case 'video':
      return { type: kind, media, ...captioned }
    case 'audio':
      return { type: kind, media, ...(voice ? { voice } : {}) }
    default:
      return { type: kind, media }
  }
}

/** Returns the message with the media ids of its uploaded files. */
export const withMediaIds = (message: OutgoingMessage, media: MediaById): OutgoingMessage =>
  JSON.parse(
    JSON.stringify(message, (key, value) =>
      key === 'id' && Object.hasOwn(media, value) ? media[value] : value,
    ),
  )

/** Returns the text of an interactive message, so that the agent recognizes the message. */
export function wordsOfInteractive(content: string): string {
  const { message } = fromConnect(content)
  return message && 'body' in message && message.body ? message.body : 'a list or buttons'
}

/** Returns a short text by which an agent can recognize the message, such as its body. */
export function wordsOfComposed(message: ComposedMessage): string {
  switch (message.type) {
    case 'location':
      return message.name ?? 'a location'
    case 'contacts':
      return message.contacts.map(({ name }) => name.formattedName).join(', ')
    case 'reaction':
      return message.emoji ? `reaction ${message.emoji}` : 'removal of a reaction'
    default:
      return message.body
  }
}

/** Returns the initial parts of a reply, one for each message. */
export const partsOf = ({ messages }: Outgoing): Part[] =>
  messages.map(() => ({ state: 'unsent', attempt: 1 }))

/**
 * Converts an interactive message of Connect. The result contains problems if the content is not a
 * valid interactive message or has no equivalent in WhatsApp.
 */
function fromConnect(content: string): FromConnect {
  try {
    return fromConnectInteractive(content)
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    return { problems: error.problems }
  }
}

function attached({ attachmentId, name, mimeType }: ChatAttachment): OutgoingMessage {
  const media = { id: attachmentId }
  const kind = mediaKindOf(mimeType)
  return kind === 'document' ? { type: kind, media, filename: name } : { type: kind, media }
}

/**
 * Returns all problems because of which a reply must not be sent, for example a closed service
 * window. For a held reply, which waits for the window to open, `window` is undefined.
 */
export function messageProblems(
  { content, quotes }: Pick<Reply, 'content' | 'quotes'>,
  { messages, problems }: Outgoing,
  window: ServiceWindow | undefined,
): Problem[] {
  return [
    ...windowProblems(content, window),
    ...fileProblems(content),
    ...problems,
    // For a template, `problems` already contains all problems.
    ...(content.type === 'template'
      ? []
      : problems.length > 0
        ? []
        : messages.flatMap((message, i) =>
            problemsWith(message, { ...quoting(quotes, i), within: 'message' }),
          )),
  ]
}

const windowProblems = ({ type }: ReplyContent, window: ServiceWindow | undefined): Problem[] =>
  window?.is === 'closed' && type !== 'template'
    ? [
        problem(
          'service_window_closed',
          'message',
          'The 24-hour window is closed. Only templates can be sent until the customer writes again.',
        ),
      ]
    : []

function fileProblems(content: ReplyContent): Problem[] {
  if (content.type === 'attachments')
    return content.attachments.flatMap(({ status, name }, i) =>
      status === 'REJECTED'
        ? [
            problem(
              'attachment_rejected',
              `attachments.${i}`,
              `Connect’s scan refused ${name}. Send another file.`,
              { name },
            ),
          ]
        : [],
    )
  if (content.type !== 'media' || !content.caption) return []
  return content.kind === 'audio' || content.kind === 'sticker'
    ? [
        problem(
          'caption_not_possible',
          'message.caption',
          `WhatsApp shows no caption with ${content.kind}. Send the text as a separate message.`,
        ),
      ]
    : []
}

/**
 * Returns the id of the quoted message for a part. If a reply has several messages, only the first
 * message contains the quote.
 */
const quoting = (quotes: string | undefined, part: number) =>
  quotes && part === 0 ? { quotes } : {}

/** Returns the Cloud API request for a part of a reply. */
export const toWire = (
  message: OutgoingMessage,
  to: Recipient,
  callback: MessagePart,
  quotes?: string,
): object =>
  toCloudApi(message, to, {
    callbackData: toCallbackData(callback),
    ...quoting(quotes, callback.part),
  })
