// Converts replies and conversations into the form in which the widget receives them.

import type { ConversationView, ReplyView } from '#api'
import { evidenceOf, marketingStoppedAt, notOnWhatsAppSince } from '#model/conversation'
import type { InboundMessage } from '#model/ports'
import { type Reply, type ReplyContent, statusOf } from '#model/reply'
import { serviceWindow } from '#whatsapp/service-window'
import { isAuthentication } from '#whatsapp/templates/buttons'
import { problemsOf } from '../outbox/failure-reasons.ts'
import { wordsOfInteractive } from '../outbox/messages-of-reply.ts'
import type { Authorized } from './authorize.ts'
import { fileIdOf } from './files.ts'

export function replyView(reply: Reply): ReplyView {
  return {
    id: reply.id,
    ...(reply.requestId ? { requestId: reply.requestId } : {}),
    type: reply.content.type === 'message' ? reply.content.message.type : reply.content.type,
    status: statusOf(reply),
    attempt: reply.attempt,
    late: reply.late ?? false,
    by: reply.by,
    acceptedAt: reply.acceptedAt,
    parts: reply.parts.map(({ state, messageId, outcome, isIncomplete }) => ({
      status: outcome?.status ?? state,
      ...(messageId ? { messageId } : {}),
      ...(isIncomplete ? { isIncomplete } : {}),
      ...(outcome?.errors
        ? {
            errors: outcome.errors.map(({ code, title, details }) => ({
              code,
              ...(title ? { title } : {}),
              ...(details ? { details } : {}),
            })),
          }
        : {}),
    })),
    former: Object.entries(reply.former ?? {}).map(([key, { attempt, state, outcome }]) => ({
      attempt,
      part: Number(key.split('p')[1]),
      status: outcome?.status ?? state,
    })),
    problems: problemsOf(reply),
    shows: contentView(reply),
    ...(reply.quotes ? { quotes: reply.quotes } : {}),
    ...(reply.heldUntil ? { heldUntil: reply.heldUntil } : {}),
  }
}

function contentView({ id, content, preview }: Reply): unknown {
  switch (content.type) {
    case 'text':
      return { text: content.body }
    case 'interactive':
      return { text: wordsOfInteractive(content.content) }
    case 'attachments':
      return { attachments: content.attachments.map(({ name, mimeType }) => ({ name, mimeType })) }
    case 'media':
      return {
        media: content.kind,
        mimeType: content.upload.mimeType,
        size: content.upload.size,
        caption: content.caption,
        filename: content.filename,
        voice: content.voice,
      }
    case 'message': {
      const { type: _, ...rest } = content.message
      return rest
    }
    case 'template':
      return {
        template: content.name,
        language: content.language,
        preview,
        ...filledIn(id, content),
      }
  }
}

/**
 * Returns the values and files of a template, so that an agent can change them and send the
 * template again. Each file has the id with which it can be sent again. For a template with a
 * one-time code, the result is empty.
 */
function filledIn(
  reply: string,
  { definition, values, uploads }: Extract<ReplyContent, { type: 'template' }>,
): object {
  const { category } = (definition ?? {}) as { category?: string }
  if (isAuthentication(category)) return {}
  const files = uploads.map(({ uploadId, mimeType, size }, i) => ({
    uploadId,
    file: { id: fileIdOf(reply, i), mimeType, size },
  }))
  const withFileId = (value: unknown) => {
    const found = files.find(({ uploadId }) => uploadId === (value as { id?: unknown } | null)?.id)
    return found ? { ...(value as object), id: found.file.id } : value
  }
  return {
    values: Object.fromEntries(
      Object.entries(values).map(([key, value]) => [key, withFileId(value)]),
    ),
    ...(files.length > 0 ? { files: files.map(({ file }) => file) } : {}),
  }
}

export function conversationView(
  { conversation, channel, chatStartedAt, answered }: Omit<Authorized, 'contact' | 'partition'>,
  replies: readonly Reply[],
  now: Date,
  messages?: readonly InboundMessage[],
): Omit<ConversationView, 'cursor'> {
  const evidence = evidenceOf(conversation)
  const window = serviceWindow(evidence, now)
  const stoppedAt = marketingStoppedAt(conversation, now)
  const unreachableSince = notOnWhatsAppSince(conversation, now)
  return {
    mode: conversation.mode,
    businessNumber: channel.number,
    ...(channel.displayName ? { businessName: channel.displayName } : {}),
    wabaId: channel.wabaId,
    customer: conversation.customer,
    window:
      window.is === 'open'
        ? { is: 'open', until: window.until.toISOString() }
        : window.is === 'closed'
          ? { is: 'closed', ...(window.since ? { since: window.since.toISOString() } : {}) }
          : { is: 'unknown' },
    evidence: evidence.map((each) => ({ ...each, at: each.at.toISOString() })),
    chatStartedAt,
    ...(stoppedAt ? { marketingStoppedAt: stoppedAt.toISOString() } : {}),
    ...(unreachableSince ? { notOnWhatsAppSince: unreachableSince.toISOString() } : {}),
    ...(conversation.agentWroteAt ? { agentWroteAt: conversation.agentWroteAt } : {}),
    at: now.toISOString(),
    replies: replies.map(replyView),
    ...(answered ? { answers: answered.reply } : {}),
    ...(messages ? { messages: messages.map(messageView) } : {}),
  }
}

export const messageView = ({ text, file, ...message }: InboundMessage) => ({
  ...message,
  ...(text ? { text } : {}),
  ...(file ? { fileId: message.id, name: file.name } : {}),
})
